#include "compiler/Transforms/Tensors/ChannelConstants.h"

#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// One number for each channel. They wrap as sums do.
using ChannelValues = SmallVector<int32_t>;
} // namespace

static RankedTensorType getSumType(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  bool isSum = type && type.getElementType().isInteger(32) && type.getRank() > 0 &&
               !type.isDynamicDim(type.getRank() - 1);
  return isSum ? type : RankedTensorType();
}

/// What a nest whose last dimension is `channels` reads of `value` by `map`, if that is a constant
/// which other dimensions do not move along.
static std::optional<ChannelValues> getConstants(Value value, AffineMap map, int64_t channels) {
  auto constant = value.getDefiningOp<arith::ConstantOp>();
  std::optional<onnx::ConstantTensor> tensor =
      constant ? onnx::ConstantTensor::get(constant.getValue()) : std::nullopt;
  if (!tensor || !tensor->type.getElementType().isInteger(32))
    return std::nullopt;
  bool isOfChannels = false;
  for (AffineExpr expr : map.getResults()) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (dim ? dim.getPosition() + 1 != map.getNumDims() || isOfChannels
            : !isa<AffineConstantExpr>(expr))
      return std::nullopt;
    isOfChannels |= bool(dim);
  }
  if (tensor->size() != (isOfChannels ? channels : 1))
    return std::nullopt;
  ChannelValues values;
  for (int64_t channel = 0; channel < channels; ++channel)
    values.push_back(int32_t(tensor->ints[isOfChannels ? channel : 0]));
  return values;
}

static void addTo(ChannelValues &values, const ChannelValues &others) {
  for (auto [value, other] : llvm::zip_equal(values, others))
    value = int32_t(uint32_t(value) + uint32_t(other));
}

/// An elementwise operation on channels-last sums, whose result is used as it is.
static bool isOnSums(linalg::GenericOp op) {
  return op.getNumDpsInits() == 1 && op.getNumReductionLoops() == 0 &&
         getSumType(op.getResult(0)) &&
         op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity();
}

/// `op` as a tensor of sums with constants of channels added.
static std::optional<std::pair<Value, ChannelValues>> getAddition(linalg::GenericOp op) {
  if (!isOnSums(op) || op.getNumDpsInputs() != 2)
    return std::nullopt;
  Block *body = op.getBlock();
  auto add = dyn_cast<arith::AddIOp>(body->front());
  llvm::SmallDenseSet<Value> inputs = {body->getArgument(0), body->getArgument(1)};
  if (!add || body->getTerminator()->getOperand(0) != add.getResult() ||
      llvm::SmallDenseSet<Value>{add.getLhs(), add.getRhs()} != inputs)
    return std::nullopt;
  int64_t channels = getSumType(op.getResult(0)).getShape().back();
  for (unsigned sums : {0, 1}) {
    OpOperand *constant = op.getDpsInputOperand(1 - sums);
    if (!op.getMatchingIndexingMap(op.getDpsInputOperand(sums)).isIdentity())
      continue;
    if (std::optional<ChannelValues> values =
            getConstants(constant->get(), op.getMatchingIndexingMap(constant), channels))
      return std::make_pair(op.getDpsInputOperand(sums)->get(), *values);
  }
  return std::nullopt;
}

/// The constants of which `sums` is filled.
static std::optional<ChannelValues> getFill(Value sums) {
  RankedTensorType type = getSumType(sums);
  if (!type)
    return std::nullopt;
  int64_t channels = type.getShape().back();
  if (auto fill = sums.getDefiningOp<linalg::FillOp>()) {
    APInt number;
    if (!matchPattern(fill.getInputs()[0], m_ConstantInt(&number)))
      return std::nullopt;
    return ChannelValues(channels, int32_t(number.getSExtValue()));
  }
  auto generic = sums.getDefiningOp<linalg::GenericOp>();
  if (!generic)
    return std::nullopt;
  if (auto addition = getAddition(generic)) {
    std::optional<ChannelValues> values = getFill(addition->first);
    if (values)
      addTo(*values, addition->second);
    return values;
  }
  Block *body = generic.getBlock();
  if (!isOnSums(generic) || generic.getNumDpsInputs() != 1 ||
      body->getTerminator()->getOperand(0) != body->getArgument(0))
    return std::nullopt;
  OpOperand *input = generic.getDpsInputOperand(0);
  return getConstants(input->get(), generic.getMatchingIndexingMap(input), channels);
}

static Value buildFill(ImplicitLocOpBuilder &b, RankedTensorType type,
                       const ChannelValues &values) {
  auto vector = RankedTensorType::get({int64_t(values.size())}, type.getElementType());
  Value constant = arith::ConstantOp::create(b, DenseElementsAttr::get(vector, ArrayRef(values)));
  Value empty = tensor::EmptyOp::create(b, type.getShape(), type.getElementType());
  int64_t rank = type.getRank();
  AffineMap channels = AffineMap::get(rank, 0, b.getAffineDimExpr(rank - 1));
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
  return linalg::GenericOp::create(b, TypeRange{type}, ValueRange{constant}, ValueRange{empty},
                                   ArrayRef{channels, b.getMultiDimIdentityMap(rank)}, iterators,
                                   [](OpBuilder &at, Location loc, ValueRange args) {
                                     linalg::YieldOp::create(at, loc, args[0]);
                                   })
      .getResult(0);
}

/// Whether `op` adds integers to what its result begins with.
static bool addsUp(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1 || op.getNumReductionLoops() == 0)
    return false;
  Value sum = op.getBlock()->getArguments().back();
  auto add = op.getBlock()->getTerminator()->getOperand(0).getDefiningOp<arith::AddIOp>();
  return add && sum.hasOneUse() && llvm::is_contained(add->getOperands(), sum);
}

/// What the sums of a contraction of integers begin with.
static OpOperand *getInit(Operation *op) {
  auto generic = dyn_cast<linalg::GenericOp>(op);
  bool isContraction = kernel::getContraction(op) || (generic && addsUp(generic));
  auto destination = dyn_cast<DestinationStyleOpInterface>(op);
  if (!isContraction || !destination || destination.getNumDpsInits() != 1 ||
      !getSumType(destination.getDpsInits()[0]))
    return nullptr;
  return destination.getDpsInitOperand(0);
}

/// The operation that adds constants of channels to `sums`, if nobody else reads them.
static linalg::GenericOp getBias(Value sums) {
  if (!sums.hasOneUse())
    return {};
  auto user = dyn_cast<linalg::GenericOp>(*sums.user_begin());
  auto addition = user ? getAddition(user) : std::nullopt;
  return addition && addition->first == sums ? user : linalg::GenericOp();
}

/// Erases operations on tensors that nobody reads, from `value` upwards.
static void eraseUnused(Value value) {
  Operation *op = value.getDefiningOp();
  if (!isa_and_nonnull<linalg::GenericOp, linalg::FillOp, tensor::EmptyOp>(op) || !op->use_empty())
    return;
  SmallVector<Value> operands(op->getOperands());
  op->erase();
  for (Value operand : operands)
    eraseUnused(operand);
}

static void foldInto(Operation *contraction, OpOperand &init) {
  std::optional<ChannelValues> values = getFill(init.get());
  Value sums = contraction->getResult(0), begin = init.get();
  linalg::GenericOp bias = getBias(sums);
  auto start = begin.getDefiningOp<linalg::GenericOp>();
  bool isChain = start && getAddition(start);
  if (!values || (!bias && !isChain))
    return;
  if (bias) {
    addTo(*values, getAddition(bias)->second);
    bias.getResult(0).replaceAllUsesWith(sums);
    bias.erase();
  }
  ImplicitLocOpBuilder b(contraction->getLoc(), contraction);
  init.set(buildFill(b, getSumType(begin), *values));
  eraseUnused(begin);
}

void onnxc::foldChannelConstants(func::FuncOp function) {
  SmallVector<Operation *> contractions;
  function.walk([&](Operation *op) {
    if (getInit(op))
      contractions.push_back(op);
  });
  for (Operation *op : contractions)
    foldInto(op, *getInit(op));
}
