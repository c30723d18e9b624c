#ifndef ONNXC_COMPILER_QUANTIZE_SAMPLESHAPES_H
#define ONNXC_COMPILER_QUANTIZE_SAMPLESHAPES_H

#include "compiler/Quantize/Samples.h"

namespace onnxc::quantize {

/// Settles what the model in the file `path` leaves open by the first sample. A first dimension of
/// an input that alone is open is that of the samples, which stack along it: it is 1.
mlir::LogicalResult addSampleShapes(ImportOptions &import, llvm::StringRef path,
                                    const Samples &samples, mlir::MLIRContext *context);

} // namespace onnxc::quantize

#endif
