#include "compiler/Transforms/Analysis/KernelWork.h"
#include "compiler/Transforms/Kernels/Passes.h"
#include "dialects/Kernel/IR/PassAttributes.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_COUNTMULTIPLYADDS
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

namespace {
struct CountMultiplyAddsPass : onnxc::impl::CountMultiplyAddsBase<CountMultiplyAddsPass> {
  void runOnOperation() override {
    int64_t count = 0;
    for (auto function : getOperation().getOps<func::FuncOp>())
      count += onnxc::getKernelWork(function).flops / 2;
    Builder builder(&getContext());
    getOperation()->setAttr(kMultiplyAddsAttr, builder.getI64IntegerAttr(count));
  }
};
} // namespace
