// A node of the model on its way to an operation: independent of protobuf, so that what the
// importer knows of operators (Normalize*.cpp) reads and edits plain values.
#ifndef ONNXC_COMPILER_IMPORT_NODE_H
#define ONNXC_COMPILER_IMPORT_NODE_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"

#include <functional>
#include <optional>

namespace onnxc::importer {

struct Node {
  Node(mlir::OpBuilder &builder, mlir::Location loc) : builder(builder), loc(loc) {}

  mlir::OpBuilder &builder;
  mlir::Location loc;
  /// ONNX's name of the operator, its domain (`ai.onnx` is empty) and the version of the
  /// domain's operator set that the model uses.
  std::string type, domain;
  int64_t version = 0;
  /// Null where the node leaves an input out.
  llvm::SmallVector<mlir::Value> inputs;
  /// int, float, string, ints, floats, strings and tensor as the dialect has them.
  mlir::NamedAttrList attributes;
  /// Whether the node names each output, and the type that the model declares or null.
  llvm::SmallVector<bool> hasOutput;
  llvm::SmallVector<mlir::RankedTensorType> declaredTypes;
  /// Values that stand for the node's outputs, if it needs no operation of its own any more.
  std::optional<llvm::SmallVector<mlir::Value>> results;
  /// Makes the node's outputs from the results of its operation, if they are not these.
  std::function<mlir::FailureOr<llvm::SmallVector<mlir::Value>>(Node &node,
                                                                llvm::ArrayRef<mlir::Value>)>
      finish;

  /// An error or a warning about this node; the message continues a sentence on the operator.
  mlir::InFlightDiagnostic emitError() const;
  mlir::InFlightDiagnostic emitWarning() const;

  mlir::MLIRContext *getContext() const { return builder.getContext(); }

  /// Input `i`, or null if it is left out.
  mlir::Value getInput(size_t i) const { return i < inputs.size() ? inputs[i] : mlir::Value(); }
  void setInput(size_t i, mlir::Value value);
  mlir::RankedTensorType getInputType(size_t i) const;
  bool hasResult(size_t i) const { return i < hasOutput.size() && hasOutput[i]; }

  /// Attributes by kind; the default stands for one that is left out or of another kind (the
  /// builder complains of that kind later).
  int64_t getInt(llvm::StringRef name, int64_t otherwise) const;
  double getFloat(llvm::StringRef name, double otherwise) const;
  std::string getString(llvm::StringRef name, llvm::StringRef otherwise) const;
  std::optional<llvm::SmallVector<int64_t>> getInts(llvm::StringRef name) const;
  bool has(llvm::StringRef name) const { return bool(attributes.get(name)); }
  void erase(llvm::StringRef name) { attributes.erase(name); }
  void setInt(llvm::StringRef name, int64_t value);
  void setInts(llvm::StringRef name, llvm::ArrayRef<int64_t> values);

  /// Constants at the node's place.
  mlir::Value makeInts(llvm::ArrayRef<int64_t> values);
  mlir::Value makeInt(int64_t value);
  mlir::Value makeFloats(llvm::ArrayRef<float> values);
  mlir::Value makeScalar(mlir::Type elementType, double value);
  mlir::Value makeConstant(mlir::ElementsAttr value);

  /// Another operation at the node's place, in its newest form. Its inputs and attributes are
  /// checked as those of nodes.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>>
  build(llvm::StringRef operation, mlir::ValueRange operands,
        llvm::ArrayRef<mlir::NamedAttribute> operationAttributes = {});
  mlir::FailureOr<mlir::Value> buildOne(llvm::StringRef operation, mlir::ValueRange operands,
                                        llvm::ArrayRef<mlir::NamedAttribute> attributes = {});
  mlir::NamedAttribute attribute(llvm::StringRef name, mlir::Attribute value) const;
};

/// The dialect's name of an operator, or empty for a domain that the dialect does not have.
std::string getOperationName(llvm::StringRef domain, llvm::StringRef type);

} // namespace onnxc::importer

#endif
