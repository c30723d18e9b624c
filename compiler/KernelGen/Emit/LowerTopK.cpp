#include "compiler/KernelGen/Emit/IndexBuilder.h"
#include "compiler/KernelGen/Emit/LoopBuilders.h"
#include "compiler/KernelGen/Emit/Passes.h"
#include "dialects/Kernel/IR/KernelOps.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERTOPK
#include "compiler/KernelGen/Emit/Passes.h.inc"
} // namespace onnxc

//===-- Keys ---------------------------------------------------------------===//

/// `value` as constant of `type`, an integer or a vector of integers.
static Value constant(ImplicitLocOpBuilder &b, Type type, const APInt &value) {
  Attribute attr = b.getIntegerAttr(getElementTypeOrSelf(type), value);
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, attr);
  return arith::ConstantOp::create(b, cast<TypedAttr>(attr));
}

/// Signed integers in the order of the floats with `bits`: sign and magnitude become a number, and
/// NaN the largest.
static Value orderFloats(ImplicitLocOpBuilder &b, Value bits, const llvm::fltSemantics &semantics) {
  Type type = bits.getType();
  unsigned width = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  Value largest = constant(b, type, APInt::getSignedMaxValue(width));
  Value infinity = constant(b, type, APFloat::getInf(semantics).bitcastToAPInt());
  Value zero = constant(b, type, APInt::getZero(width));
  Value magnitude = arith::AndIOp::create(b, bits, largest);
  Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, bits, zero);
  Value negative = arith::SubIOp::create(b, zero, magnitude);
  Value number = arith::SelectOp::create(b, isNegative, negative, magnitude);
  Value isNaN = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, magnitude, infinity);
  return arith::SelectOp::create(b, isNaN, largest, number);
}

/// `x`, an element or a vector of them, as signed integers of which larger ones come first.
static Value buildKey(ImplicitLocOpBuilder &b, kernel::TopKOp op, Value x) {
  Type element = getElementTypeOrSelf(x.getType());
  unsigned width = element.getIntOrFloatBitWidth();
  Type type = b.getIntegerType(width);
  if (auto vector = dyn_cast<VectorType>(x.getType()))
    type = vector.clone(type);
  Value key = x;
  if (auto floatType = dyn_cast<FloatType>(element))
    key = orderFloats(b, arith::BitcastOp::create(b, type, x), floatType.getFloatSemantics());
  else if (op.getIsUnsigned())
    key = arith::XOrIOp::create(b, x, constant(b, type, APInt::getSignedMinValue(width)));
  if (op.getSmallest())
    key = arith::XOrIOp::create(b, key, constant(b, type, APInt::getAllOnes(width)));
  return key;
}

//===-- Entries of the heap ------------------------------------------------===//

namespace {
/// An entry is one integer, larger for what comes first: the key, and below it the position
/// with its bits inverted, which is as wide.
class Entries {
public:
  Entries(ImplicitLocOpBuilder &b, kernel::TopKOp op)
      : b(b), values(op.getValues()), indices(op.getIndices()),
        element(cast<ShapedType>(values.getType()).getElementType()),
        keyType(b.getIntegerType(element.getIntOrFloatBitWidth())),
        half(b.getIntegerType(keyType.getWidth() > 32 ? 64 : 32)),
        type(b.getIntegerType(2 * half.getWidth())) {}

  Type getKeyType() const { return keyType; }

  Value pack(Value key, Value position) {
    return join(key, invert(arith::IndexCastUIOp::create(b, half, position)));
  }

  Value getKey(Value entry) {
    Value shifted = arith::ShRSIOp::create(b, entry, getWidth());
    return arith::TruncIOp::create(b, keyType, shifted);
  }

  Value getPosition(Value entry) {
    Value low = arith::TruncIOp::create(b, half, entry);
    return arith::IndexCastUIOp::create(b, b.getIndexType(), invert(low));
  }

  Value load(ValueRange place) {
    Value low = memref::LoadOp::create(b, indices, place);
    if (isInOneBuffer())
      return low;
    Value key = memref::LoadOp::create(b, values, place);
    return join(isFloat() ? arith::BitcastOp::create(b, keyType, key) : key, low);
  }

  void store(Value entry, ValueRange place) {
    if (!isInOneBuffer()) {
      Value key = getKey(entry);
      key = isFloat() ? arith::BitcastOp::create(b, element, key) : key;
      memref::StoreOp::create(b, key, values, place);
      entry = arith::TruncIOp::create(b, half, entry);
    }
    memref::StoreOp::create(b, entry, indices, place);
  }

private:
  bool isInOneBuffer() const { return type.getWidth() == 64; }
  bool isFloat() const { return isa<FloatType>(element); }
  Value getWidth() { return constant(b, type, APInt(type.getWidth(), half.getWidth())); }

  Value invert(Value low) {
    return arith::XOrIOp::create(b, low, constant(b, half, APInt::getAllOnes(half.getWidth())));
  }

  Value join(Value key, Value low) {
    Value high = arith::ShLIOp::create(b, arith::ExtSIOp::create(b, type, key), getWidth());
    return arith::OrIOp::create(b, high, arith::ExtUIOp::create(b, type, low));
  }

  ImplicitLocOpBuilder &b;
  Value values, indices;
  Type element;
  IntegerType keyType, half, type;
};

//===-- Selection ----------------------------------------------------------===//

/// Emits one selection, row by row.
class TopKEmitter : IndexBuilder {
public:
  TopKEmitter(ImplicitLocOpBuilder &b, kernel::TopKOp op, int64_t lanes)
      : IndexBuilder(b), op(op), entries(b, op), lanes(lanes),
        input(cast<MemRefType>(op.getInput().getType())),
        kept(cast<MemRefType>(op.getValues().getType()).getDimSize(1)) {}

  void emit() {
    if (kept == 0 || input.getDimSize(0) == 0)
      return;
    buildLoop(b, 0, input.getDimSize(0), 1, [&](Value iv) {
      row = iv;
      emitHeap();
      emitScan();
      emitSort();
      emitResults();
    });
  }

private:
  Value load(Value node) { return entries.load({row, node}); }
  void store(Value entry, Value node) { entries.store(entry, {row, node}); }

  Value loadElement(Value position) {
    return memref::LoadOp::create(b, op.getInput(), ValueRange{row, position});
  }

  /// The first elements, each before its children once they have sunk.
  void emitHeap() {
    buildLoop(b, 0, kept, 1,
              [&](Value i) { store(entries.pack(buildKey(b, op, loadElement(i)), i), i); });
    buildLoop(b, 0, kept / 2, 1, [&](Value i) {
      Value node = arith::SubIOp::create(b, index(kept / 2 - 1), i);
      sink(load(node), node, index(kept));
    });
  }

  /// Puts `entry` at `node` of the first `size` nodes, or below it: worse children move up.
  void sink(Value entry, Value node, Value size) {
    Type type = entry.getType();
    auto loop = scf::WhileOp::create(
        b, TypeRange{b.getIndexType(), b.getIndexType(), type}, node,
        [&](OpBuilder &nested, Location, ValueRange args) {
          OpBuilder::InsertionGuard guard(b);
          b.restoreInsertionPoint(nested.saveInsertionPoint());
          auto [isWorse, child, childEntry] = emitWorseChild(entry, args[0], size);
          scf::ConditionOp::create(b, isWorse, ValueRange{args[0], child, childEntry});
        },
        [&](OpBuilder &nested, Location, ValueRange args) {
          OpBuilder::InsertionGuard guard(b);
          b.restoreInsertionPoint(nested.saveInsertionPoint());
          store(args[2], args[0]);
          scf::YieldOp::create(b, args[1]);
        });
    store(entry, loop.getResult(0));
  }

  /// Whether a child of `node` is worse than `entry`; the worst child and its entry.
  std::tuple<Value, Value, Value> emitWorseChild(Value entry, Value node, Value size) {
    Value left = add(add(node, node), index(1));
    Value exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, left, size);
    auto branch = scf::IfOp::create(b, TypeRange{b.getI1Type(), b.getIndexType(), entry.getType()},
                                    exists, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    Value last = arith::SubIOp::create(b, size, index(1));
    Value right = arith::MinUIOp::create(b, add(left, index(1)), last);
    Value leftEntry = load(left), rightEntry = load(right);
    Value isRight = isLess(rightEntry, leftEntry);
    Value child = add(left, arith::IndexCastUIOp::create(b, b.getIndexType(), isRight));
    Value childEntry = arith::MinSIOp::create(b, leftEntry, rightEntry);
    scf::YieldOp::create(b, ValueRange{isLess(childEntry, entry), child, childEntry});
    b.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(b, ValueRange{exists, node, entry});
    return {branch.getResult(0), branch.getResult(1), branch.getResult(2)};
  }

  Value isLess(Value x, Value y) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::slt, x, y);
  }

  /// Goes through the other elements with the key of the root at hand, which only larger keys
  /// beat: of equal elements the first ones are there already.
  void emitScan() {
    int64_t size = input.getDimSize(1), whole = kept;
    Value root = entries.getKey(load(index(0)));
    if (lanes > 1 && size - kept >= lanes) {
      whole += (size - kept) / lanes * lanes;
      root = buildSumLoop(b, kept, whole, lanes, root, [&](Value begin, Values roots) {
        return Values{emitChunk(begin, roots[0])};
      })[0];
    }
    emitElements(index(whole), index(size), root);
  }

  /// Goes through a chunk of `lanes` elements if one of them is better than the root.
  Value emitChunk(Value begin, Value root) {
    Value chunk = vector::LoadOp::create(b, VectorType::get(lanes, input.getElementType()),
                                         op.getInput(), ValueRange{row, begin});
    Value keys = buildKey(b, op, chunk);
    Value isBetter = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, keys,
                                           vector::BroadcastOp::create(b, keys.getType(), root));
    Value any = vector::ReductionOp::create(b, vector::CombiningKind::OR, isBetter);
    return emitIf(any, root, [&] { return emitElements(begin, add(begin, index(lanes)), root); });
  }

  Value emitElements(Value begin, Value end, Value root) {
    return buildSumLoop(b, begin, end, 1, root, [&](Value i, Values roots) {
      Value key = buildKey(b, op, loadElement(i)), root = roots[0];
      Value next = emitIf(isLess(root, key), root, [&] {
        sink(entries.pack(key, i), index(0), index(kept));
        return entries.getKey(load(index(0)));
      });
      return Values{next};
    })[0];
  }

  Value emitIf(Value condition, Value otherwise, function_ref<Value()> body) {
    auto branch = scf::IfOp::create(b, otherwise.getType(), condition, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    scf::YieldOp::create(b, body());
    b.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(b, otherwise);
    return branch.getResult(0);
  }

  /// The worst entry changes places with the last node, which then belongs to the heap no more.
  void emitSort() {
    buildLoop(b, 0, kept - 1, 1, [&](Value i) {
      Value last = arith::SubIOp::create(b, index(kept - 1), i);
      Value moved = load(last);
      store(load(index(0)), last);
      sink(moved, index(0), last);
    });
  }

  void emitResults() {
    buildLoop(b, 0, kept, 1, [&](Value i) {
      Value position = entries.getPosition(load(i));
      memref::StoreOp::create(b, loadElement(position), op.getValues(), ValueRange{row, i});
      Value stored = arith::IndexCastUIOp::create(b, b.getI64Type(), position);
      memref::StoreOp::create(b, stored, op.getIndices(), ValueRange{row, i});
    });
  }

  kernel::TopKOp op;
  Entries entries;
  int64_t lanes;
  MemRefType input;
  int64_t kept;
  Value row;
};

struct LowerTopKPass : onnxc::impl::LowerTopKBase<LowerTopKPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation().walk([&](kernel::TopKOp op) {
      rewriter.setInsertionPoint(op);
      ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
      TopKEmitter(builder, op, getLanes(op)).emit();
      rewriter.eraseOp(op);
    });
  }

private:
  /// The elements of a vector; 1 where the row does not lie in one piece.
  int64_t getLanes(kernel::TopKOp op) {
    auto type = cast<MemRefType>(op.getInput().getType());
    if (!type.areTrailingDimsContiguous(1))
      return 1;
    return kernel::getMachine(getOperation()).getVectorBytes() * 8 / type.getElementTypeBitWidth();
  }
};
} // namespace
