// Products of bytes on Arm's microcontrollers, with sums in general registers.
#include "compiler/KernelGen/Dot/Dot.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// `smlad`: two products of i16. A word of four bytes becomes two words of i16 by `sxtb16`, its
/// bytes 0 and 2, and 1 and 3, so inputs and weights meet without being arranged.
class Smlad : public Dot {
public:
  using Dot::Dot;

  Value prepareInput(ImplicitLocOpBuilder &b, Value inputs, int64_t index) const override {
    return extractWord(b, inputs, index);
  }

  Value prepareWeights(ImplicitLocOpBuilder &b, Value weights) const override {
    return extractWord(b, weights, 0);
  }

  Value add(ImplicitLocOpBuilder &b, Value input, Value weights, Value sum) const override {
    StringRef extendInput = types.unsignedInput ? "llvm.arm.uxtb16" : "llvm.arm.sxtb16";
    Type i32 = b.getI32Type();
    Value byte = arith::ConstantIntOp::create(b, i32, 8);
    auto addHalves = [&](Value x, Value w, Value to) {
      return callIntrinsic(
          b, "llvm.arm.smlad", i32,
          {callIntrinsic(b, extendInput, i32, x), callIntrinsic(b, "llvm.arm.sxtb16", i32, w), to});
    };
    auto rotate = [&](Value word) {
      return callIntrinsic(b, "llvm.fshr", i32, {word, word, byte});
    };
    return addHalves(rotate(input), rotate(weights), addHalves(input, weights, sum));
  }
};

/// `vmladava`: sixteen products of signed bytes.
class Vmladava : public Dot {
public:
  using Dot::Dot;

  Value prepareInput(ImplicitLocOpBuilder &, Value inputs, int64_t) const override {
    return inputs;
  }
  Value prepareWeights(ImplicitLocOpBuilder &, Value weights) const override { return weights; }

  Value add(ImplicitLocOpBuilder &b, Value input, Value weights, Value sum) const override {
    // Neither unsigned, nor subtracted, nor exchanged.
    Value no = arith::ConstantIntOp::create(b, b.getI32Type(), 0);
    return callIntrinsic(b, "llvm.arm.mve.vmldava.v16i8", b.getI32Type(),
                         {no, no, no, sum, input, weights});
  }
};
} // namespace

std::unique_ptr<Dot> onnxc::createSmlad(const DotTypes &types) {
  return std::make_unique<Smlad>(types);
}

std::unique_ptr<Dot> onnxc::createVmladava(const DotTypes &types) {
  return std::make_unique<Vmladava>(types);
}
