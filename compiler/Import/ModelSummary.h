#ifndef ONNXC_COMPILER_IMPORT_MODELSUMMARY_H
#define ONNXC_COMPILER_IMPORT_MODELSUMMARY_H

#include "compiler/Support/ModelSignature.h"

#include <map>
#include <set>

namespace onnxc {

/// A value as the file declares it.
struct DeclaredValue {
  enum class Kind { Tensor, Sequence, OptionalTensor, OptionalSequence };
  std::string name;
  Kind kind = Kind::Tensor;

  bool isSequence() const { return kind == Kind::Sequence || kind == Kind::OptionalSequence; }
  /// The name of a tensor of a sequence in the compiled model.
  std::string getElementName(size_t i) const;
};

/// What a model file says about itself, before any of it is imported.
struct ModelSummary {
  /// What a caller gives. Symbolic dimensions are dynamic; the type is null where the model
  /// declares no tensor with a rank.
  std::vector<ModelValue> inputs;
  /// The same inputs, and the outputs. Values of kinds that are not listed count as tensors.
  std::vector<DeclaredValue> declaredInputs, declaredOutputs;
  /// Versions by domain, in which `ai.onnx` is spelled empty.
  std::map<std::string, int64_t> operatorSets;
  /// The operators of all graphs and functions, as `Conv` or `ai.onnx.ml.Scaler`.
  std::set<std::string> operators;
};

/// Errors go through the context's diagnostic engine.
mlir::FailureOr<ModelSummary> readModelSummary(llvm::StringRef path, mlir::MLIRContext *context);

} // namespace onnxc

#endif
