#include "dialects/Onnx/IR/ListEntry.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace {
class EntryTracer {
public:
  explicit EntryTracer(llvm::function_ref<bool(Value)> isSize) : isSize(isSize) {}

  ListEntry trace(Value list, int64_t place) {
    ListEntry unknown{std::nullopt, list};
    if (isSize(list))
      return {std::nullopt, list, /*isSize=*/true};
    auto type = dyn_cast<RankedTensorType>(list.getType());
    // Longer lists are no shapes, and longer chains no idiom.
    Operation *op = list.getDefiningOp();
    bool isList = op && type && type.hasStaticShape() && type.getNumElements() <= kMaxRank;
    if (!isList || place < 0 || place >= type.getNumElements() || ++steps > kMostSteps)
      return unknown;
    if (std::optional<SmallVector<int64_t>> numbers = getConstantInts(list))
      return {(*numbers)[place]};
    return llvm::TypeSwitch<Operation *, ListEntry>(op)
        .Case<ConcatOp, GatherOp, SliceOp, ShapeOp, WhereOp>(
            [&](auto maker) { return traceIn(maker, place); })
        .Case<ReshapeOp, SqueezeOp, UnsqueezeOp>(
            [&](auto view) { return trace(view->getOperand(0), place); })
        .Case([&](CastOp cast) { return isWhole(cast) ? trace(cast.getInput(), place) : unknown; })
        .Default(unknown);
  }

private:
  static constexpr int kMostSteps = 256;

  /// Whether a cast keeps the numbers that sizes can be.
  static bool isWhole(CastOp cast) {
    for (Value value : {cast.getInput(), cast.getResult()}) {
      Type type = getTensorType(value).getElementType();
      if (!isa<IntegerType>(type) || type.getIntOrFloatBitWidth() < 64)
        return false;
    }
    return true;
  }

  ListEntry traceIn(ConcatOp op, int64_t place) {
    int64_t at = place;
    for (Value part : op.getInputs()) {
      RankedTensorType type = getTensorType(part);
      if (type.getRank() != 1 || !type.hasStaticShape())
        break;
      if (at < type.getDimSize(0))
        return trace(part, at);
      at -= type.getDimSize(0);
    }
    return {std::nullopt, op};
  }

  ListEntry traceIn(GatherOp op, int64_t place) {
    RankedTensorType input = getTensorType(op.getInput());
    std::optional<SmallVector<int64_t>> places = getConstantInts(op.getIndices());
    if (!places || input.getRank() != 1 || !input.hasStaticShape())
      return {std::nullopt, op};
    int64_t at = (*places)[place];
    return trace(op.getInput(), at < 0 ? at + input.getDimSize(0) : at);
  }

  ListEntry traceIn(SliceOp op, int64_t place) {
    std::optional<SliceOp::Window> window = op.getWindow();
    if (!window || getTensorType(op.getInput()).getRank() != 1)
      return {std::nullopt, op};
    return trace(op.getInput(), window->starts[0] + place * window->steps[0]);
  }

  ListEntry traceIn(ShapeOp op, int64_t place) {
    int64_t size = getTensorType(op.getInput()).getDimSize(op.getRange().first + place);
    if (ShapedType::isDynamic(size))
      return {std::nullopt, op, /*isSize=*/true};
    return {size};
  }

  ListEntry traceIn(WhereOp op, int64_t place) {
    std::optional<bool> holds = traceCondition(op.getCondition(), place);
    if (!holds)
      return {std::nullopt, op};
    return traceBroadcast(*holds ? op.getX() : op.getY(), place);
  }

  /// A list of one entry has it everywhere.
  ListEntry traceBroadcast(Value list, int64_t place) {
    auto type = cast<RankedTensorType>(list.getType());
    bool isOne = type.hasStaticShape() && type.getNumElements() == 1;
    return trace(list, isOne ? 0 : place);
  }

  std::optional<bool> traceCondition(Value condition, int64_t place) {
    if (std::optional<SmallVector<int64_t>> flags = getConstantInts(condition))
      if (flags->size() == 1 || place < int64_t(flags->size()))
        return (*flags)[flags->size() == 1 ? 0 : place] != 0;
    auto equal = condition.getDefiningOp<EqualOp>();
    if (!equal)
      return std::nullopt;
    ListEntry a = traceBroadcast(equal.getA(), place), b = traceBroadcast(equal.getB(), place);
    if (a.number && b.number)
      return *a.number == *b.number;
    // No size is negative.
    if ((a.isSize && b.number && *b.number < 0) || (b.isSize && a.number && *a.number < 0))
      return false;
    return std::nullopt;
  }

  llvm::function_ref<bool(Value)> isSize;
  int steps = 0;
};
} // namespace

ListEntry onnxc::onnx::traceEntry(Value list, int64_t place,
                                  llvm::function_ref<bool(Value)> isSize) {
  return EntryTracer(isSize).trace(list, place);
}

SmallVector<int64_t> onnxc::onnx::getKnownEntries(Value list) {
  SmallVector<int64_t> entries;
  for (int64_t i = 0, e = getTensorType(list).getNumElements(); i < e; ++i)
    entries.push_back(
        traceEntry(list, i, [](Value) { return false; }).number.value_or(ShapedType::kDynamic));
  return entries;
}
