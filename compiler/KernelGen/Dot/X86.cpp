// Products of integers on x86.
#include "compiler/KernelGen/Dot/Dot.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

/// The intrinsic for vectors of as many bytes as `lanes` sums have.
static StringRef selectBySize(int64_t lanes, StringRef sse, StringRef avx2, StringRef avx512) {
  return lanes == 16 ? avx512 : lanes == 8 ? avx2 : sse;
}

/// `pmaddwd`: sums with the products of neighbouring i16 added.
static Value addPairs(ImplicitLocOpBuilder &b, int64_t lanes, Value x, Value y, Value sum) {
  StringRef name = selectBySize(lanes, "llvm.x86.sse2.pmadd.wd", "llvm.x86.avx2.pmadd.wd",
                                "llvm.x86.avx512.pmaddw.d.512");
  return arith::AddIOp::create(b, sum, callIntrinsic(b, name, sum.getType(), {x, y}));
}

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
    return addPairs(b, types.lanes, input, weights, sum);
  }
};

/// `pmaddubsw`: the sums of two products of unsigned inputs and signed weights, in 16 bits where
/// they saturate, which the weights are made not to reach; `pmaddwd` by ones adds two of them.
class MaddBytes : public ByteDot {
public:
  using ByteDot::ByteDot;

  Value add(ImplicitLocOpBuilder &b, Value input, Value weights, Value sum) const override {
    auto words = VectorType::get({2 * types.lanes}, b.getI16Type());
    Value pairs =
        callIntrinsic(b,
                      selectBySize(types.lanes, "llvm.x86.ssse3.pmadd.ub.sw.128",
                                   "llvm.x86.avx2.pmadd.ub.sw", "llvm.x86.avx512.pmaddubs.w.512"),
                      words, {input, weights});
    Value ones = arith::ConstantOp::create(b, DenseElementsAttr::get(words, int16_t(1)));
    return addPairs(b, types.lanes, pairs, ones, sum);
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

std::unique_ptr<Dot> onnxc::createMaddBytes(const DotTypes &types) {
  return std::make_unique<MaddBytes>(types);
}

std::unique_ptr<Dot> onnxc::createVnni(const DotTypes &types) {
  return std::make_unique<Vnni>(types);
}
