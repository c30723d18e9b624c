#include "compiler/KernelGen/Emit/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_DISTRIBUTESTRIDES
#include "compiler/KernelGen/Emit/Passes.h.inc"
} // namespace onnxc

/// %a = llvm.add %x, 3 ; %b = llvm.mul %a, 8  becomes  %m = llvm.mul %x, 8 ; %b = llvm.add %m, 24.
static void distribute(RewriterBase &rewriter, LLVM::MulOp mul) {
  APInt stride, distance;
  auto sum = mul.getLhs().getDefiningOp<LLVM::AddOp>();
  if (!sum || !matchPattern(mul.getRhs(), m_ConstantInt(&stride)) ||
      !matchPattern(sum.getRhs(), m_ConstantInt(&distance)))
    return;
  rewriter.setInsertionPoint(mul);
  Value product = LLVM::MulOp::create(rewriter, mul.getLoc(), sum.getLhs(), mul.getRhs());
  Value offset = LLVM::ConstantOp::create(
      rewriter, mul.getLoc(), rewriter.getIntegerAttr(mul.getType(), distance * stride));
  rewriter.replaceOpWithNewOp<LLVM::AddOp>(mul, product, offset);
}

namespace {
struct DistributeStridesPass : onnxc::impl::DistributeStridesBase<DistributeStridesPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation().walk([&](LLVM::MulOp mul) { distribute(rewriter, mul); });
  }
};
} // namespace
