#include "compiler/KernelGen/Plan/KernelTile.h"
#include "compiler/Transforms/Kernels/Passes.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_PADSTRIDES
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

static bool keepsLastDimension(ArrayRef<ReassociationIndices> groups) {
  return !groups.empty() && groups.back().size() == 1;
}

static bool isBuiltIn(Operation *op) {
  return isa<linalg::LinalgOp, memref::CopyOp, memref::LoadOp>(op) || kernel::getContraction(op);
}

/// Whether all that uses `buffer` can do so as well if its rows, along the last dimension, are
/// further apart.
static bool mayHaveStrides(Value buffer) {
  return llvm::all_of(buffer.getUsers(), [](Operation *user) {
    if (auto collapse = dyn_cast<memref::CollapseShapeOp>(user))
      return keepsLastDimension(collapse.getReassociationIndices()) &&
             mayHaveStrides(collapse.getResult());
    if (auto expand = dyn_cast<memref::ExpandShapeOp>(user))
      return keepsLastDimension(expand.getReassociationIndices()) &&
             mayHaveStrides(expand.getResult());
    if (auto part = dyn_cast<memref::SubViewOp>(user))
      return part.getType().getRank() == part.getSourceType().getRank() &&
             mayHaveStrides(part.getResult());
    return isBuiltIn(user);
  });
}

/// `view`, which is one of those above, of `source` in place of its own.
static Value rebuild(OpBuilder &b, Operation *view, Value source) {
  b.setInsertionPoint(view);
  if (auto collapse = dyn_cast<memref::CollapseShapeOp>(view))
    return memref::CollapseShapeOp::create(b, view->getLoc(), source,
                                           collapse.getReassociationIndices());
  if (auto expand = dyn_cast<memref::ExpandShapeOp>(view))
    return memref::ExpandShapeOp::create(b, view->getLoc(), expand.getType().getShape(), source,
                                         expand.getReassociationIndices());
  auto part = cast<memref::SubViewOp>(view);
  return memref::SubViewOp::create(b, view->getLoc(), source, part.getMixedOffsets(),
                                   part.getMixedSizes(), part.getMixedStrides());
}

static void replace(OpBuilder &b, Value buffer, Value strided) {
  for (OpOperand &use : llvm::make_early_inc_range(buffer.getUses())) {
    if (isBuiltIn(use.getOwner())) {
      use.set(strided);
      continue;
    }
    Operation *view = use.getOwner();
    replace(b, view->getResult(0), rebuild(b, view, strided));
    view->erase();
  }
}

namespace {
struct PadStridesPass : onnxc::impl::PadStridesBase<PadStridesPass> {
  void runOnOperation() override {
    SmallVector<memref::AllocOp> allocs;
    getOperation().walk([&](memref::AllocOp alloc) { allocs.push_back(alloc); });
    for (memref::AllocOp alloc : allocs) {
      MemRefType type = alloc.getType();
      if (type.getRank() > 1 && type.hasStaticShape() && type.getLayout().isIdentity() &&
          hasConflict(alloc.getMemref()) && mayHaveStrides(alloc.getMemref()))
        pad(alloc);
    }
  }

private:
  /// Whether a kernel reads `buffer` by tiles whose rows evict one another.
  bool hasConflict(Value buffer) {
    return llvm::any_of(buffer.getUsers(), [&](Operation *user) {
      if (isa<memref::CollapseShapeOp, memref::ExpandShapeOp, memref::SubViewOp>(user))
        return hasConflict(user->getResult(0));
      std::optional<kernel::Contraction> view = kernel::getContraction(user);
      if (!view || !view->tile || view->input != buffer || isa<kernel::WinogradConvOp>(user))
        return false;
      return conflictInCache(view->tile.getRows(), getPixelBytes(*view),
                             kernel::getMachine(getOperation()));
    });
  }

  /// Bytes between what neighbouring pixels of the result read.
  static int64_t getPixelBytes(const kernel::Contraction &view) {
    auto type = cast<MemRefType>(view.input.getType());
    auto [strides, offset] = type.getStridesAndOffset();
    int64_t pixels = view.strides.empty() ? 1 : view.strides.back();
    return strides[strides.size() - 2] * pixels * type.getElementTypeBitWidth() / 8;
  }

  void pad(memref::AllocOp alloc) {
    MemRefType type = alloc.getType();
    SmallVector<int64_t> shape(type.getShape()), offsets(type.getRank(), 0),
        strides(type.getRank(), 1);
    shape.back() += kCacheLine * 8 / type.getElementTypeBitWidth();
    OpBuilder b(alloc);
    auto all =
        memref::AllocOp::create(b, alloc.getLoc(), MemRefType::get(shape, type.getElementType()));
    Value part = memref::SubViewOp::create(b, alloc.getLoc(), all, offsets,
                                           SmallVector<int64_t>(type.getShape()), strides);
    replace(b, alloc.getMemref(), part);
    alloc.erase();
  }
};
} // namespace
