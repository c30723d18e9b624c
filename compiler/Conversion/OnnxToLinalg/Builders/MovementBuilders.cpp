#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"

#include "compiler/Conversion/OnnxToLinalg/Builders/ElementTypes.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

bool onnxc::isStatic(Operation *op) {
  auto isStaticTensor = [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && tensor.hasStaticShape();
  };
  return llvm::all_of(op->getOperandTypes(), isStaticTensor) &&
         llvm::all_of(op->getResultTypes(), isStaticTensor);
}

Value onnxc::buildReadIndex(ImplicitLocOpBuilder &builder, Value tensor, ValueRange indices) {
  Value element = tensor::ExtractOp::create(builder, tensor, indices);
  return arith::IndexCastOp::create(builder, builder.getIndexType(), element);
}

Value onnxc::buildWrapNegative(ImplicitLocOpBuilder &builder, Value index, int64_t size) {
  Value zero = arith::ConstantIndexOp::create(builder, 0);
  Value isNegative = arith::CmpIOp::create(builder, arith::CmpIPredicate::slt, index, zero);
  Value wrapped =
      arith::AddIOp::create(builder, index, arith::ConstantIndexOp::create(builder, size));
  return arith::SelectOp::create(builder, isNegative, wrapped, index);
}

Value onnxc::buildClamp(ImplicitLocOpBuilder &builder, Value index, int64_t low, int64_t high) {
  Value least = arith::ConstantIndexOp::create(builder, low);
  Value most = arith::ConstantIndexOp::create(builder, high);
  return arith::MaxSIOp::create(builder, arith::MinSIOp::create(builder, index, most), least);
}

Value onnxc::buildIsInside(ImplicitLocOpBuilder &builder, Value index, int64_t size) {
  // Negative numbers are large unsigned ones.
  return arith::CmpIOp::create(builder, arith::CmpIPredicate::ult, index,
                               arith::ConstantIndexOp::create(builder, size));
}

bool onnxc::areConstantInside(Value indices, int64_t size) {
  std::optional<onnx::ConstantTensor> constant = onnx::ConstantTensor::get(indices);
  return constant && !constant->isFloat() &&
         llvm::all_of(constant->ints, [&](int64_t i) { return i >= 0 && i < size; });
}

Value onnxc::buildPosition(ImplicitLocOpBuilder &builder, Value index, int64_t size, bool trusted) {
  if (trusted)
    return index;
  return buildClamp(builder, buildWrapNegative(builder, index, size), 0, size - 1);
}

Value onnxc::buildUpdateLoops(ImplicitLocOpBuilder &builder, ArrayRef<int64_t> shape, Value init,
                              function_ref<Value(ImplicitLocOpBuilder &, ValueRange, Value)> body) {
  if (shape.empty())
    return body(builder, {}, init);
  SmallVector<Value> lower(shape.size(), arith::ConstantIndexOp::create(builder, 0)),
      step(shape.size(), arith::ConstantIndexOp::create(builder, 1)), upper;
  for (int64_t dim : shape)
    upper.push_back(arith::ConstantIndexOp::create(builder, dim));
  scf::LoopNest nest = scf::buildLoopNest(
      builder, builder.getLoc(), lower, upper, step, ValueRange{init},
      [&](OpBuilder &nested, Location loc, ValueRange position, ValueRange state) {
        ImplicitLocOpBuilder b(loc, nested);
        return scf::ValueVector{body(b, position, state[0])};
      });
  return nest.results[0];
}

ValueRange onnxc::buildLoop(ImplicitLocOpBuilder &builder, Value from, Value to, ValueRange init,
                            LoopBody body) {
  Value one = arith::ConstantIndexOp::create(builder, 1);
  return scf::ForOp::create(
             builder, from, to, one, init,
             [&](OpBuilder &nested, Location loc, Value position, ValueRange current) {
               ImplicitLocOpBuilder b(loc, nested);
               scf::YieldOp::create(b, body(b, position, current));
             })
      .getResults();
}

Value onnxc::buildStorageConstant(ImplicitLocOpBuilder &builder, Attribute value) {
  std::optional<onnx::ConstantTensor> tensor = onnx::ConstantTensor::get(value);
  Type type = getStorageType(tensor->type.getElementType());
  if (auto floatType = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(builder, builder.getFloatAttr(floatType, tensor->floats[0]));
  return arith::ConstantOp::create(builder, builder.getIntegerAttr(type, tensor->ints[0]));
}

Value onnxc::buildSmallConstant(ImplicitLocOpBuilder &builder, Type type, int value) {
  TypedAttr attribute = isa<FloatType>(type) ? TypedAttr(builder.getFloatAttr(type, value))
                                             : TypedAttr(builder.getIntegerAttr(type, value));
  return arith::ConstantOp::create(builder, attribute);
}

Value onnxc::buildReadScalar(ImplicitLocOpBuilder &builder, Value tensor) {
  int64_t rank = cast<RankedTensorType>(tensor.getType()).getRank();
  SmallVector<Value> indices(rank, rank ? arith::ConstantIndexOp::create(builder, 0) : Value());
  return tensor::ExtractOp::create(builder, tensor, indices);
}
