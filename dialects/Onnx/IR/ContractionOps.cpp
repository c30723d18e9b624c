#include "dialects/Onnx/IR/EinsumEquation.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/ContractionOps.cpp.inc"

void OnnxDialect::registerContractionOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/ContractionOps.cpp.inc"
      >();
}

//===-- Matrix products ----------------------------------------------------===//

static bool differ(int64_t a, int64_t b) {
  return a != b && !ShapedType::isDynamic(a) && !ShapedType::isDynamic(b);
}

/// NumPy's matmul: vectors become matrices of one row or column, whose dimension vanishes
/// from the result; the dimensions before the last two broadcast.
static FailureOr<SmallVector<int64_t>>
inferMatMulShape(std::optional<Location> loc, RankedTensorType aType, RankedTensorType bType) {
  SmallVector<int64_t> a(aType.getShape()), b(bType.getShape());
  if (a.empty() || b.empty())
    return emitOptionalError(loc, "expects operands of rank 1 or more");
  bool vectorA = a.size() == 1, vectorB = b.size() == 1;
  if (vectorA)
    a.insert(a.begin(), 1);
  if (vectorB)
    b.push_back(1);
  int64_t k = a.pop_back_val(), m = a.pop_back_val(), n = b.pop_back_val(), kOfB = b.pop_back_val();
  if (differ(k, kOfB))
    return emitOptionalError(loc, "cannot multiply ", aType, " by ", bType, ": ", k,
                             " columns, but ", kOfB, " rows");
  SmallVector<int64_t> shape;
  if (failed(inferBroadcastShape(loc, {ArrayRef<int64_t>(a), ArrayRef<int64_t>(b)}, shape)))
    return failure();
  if (!vectorA)
    shape.push_back(m);
  if (!vectorB)
    shape.push_back(n);
  return shape;
}

LogicalResult MatMulOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType a = getTensorType(adaptor.getA());
  auto shape = inferMatMulShape(loc, a, getTensorType(adaptor.getB()));
  if (failed(shape) || failed(checkElementType(loc, a.getElementType(), adaptor.getB())))
    return failure();
  types.push_back(a.clone(*shape));
  return success();
}

LogicalResult MatMulIntegerOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                                Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType a = getTensorType(adaptor.getA()), b = getTensorType(adaptor.getB());
  auto shape = inferMatMulShape(loc, a, b);
  if (failed(shape) ||
      failed(checkPerAxis(loc, "a_zero_point", adaptor.getAZeroPoint(), a,
                          std::max<int64_t>(a.getRank() - 2, 0))) ||
      failed(checkPerAxis(loc, "b_zero_point", adaptor.getBZeroPoint(), b, b.getRank() - 1)))
    return failure();
  types.push_back(RankedTensorType::get(*shape, IntegerType::get(context, 32)));
  return success();
}

LogicalResult GemmOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  RankedTensorType a = getTensorType(adaptor.getA()), b = getTensorType(adaptor.getB());
  if (a.getRank() != 2 || b.getRank() != 2)
    return emitOptionalError(loc, "expects two matrices, but got ", a, " and ", b);
  bool transA = adaptor.getTransA(), transB = adaptor.getTransB();
  if (differ(a.getDimSize(transA ? 0 : 1), b.getDimSize(transB ? 1 : 0)))
    return emitOptionalError(loc, "cannot multiply ", a, transA ? " transposed" : "", " by ", b,
                             transB ? " transposed" : "");
  types.push_back(a.clone({a.getDimSize(transA ? 1 : 0), b.getDimSize(transB ? 0 : 1)}));
  return failure(
      failed(checkElementType(loc, a.getElementType(), {adaptor.getB(), adaptor.getC()})) ||
      failed(checkBroadcastsTo(loc, adaptor.getC(), cast<RankedTensorType>(types[0]))));
}

LogicalResult EinsumOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SmallVector<ArrayRef<int64_t>> shapes;
  for (Value input : adaptor.getInputs())
    shapes.push_back(getTensorType(input).getShape());
  if (shapes.empty())
    return emitOptionalError(loc, "expects at least one input");
  FailureOr<EinsumEquation> equation = parseEinsumEquation(loc, adaptor.getEquation(), shapes);
  if (failed(equation))
    return failure();
  SmallVector<int64_t> shape;
  for (int64_t dim : equation->output)
    shape.push_back(equation->sizes[dim]);
  types.push_back(getTensorType(adaptor.getInputs()[0]).clone(shape));
  return success();
}

//===-- Convolutions -------------------------------------------------------===//

/// What both directions of convolution demand of their attributes, for rank-safe inference.
template <typename Adaptor>
static LogicalResult checkWindow(std::optional<Location> loc, Adaptor adaptor) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType weight = getTensorType(adaptor.getWeight());
  int64_t spatialRank = input.getRank() - 2;
  if (spatialRank < 1)
    return emitOptionalError(loc, "expects an input of rank 3 or more, but got ", input);
  if (weight.getRank() != input.getRank())
    return emitOptionalError(loc, "expects input and weight of one rank, but got ", input, " and ",
                             weight);
  if (int64_t count = adaptor.getPads().size(); count != 2 * spatialRank)
    return emitOptionalError(loc, "expects ", 2 * spatialRank, " pads for ", spatialRank,
                             " spatial dimensions, but got ", count);
  if (int64_t(adaptor.getStrides().size()) != spatialRank ||
      int64_t(adaptor.getDilations().size()) != spatialRank)
    return emitOptionalError(loc, "expects ", spatialRank, " strides and dilations");
  auto positive = [](int64_t x) { return x > 0; };
  if (!llvm::all_of(adaptor.getStrides(), positive) ||
      !llvm::all_of(adaptor.getDilations(), positive))
    return emitOptionalError(loc, "expects positive strides and dilations");
  if (int64_t group = adaptor.getGroup(); group < 1)
    return emitOptionalError(loc, "expects a positive group, but got ", group);
  return success();
}

template <typename Adaptor>
static LogicalResult inferConv(std::optional<Location> loc, Adaptor adaptor, Type elementType,
                               SmallVectorImpl<Type> &types) {
  if (failed(checkWindow(loc, adaptor)))
    return failure();
  if (llvm::any_of(adaptor.getPads(), [](int64_t pad) { return pad < 0; }))
    return emitOptionalError(loc, "expects pads of 0 or more");
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType weight = getTensorType(adaptor.getWeight());
  int64_t channels = input.getDimSize(1), perGroup = weight.getDimSize(1);
  int64_t taken =
      ShapedType::isDynamic(perGroup) ? perGroup : multiplySizes(perGroup, adaptor.getGroup());
  if (differ(channels, taken))
    return emitOptionalError(loc, "weight has ", taken, " channels, but input has ", channels);
  if (!weight.isDynamicDim(0) && weight.getDimSize(0) % adaptor.getGroup() != 0)
    return emitOptionalError(loc, "weight has ", weight.getDimSize(0),
                             " filters, which is not a multiple of group ", adaptor.getGroup());
  SmallVector<int64_t> shape = {input.getDimSize(0), weight.getDimSize(0)};
  int64_t spatialRank = input.getRank() - 2;
  for (int64_t i = 0; i < spatialRank; ++i) {
    std::optional<int64_t> size = inferWindowDim(
        input.getDimSize(i + 2), weight.getDimSize(i + 2), adaptor.getStrides()[i],
        adaptor.getDilations()[i], adaptor.getPads()[i], adaptor.getPads()[i + spatialRank]);
    if (!size)
      return emitOptionalError(loc, "the kernel is larger than the padded input ", input);
    shape.push_back(*size);
  }
  types.push_back(RankedTensorType::get(shape, elementType));
  return success();
}

LogicalResult ConvOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  Type elementType = getTensorType(adaptor.getInput()).getElementType();
  return failure(
      failed(inferConv(loc, adaptor, elementType, types)) ||
      failed(checkElementType(loc, elementType, {adaptor.getWeight(), adaptor.getBias()})));
}

LogicalResult ConvIntegerOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                              Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (failed(inferConv(loc, adaptor, IntegerType::get(context, 32), types)))
    return failure();
  return failure(failed(checkPerAxis(loc, "x_zero_point", adaptor.getInputZeroPoint(),
                                     getTensorType(adaptor.getInput()), /*axis=*/1)) ||
                 failed(checkPerAxis(loc, "w_zero_point", adaptor.getWeightZeroPoint(),
                                     getTensorType(adaptor.getWeight()), /*axis=*/0)));
}

/// The bias has one value for each of `channels`.
static LogicalResult verifyBias(Operation *op, Value bias, int64_t channels) {
  if (!bias)
    return success();
  RankedTensorType type = getTensorType(bias);
  if (type.getRank() != 1 || differ(type.getDimSize(0), channels))
    return op->emitOpError("expects a bias of ") << channels << " elements, but got " << type;
  return success();
}

LogicalResult ConvOp::verify() {
  return verifyBias(*this, getBias(), getTensorType(getOutput()).getDimSize(1));
}

LogicalResult ConvTransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (failed(checkWindow(loc, adaptor)) ||
      failed(
          checkElementType(loc, input.getElementType(), {adaptor.getWeight(), adaptor.getBias()})))
    return failure();
  RankedTensorType weight = getTensorType(adaptor.getWeight());
  int64_t spatialRank = input.getRank() - 2;
  if (int64_t(adaptor.getOutputPadding().size()) != spatialRank)
    return emitOptionalError(loc, "expects ", spatialRank, " values in output_padding");
  if (differ(input.getDimSize(1), weight.getDimSize(0)))
    return emitOptionalError(loc, "weight has ", weight.getDimSize(0),
                             " input channels, but input has ", input.getDimSize(1));
  if (!weight.isDynamicDim(0) && weight.getDimSize(0) % adaptor.getGroup() != 0)
    return emitOptionalError(loc, "group ", adaptor.getGroup(), " does not divide ",
                             weight.getDimSize(0), " channels");
  int64_t perGroup = weight.getDimSize(1);
  SmallVector<int64_t> shape = {
      input.getDimSize(0),
      ShapedType::isDynamic(perGroup) ? perGroup : multiplySizes(perGroup, adaptor.getGroup())};
  for (int64_t i = 0; i < spatialRank; ++i) {
    int64_t size = input.getDimSize(i + 2), kernel = weight.getDimSize(i + 2);
    if (ShapedType::isDynamic(size) || ShapedType::isDynamic(kernel)) {
      shape.push_back(ShapedType::kDynamic);
      continue;
    }
    int64_t full = addSizes(
        addSizes(multiplySizes(adaptor.getStrides()[i], size - 1), adaptor.getOutputPadding()[i]),
        multiplySizes(kernel - 1, adaptor.getDilations()[i]) + 1);
    shape.push_back(full - addSizes(adaptor.getPads()[i], adaptor.getPads()[i + spatialRank]));
    if (shape.back() < 0)
      return emitOptionalError(loc, "pads are larger than the output");
  }
  types.push_back(input.clone(shape));
  return success();
}

LogicalResult ConvTransposeOp::verify() {
  return verifyBias(*this, getBias(), getTensorType(getOutput()).getDimSize(1));
}

LogicalResult CausalConvWithStateOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                      Adaptor adaptor,
                                                      SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType weight = getTensorType(adaptor.getWeight());
  if (!llvm::is_contained({"none", "silu", "swish"}, adaptor.getActivation()))
    return emitOptionalError(loc, "expects activation none, silu or swish, but got ",
                             adaptor.getActivation());
  if (input.getRank() != 3 || weight.getRank() != 3 || weight.getDimSize(2) == 0)
    return emitOptionalError(loc, "expects an input of channels and a weight of one row for each, ",
                             "but got ", input, " and ", weight);
  int64_t batch = input.getDimSize(0), channels = input.getDimSize(1);
  int64_t kernel = weight.getDimSize(2);
  RankedTensorType state =
      input.clone({batch, channels, ShapedType::isDynamic(kernel) ? kernel : kernel - 1});
  auto check = [&](StringRef name, Value value, RankedTensorType expected) -> LogicalResult {
    if (!value || mergeTypes(getTensorType(value), expected))
      return success();
    return emitOptionalError(loc, "expects ", name, " of ", expected, ", but got ",
                             getTensorType(value));
  };
  if (failed(check("weight", adaptor.getWeight(), input.clone({channels, 1, kernel}))) ||
      failed(check("bias", adaptor.getBias(), input.clone({channels}))) ||
      failed(check("past_state", adaptor.getPastState(), state)))
    return failure();
  types.assign({input, state});
  return success();
}
