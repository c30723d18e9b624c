#include "compiler/Transforms/Tensors/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/Utils/Utils.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"

#include <map>

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_ABSORBTRANSPOSES
#include "compiler/Transforms/Tensors/Passes.h.inc"
} // namespace onnxc

using Permutation = SmallVector<int64_t>;

static RankedTensorType getType(Value value) { return cast<RankedTensorType>(value.getType()); }

/// Dimension i of the result is dimension `permutation[i]` of `value`.
static Value buildTranspose(RewriterBase &b, Location loc, Value value,
                            ArrayRef<int64_t> permutation) {
  if (isIdentityPermutation(permutation))
    return value;
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, loc, value);
  applyPermutationToVector(sizes, permutation);
  Value empty = tensor::EmptyOp::create(b, loc, sizes, getType(value).getElementType());
  return linalg::TransposeOp::create(b, loc, value, empty, permutation)->getResult(0);
}

static bool isContraction(linalg::GenericOp op) {
  return op.getNumReductionLoops() > 0 && op.getNumDpsInputs() > 1;
}

//===-- Producers ----------------------------------------------------------===//

// Each of these makes the operation that computes `op`'s result with its dimensions permuted, and
// gives its result; null if there is none.

/// What the permuted result starts with.
static Value permuteInit(RewriterBase &b, Value init, ArrayRef<int64_t> permutation) {
  if (auto fill = init.getDefiningOp<linalg::FillOp>()) {
    Value empty = permuteInit(b, fill.getDpsInitOperand(0)->get(), permutation);
    return linalg::FillOp::create(b, fill.getLoc(), fill.getInputs(), empty)->getResult(0);
  }
  if (init.getDefiningOp<tensor::EmptyOp>()) {
    SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, init.getLoc(), init);
    applyPermutationToVector(sizes, permutation);
    return tensor::EmptyOp::create(b, init.getLoc(), sizes, getType(init).getElementType());
  }
  return buildTranspose(b, init.getLoc(), init, permutation);
}

/// Orders the loops as the dimensions of the result, reductions last.
static linalg::GenericOp orderLoops(RewriterBase &b, linalg::GenericOp op) {
  SmallVector<unsigned> order;
  for (AffineExpr expr : op.getMatchingIndexingMap(op.getDpsInitOperand(0)).getResults())
    order.push_back(cast<AffineDimExpr>(expr).getPosition());
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim)
    if (!llvm::is_contained(order, dim))
      order.push_back(dim);
  FailureOr<linalg::GenericOp> ordered = linalg::interchangeGenericOp(b, op, order);
  return succeeded(ordered) ? *ordered : op;
}

/// The operands of the result's rank are permuted with it, by transpositions that their producers
/// may take over in turn. The rows of matrix products stay contiguous.
static Value permute(RewriterBase &b, linalg::GenericOp op, ArrayRef<int64_t> permutation) {
  if (op.getNumResults() != 1)
    return {};
  AffineMap written = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  bool contraction = isContraction(op);
  if (!written.isProjectedPermutation() ||
      (contraction && permutation.back() != int64_t(permutation.size()) - 1))
    return {};
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  SmallVector<Value> inputs(op.getInputs());
  auto permuteMap = [&](AffineMap &map) {
    SmallVector<AffineExpr> exprs(map.getResults());
    applyPermutationToVector(exprs, permutation);
    map = AffineMap::get(map.getNumDims(), 0, exprs, op.getContext());
  };
  for (auto [i, input] : llvm::enumerate(inputs)) {
    auto type = dyn_cast<RankedTensorType>(input.getType());
    if (contraction || !type || type.getRank() != int64_t(permutation.size()))
      continue;
    input = buildTranspose(b, op.getLoc(), input, permutation);
    permuteMap(maps[i]);
  }
  permuteMap(maps.back());
  Value init = permuteInit(b, op.getDpsInitOperand(0)->get(), permutation);
  auto permuted = linalg::GenericOp::create(b, op.getLoc(), TypeRange{init.getType()}, inputs,
                                            ValueRange{init}, maps, op.getIteratorTypesArray());
  b.inlineRegionBefore(op.getRegion(), permuted.getRegion(), permuted.getRegion().begin());
  return orderLoops(b, permuted).getResult(0);
}

static Value permute(RewriterBase &b, linalg::TransposeOp op, ArrayRef<int64_t> permutation) {
  Permutation composed(op.getPermutation());
  applyPermutationToVector(composed, permutation);
  return buildTranspose(b, op.getLoc(), op.getInput(), composed);
}

static Value permute(RewriterBase &b, tensor::PadOp op, ArrayRef<int64_t> permutation) {
  Value value = op.getConstantPaddingValue();
  if (!value)
    return {};
  SmallVector<OpFoldResult> low = op.getMixedLowPad(), high = op.getMixedHighPad();
  applyPermutationToVector(low, permutation);
  applyPermutationToVector(high, permutation);
  Value source = buildTranspose(b, op.getLoc(), op.getSource(), permutation);
  return tensor::PadOp::create(b, op.getLoc(), Type(), source, low, high, value);
}

static Value permute(RewriterBase &b, tensor::ConcatOp op, ArrayRef<int64_t> permutation) {
  SmallVector<Value> parts;
  for (Value part : op.getInputs())
    parts.push_back(buildTranspose(b, op.getLoc(), part, permutation));
  int64_t dim = llvm::find(permutation, op.getDim()) - permutation.begin();
  return tensor::ConcatOp::create(b, op.getLoc(), dim, parts);
}

static Value permute(RewriterBase &b, tensor::ExtractSliceOp op, ArrayRef<int64_t> permutation) {
  if (op.getSourceType().getRank() != op.getType().getRank())
    return {};
  SmallVector<OpFoldResult> offsets = op.getMixedOffsets(), sizes = op.getMixedSizes(),
                            strides = op.getMixedStrides();
  for (SmallVector<OpFoldResult> *list : {&offsets, &sizes, &strides})
    applyPermutationToVector(*list, permutation);
  Value source = buildTranspose(b, op.getLoc(), op.getSource(), permutation);
  return tensor::ExtractSliceOp::create(b, op.getLoc(), source, offsets, sizes, strides);
}

static Value permute(RewriterBase &b, tensor::InsertSliceOp op, ArrayRef<int64_t> permutation) {
  if (op.getSourceType().getRank() != op.getType().getRank())
    return {};
  SmallVector<OpFoldResult> offsets = op.getMixedOffsets(), sizes = op.getMixedSizes(),
                            strides = op.getMixedStrides();
  for (SmallVector<OpFoldResult> *list : {&offsets, &sizes, &strides})
    applyPermutationToVector(*list, permutation);
  Value source = buildTranspose(b, op.getLoc(), op.getSource(), permutation);
  Value dest = permuteInit(b, op.getDest(), permutation);
  return tensor::InsertSliceOp::create(b, op.getLoc(), source, dest, offsets, sizes, strides);
}

/// The dimensions of the source that become each dimension of the result stay together.
static Value permute(RewriterBase &b, tensor::CollapseShapeOp op, ArrayRef<int64_t> permutation) {
  SmallVector<ReassociationIndices> groups = op.getReassociationIndices(), next;
  applyPermutationToVector(groups, permutation);
  Permutation ofSource;
  for (const ReassociationIndices &group : groups) {
    ReassociationIndices &moved = next.emplace_back();
    for (int64_t dim : group) {
      moved.push_back(ofSource.size());
      ofSource.push_back(dim);
    }
  }
  Value source = buildTranspose(b, op.getLoc(), op.getSrc(), ofSource);
  return tensor::CollapseShapeOp::create(b, op.getLoc(), source, next);
}

/// Possible where the dimensions that come from one of the source stay next to one another.
static Value permute(RewriterBase &b, tensor::ExpandShapeOp op, ArrayRef<int64_t> permutation) {
  SmallVector<ReassociationIndices> groups = op.getReassociationIndices(), next;
  auto type = cast<RankedTensorType>(op.getType());
  if (!type.hasStaticShape())
    return {};
  Permutation ofSource;
  for (size_t i = 0; i < permutation.size();) {
    auto group = llvm::find_if(groups, [&](const ReassociationIndices &indices) {
      return indices.front() == permutation[i];
    });
    if (group == groups.end())
      return {};
    ReassociationIndices &moved = next.emplace_back();
    for (int64_t dim : *group) {
      if (i == permutation.size() || permutation[i] != dim)
        return {};
      moved.push_back(i++);
    }
    ofSource.push_back(group - groups.begin());
  }
  SmallVector<int64_t> shape(type.getShape());
  applyPermutationToVector(shape, permutation);
  Value source = buildTranspose(b, op.getLoc(), op.getSrc(), ofSource);
  return tensor::ExpandShapeOp::create(b, op.getLoc(), type.clone(shape), source, next);
}

static Value permuteProducer(RewriterBase &b, Operation *op, ArrayRef<int64_t> permutation) {
  b.setInsertionPoint(op);
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<linalg::GenericOp, linalg::TransposeOp, tensor::PadOp, tensor::ConcatOp,
            tensor::ExtractSliceOp, tensor::InsertSliceOp, tensor::CollapseShapeOp,
            tensor::ExpandShapeOp>([&](auto producer) { return permute(b, producer, permutation); })
      .Default(Value());
}

/// The permutation of the transpositions that read `op`; empty if there are none, or they differ.
static Permutation getWantedPermutation(Operation *op) {
  Permutation wanted;
  if (op->getNumResults() != 1)
    return wanted;
  for (Operation *user : op->getUsers())
    if (auto transpose = dyn_cast<linalg::TransposeOp>(user)) {
      if (!wanted.empty() && wanted != Permutation(transpose.getPermutation()))
        return {};
      wanted = Permutation(transpose.getPermutation());
    }
  return wanted;
}

/// Whether `op` reads its operands in any order as well.
static bool takesAnyOrder(Operation *op) {
  auto generic = dyn_cast<linalg::GenericOp>(op);
  return isa<linalg::TransposeOp>(op) || (generic && !isContraction(generic));
}

/// Computes what `op` computes in the order in which transpositions want it.
static void absorbIntoProducer(RewriterBase &b, Operation *op) {
  Permutation wanted = getWantedPermutation(op);
  if (wanted.empty())
    return;
  // Else a transposition would stay, only elsewhere.
  bool isView = isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp, tensor::ExtractSliceOp>(op);
  if (isView && !llvm::all_of(op->getUsers(), takesAnyOrder))
    return;
  Value permuted = permuteProducer(b, op, wanted);
  if (!permuted)
    return;
  Value result = op->getResult(0);
  for (Operation *user : llvm::make_early_inc_range(result.getUsers()))
    if (auto transpose = dyn_cast<linalg::TransposeOp>(user))
      b.replaceOp(transpose, permuted);
  if (!result.use_empty()) {
    b.setInsertionPointAfterValue(permuted);
    b.replaceAllUsesWith(
        result, buildTranspose(b, op->getLoc(), permuted, invertPermutationVector(wanted)));
  }
  b.eraseOp(op);
}

//===-- Consumers ----------------------------------------------------------===//

/// Whether `op` may read `operand` with its dimensions in another order: in matrix products, rows
/// stay contiguous.
static bool mayReadPermuted(linalg::GenericOp op, ArrayRef<int64_t> permutation) {
  return !isContraction(op) || permutation.back() == int64_t(permutation.size()) - 1;
}

/// Lets `op` read what `transpose` transposes in place of its result.
static void readUntransposed(RewriterBase &b, linalg::GenericOp op, OpOperand &use,
                             linalg::TransposeOp transpose) {
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  AffineMap &map = maps[use.getOperandNumber()];
  SmallVector<AffineExpr> exprs(map.getResults());
  applyPermutationToVector(exprs, invertPermutationVector(transpose.getPermutation()));
  map = AffineMap::get(map.getNumDims(), 0, exprs, op.getContext());
  op.setIndexingMapsAttr(b.getAffineMapArrayAttr(maps));
  use.set(transpose.getInput());
}

/// Whether a contraction takes dot products of rows of what `transpose` transposes, and reads each
/// row so few times that transposing it first would cost more.
static bool isDotProduct(linalg::GenericOp op, OpOperand &use, linalg::TransposeOp transpose) {
  constexpr int64_t fewTimes = 3, longRow = 16;
  ArrayRef<int64_t> permutation = transpose.getPermutation();
  AffineMap map = op.getMatchingIndexingMap(&use);
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  if (!isContraction(op) || !map.isProjectedPermutation() || permutation.empty() ||
      llvm::any_of(sizes, ShapedType::isDynamic))
    return false;
  unsigned alongRow = map.getDimPosition(llvm::find(permutation, int64_t(permutation.size()) - 1) -
                                         permutation.begin());
  int64_t times = 1;
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (!map.isFunctionOfDim(dim))
      times *= size;
  return op.getIteratorTypesArray()[alongRow] == utils::IteratorType::reduction &&
         sizes[alongRow] >= longRow && times <= fewTimes;
}

static void absorbIntoDotProducts(RewriterBase &b, linalg::TransposeOp transpose) {
  for (OpOperand &use : llvm::make_early_inc_range(transpose->getResult(0).getUses()))
    if (auto generic = dyn_cast<linalg::GenericOp>(use.getOwner());
        generic && generic.isDpsInput(&use) && isDotProduct(generic, use, transpose))
      readUntransposed(b, generic, use, transpose);
}

/// Lets the generics that read a transposition read what it transposes, and so elements that are
/// extracted from it.
static void absorbIntoConsumers(RewriterBase &b, linalg::TransposeOp transpose) {
  ArrayRef<int64_t> permutation = transpose.getPermutation();
  Permutation inverse = invertPermutationVector(permutation);
  Value result = transpose->getResult(0);
  for (OpOperand &use : llvm::make_early_inc_range(result.getUses())) {
    if (auto extract = dyn_cast<tensor::ExtractOp>(use.getOwner())) {
      SmallVector<Value> indices(extract.getIndices());
      applyPermutationToVector(indices, inverse);
      b.setInsertionPoint(extract);
      b.replaceOpWithNewOp<tensor::ExtractOp>(extract, transpose.getInput(), indices);
      continue;
    }
    auto generic = dyn_cast<linalg::GenericOp>(use.getOwner());
    if (!generic || !generic.isDpsInput(&use) || !mayReadPermuted(generic, permutation))
      continue;
    readUntransposed(b, generic, use, transpose);
  }
}

/// Computes an elementwise operation, all of whose operands of the result's rank `transpose`
/// transposes, in the order of what these are transpositions of, and transposes its result: so it
/// goes on with what computes them.
static linalg::TransposeOp sinkBelow(RewriterBase &b, linalg::TransposeOp transpose,
                                     linalg::GenericOp op) {
  Value transposed = transpose->getResult(0);
  ArrayRef<int64_t> permutation = transpose.getPermutation();
  unsigned loops = op.getNumLoops();
  if (op.getNumParallelLoops() != loops || permutation.size() != loops || op.getNumResults() != 1 ||
      op.hasIndexSemantics() || !op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity() ||
      op.payloadUsesValueFromOperand(op.getDpsInitOperand(0)))
    return {};
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  SmallVector<AffineExpr> moved(loops);
  for (auto [i, dim] : llvm::enumerate(permutation))
    moved[i] = b.getAffineDimExpr(dim);
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    bool isTransposed = input->get() == transposed && map.isIdentity();
    auto type = dyn_cast<RankedTensorType>(input->get().getType());
    if (!isTransposed && type && type.getRank() == int64_t(loops))
      return {};
    inputs.push_back(isTransposed ? transpose.getInput() : input->get());
    maps.push_back(isTransposed ? map
                                : map.replaceDimsAndSymbols(moved, {}, loops, /*numSymbols=*/0));
  }
  maps.push_back(b.getMultiDimIdentityMap(loops));
  b.setInsertionPoint(op);
  Type element = getType(op->getResult(0)).getElementType();
  Value empty = tensor::EmptyOp::create(
      b, op.getLoc(), tensor::getMixedSizes(b, op.getLoc(), transpose.getInput()), element);
  auto sunk = linalg::GenericOp::create(b, op.getLoc(), empty.getType(), inputs, empty, maps,
                                        op.getIteratorTypesArray());
  b.inlineRegionBefore(op.getRegion(), sunk.getRegion(), sunk.getRegion().begin());
  Permutation order(permutation);
  Value result = buildTranspose(b, op.getLoc(), sunk.getResult(0), order);
  b.replaceOp(op, result);
  return result.getDefiningOp<linalg::TransposeOp>();
}

/// Joins dimensions before they are transposed, if they lie side by side there, too.
static linalg::TransposeOp sinkBelow(RewriterBase &b, linalg::TransposeOp transpose,
                                     tensor::CollapseShapeOp op) {
  ArrayRef<int64_t> permutation = transpose.getPermutation();
  // Groups of dimensions of the input, by their first one.
  std::map<int64_t, std::pair<size_t, ReassociationIndices>> groups;
  for (auto [at, group] : llvm::enumerate(op.getReassociationIndices())) {
    ReassociationIndices before;
    for (int64_t dim : group) {
      before.push_back(permutation[dim]);
      if (before.size() > 1 && before.back() != before[before.size() - 2] + 1)
        return {};
    }
    groups[before.front()] = {at, before};
  }
  SmallVector<ReassociationIndices> reassociation;
  Permutation order(groups.size());
  for (auto &[first, group] : groups) {
    order[group.first] = reassociation.size();
    reassociation.push_back(group.second);
  }
  b.setInsertionPoint(op);
  Value collapsed =
      tensor::CollapseShapeOp::create(b, op.getLoc(), transpose.getInput(), reassociation);
  Value result = buildTranspose(b, op.getLoc(), collapsed, order);
  b.replaceOp(op, result);
  return result.getDefiningOp<linalg::TransposeOp>();
}

/// Splits dimensions before they are transposed, where that is transposed again.
static linalg::TransposeOp sinkBelow(RewriterBase &b, linalg::TransposeOp transpose,
                                     tensor::ExpandShapeOp op) {
  auto type = cast<RankedTensorType>(op.getType());
  if (!op->hasOneUse() || !isa<linalg::TransposeOp>(*op->getUsers().begin()) ||
      !type.hasStaticShape())
    return {};
  SmallVector<ReassociationIndices> groups = op.getReassociationIndices(), reassociation;
  SmallVector<int64_t> shape;
  Permutation order(type.getRank());
  for (int64_t dim : invertPermutationVector(transpose.getPermutation())) {
    ReassociationIndices &split = reassociation.emplace_back();
    for (int64_t part : groups[dim]) {
      order[part] = shape.size();
      split.push_back(shape.size());
      shape.push_back(type.getDimSize(part));
    }
  }
  b.setInsertionPoint(op);
  Value expanded = tensor::ExpandShapeOp::create(b, op.getLoc(), type.clone(shape),
                                                 transpose.getInput(), reassociation);
  Value result = buildTranspose(b, op.getLoc(), expanded, order);
  b.replaceOp(op, result);
  return result.getDefiningOp<linalg::TransposeOp>();
}

/// Two transpositions are one, in place of the second one.
static linalg::TransposeOp sinkBelow(RewriterBase &b, linalg::TransposeOp transpose,
                                     linalg::TransposeOp op) {
  Permutation order(transpose.getPermutation());
  applyPermutationToVector(order, op.getPermutation());
  b.modifyOpInPlace(op, [&] {
    op.getInputMutable().assign(transpose.getInput());
    op.setPermutation(order);
  });
  return op;
}

/// Moves the transposition of what an operation computes after those that read it, where it has
/// only one reader: that one then follows on the operation.
static void sink(RewriterBase &b, linalg::TransposeOp transpose) {
  if (!isa_and_nonnull<DestinationStyleOpInterface>(transpose.getInput().getDefiningOp()))
    return;
  while (transpose && llvm::hasSingleElement(llvm::SetVector<Operation *>(
                          transpose->getUsers().begin(), transpose->getUsers().end()))) {
    Operation *user = *transpose->getUsers().begin();
    transpose =
        llvm::TypeSwitch<Operation *, linalg::TransposeOp>(user)
            .Case<linalg::GenericOp, tensor::CollapseShapeOp, tensor::ExpandShapeOp,
                  linalg::TransposeOp>([&](auto reader) { return sinkBelow(b, transpose, reader); })
            .Default(linalg::TransposeOp());
  }
}

/// A transposition that moves only dimensions of size 1 is a reshape.
static bool isReshape(linalg::TransposeOp transpose) {
  ArrayRef<int64_t> shape = getType(transpose.getInput()).getShape();
  int64_t last = -1;
  for (int64_t dim : transpose.getPermutation()) {
    if (shape[dim] == 1)
      continue;
    if (dim < last)
      return false;
    last = dim;
  }
  return getType(transpose.getInput()).hasStaticShape();
}

static void replaceByReshape(RewriterBase &b, linalg::TransposeOp transpose) {
  b.setInsertionPoint(transpose);
  auto type = cast<RankedTensorType>(transpose->getResult(0).getType());
  SmallVector<ReassociationIndices> all(1);
  llvm::append_range(all[0], llvm::seq<int64_t>(0, type.getRank()));
  Value flat = tensor::CollapseShapeOp::create(b, transpose.getLoc(), transpose.getInput(), all);
  b.replaceOpWithNewOp<tensor::ExpandShapeOp>(transpose, type, flat, all);
}

namespace {
struct AbsorbTransposesPass : onnxc::impl::AbsorbTransposesBase<AbsorbTransposesPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation().walk([&](Block *block) { absorb(rewriter, *block); });
  }

private:
  /// Into dot products, before producers are asked; into producers against the order of execution,
  /// then into consumers in this order.
  static void absorb(RewriterBase &rewriter, Block &block) {
    for (auto transpose : block.getOps<linalg::TransposeOp>())
      absorbIntoDotProducts(rewriter, transpose);
    SmallVector<Operation *> ops;
    for (Operation &op : block)
      ops.push_back(&op);
    for (Operation *op : llvm::reverse(ops)) {
      if (isOpTriviallyDead(op))
        rewriter.eraseOp(op);
      else
        absorbIntoProducer(rewriter, op);
    }
    SmallVector<linalg::TransposeOp> transposes(block.getOps<linalg::TransposeOp>());
    for (linalg::TransposeOp transpose : transposes)
      sink(rewriter, transpose);
    for (auto transpose : llvm::make_early_inc_range(block.getOps<linalg::TransposeOp>())) {
      if (isReshape(transpose))
        replaceByReshape(rewriter, transpose);
      else
        absorbIntoConsumers(rewriter, transpose);
    }
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isOpTriviallyDead(&op))
        rewriter.eraseOp(&op);
  }
};
} // namespace
