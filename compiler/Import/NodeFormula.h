// Formulas in operators of ai.onnx, which do the work of one node.
#ifndef ONNXC_COMPILER_IMPORT_NODEFORMULA_H
#define ONNXC_COMPILER_IMPORT_NODEFORMULA_H

#include "compiler/Import/Node.h"

namespace onnxc::importer {

/// Builds operators of ai.onnx at a node's place, one by one. What does not fit is an error, and
/// from then on all values are null and nothing is built: only `finish` needs to be asked.
class NodeFormula {
public:
  explicit NodeFormula(Node &node) : node(node) {}

  bool isBroken() const { return broken; }
  /// An error about the node: the message continues a sentence on its operator.
  mlir::InFlightDiagnostic fail() {
    broken = true;
    return node.emitError();
  }

  //===-- Any operator ------------------------------------------------------===//

  /// All results of an operator. An operand that is null is left out.
  llvm::SmallVector<mlir::Value> buildAll(llvm::StringRef type,
                                          llvm::ArrayRef<mlir::Value> operands,
                                          llvm::ArrayRef<mlir::NamedAttribute> attributes,
                                          size_t results);
  mlir::Value build(llvm::StringRef type, llvm::ArrayRef<mlir::Value> operands,
                    llvm::ArrayRef<mlir::NamedAttribute> attributes = {}) {
    return buildAll(type, operands, attributes, 1).front();
  }
  /// The first result of an operator as operator set `version` has it.
  mlir::Value buildVersion(int64_t version, llvm::StringRef type,
                           llvm::ArrayRef<mlir::Value> operands, mlir::NamedAttrList attributes);

  /// A loop of `trips` iterations, each of which makes the next states, and after them elements of
  /// results of their own, from its number and the states before. The states and these results.
  llvm::SmallVector<mlir::Value>
  loop(int64_t trips, llvm::ArrayRef<mlir::Value> states, size_t results,
       llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value number,
                                                         mlir::ValueRange states)>
           iterate);

  mlir::NamedAttribute with(llvm::StringRef name, int64_t value) const;
  mlir::NamedAttribute withFloat(llvm::StringRef name, double value) const;
  mlir::NamedAttribute with(llvm::StringRef name, llvm::StringRef value) const;
  mlir::NamedAttribute with(llvm::StringRef name, llvm::ArrayRef<int64_t> value) const;
  mlir::NamedAttribute with(llvm::StringRef name, mlir::Type value) const;

  //===-- Arithmetic --------------------------------------------------------===//

  mlir::Value add(mlir::Value a, mlir::Value b) { return build("Add", {a, b}); }
  mlir::Value sub(mlir::Value a, mlir::Value b) { return build("Sub", {a, b}); }
  mlir::Value mul(mlir::Value a, mlir::Value b) { return build("Mul", {a, b}); }
  mlir::Value div(mlir::Value a, mlir::Value b) { return build("Div", {a, b}); }
  mlir::Value matMul(mlir::Value a, mlir::Value b) { return build("MatMul", {a, b}); }
  mlir::Value where(mlir::Value test, mlir::Value a, mlir::Value b) {
    return build("Where", {test, a, b});
  }
  /// a + b, or a where b is left out.
  mlir::Value addIf(mlir::Value a, mlir::Value b) { return b ? add(a, b) : a; }
  /// A number of the element type of `like`, without dimensions.
  mlir::Value scalar(mlir::Value like, double value);
  mlir::Value castTo(mlir::Value a, mlir::Type elementType);
  mlir::Value constant(mlir::ElementsAttr value) { return node.makeConstant(value); }

  //===-- Places ------------------------------------------------------------===//

  mlir::Value ints(llvm::ArrayRef<int64_t> values) { return node.makeInts(values); }
  /// With ONNX's 0 (as before) and -1 (the rest) as sizes.
  mlir::Value reshape(mlir::Value a, llvm::ArrayRef<int64_t> shape) {
    return build("Reshape", {a, ints(shape)});
  }
  mlir::Value transpose(mlir::Value a, llvm::ArrayRef<int64_t> perm) {
    return build("Transpose", {a}, with("perm", perm));
  }
  /// The last two dimensions exchanged.
  mlir::Value transposeMatrix(mlir::Value a);
  /// Channels from dimension 1 to the last, and back.
  mlir::Value moveChannels(mlir::Value a, bool toLast);
  mlir::Value unsqueeze(mlir::Value a, llvm::ArrayRef<int64_t> axes) {
    return build("Unsqueeze", {a, ints(axes)});
  }
  mlir::Value squeeze(mlir::Value a, llvm::ArrayRef<int64_t> axes) {
    return build("Squeeze", {a, ints(axes)});
  }
  /// The elements from `start` to before `end` along `axis`.
  mlir::Value slice(mlir::Value a, int64_t axis, int64_t start, int64_t end) {
    return build("Slice", {a, ints(start), ints(end), ints(axis)});
  }
  mlir::Value concat(llvm::ArrayRef<mlir::Value> parts, int64_t axis) {
    return build("Concat", parts, with("axis", axis));
  }
  mlir::Value gather(mlir::Value a, mlir::Value indices, int64_t axis) {
    return build("Gather", {a, indices}, with("axis", axis));
  }
  /// Consecutive parts of these sizes along `axis`.
  llvm::SmallVector<mlir::Value> split(mlir::Value a, int64_t axis, llvm::ArrayRef<int64_t> sizes);
  /// The int64 numbers from 0 to before `count`.
  mlir::Value iota(int64_t count);

  //===-- The end -----------------------------------------------------------===//

  /// The values stand for the node's outputs.
  mlir::LogicalResult finish(llvm::ArrayRef<mlir::Value> results);

private:
  /// The type of a tensor of numbers or truths; an error for anything else.
  mlir::RankedTensorType getType(mlir::Value value);

  Node &node;
  bool broken = false;
};

/// Inputs `first` to before `first + count`, each there and a tensor; an error otherwise.
mlir::LogicalResult checkInputs(Node &node, size_t first, size_t count);
/// Input `i`, if it is there, has this rank.
mlir::LogicalResult checkRank(Node &node, size_t i, int64_t rank);
/// Input `i`, if it is there, has dimensions that are known.
mlir::LogicalResult checkStatic(Node &node, size_t i);

} // namespace onnxc::importer

#endif
