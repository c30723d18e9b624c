#include "compiler/Conversion/OnnxToLinalg/Builders/ElementTypes.h"

#include "dialects/Onnx/IR/OnnxDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;
using namespace onnxc;

Type onnxc::getScalarType(Type elementType) {
  if (auto integer = dyn_cast<IntegerType>(elementType))
    return IntegerType::get(integer.getContext(), integer.getWidth());
  // runtime/text/text.h
  if (isa<onnx::StringType>(elementType))
    return IntegerType::get(elementType.getContext(), 64);
  return elementType;
}

Type onnxc::getStorageType(Type elementType) {
  Type scalar = getScalarType(elementType);
  if (scalar.isInteger() && scalar.getIntOrFloatBitWidth() < 8)
    return IntegerType::get(scalar.getContext(), 8);
  return scalar;
}

Value onnxc::fromStorage(OpBuilder &builder, Location loc, Value stored, Type elementType) {
  Type scalar = getScalarType(elementType);
  if (stored.getType() == scalar)
    return stored;
  return arith::TruncIOp::create(builder, loc, scalar, stored);
}

Value onnxc::toStorage(OpBuilder &builder, Location loc, Value scalar, Type elementType) {
  Type storage = getStorageType(elementType);
  if (scalar.getType() == storage)
    return scalar;
  if (elementType.isSignlessInteger() && !elementType.isInteger(1))
    return arith::ExtSIOp::create(builder, loc, storage, scalar);
  return arith::ExtUIOp::create(builder, loc, storage, scalar);
}

StorageTypeConverter::StorageTypeConverter() {
  addConversion([](Type type) { return type; });
  addConversion([](RankedTensorType type) {
    return RankedTensorType::get(type.getShape(), getStorageType(type.getElementType()));
  });
}
