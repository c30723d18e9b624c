#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Analysis/RowGroup.h"
#include "compiler/Transforms/Tensors/Passes.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_FUSEROWS
#include "compiler/Transforms/Tensors/Passes.h.inc"
} // namespace onnxc

namespace {
/// Carries out a group in a loop over blocks of rows.
class BlockEmitter {
public:
  BlockEmitter(RowGroup &group, int64_t blockBytes)
      : group(group), b(group.root), loc(group.root->getLoc()),
        sizes(group.root.getStaticLoopRanges()), blocked(group.rows.back()),
        blockRows(chooseBlockRows(blockBytes)) {}

  /// Whether there is more than one block.
  bool isWorthwhile() const { return group.rows.size() > 1 || blockRows < sizes[blocked]; }

  void emit() {
    RankedTensorType type = cast<RankedTensorType>(group.root->getResult(0).getType());
    Value result = tensor::EmptyOp::create(b, loc, type.getShape(), type.getElementType());
    offsets.assign(sizes.size(), b.getIndexAttr(0));
    result = emitLoops(group.rows, result);
    if (auto loop = result.getDefiningOp<scf::ForOp>())
      loop->setAttr(kRowsAttr, b.getUnitAttr());
    group.root->getResult(0).replaceAllUsesWith(result);
    for (auto &[op, loops] : group.members)
      op->erase();
  }

private:
  /// As many rows as fit with the largest value that members pass on; all blocks are equally large
  /// where that costs less than half of the rows.
  int64_t chooseBlockRows(int64_t blockBytes) {
    int64_t largest = 1, rows = 1;
    for (auto &[op, loops] : group.members)
      if (op != group.root)
        largest = std::max(largest, getByteSize(cast<ShapedType>(op->getResult(0).getType())));
    for (unsigned row : group.rows)
      rows *= sizes[row];
    int64_t fitting =
        std::clamp<int64_t>(blockBytes / std::max<int64_t>(1, largest / rows), 1, sizes[blocked]);
    for (int64_t divisor = fitting; divisor > fitting / 2; --divisor)
      if (sizes[blocked] % divisor == 0)
        return divisor;
    return fitting;
  }

  Value emitLoop(int64_t end, int64_t step, Value result,
                 function_ref<Value(Value iv, Value carried)> body) {
    auto index = [&](int64_t value) { return arith::ConstantIndexOp::create(b, loc, value); };
    if (end == step)
      return body(index(0), result);
    auto loop = scf::ForOp::create(b, loc, index(0), index(end), index(step), result,
                                   [&](OpBuilder &inner, Location, Value iv, ValueRange carried) {
                                     OpBuilder::InsertionGuard guard(b);
                                     b.setInsertionPointToEnd(inner.getInsertionBlock());
                                     Value next = body(iv, carried[0]);
                                     scf::YieldOp::create(b, loc, next);
                                   });
    return loop.getResult(0);
  }

  Value emitLoops(ArrayRef<unsigned> rows, Value result) {
    if (rows.size() > 1)
      return emitLoop(sizes[rows[0]], 1, result, [&](Value iv, Value carried) {
        offsets[rows[0]] = iv;
        return emitLoops(rows.drop_front(), carried);
      });
    int64_t whole = sizes[blocked] - sizes[blocked] % blockRows;
    result = emitLoop(whole, blockRows, result, [&](Value iv, Value carried) {
      offsets[blocked] = iv;
      return emitBlock(blockRows, carried);
    });
    if (whole == sizes[blocked])
      return result;
    offsets[blocked] = b.getIndexAttr(whole);
    return emitBlock(sizes[blocked] - whole, result);
  }

  Value emitBlock(int64_t rows, Value result) {
    llvm::DenseMap<Value, Value> made;
    for (auto &[op, loops] : llvm::reverse(group.members))
      made[op->getResult(0)] = emitMember(cast<linalg::LinalgOp>(op), rows, made);
    Slice slice = getSlice(group.root, *group.root.getDpsInitOperand(0), rows);
    return tensor::InsertSliceOp::create(b, loc, made[group.root->getResult(0)], result,
                                         slice.offsets, slice.sizes, slice.strides);
  }

  /// The part of an operand that belongs to a block.
  struct Slice {
    SmallVector<OpFoldResult> offsets, sizes, strides;
    SmallVector<int64_t> shape;
  };

  Slice getSlice(linalg::LinalgOp op, OpOperand &operand, int64_t rows) {
    Slice slice;
    auto type = cast<RankedTensorType>(operand.get().getType());
    const RowGroup::LoopMap &loops = group.members.find(op)->second;
    for (auto [expr, size] :
         llvm::zip_equal(op.getMatchingIndexingMap(&operand).getResults(), type.getShape())) {
      auto dim = dyn_cast<AffineDimExpr>(expr);
      std::optional<unsigned> row = dim ? loops[dim.getPosition()] : std::nullopt;
      bool isRow = group.isRow(row);
      slice.offsets.push_back(isRow ? offsets[*row] : OpFoldResult(b.getIndexAttr(0)));
      slice.shape.push_back(!isRow ? size : *row == blocked ? rows : 1);
      slice.sizes.push_back(b.getIndexAttr(slice.shape.back()));
      slice.strides.push_back(b.getIndexAttr(1));
    }
    return slice;
  }

  Value emitOperand(linalg::LinalgOp op, OpOperand &operand, int64_t rows,
                    const llvm::DenseMap<Value, Value> &made) {
    if (Value inBlock = made.lookup(operand.get()))
      return inBlock;
    auto type = dyn_cast<RankedTensorType>(operand.get().getType());
    if (!type)
      return operand.get();
    Slice slice = getSlice(op, operand, rows);
    if (operand.get().getDefiningOp<tensor::EmptyOp>())
      return tensor::EmptyOp::create(b, op->getLoc(), slice.shape, type.getElementType());
    if (slice.shape == type.getShape())
      return operand.get();
    return tensor::ExtractSliceOp::create(b, op->getLoc(), operand.get(), slice.offsets,
                                          slice.sizes, slice.strides);
  }

  Value emitMember(linalg::LinalgOp op, int64_t rows, const llvm::DenseMap<Value, Value> &made) {
    SmallVector<Value> operands;
    for (OpOperand &operand : op->getOpOperands())
      operands.push_back(emitOperand(op, operand, rows, made));
    Type type = operands[op.getDpsInitOperand(0)->getOperandNumber()].getType();
    return mlir::clone(b, op, type, operands)->getResult(0);
  }

  RowGroup &group;
  OpBuilder b;
  Location loc;
  SmallVector<int64_t> sizes;
  /// The last loop over rows, which goes by blocks.
  unsigned blocked;
  int64_t blockRows;
  /// Where the block begins, for each loop of the root.
  SmallVector<OpFoldResult> offsets;
};

struct FuseRowsPass : onnxc::impl::FuseRowsBase<FuseRowsPass> {
  using FuseRowsBase::FuseRowsBase;

  void runOnOperation() override {
    for (Block &block : getOperation().getBody())
      runOnBlock(block);
  }

private:
  /// From the end, so that a group begins with what no other member needs.
  void runOnBlock(Block &block) {
    Operation *next = nullptr;
    for (Operation *op = &block.back(); op; op = next) {
      next = op->getPrevNode();
      auto root = dyn_cast<linalg::LinalgOp>(op);
      std::optional<RowGroup> group = root ? findRowGroup(root) : std::nullopt;
      if (!group)
        continue;
      BlockEmitter emitter(*group, blockBytes);
      if (!emitter.isWorthwhile())
        continue;
      Operation *last = op->getNextNode();
      emitter.emit();
      next = last->getPrevNode()->getPrevNode();
    }
  }
};
} // namespace
