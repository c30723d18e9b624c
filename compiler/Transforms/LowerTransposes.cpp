#include "compiler/Transforms/Epilogue.h"
#include "compiler/Transforms/LoopBuilders.h"
#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/SumOfProducts.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERTRANSPOSES
#include "compiler/Transforms/Passes.h.inc"
} // namespace onnxc

//===-- Squares in registers -----------------------------------------------===//

/// From each group of four lanes of `x` and `y` the lanes that `lanes` names: 0 to 3 of `x`, 4 to 7
/// of `y`.
static Value shuffleGroups(ImplicitLocOpBuilder &b, Value x, Value y, ArrayRef<int64_t> lanes) {
  int64_t count = cast<VectorType>(x.getType()).getNumElements();
  SmallVector<int64_t> mask;
  for (int64_t group = 0; group < count; group += 4)
    for (int64_t lane : lanes)
      mask.push_back(group + (lane < 4 ? lane : count + lane - 4));
  return vector::ShuffleOp::create(b, x, y, mask);
}

/// Transposes each square of four rows by four lanes on its own, by steps for which each CPU has
/// an instruction.
static void transposeSquaresOfFour(ImplicitLocOpBuilder &b, MutableArrayRef<Value> rows) {
  for (size_t i = 0; i < rows.size(); i += 4) {
    auto interleave = [&](size_t x, ArrayRef<int64_t> lanes) {
      return shuffleGroups(b, rows[i + x], rows[i + x + 1], lanes);
    };
    Value low01 = interleave(0, {0, 4, 1, 5}), high01 = interleave(0, {2, 6, 3, 7});
    Value low23 = interleave(2, {0, 4, 1, 5}), high23 = interleave(2, {2, 6, 3, 7});
    rows[i] = shuffleGroups(b, low01, low23, {0, 1, 4, 5});
    rows[i + 1] = shuffleGroups(b, low01, low23, {2, 3, 6, 7});
    rows[i + 2] = shuffleGroups(b, high01, high23, {0, 1, 4, 5});
    rows[i + 3] = shuffleGroups(b, high01, high23, {2, 3, 6, 7});
  }
}

/// Transposes squares of 2 * `size` whose quarters are transposed already: the two quarters that
/// are not on the diagonal change places.
static void exchangeQuarters(ImplicitLocOpBuilder &b, MutableArrayRef<Value> rows, int64_t size) {
  int64_t count = rows.size();
  SmallVector<int64_t> first, second;
  for (int64_t lane = 0; lane < count; ++lane) {
    bool right = lane & size;
    first.push_back(right ? count + lane - size : lane);
    second.push_back(right ? count + lane : lane + size);
  }
  for (int64_t i = 0; i < count; ++i) {
    if (i & size)
      continue;
    Value upper = rows[i], lower = rows[i + size];
    rows[i] = vector::ShuffleOp::create(b, upper, lower, first);
    rows[i + size] = vector::ShuffleOp::create(b, upper, lower, second);
  }
}

/// `rows` has as many vectors as they have lanes: 4 or 8.
static void transposeSquare(ImplicitLocOpBuilder &b, MutableArrayRef<Value> rows) {
  transposeSquaresOfFour(b, rows);
  for (size_t size = 4; size < rows.size(); size *= 2)
    exchangeQuarters(b, rows, size);
}

//===-- Operations that transpose ------------------------------------------===//

namespace {
/// An elementwise operation that writes along loop `written` what it reads along loop `read`.
struct Transposition {
  linalg::GenericOp op;
  SmallVector<int64_t> sizes;
  unsigned read = 0, written = 0;
  SmallVector<OpOperand *> transposed;
  /// Rows and columns of the squares.
  int64_t lanes = 0;
};
} // namespace

/// The loop along which the elements of `operand` lie side by side.
static std::optional<unsigned> getContiguousLoop(linalg::GenericOp op, OpOperand &operand) {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  if (!type || type.getRank() == 0)
    return std::nullopt;
  SmallVector<int64_t> strides;
  int64_t offset;
  auto last = dyn_cast<AffineDimExpr>(op.getMatchingIndexingMap(&operand).getResults().back());
  if (!last || failed(type.getStridesAndOffset(strides, offset)) || strides.back() != 1 ||
      getStride(op, operand, last.getPosition()) != 1)
    return std::nullopt;
  return last.getPosition();
}

static bool hasElementsOf32Bits(OpOperand &operand) {
  Type type = operand.get().getType();
  return !isa<MemRefType>(type) || cast<MemRefType>(type).getElementTypeBitWidth() == 32;
}

/// Finds the loop that inputs are read along, and checks that all others can be read along
/// `match.written`.
static bool findTransposed(Transposition &match) {
  for (OpOperand *input : match.op.getDpsInputOperands()) {
    std::optional<int64_t> stride = getStride(match.op, *input, match.written);
    std::optional<unsigned> contiguous = getContiguousLoop(match.op, *input);
    if (stride == 0 || contiguous == match.written)
      continue;
    if (!stride || !contiguous || (!match.transposed.empty() && match.read != contiguous))
      return false;
    match.read = *contiguous;
    match.transposed.push_back(input);
  }
  return !match.transposed.empty();
}

/// Squares overlap where they do not divide the sizes, so nothing may be read that was written.
static bool readsWhatItWrites(linalg::GenericOp op) {
  Value result = op.getDpsInitOperand(0)->get();
  return llvm::is_contained(op.getDpsInputs(), result);
}

static std::optional<Transposition> matchTransposition(linalg::GenericOp op, int64_t vectorBytes) {
  if (!isElementwiseBody(op) || op.getNumDpsInits() != 1 || op.getNumReductionLoops() > 0 ||
      op.payloadUsesValueFromOperand(op.getDpsInitOperand(0)) ||
      !llvm::all_of(op->getOpOperands(), hasElementsOf32Bits))
    return std::nullopt;
  Transposition match;
  match.op = op;
  match.sizes = op.getStaticLoopRanges();
  std::optional<unsigned> written = getContiguousLoop(op, *op.getDpsInitOperand(0));
  if (!written || llvm::any_of(match.sizes, ShapedType::isDynamic))
    return std::nullopt;
  match.written = *written;
  if (!findTransposed(match))
    return std::nullopt;
  int64_t smallest = std::min(match.sizes[match.read], match.sizes[match.written]);
  match.lanes = vectorBytes >= 32 && smallest >= 8 ? 8 : 4;
  bool overlaps = match.sizes[match.read] % match.lanes || match.sizes[match.written] % match.lanes;
  if (smallest < match.lanes || (overlaps && readsWhatItWrites(op)))
    return std::nullopt;
  return match;
}

namespace {
/// Emits a transposition square by square.
class SquareEmitter {
public:
  SquareEmitter(Transposition &match, OpBuilder &builder)
      : match(match), b(match.op.getLoc(), builder),
        ivs(match.sizes.size(), arith::ConstantIndexOp::create(b, 0)) {}

  void emit() { emitOtherLoops(0); }

private:
  void emitOtherLoops(unsigned dim) {
    if (dim == ivs.size())
      return emitSquares(match.read, [&] { emitSquares(match.written, [&] { emitSquare(); }); });
    if (dim == match.read || dim == match.written || match.sizes[dim] == 1)
      return emitOtherLoops(dim + 1);
    buildLoop(b, 0, match.sizes[dim], 1, [&](Value iv) {
      ivs[dim] = iv;
      emitOtherLoops(dim + 1);
    });
  }

  /// The last square begins earlier where the others leave a rest.
  void emitSquares(unsigned dim, function_ref<void()> body) {
    int64_t size = match.sizes[dim], whole = size - size % match.lanes;
    auto at = [&](Value iv) {
      ivs[dim] = iv;
      body();
    };
    buildLoop(b, 0, whole, match.lanes, at);
    if (whole < size)
      at(arith::ConstantIndexOp::create(b, size - match.lanes));
  }

  /// The indices of `operand`, `read` and `written` steps behind the beginning of the square.
  SmallVector<Value> getIndices(OpOperand &operand, int64_t read, int64_t written) {
    SmallVector<int64_t> moves(ivs.size());
    moves[match.read] = read;
    moves[match.written] = written;
    return getMovedIndices(b, match.op, operand, ivs, moves);
  }

  Value loadVector(OpOperand &operand, int64_t read, int64_t written) {
    auto type =
        VectorType::get({match.lanes}, cast<MemRefType>(operand.get().getType()).getElementType());
    return vector::LoadOp::create(b, type, operand.get(), getIndices(operand, read, written));
  }

  Values loadTransposed(OpOperand &operand) {
    Values rows;
    for (int64_t i = 0; i < match.lanes; ++i)
      rows.push_back(loadVector(operand, 0, i));
    transposeSquare(b, rows);
    return rows;
  }

  Value loadAlongWritten(OpOperand &operand, int64_t row) {
    if (!isa<MemRefType>(operand.get().getType()))
      return operand.get();
    if (getStride(match.op, operand, match.written) == 0)
      return memref::LoadOp::create(b, operand.get(), getIndices(operand, row, 0));
    return loadVector(operand, row, 0);
  }

  void emitSquare() {
    llvm::DenseMap<OpOperand *, Values> transposed;
    for (OpOperand *operand : match.transposed)
      transposed[operand] = loadTransposed(*operand);
    OpOperand &result = *match.op.getDpsInitOperand(0);
    for (int64_t row = 0; row < match.lanes; ++row) {
      Values inputs;
      for (OpOperand *operand : match.op.getDpsInputOperands()) {
        auto rows = transposed.find(operand);
        inputs.push_back(rows == transposed.end() ? loadAlongWritten(*operand, row)
                                                  : rows->second[row]);
      }
      Value value = evaluateBody(b, match.op, inputs, match.lanes);
      vector::StoreOp::create(b, value, result.get(), getIndices(result, row, 0));
    }
  }

  Transposition &match;
  ImplicitLocOpBuilder b;
  Values ivs;
};

struct LowerTransposesPass : onnxc::impl::LowerTransposesBase<LowerTransposesPass> {
  using LowerTransposesBase::LowerTransposesBase;

  void runOnOperation() override {
    // Four elements of 32 bits.
    if (vectorBytes < 16)
      return;
    IRRewriter rewriter(&getContext());
    SmallVector<linalg::TransposeOp> transposes;
    getOperation().walk([&](linalg::TransposeOp op) { transposes.push_back(op); });
    for (linalg::TransposeOp op : transposes) {
      rewriter.setInsertionPoint(op);
      if (op.hasPureBufferSemantics() && failed(linalg::generalizeNamedOp(rewriter, op)))
        return signalPassFailure();
    }
    SmallVector<linalg::GenericOp> generics;
    getOperation().walk([&](linalg::GenericOp op) { generics.push_back(op); });
    for (linalg::GenericOp op : generics) {
      std::optional<Transposition> match = matchTransposition(op, vectorBytes);
      if (!match)
        continue;
      rewriter.setInsertionPoint(op);
      SquareEmitter(*match, rewriter).emit();
      rewriter.eraseOp(op);
    }
  }
};
} // namespace
