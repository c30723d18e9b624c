// Products of two rows of bytes with NEON.
#include "compiler/KernelGen/Dot/Dot.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// `smmla`, and `usmmla` of unsigned inputs: eight products for each of two rows and two columns.
/// The inputs of both rows lie one after the other, and so do the weights of both columns.
class Smmla : public Dot {
public:
  using Dot::Dot;

  Value prepareInput(ImplicitLocOpBuilder &b, Value inputs, int64_t index) const override {
    constexpr int64_t group = 8;
    int64_t row = cast<VectorType>(inputs.getType()).getNumElements() / 2;
    SmallVector<int64_t> bytes;
    for (int64_t begin : {index * group, row + index * group})
      llvm::append_range(bytes, llvm::seq(begin, begin + group));
    return vector::ShuffleOp::create(b, inputs, inputs, bytes);
  }

  Value prepareWeights(ImplicitLocOpBuilder &, Value weights) const override { return weights; }

  Value add(ImplicitLocOpBuilder &b, Value input, Value weights, Value sum) const override {
    StringRef name = types.unsignedInput ? "llvm.aarch64.neon.usmmla.v4i32.v16i8"
                                         : "llvm.aarch64.neon.smmla.v4i32.v16i8";
    return callIntrinsic(b, name, sum.getType(), {sum, input, weights});
  }
};
} // namespace

std::unique_ptr<Dot> onnxc::createSmmla(const DotTypes &types) {
  return std::make_unique<Smmla>(types);
}
