#include "compiler/KernelGen/Emit/LoopBuilders.h"
#include "compiler/KernelGen/Emit/Passes.h"
#include "compiler/KernelGen/Emit/TransposeVectors.h"
#include "compiler/Transforms/Analysis/Epilogue.h"
#include "compiler/Transforms/Analysis/SumOfProducts.h"
#include "dialects/Kernel/IR/Elementwise.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERTRANSPOSES
#include "compiler/KernelGen/Emit/Passes.h.inc"
} // namespace onnxc

//===-- Operations that transpose ------------------------------------------===//

namespace {
/// An elementwise operation that writes along loop `written` what it reads along loop `read`.
struct Transposition {
  linalg::GenericOp op;
  SmallVector<int64_t> sizes;
  unsigned read = 0, written = 0;
  SmallVector<OpOperand *> transposed;
  /// Whether what is written lies side by side all along loop `read`, as its rows are that short.
  bool interleaves = false;
  /// Elements of a vector; rows of a square.
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

/// Whether rows of two or three elements lie side by side, which all come from vectors along `read`
/// or are the same for all rows.
static bool isInterleaving(Transposition &match) {
  auto isAlongRead = [&](OpOperand *input) {
    return llvm::is_contained(match.transposed, input) ||
           getStride(match.op, *input, match.read) == 0;
  };
  int64_t width = match.sizes[match.written];
  return (width == 2 || width == 3) &&
         getStride(match.op, *match.op.getDpsInitOperand(0), match.read) == width &&
         llvm::all_of(match.op.getDpsInputOperands(), isAlongRead);
}

/// Vectors overlap where they do not divide the sizes, so nothing may be read that was written.
static bool readsWhatItWrites(linalg::GenericOp op) {
  Value result = op.getDpsInitOperand(0)->get();
  return llvm::is_contained(op.getDpsInputs(), result);
}

/// The elements of a vector, or the rows of a square; nothing if the sizes are smaller than either.
static std::optional<int64_t> chooseLanes(const Transposition &match, int64_t vectorBytes) {
  constexpr int64_t fewest = 4, most = 8;
  int64_t read = match.sizes[match.read], smallest = std::min(read, match.sizes[match.written]);
  if ((match.interleaves ? read : smallest) < fewest)
    return std::nullopt;
  if (match.interleaves)
    return std::min<int64_t>(vectorBytes / 4, llvm::bit_floor(uint64_t(read)));
  return vectorBytes >= 4 * most && smallest >= most ? most : fewest;
}

static std::optional<Transposition> matchTransposition(linalg::GenericOp op, int64_t vectorBytes) {
  if (!kernel::isElementwiseBody(op) || op.getNumDpsInits() != 1 || op.getNumReductionLoops() > 0 ||
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
  match.interleaves = isInterleaving(match);
  std::optional<int64_t> lanes = chooseLanes(match, vectorBytes);
  if (!lanes)
    return std::nullopt;
  match.lanes = *lanes;
  bool overlaps = match.sizes[match.read] % *lanes != 0 ||
                  (!match.interleaves && match.sizes[match.written] % *lanes != 0);
  if (overlaps && readsWhatItWrites(op))
    return std::nullopt;
  return match;
}

namespace {
/// Emits a transposition square by square, or vector by vector where rows are interleaved.
class TranspositionEmitter {
public:
  TranspositionEmitter(Transposition &match, OpBuilder &builder)
      : match(match), b(match.op.getLoc(), builder),
        ivs(match.sizes.size(), arith::ConstantIndexOp::create(b, 0)) {}

  void emit() { emitOtherLoops(0); }

private:
  void emitOtherLoops(unsigned dim) {
    if (dim == ivs.size() && match.interleaves)
      return emitVectors(match.read, [&] { emitInterleaved(); });
    if (dim == ivs.size())
      return emitVectors(match.read, [&] { emitVectors(match.written, [&] { emitSquare(); }); });
    if (dim == match.read || dim == match.written || match.sizes[dim] == 1)
      return emitOtherLoops(dim + 1);
    buildLoop(b, 0, match.sizes[dim], 1, [&](Value iv) {
      ivs[dim] = iv;
      emitOtherLoops(dim + 1);
    });
  }

  /// The last vector begins earlier where the others leave a rest.
  void emitVectors(unsigned dim, function_ref<void()> body) {
    int64_t size = match.sizes[dim], whole = size - size % match.lanes;
    auto at = [&](Value iv) {
      ivs[dim] = iv;
      body();
    };
    buildLoop(b, 0, whole, match.lanes, at);
    if (whole < size)
      at(arith::ConstantIndexOp::create(b, size - match.lanes));
  }

  /// The indices of `operand`, `read` and `written` steps after the beginning of the square.
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

  Value loadAlongRead(OpOperand &operand, int64_t written) {
    if (llvm::is_contained(match.transposed, &operand))
      return loadVector(operand, 0, written);
    if (!isa<MemRefType>(operand.get().getType()))
      return operand.get();
    return memref::LoadOp::create(b, operand.get(), getIndices(operand, 0, written));
  }

  /// Stores rows side by side, so beyond the end of the first.
  void emitInterleaved() {
    Values columns;
    for (int64_t column = 0; column < match.sizes[match.written]; ++column) {
      Values inputs;
      for (OpOperand *operand : match.op.getDpsInputOperands())
        inputs.push_back(loadAlongRead(*operand, column));
      columns.push_back(evaluateBody(b, match.op, inputs, match.lanes));
    }
    OpOperand &result = *match.op.getDpsInitOperand(0);
    vector::StoreOp::create(b, interleave(b, columns), result.get(), getIndices(result, 0, 0));
  }

  Transposition &match;
  ImplicitLocOpBuilder b;
  Values ivs;
};

struct LowerTransposesPass : onnxc::impl::LowerTransposesBase<LowerTransposesPass> {
  void runOnOperation() override {
    int64_t vectorBytes = kernel::getMachine(getOperation()).getVectorBytes();
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
      TranspositionEmitter(*match, rewriter).emit();
      rewriter.eraseOp(op);
    }
  }
};
} // namespace
