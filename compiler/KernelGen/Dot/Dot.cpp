#include "compiler/KernelGen/Dot/Dot.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;
using kernel::DotKind;

std::unique_ptr<Dot> onnxc::createDot(DotKind kind, const DotTypes &types, bool fma) {
  switch (kind) {
  case DotKind::MultiplyAdd:
    return createMultiplyAdd(types, fma);
  case DotKind::MaddWords:
    return createMaddWords(types);
  case DotKind::MaddBytes:
    return createMaddBytes(types);
  case DotKind::Vnni:
    return createVnni(types);
  case DotKind::DotProd:
    return createDotProd(types);
  case DotKind::Smmla:
    return createSmmla(types);
  case DotKind::SmullPairs:
    return createSmullPairs(types);
  case DotKind::Smlad:
    return createSmlad(types);
  case DotKind::Vmladava:
    return createVmladava(types);
  }
  llvm_unreachable("unknown dot kind");
}

void Dot::addToRow(ImplicitLocOpBuilder &b, Value input, ArrayRef<Value> weights,
                   MutableArrayRef<Value> sums) const {
  for (auto [sum, weight] : llvm::zip_equal(sums, weights))
    sum = add(b, input, weight, sum);
}

Value ByteDot::prepareInput(ImplicitLocOpBuilder &b, Value inputs, int64_t index) const {
  return broadcastWord(b, extractWord(b, inputs, index), types.lanes, b.getI8Type());
}

Value ByteDot::prepareWeights(ImplicitLocOpBuilder &, Value weights) const { return weights; }

Value onnxc::extractWord(ImplicitLocOpBuilder &b, Value inputs, int64_t index) {
  auto type = cast<VectorType>(inputs.getType());
  int64_t bits = type.getNumElements() * type.getElementTypeBitWidth();
  auto words = VectorType::get({bits / 32}, b.getI32Type());
  return vector::ExtractOp::create(b, vector::BitCastOp::create(b, words, inputs), index);
}

Value onnxc::broadcastWord(ImplicitLocOpBuilder &b, Value word, int64_t lanes, Type element) {
  Value words = vector::BroadcastOp::create(b, VectorType::get({lanes}, b.getI32Type()), word);
  int64_t elements = lanes * 32 / element.getIntOrFloatBitWidth();
  return vector::BitCastOp::create(b, VectorType::get({elements}, element), words);
}

Value onnxc::callIntrinsic(ImplicitLocOpBuilder &b, StringRef name, Type type,
                           ValueRange operands) {
  return LLVM::CallIntrinsicOp::create(b, b.getLoc(), TypeRange{type}, b.getStringAttr(name),
                                       operands, LLVM::FastmathFlagsAttr())
      .getResult(0);
}
