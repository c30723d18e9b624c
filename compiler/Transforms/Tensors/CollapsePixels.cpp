#include "compiler/Transforms/Analysis/Epilogue.h"
#include "compiler/Transforms/Tensors/Passes.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_COLLAPSEPIXELS
#include "compiler/Transforms/Tensors/Passes.h.inc"
} // namespace onnxc

/// All dimensions but the last one, and that.
static SmallVector<ReassociationIndices> getMatrix(int64_t rank) {
  SmallVector<ReassociationIndices> groups(2);
  llvm::append_range(groups[0], llvm::seq<int64_t>(0, rank - 1));
  groups[1].push_back(rank - 1);
  return groups;
}

static bool isMatrix(Value buffer) {
  auto type = dyn_cast<MemRefType>(buffer.getType());
  return type && type.getRank() > 2 && type.hasStaticShape() &&
         memref::CollapseShapeOp::isGuaranteedCollapsible(type, getMatrix(type.getRank()));
}

static bool isAllOnes(ArrayRef<int64_t> values) {
  return llvm::all_of(values, [](int64_t value) { return value == 1; });
}

/// Whether an operand of an elementwise operation on all pixels is a matrix of them, one row for
/// all of them, or a scalar.
static bool isOfPixels(linalg::GenericOp op, OpOperand &operand) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (map.isIdentity())
    return isMatrix(operand.get());
  return map.getNumResults() == 0 ||
         (map.getNumResults() == 1 && map.isFunctionOfDim(op.getNumLoops() - 1) &&
          map.isProjectedPermutation());
}

static bool isOfPixels(linalg::LinalgOp op) {
  if (!op || isa<linalg::FillOp>(op))
    return true;
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  return generic && !generic.hasIndexSemantics() &&
         llvm::all_of(generic->getOpOperands(),
                      [&](OpOperand &operand) { return isOfPixels(generic, operand); });
}

namespace {
/// Makes matrices of the buffers of a convolution, and of what happens before and after it.
class Collapser {
public:
  explicit Collapser(kernel::ConvOp conv) : b(conv), conv(conv) {}

  void run() {
    ContractionSite site{conv, conv.getSums()};
    if (!conv.getTile() || conv.getGroups() != 1 || !isAllOnes(conv.getKernel()) ||
        !isAllOnes(conv.getStrides()) || !isMatrix(conv.getInput()) || !isMatrix(conv.getSums()))
      return;
    kernel::GroupOp group = getGroup(site);
    linalg::LinalgOp init = group ? getInit(site) : linalg::LinalgOp();
    linalg::GenericOp epilogue = getEpilogue(site);
    if (!isOfPixels(init) ||
        (epilogue && !isOfPixels(cast<linalg::LinalgOp>(epilogue.getOperation()))))
      return;
    // Where all members can use them.
    b.setInsertionPoint(group ? group.getOperation() : conv);
    SmallVector<Operation *> ops = {conv};
    if (init)
      ops.push_back(init);
    if (epilogue)
      ops.push_back(epilogue);
    for (Operation *op : ops)
      for (Value operand : op->getOperands())
        if (isMatrix(operand) && !matrices.contains(operand))
          matrices.map(operand, makeMatrix(operand));
    if (init)
      rewrite(init);
    b.setInsertionPoint(conv);
    kernel::GemmOp::create(b, conv.getLoc(), TypeRange{}, matrices.lookup(conv.getInput()),
                           conv.getWeights(), matrices.lookup(conv.getSums()),
                           /*transposed=*/UnitAttr(), conv.getUnsignedInputAttr(),
                           conv.getTileAttr(), conv.getBlocksAttr());
    if (epilogue)
      rewrite(cast<linalg::LinalgOp>(epilogue.getOperation()));
    for (Operation *op : ops)
      op->erase();
  }

private:
  Value makeMatrix(Value buffer) {
    SmallVector<ReassociationIndices> groups =
        getMatrix(cast<MemRefType>(buffer.getType()).getRank());
    return memref::CollapseShapeOp::create(b, buffer.getLoc(), buffer, groups);
  }

  void rewrite(linalg::LinalgOp op) {
    b.setInsertionPoint(op);
    if (auto fill = dyn_cast<linalg::FillOp>(op.getOperation())) {
      linalg::FillOp::create(b, op.getLoc(), fill.getInputs(),
                             matrices.lookup(fill.getOutputs()[0]));
      return;
    }
    auto generic = cast<linalg::GenericOp>(op.getOperation());
    SmallVector<Value> operands;
    SmallVector<AffineMap> maps;
    AffineMap identity = b.getMultiDimIdentityMap(2);
    for (OpOperand &operand : generic->getOpOperands()) {
      AffineMap map = generic.getMatchingIndexingMap(&operand);
      bool isWhole = map.isIdentity();
      operands.push_back(isWhole ? matrices.lookup(operand.get()) : operand.get());
      // A row reads the columns, a scalar nothing.
      ArrayRef<AffineExpr> read =
          identity.getResults().take_back(isWhole ? 2 : map.getNumResults());
      maps.push_back(AffineMap::get(/*dimCount=*/2, /*symbolCount=*/0, read, b.getContext()));
    }
    ArrayRef<Value> all(operands);
    size_t inputs = generic.getNumDpsInputs();
    auto flat = linalg::GenericOp::create(
        b, generic.getLoc(), TypeRange{}, all.take_front(inputs), all.drop_front(inputs), maps,
        SmallVector<utils::IteratorType>(2, utils::IteratorType::parallel));
    flat.getRegion().takeBody(generic.getRegion());
  }

  OpBuilder b;
  kernel::ConvOp conv;
  IRMapping matrices;
};

struct CollapsePixelsPass : onnxc::impl::CollapsePixelsBase<CollapsePixelsPass> {
  void runOnOperation() override {
    SmallVector<kernel::ConvOp> convs;
    getOperation().walk([&](kernel::ConvOp conv) { convs.push_back(conv); });
    for (kernel::ConvOp conv : convs)
      Collapser(conv).run();
  }
};
} // namespace
