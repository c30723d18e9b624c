// Operators with subgraphs, as structured control flow on tensors.
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

//===-- Values of subgraphs ------------------------------------------------===//

/// `value` as `type`, which knows other dimensions.
static Value castTo(OpBuilder &builder, Location loc, Value value, Type type) {
  if (value.getType() == type)
    return value;
  return tensor::CastOp::create(builder, loc, type, value);
}

/// The element of a tensor of one element.
static Value extractOnly(OpBuilder &builder, Location loc, Value tensor) {
  SmallVector<Value> indices(getType(tensor).getRank(), buildIndex(builder, loc, 0));
  return tensor::ExtractOp::create(builder, loc, tensor, indices);
}

/// A bool tensor of one element (i8 in memory) as a condition.
static Value extractCondition(OpBuilder &builder, Location loc, Value tensor) {
  return fromStorage(builder, loc, extractOnly(builder, loc, tensor), builder.getI1Type());
}

/// A condition as a bool tensor of `type`.
static Value wrapCondition(OpBuilder &builder, Location loc, Value condition,
                           RankedTensorType type) {
  Value stored = toStorage(builder, loc, condition, builder.getI1Type());
  return tensor::FromElementsOp::create(builder, loc, type, stored);
}

/// The trip count, or an iteration number, as int64 tensor of `type`.
static Value wrapIndex(OpBuilder &builder, Location loc, Value index, RankedTensorType type) {
  Value number = arith::IndexCastOp::create(builder, loc, type.getElementType(), index);
  return tensor::FromElementsOp::create(builder, loc, type, number);
}

/// Moves `body` to the insertion point, with `arguments` for its arguments; gives what it yields.
static FailureOr<SmallVector<Value>> inlineBody(ConversionPatternRewriter &rewriter, Region &body,
                                                ValueRange arguments) {
  Block *block = &body.front();
  Operation *yield = block->getTerminator();
  rewriter.inlineBlockBefore(block, rewriter.getInsertionBlock(), rewriter.getInsertionPoint(),
                             arguments);
  rewriter.setInsertionPoint(yield);
  SmallVector<Value> values;
  if (failed(rewriter.getRemappedValues(yield->getOperands(), values)))
    return failure();
  rewriter.setInsertionPointAfter(yield);
  rewriter.eraseOp(yield);
  return values;
}

/// The slice of `tensor` at `index` along `axis`, without that dimension; `type` is the slice's.
static Value extractSlice(OpBuilder &builder, Location loc, Value tensor, int64_t axis, Value index,
                          RankedTensorType type) {
  SmallVector<OpFoldResult> offsets(getType(tensor).getRank(), builder.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(offsets.size(), builder.getIndexAttr(1)), sizes;
  for (int64_t size : getType(tensor).getShape())
    sizes.push_back(builder.getIndexAttr(size));
  offsets[axis] = index;
  sizes[axis] = builder.getIndexAttr(1);
  return tensor::ExtractSliceOp::create(builder, loc, type, tensor, offsets, sizes, strides);
}

/// `whole` with `slice` at `index` along `axis`.
static Value insertSlice(OpBuilder &builder, Location loc, Value slice, Value whole, int64_t axis,
                         Value index) {
  SmallVector<OpFoldResult> offsets(getType(whole).getRank(), builder.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(offsets.size(), builder.getIndexAttr(1)), sizes;
  for (int64_t size : getType(whole).getShape())
    sizes.push_back(builder.getIndexAttr(size));
  offsets[axis] = index;
  sizes[axis] = builder.getIndexAttr(1);
  return tensor::InsertSliceOp::create(builder, loc, slice, whole, offsets, sizes, strides);
}

static Value buildZeros(OpBuilder &builder, Location loc, RankedTensorType type) {
  ImplicitLocOpBuilder b(loc, builder);
  return buildFilled(builder, loc, type, buildSmallConstant(b, type.getElementType(), 0));
}

static bool isStaticType(Type type) { return cast<RankedTensorType>(type).hasStaticShape(); }

//===-- If -----------------------------------------------------------------===//

/// Whether `value` may be a part of a larger tensor, whose rows lie apart.
static bool isPart(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (isa<onnx::GatherOp, onnx::SliceOp, onnx::SplitOp, tensor::ExtractSliceOp>(op))
      return true;
    if (!isa<onnx::FlattenOp, onnx::ReshapeOp, onnx::SqueezeOp, onnx::UnsqueezeOp, tensor::CastOp,
             tensor::CollapseShapeOp, tensor::ExpandShapeOp, UnrealizedConversionCastOp>(op))
      return false;
    value = op->getOperand(0);
  }
  return false;
}

static Value copy(OpBuilder &builder, Location loc, Value value) {
  Value empty = buildEmpty(builder, loc, getType(value));
  return linalg::CopyOp::create(builder, loc, value, empty).getResult(0);
}

namespace {
struct ConvertIf : OpConversionPattern<onnx::IfOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::IfOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    SmallVector<Type> types;
    if (failed(getTypeConverter()->convertTypes(op.getResultTypes(), types)))
      return failure();
    if (!llvm::all_of(types, isStaticType))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Value condition = extractCondition(rewriter, loc, adaptor.getCond());
    auto branch = scf::IfOp::create(rewriter, loc, types, condition, /*addThenBlock=*/true,
                                    /*addElseBlock=*/true);
    if (failed(moveBranch(rewriter, op.getThenBranch(), branch.thenBlock(), types)) ||
        failed(moveBranch(rewriter, op.getElseBranch(), branch.elseBlock(), types)))
      return failure();
    rewriter.replaceOp(op, branch.getResults());
    return success();
  }

private:
  static LogicalResult moveBranch(ConversionPatternRewriter &rewriter, Region &from, Block *to,
                                  TypeRange types) {
    OpBuilder::InsertionGuard guard(rewriter);
    Location loc = from.getLoc();
    rewriter.setInsertionPointToEnd(to);
    FailureOr<SmallVector<Value>> values = inlineBody(rewriter, from, {});
    if (failed(values))
      return failure();
    // Buffers of both branches have one layout.
    for (auto [value, type] : llvm::zip_equal(*values, types)) {
      value = castTo(rewriter, loc, value, type);
      if (isPart(value))
        value = copy(rewriter, loc, value);
    }
    scf::YieldOp::create(rewriter, loc, *values);
    return success();
  }
};

//===-- Loops --------------------------------------------------------------===//

/// What Loop and Scan have in common: state, and scan outputs that grow by a slice at each
/// iteration. The values that a loop carries are states, then scan outputs.
struct Carried {
  SmallVector<Value> inits;
  int64_t stateCount;

  /// Where a scan output lies along which axis at which iteration.
  using Place = llvm::function_ref<std::pair<int64_t, Value>(int64_t scanOutput)>;

  /// What is carried on when the body yields `next` states and slices.
  SmallVector<Value> advance(OpBuilder &builder, Location loc, ValueRange carried, ValueRange next,
                             Place place) const {
    SmallVector<Value> values;
    for (int64_t i = 0; i < stateCount; ++i)
      values.push_back(castTo(builder, loc, next[i], carried[i].getType()));
    for (int64_t i = stateCount, e = inits.size(); i < e; ++i) {
      auto [axis, index] = place(i - stateCount);
      RankedTensorType whole = getType(carried[i]);
      SmallVector<int64_t> shape(whole.getShape());
      shape.erase(shape.begin() + axis);
      Value slice = castTo(builder, loc, next[i], whole.clone(shape));
      values.push_back(insertSlice(builder, loc, slice, carried[i], axis, index));
    }
    return values;
  }
};
} // namespace

/// The carried values of an operator with these converted initial states and result types;
/// nothing if a shape is not known. Scan outputs whose slices may not all come are zero at first.
static FailureOr<Carried> makeCarried(OpBuilder &builder, Location loc, ValueRange states,
                                      TypeRange types, bool allCome) {
  if (!llvm::all_of(types, isStaticType))
    return failure();
  Carried carried{{}, int64_t(states.size())};
  for (auto [state, type] : llvm::zip(states, types))
    carried.inits.push_back(castTo(builder, loc, state, type));
  for (Type type : types.drop_front(states.size())) {
    auto tensor = cast<RankedTensorType>(type);
    carried.inits.push_back(allCome ? buildEmpty(builder, loc, tensor)
                                    : buildZeros(builder, loc, tensor));
  }
  return carried;
}

namespace {
struct ConvertLoop : OpConversionPattern<onnx::LoopOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::LoopOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    SmallVector<Type> types;
    if (failed(getTypeConverter()->convertTypes(op.getResultTypes(), types)))
      return failure();
    std::optional<int64_t> room = getRoom(op.getVInitial().size(), types);
    bool allCome = op.getTripCount() && room && *op.getTripCount() == *room;
    FailureOr<Carried> carried = makeCarried(rewriter, loc, adaptor.getVInitial(), types, allCome);
    if (failed(carried))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    Value limit = adaptor.getM() ? extractOnly(rewriter, loc, adaptor.getM()) : Value();
    if (room && !allCome)
      limit = buildLeast(rewriter, loc, limit, *room);
    return op.isCounted() ? buildFor(rewriter, op, *carried, limit)
                          : buildWhile(rewriter, op, adaptor, *carried, limit);
  }

private:
  /// How many iterations all scan outputs have room for; nothing if there are none.
  static std::optional<int64_t> getRoom(size_t states, ArrayRef<Type> types) {
    std::optional<int64_t> room;
    for (Type type : types.drop_front(states)) {
      int64_t size = cast<RankedTensorType>(type).getDimSize(0);
      room = std::min(room.value_or(size), size);
    }
    return room;
  }

  /// An iteration that there is no room for would write past the scan outputs: none is made.
  static Value buildLeast(OpBuilder &builder, Location loc, Value limit, int64_t room) {
    Value most = arith::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(room));
    return limit ? arith::MinSIOp::create(builder, loc, limit, most).getResult() : most;
  }

  /// The body at iteration `index`: the next condition, then what is carried on.
  FailureOr<SmallVector<Value>> buildBody(ConversionPatternRewriter &rewriter, onnx::LoopOp op,
                                          const Carried &carried, Value index,
                                          ValueRange values) const {
    Location loc = op.getLoc();
    Block &body = op.getBody().front();
    auto typeOf = [&](unsigned i) {
      return cast<RankedTensorType>(getTypeConverter()->convertType(body.getArgument(i).getType()));
    };
    SmallVector<Value> arguments = {wrapIndex(rewriter, loc, index, typeOf(0))};
    Value always = arith::ConstantOp::create(rewriter, loc, rewriter.getBoolAttr(true));
    arguments.push_back(wrapCondition(rewriter, loc, always, typeOf(1)));
    for (int64_t i = 0; i < carried.stateCount; ++i)
      arguments.push_back(castTo(rewriter, loc, values[i], typeOf(i + 2)));
    FailureOr<SmallVector<Value>> yielded = inlineBody(rewriter, op.getBody(), arguments);
    if (failed(yielded))
      return failure();
    SmallVector<Value> next = {yielded->front()};
    llvm::append_range(
        next, carried.advance(rewriter, loc, values, ArrayRef<Value>(*yielded).drop_front(),
                              [&](int64_t) { return std::pair<int64_t, Value>(0, index); }));
    return next;
  }

  LogicalResult buildFor(ConversionPatternRewriter &rewriter, onnx::LoopOp op,
                         const Carried &carried, Value limit) const {
    Location loc = op.getLoc();
    Value zero = buildIndex(rewriter, loc, 0), one = buildIndex(rewriter, loc, 1);
    Value end = arith::IndexCastOp::create(rewriter, loc, rewriter.getIndexType(), limit);
    auto loop = scf::ForOp::create(rewriter, loc, zero, end, one, carried.inits);
    OpBuilder::InsertionGuard guard(rewriter);
    if (!carried.inits.empty())
      rewriter.setInsertionPointToEnd(loop.getBody());
    else
      rewriter.setInsertionPoint(loop.getBody()->getTerminator());
    FailureOr<SmallVector<Value>> next =
        buildBody(rewriter, op, carried, loop.getInductionVar(), loop.getRegionIterArgs());
    if (failed(next))
      return failure();
    if (!carried.inits.empty())
      scf::YieldOp::create(rewriter, loc, ArrayRef<Value>(*next).drop_front());
    rewriter.replaceOp(op, loop.getResults());
    return success();
  }

  /// The loop carries the iteration number and the condition before all else.
  LogicalResult buildWhile(ConversionPatternRewriter &rewriter, onnx::LoopOp op, OpAdaptor adaptor,
                           const Carried &carried, Value limit) const {
    Location loc = op.getLoc();
    Value start = arith::ConstantOp::create(rewriter, loc, rewriter.getBoolAttr(true));
    if (adaptor.getCond())
      start = extractCondition(rewriter, loc, adaptor.getCond());
    SmallVector<Value> inits = {buildIndex(rewriter, loc, 0), start};
    llvm::append_range(inits, carried.inits);
    auto types = llvm::to_vector(ValueRange(inits).getTypes());
    auto loop = scf::WhileOp::create(rewriter, loc, types, inits);
    SmallVector<Location> locations(types.size(), loc);
    OpBuilder::InsertionGuard guard(rewriter);

    Block *before = rewriter.createBlock(&loop.getBefore(), {}, types, locations);
    Value goesOn = before->getArgument(1);
    if (limit) {
      // In 64 bits, as models write INT64_MAX where there is no limit.
      Value done =
          arith::IndexCastOp::create(rewriter, loc, rewriter.getI64Type(), before->getArgument(0));
      Value isLess = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::slt, done, limit);
      goesOn = arith::AndIOp::create(rewriter, loc, goesOn, isLess);
    }
    scf::ConditionOp::create(rewriter, loc, goesOn, before->getArguments());

    Block *after = rewriter.createBlock(&loop.getAfter(), {}, types, locations);
    Value index = after->getArgument(0);
    FailureOr<SmallVector<Value>> next =
        buildBody(rewriter, op, carried, index, after->getArguments().drop_front(2));
    if (failed(next))
      return failure();
    Value one = buildIndex(rewriter, loc, 1);
    SmallVector<Value> yielded = {arith::AddIOp::create(rewriter, loc, index, one),
                                  extractCondition(rewriter, loc, next->front())};
    yielded.append(next->begin() + 1, next->end());
    scf::YieldOp::create(rewriter, loc, yielded);
    rewriter.replaceOp(op, loop.getResults().drop_front(2));
    return success();
  }
};

struct ConvertScan : OpConversionPattern<onnx::ScanOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::ScanOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    SmallVector<Type> types;
    if (failed(getTypeConverter()->convertTypes(op.getResultTypes(), types)))
      return failure();
    ValueRange inputs = adaptor.getInitialStateAndScanInputs();
    int64_t states = op.getNumStates(), length = op.getLength();
    if (ShapedType::isDynamic(length) || !llvm::all_of(inputs.getTypes(), isStaticType))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    FailureOr<Carried> carried =
        makeCarried(rewriter, loc, inputs.take_front(states), types, /*allCome=*/true);
    if (failed(carried))
      return rewriter.notifyMatchFailure(op, "dynamic shape");

    Value zero = buildIndex(rewriter, loc, 0), one = buildIndex(rewriter, loc, 1);
    Value end = buildIndex(rewriter, loc, length), last = buildIndex(rewriter, loc, length - 1);
    auto loop = scf::ForOp::create(rewriter, loc, zero, end, one, carried->inits);
    OpBuilder::InsertionGuard guard(rewriter);
    if (!carried->inits.empty())
      rewriter.setInsertionPointToEnd(loop.getBody());
    else
      rewriter.setInsertionPoint(loop.getBody()->getTerminator());
    auto position = [&](onnx::ScanOp::Walk walk) -> Value {
      if (!walk.backwards)
        return loop.getInductionVar();
      return arith::SubIOp::create(rewriter, loc, last, loop.getInductionVar());
    };
    SmallVector<Value> arguments;
    for (auto [i, argument] : llvm::enumerate(op.getBody().getArguments())) {
      auto type = cast<RankedTensorType>(getTypeConverter()->convertType(argument.getType()));
      if (int64_t(i) < states) {
        arguments.push_back(castTo(rewriter, loc, loop.getRegionIterArg(i), type));
        continue;
      }
      onnx::ScanOp::Walk walk = op.getInputWalk(i - states);
      arguments.push_back(extractSlice(rewriter, loc, inputs[i], walk.axis, position(walk), type));
    }
    FailureOr<SmallVector<Value>> yielded = inlineBody(rewriter, op.getBody(), arguments);
    if (failed(yielded))
      return failure();
    SmallVector<Value> next =
        carried->advance(rewriter, loc, loop.getRegionIterArgs(), *yielded, [&](int64_t i) {
          onnx::ScanOp::Walk walk = op.getOutputWalk(i);
          return std::pair<int64_t, Value>(walk.axis, position(walk));
        });
    if (!next.empty())
      scf::YieldOp::create(rewriter, loc, next);
    rewriter.replaceOp(op, loop.getResults());
    return success();
  }
};
} // namespace

void onnxc::populateControlToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertIf, ConvertLoop, ConvertScan>(types, patterns.getContext());
}
