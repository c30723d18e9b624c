#ifndef ONNXC_COMPILER_IMPORT_MODELSUMMARY_H
#define ONNXC_COMPILER_IMPORT_MODELSUMMARY_H

#include "compiler/Support/ModelSignature.h"

#include <map>
#include <set>

namespace onnxc {

/// What a model file says about itself, before any of it is imported.
struct ModelSummary {
  /// What a caller gives. Symbolic dimensions are dynamic; the type is null where the model
  /// declares no tensor with a rank.
  std::vector<ModelValue> inputs;
  /// Versions by domain, in which `ai.onnx` is spelled empty.
  std::map<std::string, int64_t> operatorSets;
  /// The operators of all graphs and functions, as `Conv` or `ai.onnx.ml.Scaler`.
  std::set<std::string> operators;
};

/// Errors go through the context's diagnostic engine.
mlir::FailureOr<ModelSummary> readModelSummary(llvm::StringRef path, mlir::MLIRContext *context);

} // namespace onnxc

#endif
