#include "dialects/Onnx/Transforms/SizeBounds.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc::onnx;

/// A number of elements, or dynamic if a size is.
static std::optional<int64_t> toBound(int64_t size) {
  return ShapedType::isDynamic(size) ? std::nullopt : std::optional(size);
}

static std::optional<int64_t> countElements(RankedTensorType type) {
  return type.hasStaticShape() ? std::optional(type.getNumElements()) : std::nullopt;
}

static std::optional<int64_t> getBound(LoopOp op) {
  std::optional<int64_t> count = op.getM() ? getConstantInt(op.getM()) : std::nullopt;
  return count ? std::optional(std::max<int64_t>(*count, 0)) : std::nullopt;
}

static std::optional<int64_t> getBound(NonMaxSuppressionOp op) {
  RankedTensorType scores = getTensorType(op.getScores());
  if (!scores.hasStaticShape())
    return std::nullopt;
  Value limit = op.getMaxOutputBoxesPerClass();
  int64_t boxes = scores.getDimSize(2);
  int64_t most = limit ? getConstantInt(limit).value_or(boxes) : 0;
  return scores.getDimSize(0) * scores.getDimSize(1) * std::clamp<int64_t>(most, 0, boxes);
}

static std::optional<int64_t> getBound(CompressOp op) {
  RankedTensorType input = getTensorType(op.getInput());
  std::optional<int64_t> bound = countElements(input);
  if (std::optional<int64_t> axis = op.getAxis())
    bound = toBound(input.getDimSize(*axis + (*axis < 0 ? input.getRank() : 0)));
  std::optional<int64_t> length = toBound(getTensorType(op.getCondition()).getDimSize(0));
  return bound && length ? std::optional(std::min(*bound, *length)) : std::nullopt;
}

/// All results have room for as many slices.
static std::optional<int64_t> getBound(UniqueOp op) {
  RankedTensorType output = getTensorType(op.getOutput());
  int64_t axis = op.getAxis().value_or(0);
  for (int64_t size :
       {output.getDimSize(axis < 0 ? axis + output.getRank() : axis),
        getTensorType(op.getIndices()).getDimSize(0), getTensorType(op.getCounts()).getDimSize(0)})
    if (!ShapedType::isDynamic(size))
      return size;
  return toBound(getTensorType(op.getInverseIndices()).getDimSize(0));
}

/// The largest number that a scalar can be, as far as operators of shapes tell.
static std::optional<int64_t> getMost(Value value) {
  if (std::optional<int64_t> number = getConstantInt(value))
    return number;
  Operation *op = value.getDefiningOp();
  bool isOne = getTensorType(value).hasStaticShape() && getTensorType(value).getNumElements() == 1;
  if (!op || !isOne)
    return std::nullopt;
  if (isa<ReshapeOp, SqueezeOp, UnsqueezeOp>(op) ||
      (isa<CastOp>(op) && isa<IntegerType>(getTensorType(op->getOperand(0)).getElementType())))
    return getMost(op->getOperand(0));
  // The smallest of some is no larger than any of them.
  SmallVector<Value> parts;
  if (isa<MinOp>(op))
    llvm::append_range(parts, op->getOperands());
  if (auto least = dyn_cast<ReduceMinOp>(op))
    if (auto list = least.getData().getDefiningOp<ConcatOp>())
      llvm::append_range(parts, list.getInputs());
  std::optional<int64_t> most;
  for (Value part : parts)
    if (std::optional<int64_t> number = getMost(part))
      most = most ? std::min(*most, *number) : *number;
  return most;
}

/// Both results have one shape.
static std::optional<int64_t> getBound(TopKOp op, int64_t dim) {
  for (Value value : {op.getValues(), op.getIndices()})
    if (int64_t size = getTensorType(value).getDimSize(dim); !ShapedType::isDynamic(size))
      return size;
  std::optional<int64_t> most = getMost(op.getK()),
                         size = toBound(getTensorType(op.getX()).getDimSize(dim));
  return most && size ? std::min(std::max<int64_t>(*most, 0), *size) : size;
}

static std::optional<int64_t> getBound(IfOp op, unsigned result, int64_t dim) {
  auto sizeIn = [&](Region &region) {
    Value value = region.front().getTerminator()->getOperand(result);
    return toBound(getTensorType(value).getDimSize(dim));
  };
  std::optional<int64_t> a = sizeIn(op.getThenBranch()), b = sizeIn(op.getElseBranch());
  return a && b ? std::optional(std::max(*a, *b)) : std::nullopt;
}

/// A list that loses elements, but keeps one.
static std::optional<int64_t> getBound(StringNormalizerOp op) {
  std::optional<int64_t> size = toBound(getTensorType(op.getInput()).getShape().back());
  return size ? std::optional(std::max<int64_t>(*size, 1)) : std::nullopt;
}

static std::optional<int64_t> getBound(StringSplitOp op) {
  int64_t most = op.getMaxsplit().value_or(-1);
  return most >= 0 && most < kMaxPieces ? std::optional(most + 1) : std::nullopt;
}

std::optional<int64_t> onnxc::onnx::getSizeBound(Operation *op, unsigned result, int64_t dim) {
  using Bound = std::optional<int64_t>;
  return llvm::TypeSwitch<Operation *, Bound>(op)
      .Case([&](LoopOp loop) {
        return dim == 0 && result >= loop.getVInitial().size() ? getBound(loop) : Bound();
      })
      .Case<NonMaxSuppressionOp, CompressOp, UniqueOp, StringNormalizerOp, StringSplitOp>(
          [](auto one) { return getBound(one); })
      .Case([](NonZeroOp nonZero) { return countElements(getTensorType(nonZero.getInput())); })
      .Case([&](SliceOp slice) { return toBound(getTensorType(slice.getInput()).getDimSize(dim)); })
      .Case([&](TopKOp topK) { return getBound(topK, dim); })
      .Case([&](IfOp branch) { return getBound(branch, result, dim); })
      .Default(Bound());
}
