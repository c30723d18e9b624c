#include "dialects/Onnx/IR/RuntimeSizes.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/ReducedAxes.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc::onnx;

//===-- Dimensions that are handed on -------------------------------------===//

static std::optional<int64_t> unlessAlong(int64_t axis, OpOperand &operand, int64_t dim) {
  int64_t rank = getTensorType(operand.get()).getRank();
  if (operand.getOperandNumber() != 0 || dim == (axis < 0 ? axis + rank : axis))
    return std::nullopt;
  return dim;
}

/// Of a broadcast, dimensions correspond from the last one on.
static std::optional<int64_t> carryBroadcast(OpOperand &operand, int64_t dim) {
  RankedTensorType type = getTensorType(operand.get()),
                   result = getTensorType(operand.getOwner()->getResult(0));
  int64_t to = dim + result.getRank() - type.getRank();
  if (to < 0 || result.getDimSize(to) != type.getDimSize(dim))
    return std::nullopt;
  return to;
}

/// Of a view, dimensions correspond that are as large and have as many elements before them.
static std::optional<int64_t> carryView(OpOperand &operand, int64_t dim) {
  RankedTensorType type = getTensorType(operand.get()),
                   result = getTensorType(operand.getOwner()->getResult(0));
  if (operand.getOperandNumber() != 0 || !type.hasStaticShape() || !result.hasStaticShape())
    return std::nullopt;
  int64_t before = ShapedType::getNumElements(type.getShape().take_front(dim)), count = 1;
  for (auto [i, size] : llvm::enumerate(result.getShape())) {
    if (count == before && size == type.getDimSize(dim))
      return i;
    count *= size;
  }
  return std::nullopt;
}

static std::optional<int64_t> carryReshape(ReshapeOp op, OpOperand &operand, int64_t dim) {
  return getConstant(op.getShape()) ? carryView(operand, dim) : std::nullopt;
}

static std::optional<int64_t> carrySlice(SliceOp op, OpOperand &operand, int64_t dim) {
  std::optional<SliceOp::Window> window = op.getWindow();
  bool isWhole = operand.getOperandNumber() == 0 && window && window->starts[dim] == 0 &&
                 window->steps[dim] == 1 &&
                 getTensorType(op.getInput()).getDimSize(dim) == getTensorType(op).getDimSize(dim);
  return isWhole ? std::optional(dim) : std::nullopt;
}

static std::optional<int64_t> carryGather(GatherOp op, OpOperand &operand, int64_t dim) {
  int64_t axis = op.getPositiveAxis();
  if (operand.getOperandNumber() == 1)
    return axis + dim;
  if (dim == axis)
    return std::nullopt;
  return dim < axis ? dim : dim + getTensorType(op.getIndices()).getRank() - 1;
}

static std::optional<int64_t> carryGatherND(GatherNDOp op, OpOperand &operand, int64_t dim) {
  bool isTuple = dim == getTensorType(op.getIndices()).getRank() - 1;
  if (operand.getOperandNumber() != 1 || op.getBatchDims() != 0 || isTuple)
    return std::nullopt;
  return dim;
}

/// The rows of a product, or the columns, or what both operands have before them.
static std::optional<int64_t> carryProduct(OpOperand &operand, int64_t dim) {
  RankedTensorType type = getTensorType(operand.get());
  auto isMatrix = [](Value value) { return getTensorType(value).getRank() >= 2; };
  bool isFactor = operand.getOperandNumber() < 2;
  if (!isFactor || !llvm::all_of(operand.getOwner()->getOperands().take_front(2), isMatrix))
    return std::nullopt;
  if (dim < type.getRank() - 2)
    return carryBroadcast(operand, dim);
  int64_t kept = type.getRank() - 2 + int64_t(operand.getOperandNumber());
  int64_t resultRank = getTensorType(operand.getOwner()->getResult(0)).getRank();
  return dim == kept ? std::optional(dim + resultRank - type.getRank()) : std::nullopt;
}

/// The rows of a product, or the columns, which may be transposed; a summand has both.
static std::optional<int64_t> carryGemm(GemmOp op, OpOperand &operand, int64_t dim) {
  switch (operand.getOperandNumber()) {
  case 0:
    return dim == (op.getTransA() ? 1 : 0) ? std::optional<int64_t>(0) : std::nullopt;
  case 1:
    return dim == (op.getTransB() ? 0 : 1) ? std::optional<int64_t>(1) : std::nullopt;
  default:
    return carryBroadcast(operand, dim);
  }
}

/// Operators on each element of a batch, or on each region of interest.
static std::optional<int64_t> carryBatch(OpOperand &operand, int64_t dim) {
  Operation *op = operand.getOwner();
  auto normalization = dyn_cast<BatchNormalizationOp>(op);
  bool isTrained = normalization && normalization.getTrainingMode();
  bool isBatched = (operand.getOperandNumber() > 0) == isa<RoiAlignOp, MaxRoiPoolOp>(op);
  return isBatched && !isTrained && dim == 0 ? std::optional<int64_t>(0) : std::nullopt;
}

/// What lies before the dimensions that are normalized.
static std::optional<int64_t> carryBefore(int64_t axis, OpOperand &operand, int64_t dim) {
  axis += axis < 0 ? getTensorType(operand.get()).getRank() : 0;
  return operand.getOperandNumber() == 0 && dim < axis ? std::optional(dim) : std::nullopt;
}

/// Places of the result are those of the indices.
static std::optional<int64_t> carryGatherElements(OpOperand &operand, int64_t dim) {
  return operand.getOperandNumber() == 1 ? std::optional(dim) : std::nullopt;
}

static std::optional<int64_t> carryReduced(OpOperand &operand, int64_t dim, ArrayRef<int64_t> axes,
                                           bool keepDims) {
  if (operand.getOperandNumber() != 0 || llvm::is_contained(axes, dim))
    return std::nullopt;
  return keepDims ? dim : dim - llvm::count_if(axes, [&](int64_t axis) { return axis < dim; });
}

template <typename Op>
static std::optional<int64_t> carryReduce(Op op, OpOperand &operand, int64_t dim) {
  auto axes = getReducedAxes(op.getData(), op.getAxes(), op.getNoopWithEmptyAxes(),
                             op.getKeepdims(), getTensorType(op));
  return axes ? carryReduced(operand, dim, *axes, op.getKeepdims()) : std::nullopt;
}

template <typename Op>
static std::optional<int64_t> carryArg(Op op, OpOperand &operand, int64_t dim) {
  int64_t axis = op.getAxis();
  axis += axis < 0 ? getTensorType(op.getData()).getRank() : 0;
  return carryReduced(operand, dim, {axis}, op.getKeepdims());
}

std::optional<int64_t> onnxc::onnx::getCarriedDim(OpOperand &operand, int64_t dim) {
  Operation *op = operand.getOwner();
  if (op->hasTrait<BroadcastsOperands>())
    return carryBroadcast(operand, dim);
  auto first = [&]() {
    return operand.getOperandNumber() == 0 ? std::optional(dim) : std::nullopt;
  };
  using Carried = std::optional<int64_t>;
  return llvm::TypeSwitch<Operation *, Carried>(op)
      .Case<BinarizerOp, CastOp, CastLikeOp, ClipOp, DropoutOp, FindTextOp, IsNaNOp, IsInfOp,
            LabelEncoderOp, RegexFullMatchOp, StringSplitOp, TokenizerOp>(
          [&](auto) { return first(); })
      .Case<SoftmaxOp, LogSoftmaxOp, HardmaxOp, LpNormalizationOp, TopKOp, SplitOp>(
          [&](auto along) { return unlessAlong(along.getAxis(), operand, dim); })
      .Case<MeanVarianceNormalizationOp, LRNOp>([](auto) { return Carried(); })
      .Case([&](ConcatOp concat) {
        return dim == concat.getPositiveAxis() ? Carried() : Carried(dim);
      })
      .Case([&](TransposeOp transpose) {
        SmallVector<int64_t> perm = transpose.getPermutation();
        return Carried(llvm::find(perm, dim) - perm.begin());
      })
      .Case<FlattenOp, SqueezeOp, UnsqueezeOp>([&](auto) { return carryView(operand, dim); })
      .Case([&](ReshapeOp reshape) { return carryReshape(reshape, operand, dim); })
      .Case([&](SliceOp slice) { return carrySlice(slice, operand, dim); })
      .Case([&](GatherOp gather) { return carryGather(gather, operand, dim); })
      .Case([&](GatherNDOp gather) { return carryGatherND(gather, operand, dim); })
      .Case([&](GatherElementsOp) { return carryGatherElements(operand, dim); })
      .Case<ScatterElementsOp, ScatterNDOp>([&](auto) { return first(); })
      .Case<MatMulOp, MatMulIntegerOp>([&](auto) { return carryProduct(operand, dim); })
      .Case([&](GemmOp gemm) { return carryGemm(gemm, operand, dim); })
      .Case<ConvOp, ConvTransposeOp, MaxPoolOp, AveragePoolOp, LpPoolOp, GlobalAveragePoolOp,
            GlobalMaxPoolOp, GlobalLpPoolOp, BatchNormalizationOp, InstanceNormalizationOp,
            GroupNormalizationOp, DepthToSpaceOp, SpaceToDepthOp, RoiAlignOp, MaxRoiPoolOp,
            ScalerOp, TreeEnsembleOp>([&](auto) { return carryBatch(operand, dim); })
      .Case<LayerNormalizationOp, RMSNormalizationOp>(
          [&](auto normal) { return carryBefore(normal.getAxis(), operand, dim); })
      .Case([&](ExpandOp) {
        return operand.getOperandNumber() == 0 ? carryBroadcast(operand, dim) : std::nullopt;
      })
      .Case<ReduceSumOp, ReduceMeanOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp, ReduceL1Op,
            ReduceL2Op, ReduceLogSumOp, ReduceLogSumExpOp, ReduceSumSquareOp>(
          [&](auto reduce) { return carryReduce(reduce, operand, dim); })
      .Case<ArgMaxOp, ArgMinOp>([&](auto arg) { return carryArg(arg, operand, dim); })
      .Default([&](Operation *other) {
        return other->hasTrait<OpTrait::SameOperandsAndResultType>() ? first() : Carried();
      });
}

//===-- Dimensions that a run settles -------------------------------------===//

std::optional<SmallVector<Type>> onnxc::onnx::inferTypes(Operation *op) {
  auto inference = dyn_cast<InferTypeOpInterface>(op);
  SmallVector<Type> types;
  if (!inference || !isa<OnnxDialect>(op->getDialect()) ||
      failed(inference.inferReturnTypes(op->getContext(), std::nullopt, op->getOperands(),
                                        op->getAttrDictionary(), op->getPropertiesStorage(),
                                        op->getRegions(), types)))
    return std::nullopt;
  return types;
}

static bool leavesOpen(OpResult result, int64_t dim) {
  std::optional<SmallVector<Type>> types = inferTypes(result.getOwner());
  auto type =
      types ? dyn_cast<RankedTensorType>((*types)[result.getResultNumber()]) : RankedTensorType();
  return type && type.isDynamicDim(dim);
}

bool onnxc::onnx::isLeftOpen(Operation *op) {
  std::optional<SmallVector<Type>> types = inferTypes(op);
  return types && llvm::any_of(*types, [](Type type) {
           auto tensor = dyn_cast<RankedTensorType>(type);
           return tensor && !tensor.hasStaticShape();
         });
}

/// A value that is not a tensor counts as one without dimensions.
static int64_t getRank(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? type.getRank() : 0;
}

bool onnxc::onnx::isSizeOfRun(Value value, int64_t dim) {
  llvm::SetVector<std::pair<Value, int64_t>> pending;
  pending.insert({value, dim});
  for (size_t i = 0; i < pending.size(); ++i) {
    auto [from, at] = pending[i];
    auto result = dyn_cast<OpResult>(from);
    if (!result || !isa<OnnxDialect>(result.getOwner()->getDialect()))
      continue;
    if (leavesOpen(result, at))
      return true;
    for (OpOperand &operand : result.getOwner()->getOpOperands())
      for (int64_t d = 0, e = getRank(operand.get()); d < e; ++d)
        if (getCarriedDim(operand, d) == at)
          pending.insert({operand.get(), d});
  }
  return false;
}
