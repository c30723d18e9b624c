#include "compiler/KernelGen/Emit/CollapseLoops.h"
#include "compiler/KernelGen/Emit/IndexBuilder.h"
#include "compiler/KernelGen/Emit/LaneSums.h"
#include "compiler/KernelGen/Emit/LoopBuilders.h"
#include "compiler/KernelGen/Emit/Passes.h"
#include "compiler/Transforms/Analysis/Epilogue.h"
#include "compiler/Transforms/Analysis/SumOfProducts.h"
#include "dialects/Kernel/IR/Elementwise.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERREDUCTIONS
#include "compiler/KernelGen/Emit/Passes.h.inc"
} // namespace onnxc

/// So many terms are summed one after the other; longer sums are sums of such.
static constexpr int64_t kChain = 64;
/// Vectors of results that are computed at a time.
static constexpr int64_t kVectors = 4;

namespace {
/// `result = result + f(inputs)`, `result * f(inputs)`, or the less or greater one of both, on
/// floats, over static loops; or several such results.
struct Reduction {
  linalg::GenericOp op;
  /// For each result, the sum or product in the body, or the choice after a comparison.
  SmallVector<Operation *> combiners;
  SmallVector<OpOperand *> results;
  Type type;
  SmallVector<int64_t> sizes;
  SmallVector<unsigned> summed, kept;
  /// The loop that the lanes of vectors run along; nothing if their elements would not lie side by
  /// side.
  std::optional<unsigned> lane;
  bool lanesAreSummed = false;
};
} // namespace

/// Whether `op` is
///
///   %c = arith.cmpf olt, %term, %result
///   %y = arith.select %c, %term, %result
/// or the same with `ogt`.
static bool choosesExtreme(Operation *op, Value result) {
  auto select = dyn_cast<arith::SelectOp>(op);
  auto compare = select ? select.getCondition().getDefiningOp<arith::CmpFOp>() : arith::CmpFOp();
  return compare && select.getFalseValue() == result && compare.getRhs() == result &&
         compare.getLhs() == select.getTrueValue() &&
         llvm::is_contained({arith::CmpFPredicate::OLT, arith::CmpFPredicate::OGT},
                            compare.getPredicate());
}

/// What makes `yielded` of a term and of `result` so far, if nothing else reads that.
static Operation *getCombiner(Value yielded, Value result) {
  Operation *combiner = yielded.getDefiningOp();
  if (!combiner)
    return nullptr;
  if (isa<arith::AddFOp, arith::MulFOp>(combiner))
    return result.hasOneUse() && llvm::is_contained(combiner->getOperands(), result) ? combiner
                                                                                     : nullptr;
  return result.hasNUses(2) && choosesExtreme(combiner, result) ? combiner : nullptr;
}

/// Adds the results to `match`, which all have one type and lie in memory alike.
static bool matchResults(Reduction &match) {
  linalg::GenericOp op = match.op;
  Operation *yield = op.getBody()->getTerminator();
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  Type type = op.getDpsInitOperand(0)->get().getType();
  for (auto [i, result] : llvm::enumerate(op.getRegionOutputArgs())) {
    OpOperand *operand = op.getDpsInitOperand(i);
    Operation *combiner = getCombiner(yield->getOperand(i), result);
    if (!combiner || op.getMatchingIndexingMap(operand) != map || operand->get().getType() != type)
      return false;
    match.combiners.push_back(combiner);
    match.results.push_back(operand);
  }
  match.type = match.combiners.front()->getResult(0).getType();
  return map.isProjectedPermutation();
}

static std::optional<Reduction> matchReduction(linalg::GenericOp op) {
  if (op.getNumReductionLoops() == 0 || !kernel::isElementwiseBody(op))
    return std::nullopt;
  Reduction match;
  match.op = op;
  match.sizes = op.getStaticLoopRanges();
  if (!matchResults(match) || llvm::any_of(match.sizes, [](int64_t size) {
        return ShapedType::isDynamic(size) || size == 0;
      }))
    return std::nullopt;
  for (auto [dim, iterator] : llvm::enumerate(op.getIteratorTypesArray()))
    (iterator == utils::IteratorType::reduction ? match.summed : match.kept).push_back(dim);
  return match;
}

/// Whether lanes that run along loop `dim` find their elements of `operand` side by side, or share
/// one.
static bool isLoadable(linalg::GenericOp op, OpOperand &operand, unsigned dim) {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  if (!type)
    return true;
  std::optional<int64_t> stride = getStride(op, operand, dim);
  if (!stride || *stride == 0)
    return stride.has_value();
  SmallVector<int64_t> strides;
  int64_t offset;
  return *stride == 1 && succeeded(type.getStridesAndOffset(strides, offset)) &&
         strides.back() == 1;
}

static bool areLoadable(linalg::GenericOp op, MutableArrayRef<OpOperand> operands, unsigned dim) {
  return llvm::all_of(operands, [&](OpOperand &operand) { return isLoadable(op, operand, dim); });
}

/// The summed loop that lanes run along, if its elements lie side by side and are enough. What the
/// order of sums depends on is asked of summed loops alone: a part of the result has the same sums.
static std::optional<unsigned> getSummedLanes(Reduction &reduction) {
  MutableArrayRef<OpOperand> operands =
      reduction.op->getOpOperands().drop_back(reduction.results.size());
  for (unsigned dim : llvm::reverse(reduction.summed)) {
    bool walks = llvm::any_of(
        operands, [&](OpOperand &operand) { return getStride(reduction.op, operand, dim) == 1; });
    if (walks && reduction.sizes[dim] >= kSumLanes && areLoadable(reduction.op, operands, dim))
      return dim;
  }
  return std::nullopt;
}

/// The longest loop of the result that lanes can run along.
static std::optional<unsigned> getKeptLanes(Reduction &reduction) {
  std::optional<unsigned> best;
  for (unsigned dim : reduction.kept)
    if (getStride(reduction.op, *reduction.results.front(), dim) == 1 &&
        areLoadable(reduction.op, reduction.op->getOpOperands(), dim) &&
        (!best || reduction.sizes[dim] > reduction.sizes[*best]))
      best = dim;
  return best;
}

/// Chooses the lanes. Where there are none and terms are few, loops do as well, which LLVM may
/// vectorize.
static bool chooseLanes(Reduction &reduction) {
  reduction.lane = getSummedLanes(reduction);
  reduction.lanesAreSummed = reduction.lane.has_value();
  if (!reduction.lane)
    reduction.lane = getKeptLanes(reduction);
  int64_t terms = 1;
  for (unsigned dim : reduction.summed)
    terms *= reduction.sizes[dim];
  return reduction.lane || terms > kChain;
}

namespace {
/// Neighbouring lanes that are one value.
struct Part {
  int64_t begin = 0, lanes = 1;
};

/// Emits the loops of one reduction.
class ReductionEmitter : IndexBuilder {
public:
  ReductionEmitter(ImplicitLocOpBuilder &b, Reduction &reduction, int64_t vectorBytes)
      : IndexBuilder(b), reduction(reduction), op(reduction.op), lane(reduction.lane),
        vectorLanes(std::max<int64_t>(1, vectorBytes * 8 /
                                             int64_t(reduction.type.getIntOrFloatBitWidth()))) {}

  void emit() {
    ivs.assign(reduction.sizes.size(), index(0));
    if (reduction.lanesAreSummed)
      return emitKept(reduction.kept, [&] { emitSumOfLanes(); });
    SmallVector<unsigned> outer(reduction.kept);
    llvm::erase_if(outer, [&](unsigned dim) { return lane == dim; });
    emitKept(outer, [&] { emitRows(); });
  }

private:
  void emitKept(ArrayRef<unsigned> dims, function_ref<void()> body) {
    if (dims.empty())
      return body();
    buildLoop(b, 0, reduction.sizes[dims[0]], 1, [&](Value iv) {
      ivs[dims[0]] = iv;
      emitKept(dims.drop_front(), body);
    });
  }

  //===-- Values -------------------------------------------------------------===//

  /// What changes no term: x + -0 is x for all x, and all are less than infinity.
  static double getIdentity(Operation *combiner) {
    if (isa<arith::AddFOp>(combiner))
      return -0.0;
    if (isa<arith::MulFOp>(combiner))
      return 1;
    double infinity = std::numeric_limits<double>::infinity();
    return getPredicate(combiner) == arith::CmpFPredicate::OLT ? infinity : -infinity;
  }

  static arith::CmpFPredicate getPredicate(Operation *combiner) {
    return cast<arith::SelectOp>(combiner)
        .getCondition()
        .getDefiningOp<arith::CmpFOp>()
        .getPredicate();
  }

  Value buildIdentity(Operation *combiner, int64_t lanes) {
    TypedAttr attribute = b.getFloatAttr(reduction.type, getIdentity(combiner));
    if (lanes > 1)
      attribute = DenseElementsAttr::get(VectorType::get({lanes}, reduction.type),
                                         cast<Attribute>(attribute));
    return arith::ConstantOp::create(b, attribute);
  }

  /// Puts `y` to `x`, which came before it.
  Value combine(Operation *combiner, Value x, Value y) {
    if (isa<arith::AddFOp>(combiner))
      return arith::AddFOp::create(b, x, y);
    if (isa<arith::MulFOp>(combiner))
      return arith::MulFOp::create(b, x, y);
    Value isBetter = arith::CmpFOp::create(b, getPredicate(combiner), y, x);
    return arith::SelectOp::create(b, isBetter, y, x);
  }

  size_t countResults() const { return reduction.results.size(); }

  /// The values of one part, one of each result, lie side by side.
  Values combine(ArrayRef<Value> x, ArrayRef<Value> y) {
    Values combined;
    for (auto [i, pair] : llvm::enumerate(llvm::zip_equal(x, y)))
      combined.push_back(
          combine(reduction.combiners[i % countResults()], std::get<0>(pair), std::get<1>(pair)));
    return combined;
  }

  Values getIdentities(ArrayRef<Part> parts) {
    Values identities;
    for (Part part : parts)
      for (Operation *combiner : reduction.combiners)
        identities.push_back(buildIdentity(combiner, part.lanes));
    return identities;
  }

  SmallVector<Value> getIndices(OpOperand &operand, int64_t ofLane) {
    SmallVector<int64_t> moves(ivs.size());
    if (lane)
      moves[*lane] = ofLane;
    return getMovedIndices(b, op, operand, ivs, moves);
  }

  /// The elements of the first `valid` lanes of `part`; other lanes have some from before.
  Value load(OpOperand &operand, Part part, int64_t valid) {
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    if (!type)
      return operand.get();
    if (part.lanes == 1 || *getStride(op, operand, *lane) == 0)
      return memref::LoadOp::create(b, operand.get(), getIndices(operand, part.begin));
    int64_t missing = part.lanes - valid;
    auto vectorType = VectorType::get({part.lanes}, type.getElementType());
    Value value = vector::LoadOp::create(b, vectorType, operand.get(),
                                         getIndices(operand, part.begin - missing));
    if (missing == 0)
      return value;
    SmallVector<int64_t> turn;
    for (int64_t i = 0; i < part.lanes; ++i)
      turn.push_back((i + missing) % part.lanes);
    return vector::ShuffleOp::create(b, value, value, turn);
  }

  /// `sums` with one more term in the first `valid` lanes, and in others that do not matter.
  Values addTerm(ArrayRef<Value> sums, Part part, int64_t valid) {
    Values inputs;
    for (OpOperand *input : op.getDpsInputOperands())
      inputs.push_back(load(*input, part, valid));
    llvm::append_range(inputs, sums);
    return evaluateResults(b, op, inputs, part.lanes);
  }

  /// The values of `parts` that `body` makes of those of each.
  Values mapParts(ArrayRef<Value> values, ArrayRef<Part> parts,
                  function_ref<Values(ArrayRef<Value>, Part)> body) {
    Values mapped;
    for (auto [i, part] : llvm::enumerate(parts))
      llvm::append_range(mapped, body(values.slice(i * countResults(), countResults()), part));
    return mapped;
  }

  Values addTerms(ArrayRef<Value> sums, ArrayRef<Part> parts) {
    return mapParts(sums, parts, [&](ArrayRef<Value> ofPart, Part part) {
      return addTerm(ofPart, part, part.lanes);
    });
  }

  //===-- Summed loops -------------------------------------------------------===//

  /// Loop `dim` from `begin` to `end` by `step`: `most` steps, or fewer.
  struct Range {
    unsigned dim;
    Value begin, end;
    int64_t step, most;
    bool mayBeFewer = false;
  };

  int64_t countSteps(ArrayRef<Range> ranges) {
    int64_t steps = 1;
    for (const Range &range : ranges)
      steps *= range.most;
    return steps;
  }

  /// What `body` adds in each step of all `ranges`, added to `sums`: one step after the other while
  /// these are few, else in parts with sums of their own.
  Values emitRanges(ArrayRef<Range> ranges, Values sums, ArrayRef<Part> parts,
                    function_ref<Values(Values)> body) {
    if (ranges.empty())
      return body(sums);
    Range range = ranges.front();
    ArrayRef<Range> inner = ranges.drop_front();
    int64_t innerSteps = countSteps(inner);
    bool isInnerApart = innerSteps > kChain;
    int64_t chained = isInnerApart ? kChain : kChain / innerSteps;
    if (range.most > chained)
      return emitBlocks(range, inner, chained, sums, parts, body);
    return buildSumLoop(b, range.begin, range.end, range.step, sums, [&](Value iv, Values carried) {
      ivs[range.dim] = iv;
      if (!isInnerApart)
        return emitRanges(inner, carried, parts, body);
      return combine(carried, emitRanges(inner, getIdentities(parts), parts, body));
    });
  }

  /// Blocks of `chained` steps of `range`, or of as many times kChain that blocks are few.
  Values emitBlocks(Range range, ArrayRef<Range> inner, int64_t chained, Values sums,
                    ArrayRef<Part> parts, function_ref<Values(Values)> body) {
    int64_t most = chained;
    while (llvm::divideCeil(range.most, most) > kChain)
      most *= kChain;
    return buildSumLoop(
        b, range.begin, range.end, most * range.step, sums, [&](Value begin, Values carried) {
          Value end = arith::AddIOp::create(b, begin, index(most * range.step));
          bool mayBeFewer = range.mayBeFewer || range.most % most != 0;
          if (mayBeFewer)
            end = arith::MinSIOp::create(b, end, range.end);
          SmallVector<Range> block = {{range.dim, begin, end, range.step, most, mayBeFewer}};
          block.append(inner.begin(), inner.end());
          return combine(carried, emitRanges(block, getIdentities(parts), parts, body));
        });
  }

  Range getWhole(unsigned dim) {
    return {dim, index(0), index(reduction.sizes[dim]), 1, reduction.sizes[dim]};
  }

  //===-- Lanes along the result ---------------------------------------------===//

  /// Vectors of results, of which each lane is summed in order.
  void emitRows() {
    int64_t size = lane ? reduction.sizes[*lane] : 1;
    int64_t width = vectorLanes == 1 ? 1 : kVectors * vectorLanes, whole = size - size % width;
    if (whole > 0)
      buildLoop(b, 0, whole, width, [&](Value iv) { emitRow(iv, width); });
    if (whole < size)
      emitRow(index(whole), size - whole);
  }

  void emitRow(Value begin, int64_t width) {
    SmallVector<Part> parts;
    for (int64_t at = 0; at < width; at += parts.back().lanes)
      parts.push_back({at, std::min<int64_t>(vectorLanes, llvm::bit_floor(uint64_t(width - at)))});
    if (lane)
      ivs[*lane] = begin;
    SmallVector<Range> ranges;
    for (unsigned dim : reduction.summed)
      ranges.push_back(getWhole(dim));
    Values sums = emitRanges(ranges, getIdentities(parts), parts,
                             [&](Values carried) { return addTerms(carried, parts); });
    for (auto [i, part] : llvm::enumerate(parts))
      store(ArrayRef(sums).slice(i * countResults(), countResults()), part);
  }

  /// Puts `sums` to what the results begin with.
  void store(ArrayRef<Value> sums, Part part) {
    for (auto [combiner, result, sum] :
         llvm::zip_equal(reduction.combiners, reduction.results, sums)) {
      Value total = combine(combiner, load(*result, part, part.lanes), sum);
      SmallVector<Value> indices = getIndices(*result, part.begin);
      if (part.lanes == 1)
        memref::StoreOp::create(b, total, result->get(), indices);
      else
        vector::StoreOp::create(b, total, result->get(), indices);
    }
  }

  //===-- Lanes along a sum --------------------------------------------------===//

  /// Every kSumLanes-th term goes to the same lane; sums of lanes are added in the end.
  void emitSumOfLanes() {
    Values sums = vectorLanes == 1 ? emitLaneByLane() : emitLanes();
    ivs[*lane] = index(0);
    store(sums, {});
  }

  SmallVector<Range> getOuterRanges() {
    SmallVector<Range> ranges;
    for (unsigned dim : reduction.summed)
      if (dim != *lane)
        ranges.push_back(getWhole(dim));
    return ranges;
  }

  Values emitLanes() {
    SmallVector<Part> parts;
    int64_t lanes = std::min(vectorLanes, kSumLanes);
    for (int64_t at = 0; at < kSumLanes; at += lanes)
      parts.push_back({at, lanes});
    int64_t size = reduction.sizes[*lane], whole = size - size % kSumLanes;
    SmallVector<Range> ranges = getOuterRanges();
    ranges.push_back({*lane, index(0), index(whole), kSumLanes, whole / kSumLanes});
    Values sums = emitRanges(ranges, getIdentities(parts), parts,
                             [&](Values carried) { return addTerms(carried, parts); });
    if (whole < size)
      sums = combine(sums, emitRest(whole, parts));
    return addUp(sums);
  }

  /// One value for each result of those of all lanes.
  Values addUp(ArrayRef<Value> lanes) {
    Values totals;
    for (size_t i = 0; i < countResults(); ++i) {
      Values ofResult;
      for (size_t at = i; at < lanes.size(); at += countResults())
        ofResult.push_back(lanes[at]);
      totals.push_back(combineLanes(
          b, ofResult, [&](Value x, Value y) { return combine(reduction.combiners[i], x, y); }));
    }
    return totals;
  }

  /// The terms from `whole` on of all outer loops. A lane that has none of them keeps its sum.
  Values emitRest(int64_t whole, ArrayRef<Part> parts) {
    int64_t valid = reduction.sizes[*lane] - whole;
    return emitRanges(getOuterRanges(), getIdentities(parts), parts, [&](Values carried) {
      ivs[*lane] = index(whole);
      return mapParts(carried, parts, [&](ArrayRef<Value> ofPart, Part part) {
        return addValidTerms(ofPart, part, valid - part.begin);
      });
    });
  }

  Values addValidTerms(ArrayRef<Value> sums, Part part, int64_t valid) {
    if (valid <= 0)
      return Values(sums);
    if (valid >= part.lanes)
      return addTerm(sums, part, part.lanes);
    SmallVector<int64_t> merge;
    for (int64_t i = 0; i < part.lanes; ++i)
      merge.push_back(i < valid ? i : part.lanes + i);
    Values added = addTerm(sums, part, valid);
    for (auto [sum, old] : llvm::zip_equal(added, sums))
      sum = vector::ShuffleOp::create(b, sum, old, merge);
    return added;
  }

  /// The same sums where there are no vectors: lanes one after the other, through memory.
  Values emitLaneByLane() {
    Value buffer = buildLaneBuffer();
    int64_t size = reduction.sizes[*lane], whole = size - size % kSumLanes;
    buildLoop(b, 0, kSumLanes, 1, [&](Value at) {
      Values sums = emitLane(at, index(whole), whole / kSumLanes);
      if (whole < size) {
        Value begin = arith::AddIOp::create(b, at, index(whole));
        sums = combine(sums, emitLane(begin, index(size), 1));
      }
      for (auto [i, sum] : llvm::enumerate(sums))
        memref::StoreOp::create(b, sum, buffer, ValueRange{at, index(i)});
    });
    Values lanes;
    for (int64_t lane = 0; lane < kSumLanes; ++lane)
      for (size_t i = 0; i < countResults(); ++i)
        lanes.push_back(memref::LoadOp::create(b, buffer, ValueRange{index(lane), index(i)}));
    return addUp(lanes);
  }

  /// Every kSumLanes-th term from `begin` to `end`, in at most `most` steps.
  Values emitLane(Value begin, Value end, int64_t most) {
    SmallVector<Range> ranges = getOuterRanges();
    ranges.push_back({*lane, begin, end, kSumLanes, most, /*mayBeFewer=*/true});
    return emitRanges(ranges, getIdentities(Part()), Part(),
                      [&](Values carried) { return addTerms(carried, Part()); });
  }

  Value buildLaneBuffer() {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&op->getParentOfType<func::FuncOp>().getBody().front());
    return memref::AllocaOp::create(
        b, MemRefType::get({kSumLanes, int64_t(countResults())}, reduction.type));
  }

  Reduction &reduction;
  linalg::GenericOp op;
  std::optional<unsigned> lane;
  int64_t vectorLanes;
  Values ivs;
};

struct LowerReductionsPass : onnxc::impl::LowerReductionsBase<LowerReductionsPass> {
  void runOnOperation() override {
    SmallVector<linalg::GenericOp> ops;
    getOperation().walk([&](linalg::GenericOp op) { ops.push_back(op); });
    int64_t vectorBytes = kernel::getMachine(getOperation()).getVectorBytes();
    IRRewriter rewriter(&getContext());
    for (linalg::GenericOp op : ops) {
      if (!matchReduction(op))
        continue;
      rewriter.setInsertionPoint(op);
      op = collapseLoops(rewriter, op);
      Reduction reduction = *matchReduction(op);
      if (!chooseLanes(reduction))
        continue;
      rewriter.setInsertionPoint(op);
      ImplicitLocOpBuilder builder(reduction.op.getLoc(), rewriter);
      ReductionEmitter(builder, reduction, vectorBytes).emit();
      rewriter.eraseOp(op);
    }
  }
};
} // namespace
