#include "compiler/Transforms/Kernels/Kernel.h"

#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace onnxc;

/// Loops have destinations, too.
static bool hasKernelDestinations(Operation *op) {
  return isa<DestinationStyleOpInterface>(op) &&
         isa<linalg::LinalgDialect, kernel::KernelDialect>(op->getDialect());
}

bool onnxc::writesBuffers(Operation *op) {
  return op->getNumResults() == 0 && (isa<memref::CopyOp>(op) || hasKernelDestinations(op));
}

bool onnxc::isKernel(Operation *op) {
  return isa<kernel::GroupOp>(op) || (writesBuffers(op) && !op->getParentOfType<kernel::GroupOp>());
}

SmallVector<Operation *> onnxc::findKernels(Operation *op) {
  SmallVector<Operation *> kernels;
  op->walk<WalkOrder::PreOrder>([&](Operation *inner) {
    if (!isKernel(inner))
      return WalkResult::advance();
    kernels.push_back(inner);
    return WalkResult::skip();
  });
  return kernels;
}

SmallVector<Operation *> onnxc::getMembers(Operation *kernel) {
  if (auto group = dyn_cast<kernel::GroupOp>(kernel))
    return group.getMembers();
  return {kernel};
}

SmallVector<Value> onnxc::getWritten(Operation *op) {
  if (auto copy = dyn_cast<memref::CopyOp>(op))
    return {copy.getTarget()};
  return llvm::to_vector(cast<DestinationStyleOpInterface>(op).getDpsInits());
}

std::string onnxc::getKernelName(Operation *kernel) {
  std::string name =
      isa<kernel::GroupOp>(kernel) ? "contraction" : kernel->getName().stripDialect().str();
  kernel->getLoc()->walk([&](Location loc) {
    auto named = dyn_cast<NameLoc>(loc);
    if (!named)
      return WalkResult::advance();
    constexpr size_t longest = 200;
    name = named.getName().strref().take_front(longest).str();
    return WalkResult::interrupt();
  });
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return "kernel_" + name;
}
