#include "compiler/Transforms/Kernels/SplittableOps.h"

#include "compiler/Transforms/Analysis/SumOfProducts.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace onnxc;
using kernel::OperandSlice;
using kernel::Split;

/// Whether nothing inside of `op` has an effect but reads.
static bool onlyReads(linalg::LinalgOp op) {
  return llvm::all_of(op.getBlock()->getOperations(), [](Operation &scalar) {
    return isPure(&scalar) || isa<memref::LoadOp, linalg::YieldOp>(scalar);
  });
}

/// The elements after the first one that an index reaches which grows with all loops, in one step
/// of `loop`; nothing if it does not grow so.
static std::optional<int64_t> getReach(linalg::LinalgOp op, AffineExpr index, unsigned loop) {
  SmallVector<AffineExpr> ends;
  for (auto [dim, size] : llvm::enumerate(op.getStaticLoopRanges())) {
    if (getCoefficient(index, dim).value_or(-1) < 0)
      return std::nullopt;
    ends.push_back(getAffineConstantExpr(dim == loop ? 0 : size - 1, op.getContext()));
  }
  auto last = dyn_cast<AffineConstantExpr>(index.replaceDims(ends));
  return last ? std::optional<int64_t>(last.getValue()) : std::nullopt;
}

/// The one dimension of `operand` whose index depends on `loop`. Fails if there are several, or if
/// the index does not grow in even steps; true without a slice if there is none.
static bool sliceOperand(linalg::LinalgOp op, OpOperand &operand, unsigned loop,
                         std::optional<OperandSlice> &slice) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    if (!expr.isFunctionOfDim(loop))
      continue;
    std::optional<int64_t> stride = getCoefficient(expr, loop);
    std::optional<int64_t> reach = getReach(op, expr, loop);
    if (slice || !stride || *stride < 1 || !reach)
      return false;
    slice = OperandSlice{unsigned(dim), *stride, *reach + 1 - *stride};
  }
  return true;
}

/// The loop over dimension `dim` of the result, if it is one that no sum runs along.
static std::optional<unsigned> getLoop(linalg::LinalgOp op, unsigned dim) {
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (dim >= map.getNumResults())
    return std::nullopt;
  auto index = dyn_cast<AffineDimExpr>(map.getResult(dim));
  if (!index || op.getIteratorTypesArray()[index.getPosition()] != utils::IteratorType::parallel)
    return std::nullopt;
  return index.getPosition();
}

/// The least length of a loop of `op`: onnxc-lower-contractions chooses loops by their lengths but
/// takes all of so many steps as long.
static int64_t getLeastSteps(linalg::LinalgOp op) {
  constexpr int64_t longLoop = 8;
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  return generic && matchSumOfProducts(generic) ? longLoop : 1;
}

static std::optional<Split> splitLinalg(linalg::LinalgOp op, unsigned dim) {
  std::optional<unsigned> loop = getLoop(op, dim);
  if (!loop || !op.hasPureBufferSemantics() || !onlyReads(op))
    return std::nullopt;
  Split split;
  split.size = op.getStaticLoopRanges()[*loop];
  split.least = getLeastSteps(op);
  split.operands.resize(op->getNumOperands());
  for (OpOperand &operand : op->getOpOperands())
    if (isa<MemRefType>(operand.get().getType()) &&
        !sliceOperand(op, operand, *loop, split.operands[operand.getOperandNumber()]))
      return std::nullopt;
  return split;
}

/// Adds `begin` to the indices of `loop` that the body of `op` asks for.
static void moveLoop(linalg::LinalgOp op, unsigned loop, Value begin) {
  op->walk([&](linalg::IndexOp index) {
    if (index.getDim() != loop)
      return;
    OpBuilder after(index->getBlock(), std::next(index->getIterator()));
    auto moved = arith::AddIOp::create(after, index.getLoc(), index, begin);
    index.getResult().replaceAllUsesExcept(moved, moved);
  });
}

namespace {
template <typename Op>
struct SplittableLinalgOp
    : kernel::SplittableOpInterface::ExternalModel<SplittableLinalgOp<Op>, Op> {
  std::optional<Split> getSplit(Operation *op, unsigned dim) const {
    return splitLinalg(cast<linalg::LinalgOp>(op), dim);
  }
  void moveIndices(Operation *op, unsigned dim, Value begin) const {
    auto linalgOp = cast<linalg::LinalgOp>(op);
    moveLoop(linalgOp, *getLoop(linalgOp, dim), begin);
  }
};

struct SplittableCopy
    : kernel::SplittableOpInterface::ExternalModel<SplittableCopy, memref::CopyOp> {
  std::optional<Split> getSplit(Operation *op, unsigned dim) const {
    auto type = cast<MemRefType>(cast<memref::CopyOp>(op).getTarget().getType());
    if (int64_t(dim) >= type.getRank())
      return std::nullopt;
    Split split;
    split.size = type.getDimSize(dim);
    split.operands.assign(2, OperandSlice{dim});
    return split;
  }
};
} // namespace

template <typename... Ops> static void attachToLinalg(MLIRContext *context) {
  (Ops::template attachInterface<SplittableLinalgOp<Ops>>(*context), ...);
}

void onnxc::registerSplittableOpInterfaceModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, linalg::LinalgDialect *) {
    attachToLinalg<
#define GET_OP_LIST
#include "mlir/Dialect/Linalg/IR/LinalgStructuredOps.cpp.inc"
        >(context);
  });
  registry.addExtension(+[](MLIRContext *context, memref::MemRefDialect *) {
    memref::CopyOp::attachInterface<SplittableCopy>(*context);
  });
}
