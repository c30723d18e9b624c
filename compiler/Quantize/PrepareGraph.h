// Brings a model into the form that is quantized.
#ifndef ONNXC_COMPILER_QUANTIZE_PREPAREGRAPH_H
#define ONNXC_COMPILER_QUANTIZE_PREPAREGRAPH_H

#include "compiler/Import/ExternalData.h"
#include "compiler/Quantize/ModelGraph.h"
#include "mlir/Support/LLVM.h"

namespace onnxc::quantize {

/// Makes all constants initializers with their bytes in the model: nodes of Constant, what lies in
/// other files, and numbers in typed lists. Inputs that initializers settle are inputs no longer.
mlir::LogicalResult gatherConstants(ModelGraph &graph, importer::ExternalFiles &files,
                                    mlir::Location loc);

/// Lets contractions take over what surrounds them, so that one rounding is left where there would
/// be several: zeros of a Pad and a BatchNormalization become part of a Conv, and a MatMul of a
/// matrix with an Add of constants a Gemm. `ranks` has the ranks of values, where they are known.
/// The other nodes stay as they are.
void mergeIntoContractions(ModelGraph &graph, const llvm::StringMap<int64_t> &ranks);

} // namespace onnxc::quantize

#endif
