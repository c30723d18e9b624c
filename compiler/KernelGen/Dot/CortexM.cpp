// Products of bytes on Arm's microcontrollers, with sums in general registers.
#include "compiler/KernelGen/Dot/Dot.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

/// Bytes 0 and 2 of a word, or 1 and 3, as two i16.
static Value extendPair(ImplicitLocOpBuilder &b, Value word, bool odd, bool isUnsigned) {
  Type i32 = b.getI32Type();
  if (odd)
    word =
        callIntrinsic(b, "llvm.fshr", i32, {word, word, arith::ConstantIntOp::create(b, i32, 8)});
  return callIntrinsic(b, isUnsigned ? "llvm.arm.uxtb16" : "llvm.arm.sxtb16", i32, word);
}

Value onnxc::widenWord(ImplicitLocOpBuilder &b, Value bytes, bool isUnsigned) {
  Value word = extractWord(b, bytes, 0);
  Value pairs[] = {extendPair(b, word, /*odd=*/false, isUnsigned),
                   extendPair(b, word, /*odd=*/true, isUnsigned)};
  Value words = vector::FromElementsOp::create(b, VectorType::get({2}, b.getI32Type()), pairs);
  return vector::BitCastOp::create(b, VectorType::get({4}, b.getI16Type()), words);
}

Value onnxc::extendWord(ImplicitLocOpBuilder &b, Value bytes, bool isUnsigned) {
  Type i32 = b.getI32Type();
  Value half = arith::ConstantIntOp::create(b, i32, 16), word = extractWord(b, bytes, 0);
  SmallVector<Value> elements;
  for (bool odd : {false, true}) {
    Value pair = extendPair(b, word, odd, isUnsigned);
    Value low = arith::ShRSIOp::create(b, arith::ShLIOp::create(b, pair, half), half);
    elements.append({low, arith::ShRSIOp::create(b, pair, half)});
  }
  std::swap(elements[1], elements[2]);
  return vector::FromElementsOp::create(b, VectorType::get({4}, i32), elements);
}

namespace {
/// `smlad`: two products of i16. A word of four bytes becomes two words of i16 by `sxtb16`, its
/// bytes 0 and 2, and 1 and 3, so inputs and weights meet without being arranged. Inputs of i16 are
/// such words already.
class Smlad : public Dot {
public:
  using Dot::Dot;

  Value prepareInput(ImplicitLocOpBuilder &b, Value inputs, int64_t index) const override {
    return isWidened() ? inputs : extractWord(b, inputs, index);
  }

  Value prepareWeights(ImplicitLocOpBuilder &b, Value weights) const override {
    return extractWord(b, weights, 0);
  }

  Value add(ImplicitLocOpBuilder &b, Value input, Value weights, Value sum) const override {
    addToRow(b, input, weights, sum);
    return sum;
  }

  /// One half of all products, then the other: so fewer halves are at hand at a time.
  void addToRow(ImplicitLocOpBuilder &b, Value input, ArrayRef<Value> weights,
                MutableArrayRef<Value> sums) const override {
    for (bool odd : {false, true}) {
      Value x =
          isWidened() ? extractWord(b, input, odd) : extendPair(b, input, odd, types.unsignedInput);
      for (auto [sum, weight] : llvm::zip_equal(sums, weights))
        sum = callIntrinsic(b, "llvm.arm.smlad", b.getI32Type(),
                            {x, extendPair(b, weight, odd, /*isUnsigned=*/false), sum});
    }
  }

private:
  bool isWidened() const { return types.input.isInteger(16); }
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
