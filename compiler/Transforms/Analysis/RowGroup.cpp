#include "compiler/Transforms/Analysis/RowGroup.h"

#include "compiler/Transforms/Analysis/BufferViews.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

/// Whether all is known about which elements `op` reads and writes in each step of its loops.
static bool hasSimpleMaps(linalg::LinalgOp op) {
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  if (!isa<linalg::FillOp, linalg::TransposeOp>(op) && !(generic && !generic.hasIndexSemantics()))
    return false;
  return op.hasPureTensorSemantics() && op->getNumResults() == 1 && op.getNumDpsInits() == 1 &&
         llvm::none_of(op.getStaticLoopRanges(), ShapedType::isDynamic) &&
         llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
           return map.isProjectedPermutation(/*allowZeroInResults=*/true);
         });
}

static AffineMap getResultMap(linalg::LinalgOp op) {
  return op.getMatchingIndexingMap(op.getDpsInitOperand(0));
}

/// The loops of the operation that makes `operand`, as `user` sees them: the loop of the root that
/// each corresponds to.
static RowGroup::LoopMap mapLoops(OpOperand &operand, const RowGroup::LoopMap &ofUser) {
  auto producer = cast<linalg::LinalgOp>(operand.get().getDefiningOp());
  auto user = cast<linalg::LinalgOp>(operand.getOwner());
  RowGroup::LoopMap loops(producer.getNumLoops());
  for (auto [written, read] : llvm::zip_equal(getResultMap(producer).getResults(),
                                              user.getMatchingIndexingMap(&operand).getResults())) {
    auto from = dyn_cast<AffineDimExpr>(written), to = dyn_cast<AffineDimExpr>(read);
    if (from && to)
      loops[from.getPosition()] = ofUser[to.getPosition()];
  }
  return loops;
}

/// Whether the results of `op` are what a kernel computes, which can finish them in registers.
static bool isEpilogue(linalg::LinalgOp op) {
  return llvm::any_of(op->getOperands(), [](Value operand) {
    Operation *producer = operand.getDefiningOp();
    while (isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(producer))
      producer = producer->getOperand(0).getDefiningOp();
    return producer && kernel::getContraction(producer) && producer->hasOneUse();
  });
}

/// `producer` of an operand as a possible member.
static linalg::LinalgOp getCandidate(linalg::LinalgOp root, Value operand) {
  auto producer = operand.getDefiningOp<linalg::LinalgOp>();
  if (!producer || producer->getBlock() != root->getBlock() || !hasSimpleMaps(producer) ||
      isEpilogue(producer))
    return {};
  return producer;
}

/// The loops of the root that are loops of `op` too and pass on all that it reads.
static SmallVector<unsigned> getRows(linalg::LinalgOp root, const RowGroup::LoopMap &loops) {
  SmallVector<unsigned> rows;
  for (auto [dim, steps] : llvm::enumerate(root.getStaticLoopRanges()))
    if (steps > 1 && llvm::is_contained(loops, std::optional<unsigned>(dim)))
      rows.push_back(dim);
  return rows;
}

static int64_t getSteps(linalg::LinalgOp root, ArrayRef<unsigned> rows) {
  int64_t steps = 1;
  for (unsigned row : rows)
    steps *= root.getStaticLoopRanges()[row];
  return steps;
}

static RowGroup::LoopMap getParallelLoops(linalg::LinalgOp root) {
  RowGroup::LoopMap loops(root.getNumLoops());
  for (auto [dim, iterator] : llvm::enumerate(root.getIteratorTypesArray()))
    if (iterator == utils::IteratorType::parallel)
      loops[dim] = dim;
  return loops;
}

/// Whether it pays to have the result of `op` by rows. What follows a contraction element by
/// element joins its kernel anyway, and the contraction is better off with all of its rows.
static bool isWorthRows(linalg::LinalgOp root, linalg::LinalgOp op) {
  return op.getNumReductionLoops() > 0 &&
         (op.getNumDpsInputs() == 1 || root.getNumReductionLoops() > 0);
}

/// Of all reductions that the root depends on, the largest set of rows.
static SmallVector<unsigned> chooseRows(linalg::LinalgOp root) {
  SmallVector<unsigned> best;
  SmallVector<std::pair<linalg::LinalgOp, RowGroup::LoopMap>> worklist = {
      {root, getParallelLoops(root)}};
  llvm::DenseSet<Operation *> visited;
  for (size_t i = 0; i < worklist.size(); ++i) {
    auto [op, loops] = worklist[i];
    for (OpOperand &operand : op->getOpOperands()) {
      linalg::LinalgOp producer = getCandidate(root, operand.get());
      if (!producer || !visited.insert(producer).second)
        continue;
      RowGroup::LoopMap mapped = mapLoops(operand, loops);
      SmallVector<unsigned> rows = getRows(root, mapped);
      if (rows.empty())
        continue;
      if (isWorthRows(root, producer) && getSteps(root, rows) > getSteps(root, best))
        best = rows;
      worklist.push_back({producer, std::move(mapped)});
    }
  }
  return best;
}

/// The loops of `op` as all of its users see them, if all are members and agree, and if the rows
/// are among them.
static std::optional<RowGroup::LoopMap> getMemberLoops(const RowGroup &group, linalg::LinalgOp op) {
  std::optional<RowGroup::LoopMap> loops;
  for (OpOperand &use : op->getUses()) {
    auto user = group.members.find(use.getOwner());
    if (user == group.members.end())
      return std::nullopt;
    RowGroup::LoopMap mapped = mapLoops(use, user->second);
    for (std::optional<unsigned> &loop : mapped)
      if (!group.isRow(loop))
        loop.reset();
    if (loops && *loops != mapped)
      return std::nullopt;
    loops = mapped;
  }
  if (!loops || !llvm::all_of(group.rows, [&](unsigned row) {
        return llvm::is_contained(*loops, std::optional<unsigned>(row));
      }))
    return std::nullopt;
  return loops;
}

/// Whether what `op` reads as `input` changes with loop `row` of the root.
static bool dependsOn(linalg::LinalgOp op, OpOperand *input, const RowGroup::LoopMap &loops,
                      unsigned row) {
  for (AffineExpr expr : op.getMatchingIndexingMap(input).getResults())
    if (auto dim = dyn_cast<AffineDimExpr>(expr); dim && loops[dim.getPosition()] == row)
      return true;
  return false;
}

/// The bytes that are read again in each step of loop `row` of the root.
static int64_t getReusedBytes(const RowGroup &group, unsigned row) {
  int64_t bytes = 0;
  for (auto &[member, loops] : group.members) {
    auto op = cast<linalg::LinalgOp>(member);
    for (OpOperand *input : op.getDpsInputOperands())
      if (auto type = dyn_cast<RankedTensorType>(input->get().getType());
          type && !dependsOn(op, input, loops, row))
        bytes += getByteSize(type);
  }
  return bytes;
}

/// The bytes that need not be read for a row of a block of all steps of loop `row`.
static int64_t getSavedBytes(RowGroup &group, unsigned row) {
  int64_t reused = getReusedBytes(group, row);
  return reused - reused / group.root.getStaticLoopRanges()[row];
}

/// Moves the row to the end for which blocks save most.
static void moveBlockedRowToEnd(RowGroup &group) {
  auto best = group.rows.end() - 1;
  for (auto row = best; row-- != group.rows.begin();)
    if (getSavedBytes(group, *row) > getSavedBytes(group, *best))
      best = row;
  std::rotate(best, best + 1, group.rows.end());
}

/// Whether rows lie side by side in what a member reduces. Blocks of them would have only short
/// runs of neighbouring elements.
static bool hasInterleavedRows(const RowGroup &group) {
  for (auto &[member, loops] : group.members) {
    auto op = cast<linalg::LinalgOp>(member);
    if (op.getNumReductionLoops() == 0 || op.getNumDpsInputs() != 1)
      continue;
    AffineMap map = op.getMatchingIndexingMap(op.getDpsInputOperand(0));
    auto last = map.getNumResults() ? dyn_cast<AffineDimExpr>(map.getResults().back()) : nullptr;
    if (last && group.isRow(loops[last.getPosition()]))
      return true;
  }
  return false;
}

std::optional<RowGroup> onnxc::findRowGroup(linalg::LinalgOp root) {
  if (!hasSimpleMaps(root) || root.hasDynamicShape())
    return std::nullopt;
  RowGroup group{root, chooseRows(root), {}};
  if (group.rows.empty())
    return std::nullopt;
  group.members.insert({root, getParallelLoops(root)});
  bool reduces = false;
  for (Operation *op = root->getPrevNode(); op; op = op->getPrevNode()) {
    auto candidate = dyn_cast<linalg::LinalgOp>(op);
    if (!candidate || candidate->use_empty() || !getCandidate(root, candidate->getResult(0)))
      continue;
    std::optional<RowGroup::LoopMap> loops = getMemberLoops(group, candidate);
    if (!loops)
      continue;
    group.members.insert({op, *loops});
    reduces |= isWorthRows(root, candidate);
  }
  if (!reduces || hasInterleavedRows(group))
    return std::nullopt;
  moveBlockedRowToEnd(group);
  return group;
}
