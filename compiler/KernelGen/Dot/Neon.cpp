// Products of bytes with NEON.
#include "compiler/KernelGen/Dot/Dot.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// `sdot`: four products of signed bytes for each of four sums, with one lane of a register as
/// their inputs.
class DotProd : public ByteDot {
public:
  using ByteDot::ByteDot;

  Value add(ImplicitLocOpBuilder &b, Value input, Value weights, Value sum) const override {
    return callIntrinsic(b, "llvm.aarch64.neon.sdot.v4i32.v16i8", sum.getType(),
                         {sum, weights, input});
  }
};

/// `smull` and `smlal`: products of signed bytes as i16, of which two are added there, as weights
/// are more than -128, and pairs of them to the sums by `sadalp`. Weights of one pair of products
/// lie side by side for all sums.
class SmullPairs : public Dot {
public:
  using Dot::Dot;

  /// The first pair of inputs in all lanes of the lower half, the second in those of the upper one.
  Value prepareInput(ImplicitLocOpBuilder &b, Value inputs, int64_t index) const override {
    SmallVector<int64_t> bytes;
    for (int64_t pair = 0; pair < 2; ++pair)
      for (int64_t lane = 0; lane < types.lanes; ++lane)
        bytes.append({4 * index + 2 * pair, 4 * index + 2 * pair + 1});
    return vector::ShuffleOp::create(b, inputs, inputs, bytes);
  }

  Value prepareWeights(ImplicitLocOpBuilder &, Value weights) const override { return weights; }

  Value add(ImplicitLocOpBuilder &b, Value input, Value weights, Value sum) const override {
    Value products = arith::AddIOp::create(b, multiplyHalf(b, input, weights, 0),
                                           multiplyHalf(b, input, weights, 1));
    Value pairs = callIntrinsic(b, "llvm.aarch64.neon.saddlp.v4i32.v8i16", sum.getType(), products);
    return arith::AddIOp::create(b, sum, pairs);
  }

private:
  Value multiplyHalf(ImplicitLocOpBuilder &b, Value x, Value y, int64_t half) const {
    int64_t bytes = 2 * types.lanes;
    auto words = VectorType::get({bytes}, b.getI16Type());
    auto extend = [&](Value value) {
      SmallVector<int64_t> lanes =
          llvm::to_vector(llvm::seq<int64_t>(half * bytes, (half + 1) * bytes));
      return arith::ExtSIOp::create(b, words, vector::ShuffleOp::create(b, value, value, lanes));
    };
    return arith::MulIOp::create(b, extend(x), extend(y));
  }
};
} // namespace

std::unique_ptr<Dot> onnxc::createDotProd(const DotTypes &types) {
  return std::make_unique<DotProd>(types);
}

std::unique_ptr<Dot> onnxc::createSmullPairs(const DotTypes &types) {
  return std::make_unique<SmullPairs>(types);
}
