// One product for each sum, of any type.
#include "compiler/KernelGen/Dot/Dot.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

namespace {
class MultiplyAdd : public Dot {
public:
  MultiplyAdd(const DotTypes &types, bool fma) : Dot(types), fma(fma) {}

  Value prepareInput(ImplicitLocOpBuilder &b, Value inputs, int64_t index) const override {
    if (isa<VectorType>(inputs.getType()))
      inputs = vector::ExtractOp::create(b, inputs, index);
    inputs = extend(b, inputs, types.sum, types.unsignedInput);
    if (types.lanes == 1)
      return inputs;
    return vector::BroadcastOp::create(b, VectorType::get({types.lanes}, types.sum), inputs);
  }

  Value prepareWeights(ImplicitLocOpBuilder &b, Value weights) const override {
    Type type = types.lanes == 1 ? types.sum : VectorType::get({types.lanes}, types.sum);
    return extend(b, weights, type, /*isUnsigned=*/false);
  }

  Value add(ImplicitLocOpBuilder &b, Value input, Value weights, Value sum) const override {
    if (isa<IntegerType>(types.sum))
      return arith::AddIOp::create(b, sum, arith::MulIOp::create(b, input, weights));
    if (fma)
      return math::FmaOp::create(b, input, weights, sum);
    return arith::AddFOp::create(b, sum, arith::MulFOp::create(b, input, weights));
  }

private:
  static Value extend(ImplicitLocOpBuilder &b, Value value, Type type, bool isUnsigned) {
    if (value.getType() == type)
      return value;
    if (isa<FloatType>(getElementTypeOrSelf(type)))
      return arith::ExtFOp::create(b, type, value);
    return isUnsigned ? arith::ExtUIOp::create(b, type, value).getResult()
                      : arith::ExtSIOp::create(b, type, value).getResult();
  }

  bool fma;
};
} // namespace

std::unique_ptr<Dot> onnxc::createMultiplyAdd(const DotTypes &types, bool fma) {
  return std::make_unique<MultiplyAdd>(types, fma);
}
