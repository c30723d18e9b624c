// Products of integers on x86.
#include "compiler/KernelGen/Dot/Dot.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// `pmaddwd`: the sum of two products of i16, exact as long as not both factors of both are -2^15,
/// which no byte becomes.
class MaddWords : public Dot {
public:
  using Dot::Dot;

  Value prepareInput(ImplicitLocOpBuilder &b, Value inputs, int64_t index) const override {
    return broadcastWord(b, extractWord(b, inputs, index), types.lanes, b.getI16Type());
  }

  Value prepareWeights(ImplicitLocOpBuilder &b, Value weights) const override {
    auto type = VectorType::get({2 * types.lanes}, b.getI16Type());
    if (weights.getType() == type)
      return weights;
    return arith::ExtSIOp::create(b, type, weights);
  }

  Value add(ImplicitLocOpBuilder &b, Value input, Value weights, Value sum) const override {
    StringRef name = types.lanes == 16  ? "llvm.x86.avx512.pmaddw.d.512"
                     : types.lanes == 8 ? "llvm.x86.avx2.pmadd.wd"
                                        : "llvm.x86.sse2.pmadd.wd";
    Value products = callIntrinsic(b, name, sum.getType(), {input, weights});
    return arith::AddIOp::create(b, sum, products);
  }
};

/// `vpdpbusd`: four products of unsigned inputs and signed weights, with no saturation.
class Vnni : public ByteDot {
public:
  using ByteDot::ByteDot;

  Value add(ImplicitLocOpBuilder &b, Value input, Value weights, Value sum) const override {
    std::string name = "llvm.x86.avx512.vpdpbusd." + std::to_string(types.lanes * 32);
    return callIntrinsic(b, name, sum.getType(), {sum, input, weights});
  }
};
} // namespace

std::unique_ptr<Dot> onnxc::createMaddWords(const DotTypes &types) {
  return std::make_unique<MaddWords>(types);
}

std::unique_ptr<Dot> onnxc::createVnni(const DotTypes &types) {
  return std::make_unique<Vnni>(types);
}
