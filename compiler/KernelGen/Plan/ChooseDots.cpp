#include "compiler/KernelGen/Plan/ChooseDots.h"

#include "compiler/KernelGen/Plan/SaturatingPairs.h"
#include "dialects/Kernel/IR/DotKinds.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc;
using kernel::DotFacts;
using kernel::DotKind;
using onnx::getTensorType;

static std::optional<onnx::ConstantTensor> getWeights(const kernel::Contraction &view) {
  auto constant = view.weights.getDefiningOp<arith::ConstantOp>();
  return constant ? onnx::ConstantTensor::get(constant.getValue()) : std::nullopt;
}

/// Whether `pmaddubsw` takes less time than `pmaddwd` with the extra steps that it needs: it has
/// three instructions where the other one has four.
static bool isFastInBytes(const kernel::Contraction &view) {
  constexpr double mostExcess = 0.25;
  constexpr int64_t columnsOfTile = 16;
  return getExcessShare(view, *getWeights(view), columnsOfTile) <= mostExcess;
}

/// Whether `dot` computes what `view` says to the bit, and is worth it.
static bool canCompute(const kernel::Contraction &view, DotKind dot) {
  DotFacts facts = kernel::getDotFacts(dot);
  if (view.groups > 1 && view.channels % facts.group != 0)
    return false;
  bool takesWords = facts.input == DotFacts::Words;
  if (!takesWords && !(getTensorType(view.input).getElementType().isInteger(8) &&
                       getTensorType(view.weights).getElementType().isInteger(8)))
    return false;
  // Several rows are what it is made for.
  if (facts.rowsOfSum > 1)
    return view.hasDynamicRows() ||
           llvm::any_of(view.pixels, [](int64_t size) { return size > 1; });
  switch (facts.pairSums) {
  case DotFacts::None:
    return true;
  case DotFacts::Wrapping:
    // Only the sum of two products of the least bytes does not fit 16 bits.
    return !llvm::is_contained(getWeights(view)->ints, -128);
  case DotFacts::Saturating:
    return isFastInBytes(view);
  }
  llvm_unreachable("unknown sums of pairs");
}

namespace {
//===-- Input --------------------------------------------------------------===//

/// An input before it is padded.
struct PaddedInput {
  Value source;
  /// A scalar; null if nothing is padded.
  Value padding;
  SmallVector<int64_t> low, high;
};

class DotPreparer {
public:
  DotPreparer(const kernel::Contraction &view, DotKind dot)
      : b(view.op->getLoc(), view.op), view(view), form(kernel::getDotFacts(dot).input),
        group(kernel::getGroupSize(dot)), weights(*getWeights(view)), input(getInput(view.input)) {}

  kernel::Contraction run() {
    convertInput();
    if (!gathersWindows())
      padChannels();
    else if (gathersWholeWindows())
      gatherWholeWindows();
    else
      gatherWindows();
    return *kernel::getContraction(view.op);
  }

private:
  static PaddedInput getInput(Value value) {
    PaddedInput input{value, {}, SmallVector<int64_t>(getTensorType(value).getRank(), 0), {}};
    input.high = input.low;
    auto pad = value.getDefiningOp<tensor::PadOp>();
    Value padding = pad ? pad.getConstantPaddingValue() : Value();
    if (!padding || ShapedType::isDynamicShape(pad.getStaticLow()) ||
        ShapedType::isDynamicShape(pad.getStaticHigh()))
      return input;
    return {pad.getSource(), padding, SmallVector<int64_t>(pad.getStaticLow()),
            SmallVector<int64_t>(pad.getStaticHigh())};
  }

  Value buildInput() {
    auto isZero = [](int64_t pad) { return pad == 0; };
    if (llvm::all_of(input.low, isZero) && llvm::all_of(input.high, isZero))
      return input.source;
    // What meets weights of zero may be anything.
    if (!input.padding)
      input.padding =
          arith::ConstantOp::create(b, b.getZeroAttr(getTensorType(input.source).getElementType()));
    SmallVector<OpFoldResult> low, high;
    for (auto [before, after] : llvm::zip_equal(input.low, input.high)) {
      low.push_back(b.getIndexAttr(before));
      high.push_back(b.getIndexAttr(after));
    }
    return tensor::PadOp::create(b, Type(), input.source, low, high, input.padding);
  }

  //===-- Elements -----------------------------------------------------------===//

  Value convert(ImplicitLocOpBuilder &at, Value element) const {
    Type i16 = at.getI16Type();
    if (form != DotFacts::Words)
      return arith::XOrIOp::create(at, element,
                                   arith::ConstantIntOp::create(at, at.getI8Type(), -128));
    return view.unsignedInput ? arith::ExtUIOp::create(at, i16, element).getResult()
                              : arith::ExtSIOp::create(at, i16, element).getResult();
  }

  bool isConverted() const {
    switch (form) {
    case DotFacts::AsIs:
      return false;
    case DotFacts::Words:
      return getTensorType(view.input).getElementType().isInteger(8);
    case DotFacts::Signed:
      return view.unsignedInput;
    case DotFacts::Unsigned:
      return !view.unsignedInput;
    }
    llvm_unreachable("unknown form");
  }

  void convertInput() {
    if (!isConverted())
      return;
    Type element = form == DotFacts::Words ? b.getI16Type() : b.getI8Type();
    RankedTensorType type = getTensorType(input.source);
    Value empty =
        tensor::EmptyOp::create(b, tensor::getMixedSizes(b, b.getLoc(), input.source), element);
    AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
    SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
    input.source =
        linalg::GenericOp::create(b, TypeRange{empty.getType()}, ValueRange{input.source},
                                  ValueRange{empty}, ArrayRef{identity, identity}, iterators,
                                  [&](OpBuilder &nested, Location loc, ValueRange args) {
                                    ImplicitLocOpBuilder at(loc, nested);
                                    linalg::YieldOp::create(at, convert(at, args[0]));
                                  })
            .getResult(0);
    if (input.padding)
      input.padding = convert(b, input.padding);
    if (form != DotFacts::Words)
      addToSums(form == DotFacts::Signed ? 128 : -128);
    setUnsignedInput(form == DotFacts::Unsigned);
  }

  void setUnsignedInput(bool isUnsigned) {
    UnitAttr attr = isUnsigned ? b.getUnitAttr() : UnitAttr();
    if (auto gemm = dyn_cast<kernel::GemmOp>(view.op))
      gemm.setUnsignedInputAttr(attr);
    else
      cast<kernel::ConvOp>(view.op).setUnsignedInputAttr(attr);
  }

  /// Lets sums begin with `factor` times the sum of the weights of their output channel.
  void addToSums(int64_t factor) {
    SmallVector<int32_t> sums(view.groups * view.filters, 0);
    // Output channels are the last dimension of a matrix, and the first one of others.
    bool isLast = isa<kernel::GemmOp>(view.op) && !cast<kernel::GemmOp>(view.op).getTransposed();
    int64_t inner = weights.size() / int64_t(sums.size());
    for (auto [i, weight] : llvm::enumerate(weights.ints))
      sums[isLast ? i % sums.size() : i / inner] += int32_t(factor * weight);
    auto vectorType = RankedTensorType::get({int64_t(sums.size())}, b.getI32Type());
    Value vector = arith::ConstantOp::create(b, DenseElementsAttr::get(vectorType, ArrayRef(sums)));
    int64_t rank = getTensorType(view.sums).getRank();
    AffineMap identity = b.getMultiDimIdentityMap(rank);
    AffineMap channels = AffineMap::get(rank, 0, b.getAffineDimExpr(rank - 1));
    SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
    Value empty =
        tensor::EmptyOp::create(b, tensor::getMixedSizes(b, b.getLoc(), view.sums), b.getI32Type());
    Value started = linalg::GenericOp::create(
                        b, TypeRange{empty.getType()}, ValueRange{view.sums, vector},
                        ValueRange{empty}, ArrayRef{identity, channels, identity}, iterators,
                        [](OpBuilder &at, Location loc, ValueRange args) {
                          Value sum = arith::AddIOp::create(at, loc, args[0], args[1]);
                          linalg::YieldOp::create(at, loc, sum);
                        })
                        .getResult(0);
    view.op->setOperand(2, started);
  }

  //===-- Channels -----------------------------------------------------------===//

  /// Input channels are the first dimension of a matrix, and the second one of others.
  void padChannels() {
    int64_t missing = int64_t(llvm::alignTo(view.channels, group)) - view.channels;
    if (missing > 0) {
      input.high.back() += missing;
      auto gemm = dyn_cast<kernel::GemmOp>(view.op);
      padWeights(gemm && !gemm.getTransposed() ? 0 : 1, missing);
    }
    view.op->setOperand(0, buildInput());
    view.op->setOperand(1, arith::ConstantOp::create(b, weights.toAttr()));
  }

  /// Adds `missing` zeros after dimension `dim` of the weights.
  void padWeights(unsigned dim, int64_t missing) {
    SmallVector<int64_t> shape(weights.type.getShape());
    int64_t inner = ShapedType::getNumElements(ArrayRef(shape).drop_front(dim));
    shape[dim] += missing;
    int64_t wider = ShapedType::getNumElements(ArrayRef(shape).drop_front(dim));
    onnx::ConstantTensor padded(weights.type.clone(shape));
    for (int64_t i = 0; i < weights.size(); ++i)
      padded.copyElement(i / inner * wider + i % inner, weights, i);
    weights = std::move(padded);
  }

  /// Whether so few channels are read that those of several pixels go together.
  bool gathersWindows() const {
    constexpr int64_t fewChannels = 16;
    return isa<kernel::ConvOp>(view.op) && view.groups == 1 && view.channels % group != 0 &&
           view.channels < fewChannels && view.kernel.back() > 1;
  }

  /// Makes one pixel of all that the window reads along the last dimension of space, and as many
  /// pixels more as complete the last group:
  ///
  ///   kernel.conv {kernel = [3, 3], strides = [2, 2]} ins(%x : 1x9x9x3, %w : 8x3x3x3)
  /// becomes, for groups of 4,
  ///   %y[n, h, w, k * 3 + c] = %x[n, h, w * 2 + k, c], k < 4
  ///   kernel.conv {kernel = [3, 1], strides = [2, 1]} ins(%y : 1x9x4x12, ... : 8x12x3x1)
  void gatherWindows() {
    int64_t taps = view.kernel.back(), stride = view.strides.back(),
            dilation = view.dilations.back();
    int64_t gathered = getGatheredTaps();
    int64_t columns = view.pixels.back(), dim = view.pixels.size() - 1;
    int64_t needed = (columns - 1) * stride + (gathered - 1) * dilation + 1;
    int64_t width = getTensorType(view.input).getDimSize(dim);
    input.high[dim] += std::max<int64_t>(0, needed - width);
    Value windows = buildWindows(buildInput(), columns, gathered, stride, dilation);
    gatherWeights(taps, gathered);

    SmallVector<int64_t> kernel(view.kernel), strides(view.strides), dilations(view.dilations);
    kernel.back() = strides.back() = dilations.back() = 1;
    replaceConv(windows, kernel, strides, dilations);
  }

  /// The taps of the last dimension, and as many more as complete a group.
  int64_t getGatheredTaps() const {
    int64_t gathered = view.kernel.back();
    while (gathered * view.channels % group != 0)
      ++gathered;
    return gathered;
  }

  void replaceConv(Value windows, ArrayRef<int64_t> kernel, ArrayRef<int64_t> strides,
                   ArrayRef<int64_t> dilations) {
    auto conv = cast<kernel::ConvOp>(view.op);
    auto moved = kernel::ConvOp::create(
        b, conv->getResultTypes(), windows, arith::ConstantOp::create(b, weights.toAttr()),
        view.op->getOperand(2), strides, dilations, /*groups=*/1, kernel, conv.getUnsignedInput(),
        /*tile=*/nullptr, /*blocks=*/nullptr);
    b.setInsertionPoint(moved);
    conv->replaceAllUsesWith(moved);
    conv->erase();
    view.op = moved;
  }

  /// The products of a window.
  int64_t getWindowSize() const { return weights.size() / view.filters; }

  /// Whether that takes at most half as many groups as rows of windows do.
  bool gathersWholeWindows() const {
    if (view.dilations.back() != 1)
      return false;
    int64_t rows = getWindowSize() / view.kernel.back() / view.channels;
    int64_t groupsOfRows = rows * getGatheredTaps() * view.channels / group;
    return 2 * int64_t(llvm::divideCeil(getWindowSize(), group)) <= groupsOfRows;
  }

  /// Makes one pixel of all that a window reads, with what completes the last group after it:
  ///
  ///   kernel.conv {kernel = [3, 3], strides = [2, 2]} ins(%x : 1x9x9x3, %w : 8x3x3x3)
  /// becomes, for groups of 16,
  ///   %y[n, h, w, (i * 3 + j) * 3 + c] = %x[n, h * 2 + i, w * 2 + j, c]
  ///   kernel.conv {kernel = [1, 1], strides = [1, 1]} ins(%y : 1x4x4x32, ... : 8x32x1x1)
  void gatherWholeWindows() {
    int64_t size = getWindowSize(), padded = int64_t(llvm::alignTo(size, group));
    Value windows = buildWholeWindows(buildInput(), size, padded);
    gatherWholeWeights(padded);
    SmallVector<int64_t> ones(view.kernel.size(), 1);
    replaceConv(windows, ones, ones, ones);
  }

  /// Each row of a window, taps and channels of its last dimension, is a part of the result. What
  /// meets weights of zero may be anything, and is not written.
  Value buildWholeWindows(Value image, int64_t size, int64_t padded) {
    SmallVector<int64_t> shape(view.pixels);
    shape.push_back(padded);
    Value windows = tensor::EmptyOp::create(b, shape, getTensorType(image).getElementType());
    SmallVector<OpFoldResult> offsets(shape.size(), b.getIndexAttr(0)),
        steps(shape.size(), b.getIndexAttr(1));
    int64_t rowSize = view.kernel.back() * view.channels;
    shape.back() = rowSize;
    SmallVector<ReassociationIndices> lines = getLines(getTensorType(image).getRank());
    Value flat = tensor::CollapseShapeOp::create(b, image, lines);
    for (int64_t row = 0; row < size / rowSize; ++row) {
      offsets.back() = b.getIndexAttr(row * rowSize);
      windows = tensor::InsertSliceOp::create(b, copyRows(flat, shape, row), windows, offsets,
                                              getAsIndexOpFoldResult(b.getContext(), shape), steps);
    }
    return windows;
  }

  /// The last two of `rank` dimensions as one.
  static SmallVector<ReassociationIndices> getLines(int64_t rank) {
    SmallVector<ReassociationIndices> groups(rank - 1);
    for (int64_t dim = 0; dim < rank; ++dim)
      groups[std::min(dim, rank - 2)].push_back(dim);
    return groups;
  }

  /// Row `row` of all windows, whose pixels and channels are side by side in `image`.
  Value copyRows(Value image, ArrayRef<int64_t> shape, int64_t row) {
    unsigned rank = shape.size(), last = view.kernel.size() - 1;
    SmallVector<OpFoldResult> offsets(rank - 1, b.getIndexAttr(0)),
        steps(rank - 1, b.getIndexAttr(1));
    SmallVector<int64_t> sizes(getTensorType(image).getShape());
    SmallVector<AffineExpr> read(rank - 1);
    read[0] = b.getAffineDimExpr(0);
    read[last + 1] = b.getAffineDimExpr(last + 1) * (view.strides[last] * view.channels) +
                     b.getAffineDimExpr(last + 2);
    for (unsigned i = last; i-- > 0; row /= view.kernel[i]) {
      read[i + 1] = b.getAffineDimExpr(i + 1) * view.strides[i];
      offsets[i + 1] = b.getIndexAttr(row % view.kernel[i] * view.dilations[i]);
      sizes[i + 1] = (view.pixels[i + 1] - 1) * view.strides[i] + 1;
    }
    Value lines = tensor::ExtractSliceOp::create(
        b, image, offsets, getAsIndexOpFoldResult(b.getContext(), sizes), steps);
    SmallVector<AffineMap> maps = {AffineMap::get(rank, 0, read, b.getContext()),
                                   b.getMultiDimIdentityMap(rank)};
    SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
    Value empty = tensor::EmptyOp::create(b, shape, getTensorType(image).getElementType());
    return linalg::GenericOp::create(b, TypeRange{empty.getType()}, ValueRange{lines},
                                     ValueRange{empty}, maps, iterators,
                                     [](OpBuilder &at, Location loc, ValueRange args) {
                                       linalg::YieldOp::create(at, loc, args[0]);
                                     })
        .getResult(0);
  }

  /// F C K... as F (K... C) 1..., with zeros after them.
  void gatherWholeWeights(int64_t padded) {
    int64_t filters = view.filters, channels = view.channels, size = getWindowSize();
    int64_t taps = size / channels;
    SmallVector<int64_t> shape(weights.type.getRank(), 1);
    shape[0] = filters;
    shape[1] = padded;
    onnx::ConstantTensor moved(weights.type.clone(shape));
    for (int64_t filter = 0; filter < filters; ++filter)
      for (int64_t channel = 0; channel < channels; ++channel)
        for (int64_t tap = 0; tap < taps; ++tap)
          moved.copyElement(filter * padded + tap * channels + channel, weights,
                            filter * size + channel * taps + tap);
    weights = std::move(moved);
  }

  Value buildWindows(Value image, int64_t columns, int64_t taps, int64_t stride, int64_t dilation) {
    RankedTensorType type = getTensorType(image);
    SmallVector<int64_t> shape(type.getShape());
    unsigned rank = shape.size(), column = rank - 2;
    shape[column] = columns;
    shape.insert(shape.begin() + column + 1, taps);
    SmallVector<AffineExpr> read;
    for (unsigned dim = 0; dim < column; ++dim)
      read.push_back(b.getAffineDimExpr(dim));
    read.push_back(b.getAffineDimExpr(column) * stride + b.getAffineDimExpr(column + 1) * dilation);
    read.push_back(b.getAffineDimExpr(column + 2));
    SmallVector<AffineMap> maps = {AffineMap::get(rank + 1, 0, read, b.getContext()),
                                   b.getMultiDimIdentityMap(rank + 1)};
    SmallVector<utils::IteratorType> iterators(rank + 1, utils::IteratorType::parallel);
    Value empty = tensor::EmptyOp::create(b, shape, type.getElementType());
    Value windows = linalg::GenericOp::create(b, TypeRange{empty.getType()}, ValueRange{image},
                                              ValueRange{empty}, maps, iterators,
                                              [](OpBuilder &at, Location loc, ValueRange args) {
                                                linalg::YieldOp::create(at, loc, args[0]);
                                              })
                        .getResult(0);
    SmallVector<ReassociationIndices> groups;
    for (unsigned dim = 0; dim <= column; ++dim)
      groups.push_back({dim});
    groups.push_back({column + 1, column + 2});
    return tensor::CollapseShapeOp::create(b, windows, groups);
  }

  /// F C K... L as F (G C) K... 1, where the first L of G taps are those of the last dimension.
  void gatherWeights(int64_t taps, int64_t gathered) {
    SmallVector<int64_t> shape(weights.type.getShape());
    int64_t filters = shape[0], channels = shape[1];
    int64_t inner = weights.size() / (filters * channels * taps);
    shape[1] = gathered * channels;
    shape.back() = 1;
    onnx::ConstantTensor moved(weights.type.clone(shape));
    for (int64_t filter = 0; filter < filters; ++filter)
      for (int64_t channel = 0; channel < channels; ++channel)
        for (int64_t i = 0; i < inner; ++i)
          for (int64_t tap = 0; tap < taps; ++tap)
            moved.copyElement(((filter * gathered + tap) * channels + channel) * inner + i, weights,
                              ((filter * channels + channel) * inner + i) * taps + tap);
    weights = std::move(moved);
  }

  ImplicitLocOpBuilder b;
  kernel::Contraction view;
  DotFacts::Input form;
  int64_t group;
  onnx::ConstantTensor weights;
  PaddedInput input;
};
} // namespace

kernel::Contraction onnxc::prepareForDot(const kernel::Contraction &contraction, DotKind dot) {
  return DotPreparer(contraction, dot).run();
}

DotChoice onnxc::chooseDot(const kernel::Contraction &contraction, ArrayRef<DotKind> dots) {
  if (!contraction.hasIntegers() || !getWeights(contraction))
    return {contraction, DotKind::MultiplyAdd};
  for (DotKind dot : dots)
    if (canCompute(contraction, dot))
      return {prepareForDot(contraction, dot), dot};
  return {contraction, DotKind::MultiplyAdd};
}
