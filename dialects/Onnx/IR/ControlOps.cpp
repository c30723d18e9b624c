#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/RuntimeSizes.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/ControlOps.cpp.inc"

void OnnxDialect::registerControlOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/ControlOps.cpp.inc"
      >();
}

static bool differ(int64_t a, int64_t b) {
  return a != b && !ShapedType::isDynamic(a) && !ShapedType::isDynamic(b);
}

/// The values that a subgraph yields; nothing if the subgraph is not complete.
static std::optional<OperandRange> getYielded(Region &region) {
  if (!region.hasOneBlock() || region.front().empty() || !isa<YieldOp>(region.front().back()))
    return std::nullopt;
  return region.front().back().getOperands();
}

static RankedTensorType withDim(RankedTensorType type, int64_t axis, int64_t size) {
  SmallVector<int64_t> shape(type.getShape());
  shape.insert(shape.begin() + axis, size);
  return type.clone(shape);
}

/// The type that has only the dimensions which `a` and `b` agree on.
static FailureOr<Type> getCommonType(std::optional<Location> loc, Type a, Type b) {
  auto aType = dyn_cast<RankedTensorType>(a), bType = dyn_cast<RankedTensorType>(b);
  if (!aType || !bType || aType.getElementType() != bType.getElementType() ||
      aType.getRank() != bType.getRank())
    return emitOptionalError(loc, "expects values of one element type and rank, but got ", a,
                             " and ", b);
  SmallVector<int64_t> shape(aType.getShape());
  for (auto [size, other] : llvm::zip_equal(shape, bType.getShape()))
    if (size != other)
      size = ShapedType::kDynamic;
  return Type(aType.clone(shape));
}

/// A subgraph hands `yielded` to `values`, whose types may know less or more dimensions.
static LogicalResult verifyYielded(Operation *op, StringRef what, ValueRange yielded,
                                   ValueRange values) {
  for (auto [i, from, to] : llvm::enumerate(yielded, values))
    if (!areCompatibleTypes(from.getType(), to.getType()))
      return op->emitOpError("expects ") << what << " " << i << " of " << to.getType()
                                         << ", but the subgraph yields " << from.getType();
  return success();
}

//===-- If -----------------------------------------------------------------===//

LogicalResult IfOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                     SmallVectorImpl<Type> &types) {
  auto thenValues = getYielded(adaptor.getThenBranch());
  auto elseValues = getYielded(adaptor.getElseBranch());
  if (!thenValues || !elseValues)
    return emitOptionalError(loc, "expects two subgraphs that end in onnx.yield");
  if (thenValues->size() != elseValues->size())
    return emitOptionalError(loc, "expects subgraphs with as many outputs as one another, but got ",
                             thenValues->size(), " and ", elseValues->size());
  for (auto [a, b] : llvm::zip_equal(*thenValues, *elseValues)) {
    FailureOr<Type> type = getCommonType(loc, a.getType(), b.getType());
    if (failed(type))
      return failure();
    types.push_back(*type);
  }
  return success();
}

LogicalResult IfOp::verify() {
  RankedTensorType condition = getTensorType(getCond());
  if (condition.hasStaticShape() && condition.getNumElements() != 1)
    return emitOpError("expects a condition of one element, but got ") << condition;
  for (Region *region : {&getThenBranch(), &getElseBranch()}) {
    auto yielded = getYielded(*region);
    if (!yielded || yielded->size() != getNumResults())
      return emitOpError("expects subgraphs that yield ") << getNumResults() << " values";
    if (failed(verifyYielded(*this, "output", *yielded, getResults())))
      return failure();
  }
  return success();
}

namespace {
/// The branch of a constant condition, in place of the operator.
struct InlineTakenBranch : OpRewritePattern<IfOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(IfOp op, PatternRewriter &rewriter) const override {
    std::optional<int64_t> condition = getConstantInt(op.getCond());
    if (!condition)
      return failure();
    Block *taken = &(*condition ? op.getThenBranch() : op.getElseBranch()).front();
    Operation *yield = taken->getTerminator();
    if (yield->hasAttr(kAbsentAttr))
      return rewriter.notifyMatchFailure(op, "the branch is absent");
    if (yield->getOperandTypes() != op.getResultTypes())
      return rewriter.notifyMatchFailure(op, "the branch knows other dimensions than the results");
    SmallVector<Value> values(yield->getOperands());
    rewriter.inlineBlockBefore(taken, op);
    rewriter.eraseOp(yield);
    rewriter.replaceOp(op, values);
    return success();
  }
};
} // namespace

void IfOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<InlineTakenBranch>(context);
}

//===-- Loop ---------------------------------------------------------------===//

/// Whether `condition`, as a body yields it, holds always or if its argument does.
static bool isKept(Value condition, Block &body) {
  while (auto identity = condition.getDefiningOp<IdentityOp>())
    condition = identity.getInput();
  return condition == body.getArgument(1) || getConstantInt(condition).value_or(0) != 0;
}

static bool isCountedLoop(Value cond, Region &body) {
  auto yielded = getYielded(body);
  return yielded && !yielded->empty() && body.getNumArguments() >= 2 &&
         (!cond || getConstantInt(cond).value_or(0) != 0) && isKept(yielded->front(), body.front());
}

bool LoopOp::isCounted() { return getM() && isCountedLoop(getCond(), getBody()); }

std::optional<int64_t> LoopOp::getTripCount() {
  std::optional<int64_t> count = getM() ? getConstantInt(getM()) : std::nullopt;
  if (!count || !isCounted())
    return std::nullopt;
  return std::max<int64_t>(*count, 0);
}

LogicalResult LoopOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  auto yielded = getYielded(adaptor.getBody());
  size_t states = adaptor.getVInitial().size();
  if (!yielded || yielded->size() < states + 1 || adaptor.getBody().getNumArguments() != states + 2)
    return emitOptionalError(loc, "expects a subgraph of ", states + 2,
                             " inputs that yields a condition, ", states,
                             " values of state and scan outputs");
  std::optional<int64_t> count;
  if (adaptor.getM() && isCountedLoop(adaptor.getCond(), adaptor.getBody()))
    count = getConstantInt(adaptor.getM());
  for (size_t i = 0; i < states; ++i)
    types.push_back(adaptor.getBody().getArgument(i + 2).getType());
  for (Value element : yielded->drop_front(states + 1)) {
    auto type = dyn_cast<RankedTensorType>(element.getType());
    if (!type)
      return emitOptionalError(loc, "expects tensors as scan outputs, but got ", element.getType());
    types.push_back(withDim(type, 0, count ? std::max<int64_t>(*count, 0) : ShapedType::kDynamic));
  }
  return success();
}

LogicalResult LoopOp::verify() {
  for (Value scalar : {getM(), getCond()})
    if (scalar && getTensorType(scalar).hasStaticShape() &&
        getTensorType(scalar).getNumElements() != 1)
      return emitOpError("expects a trip count and a condition of one element, but got ")
             << scalar.getType();
  auto yielded = getYielded(getBody());
  size_t states = getVInitial().size();
  if (!yielded || yielded->size() != getNumResults() + 1 || getNumResults() < states ||
      getBody().getNumArguments() != states + 2)
    return emitOpError("expects a subgraph of ")
           << states + 2 << " inputs that yields " << getNumResults() + 1 << " values";
  return verifyYielded(*this, "state", yielded->slice(1, states), getResults().take_front(states));
}

//===-- Scan ---------------------------------------------------------------===//

static int64_t getEntry(std::optional<ArrayRef<int64_t>> values, int64_t i) {
  return values && i < int64_t(values->size()) ? (*values)[i] : 0;
}

static int64_t fromFront(int64_t axis, int64_t rank) { return axis < 0 ? axis + rank : axis; }

ScanOp::Walk ScanOp::getInputWalk(int64_t i) {
  int64_t rank = getTensorType(getInitialStateAndScanInputs()[getNumStates() + i]).getRank();
  return {fromFront(getEntry(getScanInputAxes(), i), rank),
          getEntry(getScanInputDirections(), i) != 0};
}

ScanOp::Walk ScanOp::getOutputWalk(int64_t i) {
  int64_t rank = cast<RankedTensorType>(getResult(getNumStates() + i).getType()).getRank();
  return {fromFront(getEntry(getScanOutputAxes(), i), rank),
          getEntry(getScanOutputDirections(), i) != 0};
}

int64_t ScanOp::getLength() {
  for (int64_t i = 0; i < int64_t(getNumScanInputs()); ++i) {
    RankedTensorType type = getTensorType(getInitialStateAndScanInputs()[getNumStates() + i]);
    if (int64_t size = type.getDimSize(getInputWalk(i).axis); !ShapedType::isDynamic(size))
      return size;
  }
  return ShapedType::kDynamic;
}

/// The length that all scan inputs have; an error if they differ or an axis does not exist.
static FailureOr<int64_t> getScanLength(std::optional<Location> loc, ScanOp::Adaptor adaptor,
                                        size_t states) {
  int64_t length = ShapedType::kDynamic;
  for (auto [i, input] :
       llvm::enumerate(adaptor.getInitialStateAndScanInputs().drop_front(states))) {
    RankedTensorType type = getTensorType(input);
    FailureOr<int64_t> axis =
        normalizeAxis(loc, getEntry(adaptor.getScanInputAxes(), i), type.getRank());
    if (failed(axis))
      return failure();
    int64_t size = type.getDimSize(*axis);
    if (differ(size, length))
      return emitOptionalError(loc, "expects scan inputs of one length, but got ", length, " and ",
                               size);
    if (!ShapedType::isDynamic(size))
      length = size;
  }
  return length;
}

LogicalResult ScanOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  int64_t inputs = adaptor.getInitialStateAndScanInputs().size();
  int64_t scanInputs = adaptor.getNumScanInputs();
  if (scanInputs < 1 || scanInputs > inputs)
    return emitOptionalError(loc, "has ", inputs, " inputs, but num_scan_inputs is ", scanInputs);
  size_t states = inputs - scanInputs;
  FailureOr<int64_t> length = getScanLength(loc, adaptor, states);
  if (failed(length))
    return failure();
  auto yielded = getYielded(adaptor.getBody());
  if (!yielded || yielded->size() < states ||
      int64_t(adaptor.getBody().getNumArguments()) != inputs)
    return emitOptionalError(loc, "expects a subgraph of ", inputs, " inputs that yields ", states,
                             " values of state and scan outputs");
  for (size_t i = 0; i < states; ++i)
    types.push_back(adaptor.getBody().getArgument(i).getType());
  for (auto [i, element] : llvm::enumerate(yielded->drop_front(states))) {
    auto type = dyn_cast<RankedTensorType>(element.getType());
    if (!type)
      return emitOptionalError(loc, "expects tensors as scan outputs, but got ", element.getType());
    FailureOr<int64_t> axis =
        normalizeAxis(loc, getEntry(adaptor.getScanOutputAxes(), i), type.getRank() + 1);
    if (failed(axis))
      return failure();
    types.push_back(withDim(type, *axis, *length));
  }
  return success();
}

LogicalResult ScanOp::verify() {
  auto yielded = getYielded(getBody());
  int64_t states = getNumStates();
  if (!yielded || yielded->size() != getNumResults() || int64_t(getNumResults()) < states ||
      getBody().getNumArguments() != getInitialStateAndScanInputs().size())
    return emitOpError("expects a subgraph of ")
           << getInitialStateAndScanInputs().size() << " inputs that yields " << getNumResults()
           << " values";
  return verifyYielded(*this, "state", yielded->take_front(states),
                       getResults().take_front(states));
}
