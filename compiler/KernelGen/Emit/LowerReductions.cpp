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
/// `result = result + f(inputs)` or `result * f(inputs)` on floats, over static loops.
struct Reduction {
  linalg::GenericOp op;
  /// The sum or product in the body.
  Operation *combiner = nullptr;
  OpOperand *result = nullptr;
  Type type;
  SmallVector<int64_t> sizes;
  SmallVector<unsigned> summed, kept;
  /// The loop that the lanes of vectors run along; nothing if their elements would not lie side by
  /// side.
  std::optional<unsigned> lane;
  bool lanesAreSummed = false;
};
} // namespace

/// The sum or product that the body yields, if it is the only one to read the result so far.
static Operation *getCombiner(linalg::GenericOp op) {
  Value result = op.getRegionOutputArgs()[0];
  Operation *combiner = op.getBody()->getTerminator()->getOperand(0).getDefiningOp();
  bool combines = isa_and_nonnull<arith::AddFOp, arith::MulFOp>(combiner) && result.hasOneUse() &&
                  llvm::is_contained(combiner->getOperands(), result);
  return combines ? combiner : nullptr;
}

static std::optional<Reduction> matchReduction(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1 || op.getNumReductionLoops() == 0 || !kernel::isElementwiseBody(op))
    return std::nullopt;
  Reduction match;
  match.op = op;
  match.combiner = getCombiner(op);
  match.result = op.getDpsInitOperand(0);
  match.sizes = op.getStaticLoopRanges();
  if (!match.combiner || !op.getMatchingIndexingMap(match.result).isProjectedPermutation() ||
      llvm::any_of(match.sizes,
                   [](int64_t size) { return ShapedType::isDynamic(size) || size == 0; }))
    return std::nullopt;
  match.type = match.combiner->getResult(0).getType();
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
  MutableArrayRef<OpOperand> operands = reduction.op->getOpOperands().drop_back();
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
    if (getStride(reduction.op, *reduction.result, dim) == 1 &&
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

  /// What sums begin with: x + -0 is x for all x.
  Value getIdentity(int64_t lanes) {
    double value = isa<arith::AddFOp>(reduction.combiner) ? -0.0 : 1.0;
    TypedAttr attribute = b.getFloatAttr(reduction.type, value);
    if (lanes > 1)
      attribute = DenseElementsAttr::get(VectorType::get({lanes}, reduction.type),
                                         cast<Attribute>(attribute));
    return arith::ConstantOp::create(b, attribute);
  }

  Value combine(Value x, Value y) {
    if (isa<arith::AddFOp>(reduction.combiner))
      return arith::AddFOp::create(b, x, y);
    return arith::MulFOp::create(b, x, y);
  }

  Values combine(ArrayRef<Value> x, ArrayRef<Value> y) {
    return llvm::map_to_vector(llvm::zip_equal(x, y), [&](auto pair) {
      return combine(std::get<0>(pair), std::get<1>(pair));
    });
  }

  Values getIdentities(ArrayRef<Part> parts) {
    return llvm::map_to_vector(parts, [&](Part part) { return getIdentity(part.lanes); });
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

  /// `sum` with one more term in the first `valid` lanes, and in others that do not matter.
  Value addTerm(Value sum, Part part, int64_t valid) {
    Values inputs;
    for (OpOperand *input : op.getDpsInputOperands())
      inputs.push_back(load(*input, part, valid));
    inputs.push_back(sum);
    return evaluateBody(b, op, inputs, part.lanes);
  }

  Values addTerms(ArrayRef<Value> sums, ArrayRef<Part> parts) {
    return llvm::map_to_vector(llvm::zip_equal(sums, parts), [&](auto pair) {
      Part part = std::get<1>(pair);
      return addTerm(std::get<0>(pair), part, part.lanes);
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
    for (auto [part, sum] : llvm::zip_equal(parts, sums))
      store(sum, part);
  }

  /// Puts `sum` to what the result begins with.
  void store(Value sum, Part part) {
    sum = combine(load(*reduction.result, part, part.lanes), sum);
    SmallVector<Value> indices = getIndices(*reduction.result, part.begin);
    if (part.lanes == 1)
      memref::StoreOp::create(b, sum, reduction.result->get(), indices);
    else
      vector::StoreOp::create(b, sum, reduction.result->get(), indices);
  }

  //===-- Lanes along a sum --------------------------------------------------===//

  /// Every kSumLanes-th term goes to the same lane; sums of lanes are added in the end.
  void emitSumOfLanes() {
    Value sum = vectorLanes == 1 ? emitLaneByLane() : emitLanes();
    ivs[*lane] = index(0);
    store(sum, {});
  }

  SmallVector<Range> getOuterRanges() {
    SmallVector<Range> ranges;
    for (unsigned dim : reduction.summed)
      if (dim != *lane)
        ranges.push_back(getWhole(dim));
    return ranges;
  }

  Value emitLanes() {
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

  Value addUp(ArrayRef<Value> lanes) {
    return combineLanes(b, lanes, [&](Value x, Value y) { return combine(x, y); });
  }

  /// The terms from `whole` on of all outer loops. A lane that has none of them keeps its sum.
  Values emitRest(int64_t whole, ArrayRef<Part> parts) {
    int64_t valid = reduction.sizes[*lane] - whole;
    return emitRanges(getOuterRanges(), getIdentities(parts), parts, [&](Values carried) {
      ivs[*lane] = index(whole);
      for (auto [part, sum] : llvm::zip_equal(parts, carried))
        sum = addValidTerms(sum, part, valid - part.begin);
      return carried;
    });
  }

  Value addValidTerms(Value sum, Part part, int64_t valid) {
    if (valid <= 0)
      return sum;
    if (valid >= part.lanes)
      return addTerm(sum, part, part.lanes);
    SmallVector<int64_t> merge;
    for (int64_t i = 0; i < part.lanes; ++i)
      merge.push_back(i < valid ? i : part.lanes + i);
    return vector::ShuffleOp::create(b, addTerm(sum, part, valid), sum, merge);
  }

  /// The same sums where there are no vectors: lanes one after the other, through memory.
  Value emitLaneByLane() {
    Value buffer = buildLaneBuffer();
    int64_t size = reduction.sizes[*lane], whole = size - size % kSumLanes;
    buildLoop(b, 0, kSumLanes, 1, [&](Value at) {
      Value sum = emitLane(at, index(whole), whole / kSumLanes);
      if (whole < size) {
        Value begin = arith::AddIOp::create(b, at, index(whole));
        sum = combine(sum, emitLane(begin, index(size), 1));
      }
      memref::StoreOp::create(b, sum, buffer, at);
    });
    Values lanes;
    for (int64_t i = 0; i < kSumLanes; ++i)
      lanes.push_back(memref::LoadOp::create(b, buffer, index(i)));
    return addUp(lanes);
  }

  /// Every kSumLanes-th term from `begin` to `end`, in at most `most` steps.
  Value emitLane(Value begin, Value end, int64_t most) {
    SmallVector<Range> ranges = getOuterRanges();
    ranges.push_back({*lane, begin, end, kSumLanes, most, /*mayBeFewer=*/true});
    return emitRanges(ranges, getIdentities(Part()), Part(),
                      [&](Values carried) { return addTerms(carried, Part()); })[0];
  }

  Value buildLaneBuffer() {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&op->getParentOfType<func::FuncOp>().getBody().front());
    return memref::AllocaOp::create(b, MemRefType::get({kSumLanes}, reduction.type));
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
