// Two models on the same samples.
#ifndef ONNXC_COMPILER_QUANTIZE_COMPAREMODELS_H
#define ONNXC_COMPILER_QUANTIZE_COMPAREMODELS_H

#include "compiler/Import/Import.h"
#include "compiler/Pipelines/Compile.h"
#include "compiler/Quantize/OutputError.h"
#include "compiler/Quantize/Picture.h"

namespace onnxc::quantize {

struct ValueComparison {
  std::string value;
  /// The node of the first model that makes it.
  std::string node;
  OutputError error;
  double maxAbsolute = 0;
};

struct ModelComparison {
  /// The outputs of the first model, in its order.
  std::vector<ValueComparison> outputs;
  /// With `perNode`, the other values that both models have by one name, in the order of the first.
  std::vector<ValueComparison> inner;
  int64_t samples = 0;
};

/// Runs both models on the samples in `folder`. They have the same inputs and outputs, in whose f32
/// values they may differ.
mlir::FailureOr<ModelComparison>
compareModels(llvm::StringRef first, llvm::StringRef second, llvm::StringRef folder,
              const PictureFormat &pictures, bool perNode, const ImportOptions &import,
              const CompileOptions &compile, mlir::MLIRContext *context);

} // namespace onnxc::quantize

#endif
