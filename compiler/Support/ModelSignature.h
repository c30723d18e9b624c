#ifndef ONNXC_COMPILER_SUPPORT_MODELSIGNATURE_H
#define ONNXC_COMPILER_SUPPORT_MODELSIGNATURE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"

#include <string>
#include <vector>

namespace onnxc {

/// An input or output of a model.
struct ModelValue {
  std::string name;
  /// In element types of the `onnx` dialect: bool is i1, unsigned is uiN.
  mlir::RankedTensorType type;
  /// The names of symbolic dimensions; empty strings, or no entries, where they have none.
  std::vector<std::string> dims;
  /// The names of the columns; no entries where they have none.
  std::vector<std::string> columns;
  /// The dimensions whose size a run settles, of which `type` has the largest.
  std::vector<int64_t> open;
  /// What integers stand for: (element - zeroPoint) * scale; a scale of 0 says nothing.
  float scale = 0;
  int32_t zeroPoint = 0;

  /// `type` with open dimensions.
  mlir::RankedTensorType getOpenType() const;
};

struct ModelSignature {
  std::vector<ModelValue> inputs;
  std::vector<ModelValue> outputs;

  /// How many dimensions of outputs are open.
  size_t countOpen() const;
};

/// Reads the attributes `onnx.inputs` and `onnx.outputs`, which a module keeps through all
/// stages. A module without them, or with others than the importer writes, is an error.
mlir::FailureOr<ModelSignature> getModelSignature(mlir::ModuleOp module);

} // namespace onnxc

#endif
