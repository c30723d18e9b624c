// The elements of constants, for type inference and folding.
#ifndef ONNXC_DIALECTS_ONNX_IR_CONSTANTTENSOR_H
#define ONNXC_DIALECTS_ONNX_IR_CONSTANTTENSOR_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"

#include <optional>
#include <vector>

namespace mlir {
class AsmResourceBlob;
}

namespace onnxc::onnx {

/// Whether a constant of `type` may be computed. Larger ones come from damaged models, and would
/// only fill the memory.
bool isComputable(mlir::RankedTensorType type);

/// A tensor of the compiler's own, to compute constants with: integers (and bool) as
/// int64_t, floats as double. Every ONNX number but the upper half of uint64, which wraps,
/// is exact in this form.
struct ConstantTensor {
  mlir::RankedTensorType type;
  std::vector<int64_t> ints;
  std::vector<double> floats;

  explicit ConstantTensor(mlir::RankedTensorType type);

  bool isFloat() const;
  int64_t size() const { return type.getNumElements(); }

  /// Copies element `from` of `other` (same kind of elements) to element `to`.
  void copyElement(int64_t to, const ConstantTensor &other, int64_t from);

  /// Decodes any numeric constant; nothing for strings and values that are not constants.
  static std::optional<ConstantTensor> get(mlir::Attribute value);
  static std::optional<ConstantTensor> get(mlir::Value value);

  /// Encodes; floats are rounded to nearest even, integers wrap, as ONNX's arithmetic does.
  mlir::ElementsAttr toAttr() const;
};

/// The bytes of a constant as its element type lies in memory (bool and sub-byte integers:
/// one byte each); `splat` says that there is one element for all.
struct ConstantBytes {
  llvm::ArrayRef<char> bytes;
  bool splat = false;
};
std::optional<ConstantBytes> getConstantBytes(mlir::Attribute value);

/// A constant from bytes that lie as above. Small ones become dense attributes; large ones
/// resources, which MLIR never copies, hashes or prints.
mlir::ElementsAttr makeConstant(mlir::RankedTensorType type, llvm::ArrayRef<char> bytes);

/// As above, and a large constant keeps the bytes in `blob`, named `name`.
mlir::ElementsAttr makeConstant(mlir::RankedTensorType type, mlir::AsmResourceBlob blob,
                                llvm::StringRef name);

/// The same elements in a type of another shape, without a copy where they are a resource.
mlir::ElementsAttr reshapeConstant(mlir::ElementsAttr value, mlir::RankedTensorType type);

/// The bytes that one element takes in memory; bool and sub-byte types take one.
int64_t getElementBytes(mlir::Type elementType);

/// The constant that `value` is, if it is one.
mlir::ElementsAttr getConstant(mlir::Value value);

/// The elements of a constant integer tensor, flattened; nothing if `value` is none.
std::optional<llvm::SmallVector<int64_t>> getConstantInts(mlir::Value value);

/// The elements of a constant float tensor, flattened; nothing if `value` is none.
std::optional<llvm::SmallVector<double>> getConstantFloats(mlir::Value value);

/// The value of a constant tensor with one element.
std::optional<int64_t> getConstantInt(mlir::Value value);
std::optional<double> getConstantFloat(mlir::Value value);

} // namespace onnxc::onnx

#endif
