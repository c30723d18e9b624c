#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

/// The dimensions after batch and channel become 1.
static LogicalResult inferGlobalPool(std::optional<Location> loc, Value input,
                                     SmallVectorImpl<Type> &types) {
  RankedTensorType type = getTensorType(input);
  if (type.getRank() < 2)
    return emitOptionalError(loc, "expects an input of rank 2 or more, but got ", type);
  SmallVector<int64_t> shape(type.getShape());
  std::fill(shape.begin() + 2, shape.end(), 1);
  types.push_back(type.clone(shape));
  return success();
}

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/PoolingOps.cpp.inc"

void OnnxDialect::registerPoolingOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/PoolingOps.cpp.inc"
      >();
}

//===-- Pools --------------------------------------------------------------===//

static bool arePositive(ArrayRef<int64_t> values) {
  return llvm::all_of(values, [](int64_t value) { return value > 0; });
}

/// What every pool demands of the window's attributes, so that inference may index them.
template <typename Adaptor>
static LogicalResult checkWindow(std::optional<Location> loc, Adaptor adaptor,
                                 ArrayRef<int64_t> dilations) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t rank = input.getRank() - 2;
  if (rank < 1)
    return emitOptionalError(loc, "expects an input of rank 3 or more, but got ", input);
  if (int64_t(adaptor.getKernelShape().size()) != rank ||
      int64_t(adaptor.getStrides().size()) != rank || int64_t(dilations.size()) != rank)
    return emitOptionalError(loc, "expects ", rank,
                             " values in kernel_shape, strides and dilations");
  if (int64_t count = adaptor.getPads().size(); count != 2 * rank)
    return emitOptionalError(loc, "expects ", 2 * rank, " pads for ", rank,
                             " spatial dimensions, but got ", count);
  if (!arePositive(adaptor.getKernelShape()) || !arePositive(adaptor.getStrides()) ||
      !arePositive(dilations))
    return emitOptionalError(loc, "expects a kernel, strides and dilations of 1 or more");
  if (llvm::any_of(adaptor.getPads(), [](int64_t pad) { return pad < 0; }))
    return emitOptionalError(loc, "expects pads of 0 or more");
  return success();
}

/// The positions of a pool's window, of which there may be none: a window that is larger than the
/// padded input, but by less than a step, fits once in an input that is larger by a step.
static std::optional<int64_t> inferPoolDim(int64_t input, int64_t kernel, int64_t stride,
                                           int64_t dilation, int64_t padBegin, int64_t padEnd,
                                           bool ceilMode) {
  if (ShapedType::isDynamic(input))
    return ShapedType::kDynamic;
  std::optional<int64_t> size =
      inferWindowDim(addSizes(input, stride), kernel, stride, dilation, padBegin, padEnd, ceilMode);
  return size ? std::optional(*size - 1) : std::nullopt;
}

template <typename Adaptor>
static FailureOr<RankedTensorType> inferPool(std::optional<Location> loc, Adaptor adaptor) {
  if (failed(checkWindow(loc, adaptor, adaptor.getDilations())))
    return failure();
  RankedTensorType input = getTensorType(adaptor.getInput());
  SmallVector<int64_t> shape(input.getShape().take_front(2));
  size_t rank = input.getRank() - 2;
  for (size_t i = 0; i < rank; ++i) {
    std::optional<int64_t> size =
        inferPoolDim(input.getDimSize(i + 2), adaptor.getKernelShape()[i], adaptor.getStrides()[i],
                     adaptor.getDilations()[i], adaptor.getPads()[i], adaptor.getPads()[i + rank],
                     adaptor.getCeilMode());
    if (!size)
      return emitOptionalError(loc, "the kernel is larger than the padded input ", input);
    shape.push_back(*size);
  }
  return input.clone(shape);
}

LogicalResult MaxPoolOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> type = inferPool(loc, adaptor);
  if (failed(type))
    return failure();
  types.push_back(*type);
  types.push_back(type->clone(IntegerType::get(context, 64)));
  return success();
}

LogicalResult AveragePoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                              Adaptor adaptor, SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> type = inferPool(loc, adaptor);
  if (succeeded(type))
    types.push_back(*type);
  return success(!types.empty());
}

LogicalResult LpPoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (int64_t p = adaptor.getP(); p < 1)
    return emitOptionalError(loc, "expects p of 1 or more, but got ", p);
  FailureOr<RankedTensorType> type = inferPool(loc, adaptor);
  if (succeeded(type))
    types.push_back(*type);
  return success(!types.empty());
}

/// The shape of what was pooled.
static SmallVector<int64_t> getUnpooledShape(RankedTensorType input, ArrayRef<int64_t> kernel,
                                             ArrayRef<int64_t> strides, ArrayRef<int64_t> pads) {
  SmallVector<int64_t> shape(input.getShape());
  for (size_t i = 0, rank = kernel.size(); i < rank; ++i)
    if (!ShapedType::isDynamic(shape[i + 2]))
      shape[i + 2] =
          std::max<int64_t>(addSizes(multiplySizes(shape[i + 2] - 1, strides[i]), kernel[i]) -
                                addSizes(pads[i], pads[i + rank]),
                            0);
  return shape;
}

SmallVector<int64_t> MaxUnpoolOp::getUnpooledShape() {
  return ::getUnpooledShape(getTensorType(getInput()), getKernelShape(), getStrides(), getPads());
}

LogicalResult MaxUnpoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (failed(checkWindow(loc, adaptor, adaptor.getStrides())))
    return failure();
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (!areCompatibleTypes(getTensorType(adaptor.getIndices()),
                          input.clone(getTensorType(adaptor.getIndices()).getElementType())))
    return emitOptionalError(loc, "expects indices in the shape of ", input, ", but got ",
                             adaptor.getIndices().getType());
  SmallVector<int64_t> shape =
      ::getUnpooledShape(input, adaptor.getKernelShape(), adaptor.getStrides(), adaptor.getPads());
  if (adaptor.getOutputShape()) {
    SmallVector<int64_t> smallest = shape;
    shape = getConstantInts(adaptor.getOutputShape())
                .value_or(SmallVector<int64_t>(input.getRank(), ShapedType::kDynamic));
    if (int64_t(shape.size()) != input.getRank())
      return emitOptionalError(loc, "expects ", input.getRank(),
                               " values in output_shape, but got ", shape.size());
    for (auto [dim, needed] : llvm::zip_equal(shape, smallest))
      if (!ShapedType::isDynamic(dim) && !ShapedType::isDynamic(needed) && dim < needed)
        return emitOptionalError(loc, "output_shape has ", dim, " where ", needed, " are needed");
  }
  types.push_back(input.clone(shape));
  return success();
}

//===-- Regions of interest -------------------------------------------------===//

/// One image of `space` for each region, which has `values` numbers.
static LogicalResult inferRoi(std::optional<Location> loc, Value inputValue, Value rois,
                              int64_t values, ArrayRef<int64_t> space,
                              SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(inputValue), regions = getTensorType(rois);
  if (input.getRank() != 4)
    return emitOptionalError(loc, "expects an input of rank 4, but got ", input);
  if (regions.getRank() != 2 || (!regions.isDynamicDim(1) && regions.getDimSize(1) != values))
    return emitOptionalError(loc, "expects regions of ", values, " numbers, but got ", regions);
  if (space.size() != 2 || !arePositive(space))
    return emitOptionalError(loc, "expects two output sizes of 1 or more");
  types.push_back(input.clone({regions.getDimSize(0), input.getDimSize(1), space[0], space[1]}));
  return success();
}

LogicalResult MaxRoiPoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                             Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferRoi(loc, adaptor.getInput(), adaptor.getRois(), 5, adaptor.getPooledShape(), types);
}

LogicalResult RoiAlignOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                           Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferRoi(loc, adaptor.getInput(), adaptor.getRois(), 4,
                  {static_cast<int64_t>(adaptor.getOutputHeight()),
                   static_cast<int64_t>(adaptor.getOutputWidth())},
                  types);
}

/// A string attribute has one of the values that ONNX knows.
static LogicalResult verifyMode(Operation *op, StringRef name, StringRef value,
                                ArrayRef<StringRef> known) {
  if (llvm::is_contained(known, value))
    return success();
  return op->emitOpError("has '") << value << "' as " << name;
}

LogicalResult RoiAlignOp::verify() {
  if (failed(verifyMode(*this, "mode", getMode(), {"avg", "max"})) ||
      failed(verifyMode(*this, "coordinate_transformation_mode", getCoordinateTransformationMode(),
                        {"half_pixel", "output_half_pixel"})))
    return failure();
  if (static_cast<int64_t>(getSamplingRatio()) < 0)
    return emitOpError("expects a sampling_ratio of 0 or more");
  return success();
}

//===-- Resize -------------------------------------------------------------===//

/// The axes in [0, rank), all of them if none are given.
static FailureOr<SmallVector<int64_t>>
getResizedAxes(std::optional<Location> loc, std::optional<ArrayRef<int64_t>> axes, int64_t rank) {
  if (!axes)
    return llvm::to_vector(llvm::seq<int64_t>(0, rank));
  return normalizeAxes(loc, *axes, rank);
}

SmallVector<int64_t> ResizeOp::getResizedAxes() {
  return *::getResizedAxes(getLoc(), getAxes(), getTensorType(getInput()).getRank());
}

/// Sizes as `policy` wants them: exactly, or with one factor for all axes.
static SmallVector<int64_t> applyPolicy(ArrayRef<int64_t> sizes, ArrayRef<int64_t> inputs,
                                        StringRef policy) {
  if (policy == "stretch" || sizes.empty())
    return SmallVector<int64_t>(sizes);
  SmallVector<double> scales;
  for (auto [size, input] : llvm::zip_equal(sizes, inputs)) {
    if (ShapedType::isDynamic(input))
      return SmallVector<int64_t>(sizes.size(), ShapedType::kDynamic);
    scales.push_back(double(size) / double(std::max<int64_t>(input, 1)));
  }
  bool larger = policy == "not_smaller";
  double scale = larger ? *llvm::max_element(scales) : *llvm::min_element(scales);
  SmallVector<int64_t> kept;
  for (int64_t input : inputs)
    kept.push_back(toSize(std::floor(scale * double(input) + 0.5)));
  return kept;
}

/// The product of f32, in which 10 times 1.3 is 13. A region of interest does not count: ONNX's
/// text multiplies by its extent, but ONNX's shape inference and ONNX Runtime do not.
static int64_t scaleSize(int64_t size, double scale) {
  return toSize(std::floor(double(float(size) * float(scale))));
}

LogicalResult ResizeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  auto axes = ::getResizedAxes(loc, adaptor.getAxes(), input.getRank());
  if (failed(axes))
    return failure();
  if (bool(adaptor.getScales()) == bool(adaptor.getSizes()))
    return emitOptionalError(loc, "expects either scales or sizes");
  Value given = adaptor.getScales() ? adaptor.getScales() : adaptor.getSizes();
  RankedTensorType givenType = getTensorType(given);
  if (givenType.getRank() != 1 ||
      (!givenType.isDynamicDim(0) && givenType.getDimSize(0) != int64_t(axes->size())))
    return emitOptionalError(loc, "expects ", axes->size(), " scales or sizes, but got ",
                             givenType);
  SmallVector<int64_t> inputs;
  for (int64_t axis : *axes)
    inputs.push_back(input.getDimSize(axis));
  SmallVector<int64_t> sizes(axes->size(), ShapedType::kDynamic);
  if (auto wanted = getConstantInts(given)) {
    sizes = applyPolicy(*wanted, inputs, adaptor.getKeepAspectRatioPolicy());
  } else if (auto scales = getConstantFloats(given)) {
    for (auto [size, input, scale] : llvm::zip_equal(sizes, inputs, *scales))
      if (!ShapedType::isDynamic(input))
        size = scaleSize(input, scale);
  }
  SmallVector<int64_t> shape(input.getShape());
  for (auto [axis, size] : llvm::zip_equal(*axes, sizes)) {
    if (size < 0 && !ShapedType::isDynamic(size))
      return emitOptionalError(loc, "has the negative size ", size, " for dimension ", axis);
    shape[axis] = size;
  }
  types.push_back(input.clone(shape));
  return success();
}

LogicalResult ResizeOp::verify() {
  if (failed(verifyMode(*this, "mode", getMode(), {"nearest", "linear", "cubic"})) ||
      failed(verifyMode(
          *this, "nearest_mode", getNearestMode(),
          {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil", "floor_or_ceil"})) ||
      failed(verifyMode(*this, "keep_aspect_ratio_policy", getKeepAspectRatioPolicy(),
                        {"stretch", "not_larger", "not_smaller"})) ||
      failed(
          verifyMode(*this, "coordinate_transformation_mode", getCoordinateTransformationMode(),
                     {"half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners",
                      "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize"})))
    return failure();
  if (getCoordinateTransformationMode() != "tf_crop_and_resize")
    return success();
  int64_t count = 2 * getResizedAxes().size();
  RankedTensorType roi = getRoi() ? getTensorType(getRoi()) : RankedTensorType();
  if (!roi || roi.getRank() != 1 || (!roi.isDynamicDim(0) && roi.getDimSize(0) != count))
    return emitOpError("expects ") << count << " values in roi";
  return success();
}

//===-- Sampling -----------------------------------------------------------===//

static bool differ(int64_t a, int64_t b) {
  return a != b && !ShapedType::isDynamic(a) && !ShapedType::isDynamic(b);
}

static int64_t multiplyDims(int64_t a, int64_t b) {
  return ShapedType::isDynamic(a) || ShapedType::isDynamic(b) ? ShapedType::kDynamic
                                                              : multiplySizes(a, b);
}

LogicalResult GridSampleOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                             Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType grid = getTensorType(adaptor.getGrid());
  if (input.getRank() < 3 || grid.getRank() != input.getRank() ||
      differ(grid.getShape().back(), input.getRank() - 2))
    return emitOptionalError(loc, "cannot sample ", input, " at the positions of ", grid);
  if (differ(input.getDimSize(0), grid.getDimSize(0)))
    return emitOptionalError(loc, "expects one grid for each of ", input.getDimSize(0),
                             " images, but got ", grid.getDimSize(0));
  SmallVector<int64_t> shape(input.getShape().take_front(2));
  llvm::append_range(shape, grid.getShape().drop_front().drop_back());
  types.push_back(input.clone(shape));
  return success();
}

LogicalResult GridSampleOp::verify() {
  if (failed(verifyMode(*this, "mode", getMode(), {"nearest", "linear", "cubic"})))
    return failure();
  return verifyMode(*this, "padding_mode", getPaddingMode(), {"zeros", "border", "reflection"});
}

LogicalResult AffineGridOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                             Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType theta = getTensorType(adaptor.getTheta());
  RankedTensorType size = getTensorType(adaptor.getSize());
  if (size.getRank() != 1 || (size.getDimSize(0) != 4 && size.getDimSize(0) != 5))
    return emitOptionalError(loc, "expects a size of 4 or 5 dimensions, but got ", size);
  int64_t rank = size.getDimSize(0) - 2;
  if (theta.getRank() != 3 || differ(theta.getDimSize(1), rank) ||
      differ(theta.getDimSize(2), rank + 1))
    return emitOptionalError(loc, "expects matrices of ", rank, " rows and ", rank + 1,
                             " columns, but got ", theta);
  SmallVector<int64_t> shape = {theta.getDimSize(0)};
  std::optional<SmallVector<int64_t>> sizes = getConstantInts(adaptor.getSize());
  for (int64_t i = 0; i < rank; ++i)
    shape.push_back(sizes ? (*sizes)[i + 2] : ShapedType::kDynamic);
  shape.push_back(rank);
  types.push_back(theta.clone(shape));
  return success();
}

LogicalResult DeformConvOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                             Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType weight = getTensorType(adaptor.getWeight());
  RankedTensorType offset = getTensorType(adaptor.getOffset());
  if (input.getRank() != 4 || weight.getRank() != 4 || offset.getRank() != 4)
    return emitOptionalError(loc, "expects input, weight and offset of rank 4");
  if (adaptor.getStrides().size() != 2 || adaptor.getDilations().size() != 2 ||
      adaptor.getPads().size() != 4 || !arePositive(adaptor.getStrides()) ||
      !arePositive(adaptor.getDilations()))
    return emitOptionalError(loc, "expects 2 strides and dilations of 1 or more, and 4 pads");
  int64_t group = adaptor.getGroup(), offsetGroup = adaptor.getOffsetGroup();
  int64_t channels = input.getDimSize(1), filters = weight.getDimSize(0);
  if (group < 1 || offsetGroup < 1 || channels % offsetGroup != 0 || filters % group != 0 ||
      differ(channels, multiplyDims(weight.getDimSize(1), group)))
    return emitOptionalError(loc, "expects groups that divide the channels of ", input, " and ",
                             weight);
  SmallVector<int64_t> shape = {input.getDimSize(0), filters};
  for (int64_t i = 0; i < 2; ++i) {
    std::optional<int64_t> size =
        inferWindowDim(input.getDimSize(i + 2), weight.getDimSize(i + 2), adaptor.getStrides()[i],
                       adaptor.getDilations()[i], adaptor.getPads()[i], adaptor.getPads()[i + 2]);
    if (!size || differ(*size, offset.getDimSize(i + 2)))
      return emitOptionalError(loc, "offset ", offset, " does not fit the output of ", input);
    shape.push_back(*size);
  }
  int64_t taps = multiplyDims(weight.getDimSize(2), weight.getDimSize(3));
  if (differ(offset.getDimSize(1), multiplyDims(taps, multiplySizes(2, offsetGroup))))
    return emitOptionalError(loc, "offset ", offset, " does not fit the taps of ", weight);
  types.push_back(input.clone(shape));
  return success();
}

LogicalResult DeformColumnsOp::inferReturnTypes(MLIRContext *, std::optional<Location>,
                                                Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  ArrayRef<int64_t> space = getTensorType(adaptor.getOffset()).getShape().take_back(2);
  int64_t pixels = multiplyDims(space[0], space[1]);
  int64_t taps = ShapedType::getNumElements(adaptor.getKernelShape());
  types.push_back(input.clone({input.getDimSize(0), input.getDimSize(1), taps, pixels}));
  return success();
}
