#include "compiler/KernelGen/Plan/Passes.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_SPLITDEPTH
#include "compiler/KernelGen/Plan/Passes.h.inc"
} // namespace onnxc

/// Columns that a tile has, about: vectors of output channels.
static constexpr int64_t kVectors = 2;
/// Rows that one tile has, at most. One tile reads its part of the input once in any case.
static constexpr int64_t kRows = 16;
/// Fewer products than this in each sum would not be worth that sums are stored and loaded.
static constexpr int64_t kLeastDepth = 256;

namespace {
/// Input channels `begin` to `begin + count`.
struct Part {
  int64_t begin, count;
};
} // namespace

/// `channels` in `parts` parts, which begin with a whole cache line where there are many channels.
static SmallVector<Part> getChannelParts(int64_t channels, int64_t parts) {
  constexpr int64_t line = 16;
  int64_t step = channels / parts >= 4 * line ? line : 1;
  SmallVector<Part> result;
  for (int64_t i = 0, begin = 0; i < parts; ++i) {
    int64_t end = i + 1 == parts ? channels : channels * (i + 1) / parts / step * step;
    result.push_back({begin, end - begin});
    begin = end;
  }
  return result;
}

/// The weights of some input channels: rows of a matrix, columns of a transposed one, dimension 1
/// of a convolution's.
static ElementsAttr getWeights(ElementsAttr weights, onnx::ConstantBytes bytes, unsigned dim,
                               Part part) {
  auto type = cast<RankedTensorType>(weights.getType());
  SmallVector<int64_t> shape(type.getShape());
  // As a matrix of which the part is a block of columns.
  int64_t inner = ShapedType::getNumElements(type.getShape().drop_front(dim + 1));
  int64_t pitch = shape[dim] * inner, rows = type.getNumElements() / pitch;
  shape[dim] = part.count;
  auto partType = RankedTensorType::get(shape, type.getElementType());
  if (bytes.splat)
    return SplatElementsAttr::get(partType, weights.getSplatValue<Attribute>());
  size_t element = onnx::getElementBytes(type.getElementType());
  std::vector<char> packed;
  packed.reserve(partType.getNumElements() * element);
  for (int64_t row = 0; row < rows; ++row) {
    const char *from = bytes.bytes.data() + (row * pitch + part.begin * inner) * element;
    packed.insert(packed.end(), from, from + part.count * inner * element);
  }
  return onnx::makeConstant(partType, packed);
}

/// Some channels of `input`, which are its last dimension.
static Value getChannels(OpBuilder &b, Location loc, Value input, Part part) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(input.getType()).getShape();
  SmallVector<OpFoldResult> offsets(shape.size(), b.getIndexAttr(0)),
      strides(shape.size(), b.getIndexAttr(1)), sizes;
  for (int64_t size : shape)
    sizes.push_back(b.getIndexAttr(size));
  offsets.back() = b.getIndexAttr(part.begin);
  sizes.back() = b.getIndexAttr(part.count);
  return tensor::ExtractSliceOp::create(b, loc, input, offsets, sizes, strides);
}

namespace {
struct SplitDepthPass : onnxc::impl::SplitDepthBase<SplitDepthPass> {
  void runOnOperation() override {
    machine = kernel::getMachine(getOperation());
    std::vector<kernel::Contraction> contractions;
    getOperation().walk([&](Operation *op) {
      if (!isa<kernel::GemmOp, kernel::ConvOp>(op))
        return;
      kernel::Contraction contraction = *kernel::getContraction(op);
      if (!contraction.tile)
        contractions.push_back(contraction);
    });
    for (const kernel::Contraction &contraction : contractions)
      if (int64_t parts = getParts(contraction); parts > 1)
        split(contraction, parts);
  }

private:
  /// Sums of bytes stay in registers for all of their depth, and blocks are small.
  int64_t getParts(const kernel::Contraction &view) const {
    if (view.hasIntegers() || view.blocks)
      return 1;
    int64_t pixels = 1;
    for (int64_t size : view.pixels) {
      if (ShapedType::isDynamic(size))
        return 1;
      pixels *= size;
    }
    if (machine.getL2Bytes() == 0 || pixels <= kRows || view.groups > 1)
      return 1;
    int64_t parts = isa<kernel::GemmOp>(view.op) ? getPartsOfGemm(view) : getPartsOfConv(view);
    return std::min({parts, view.getDepth() / kLeastDepth, view.channels});
  }

  /// So many that the input, and the panels of weights that are at hand and on their way, take half
  /// of the cache, if else they do not stay there.
  int64_t getPartsOfGemm(const kernel::Contraction &gemm) const {
    int64_t cache = machine.getL2Bytes();
    int64_t elementBytes =
        llvm::divideCeil(cast<ShapedType>(gemm.input.getType()).getElementTypeBitWidth(), 8);
    int64_t bytes =
        gemm.getDepth() * (gemm.pixels[0] * elementBytes + 2 * kVectors * machine.getVectorBytes());
    return bytes <= cache / 4 * 3 ? 1 : llvm::divideCeil(bytes, cache / 2);
  }

  /// So many that a panel of weights stays in the cache from tile to tile, beside the rows of the
  /// input. (Of that, as much as fits is read at a time.)
  int64_t getPartsOfConv(const kernel::Contraction &conv) const {
    int64_t cache = machine.getL2Bytes();
    int64_t bytes = conv.getDepth() * kVectors * machine.getVectorBytes();
    return bytes <= cache / 8 * 3 ? 1 : llvm::divideCeil(bytes, cache / 8);
  }

  void split(const kernel::Contraction &view, int64_t parts) {
    auto constant = view.weights.getDefiningOp<arith::ConstantOp>();
    auto weights = constant ? dyn_cast<ElementsAttr>(constant.getValue()) : ElementsAttr();
    std::optional<onnx::ConstantBytes> bytes =
        weights ? onnx::getConstantBytes(weights) : std::nullopt;
    if (!bytes)
      return;
    OpBuilder b(view.op);
    Location loc = view.op->getLoc();
    auto gemm = dyn_cast<kernel::GemmOp>(view.op);
    unsigned channelDim = gemm && !gemm.getTransposed() ? 0 : 1;
    Value sums = view.sums;
    for (Part part : getChannelParts(view.channels, parts)) {
      auto ofPart = arith::ConstantOp::create(b, constant.getLoc(),
                                              getWeights(weights, *bytes, channelDim, part));
      ofPart->setAttr(kWeightPartAttr, b.getUnitAttr());
      Value input = getChannels(b, loc, view.input, part);
      Operation *product = b.clone(*view.op);
      product->setOperands({input, ofPart, sums});
      sums = product->getResult(0);
    }
    remark::passed(loc, remark::RemarkOpts::name("Depth").category("onnxc-split-depth"))
        << llvm::formatv("adds {0} products of {1} input channels", parts, view.channels / parts)
               .str();
    view.op->getResult(0).replaceAllUsesWith(sums);
    view.op->erase();
    if (constant->use_empty())
      constant.erase();
  }

  kernel::MachineAttr machine;
};
} // namespace
