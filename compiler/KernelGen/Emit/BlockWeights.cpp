#include "compiler/KernelGen/Emit/BlockWeights.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

Type BlockWeights::withLanes(Type element) const {
  return lanes == 1 ? element : VectorType::get({lanes}, element);
}

Value BlockWeights::repeat(Value scalar) {
  if (lanes == 1)
    return scalar;
  return vector::BroadcastOp::create(b, withLanes(scalar.getType()), scalar);
}

/// The bytes of `entry` of a section for vector `vector` of channels.
Value BlockWeights::load(Value entry, int64_t sectionBegin, int64_t entryBytes, int64_t vector) {
  Value pitch = arith::ConstantIndexOp::create(b, width * entryBytes);
  Value first =
      arith::ConstantIndexOp::create(b, sectionBegin * width + vector * lanes * entryBytes);
  Value at = arith::AddIOp::create(b, begin, arith::MulIOp::create(b, entry, pitch));
  at = arith::AddIOp::create(b, at, first);
  if (lanes * entryBytes == 1)
    return memref::LoadOp::create(b, weights, at);
  return vector::LoadOp::create(b, VectorType::get({lanes * entryBytes}, b.getI8Type()), weights,
                                at);
}

Value BlockWeights::loadScale(Value block, int64_t vector) {
  Type f32 = b.getF32Type();
  if (auto one = dyn_cast<FloatAttr>(blocks.getScale()))
    return repeat(arith::ConstantOp::create(b, b.getF32FloatAttr(one.getValueAsDouble())));
  Type element = cast<TypeAttr>(blocks.getScale()).getValue();
  Value bytes = load(block, 0, layout.scaleBytes, vector);
  Value scale = vector::BitCastOp::create(b, VectorType::get({lanes}, element), bytes);
  if (lanes == 1)
    scale = vector::ExtractOp::create(b, scale, 0);
  if (element == f32)
    return scale;
  return arith::ExtFOp::create(b, withLanes(f32), scale);
}

Value BlockWeights::loadZero(Value block, int64_t vector) {
  Type i32 = b.getI32Type(), f32 = b.getF32Type();
  if (!blocks.getZeros()) {
    if (blocks.getZero() == 0)
      return {};
    return repeat(arith::ConstantOp::create(b, b.getF32FloatAttr(float(blocks.getZero()))));
  }
  int64_t perByte = blocks.getPerByte();
  Value count = arith::ConstantIndexOp::create(b, perByte);
  Value byte = arith::DivUIOp::create(b, block, count);
  Value zero = arith::ExtUIOp::create(b, withLanes(i32), load(byte, layout.zerosBegin, 1, vector));
  if (perByte > 1) {
    Value place = arith::IndexCastOp::create(b, i32, arith::RemUIOp::create(b, block, count));
    Value bits = arith::ConstantIntOp::create(b, i32, blocks.getBits());
    zero = arith::ShRUIOp::create(b, zero, repeat(arith::MulIOp::create(b, place, bits)));
    Value mask = arith::ConstantIntOp::create(b, i32, (1 << blocks.getBits()) - 1);
    zero = arith::AndIOp::create(b, zero, repeat(mask));
  }
  return arith::SIToFPOp::create(b, withLanes(f32), zero);
}

BlockWeights::Parameters BlockWeights::loadParameters(Value block) {
  Parameters parameters;
  for (int64_t vector = 0; vector < width / lanes; ++vector) {
    parameters.scales.push_back(loadScale(block, vector));
    parameters.zeros.push_back(loadZero(block, vector));
  }
  return parameters;
}

Values BlockWeights::loadBytes(Value byte) {
  Values bytes;
  for (int64_t vector = 0; vector < width / lanes; ++vector)
    bytes.push_back(load(byte, layout.numbersBegin, 1, vector));
  return bytes;
}

Values BlockWeights::unpack(ArrayRef<Value> bytes, int64_t place, const Parameters &parameters) {
  Type i8 = b.getI8Type(), i32 = b.getI32Type(), f32 = b.getF32Type();
  int64_t shift = place * blocks.getBits();
  Values result;
  for (auto [number, scale, zero] : llvm::zip_equal(bytes, parameters.scales, parameters.zeros)) {
    Value small = number;
    if (shift > 0)
      small = arith::ShRUIOp::create(b, small, repeat(arith::ConstantIntOp::create(b, i8, shift)));
    if (shift + blocks.getBits() < 8) {
      Value mask = arith::ConstantIntOp::create(b, i8, (1 << blocks.getBits()) - 1);
      small = arith::AndIOp::create(b, small, repeat(mask));
    }
    Value wide = arith::ExtUIOp::create(b, withLanes(i32), small);
    Value weight = arith::SIToFPOp::create(b, withLanes(f32), wide);
    if (zero)
      weight = arith::SubFOp::create(b, weight, zero);
    result.push_back(arith::MulFOp::create(b, weight, scale));
  }
  return result;
}
