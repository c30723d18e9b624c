#include "compiler/KernelGen/Plan/ChooseDots.h"
#include "compiler/KernelGen/Plan/KernelTile.h"
#include "compiler/KernelGen/Plan/Passes.h"
#include "compiler/KernelGen/Plan/SaturatingPairs.h"
#include "compiler/KernelGen/Plan/WeightOrder.h"
#include "dialects/Kernel/IR/DotKinds.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"

#include <numeric>

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_PACKWEIGHTS
#include "compiler/KernelGen/Plan/Passes.h.inc"
} // namespace onnxc

/// Where the weight of product `product` of a group stands among those of a vector of channels.
static int64_t getPlace(kernel::TileAttr tile, int64_t lane, int64_t product) {
  kernel::DotFacts facts = kernel::getDotFacts(tile.getDot());
  int64_t sideBySide = facts.pairsOfWeights ? 2 : facts.group;
  return (product / sideBySide * tile.getLanes() + lane) * sideBySide + product % sideBySide;
}

/// Copies elements of `size` bytes into panels.
static void pack(const kernel::Contraction &contraction, kernel::TileAttr tile, size_t size,
                 onnx::ConstantBytes from, char *to) {
  WeightStrides strides = getWeightStrides(contraction);
  SmallVector<int64_t> products = getProductOffsets(contraction, strides);
  int64_t together = kernel::getGroupSize(tile.getDot()), lanes = tile.getLanes();
  for (int64_t group = 0; group < contraction.groups; ++group)
    for (kernel::Panel panel : kernel::getPanels(contraction.filters, tile))
      for (size_t first = 0; first < products.size();
           first += together, to += panel.width * together * size)
        for (int64_t i = 0; i < panel.valid; ++i)
          for (int64_t j = 0; j < together; ++j) {
            int64_t filter = group * contraction.filters + panel.begin + i;
            int64_t position = from.splat ? 0 : products[first + j] + filter * strides.filter;
            int64_t place = i / lanes * lanes * together + getPlace(tile, i % lanes, j);
            std::memcpy(to + place * size, from.bytes.data() + position * size, size);
          }
}

/// Copies entries of `size` bytes, of which each row has `count`, side by side; rows are `pitch`
/// bytes apart, and what a panel has more stays zero.
static char *packEntries(kernel::Panel panel, const char *from, int64_t pitch, int64_t count,
                         int64_t size, char *to) {
  for (int64_t entry = 0; entry < count; ++entry, to += panel.width * size)
    for (int64_t i = 0; i < panel.valid; ++i)
      std::memcpy(to + i * size, from + i * pitch + entry * size, size);
  return to;
}

/// Copies rows of blocks into panels.
static void packBlocks(const kernel::Contraction &contraction, kernel::TileAttr tile,
                       onnx::ConstantBytes from, char *to) {
  kernel::BlockLayout layout = kernel::getBlockLayout(contraction.blocks, contraction.getDepth());
  std::vector<char> repeated;
  if (from.splat) {
    repeated.assign(contraction.groups * contraction.filters * layout.size, from.bytes.front());
    from.bytes = repeated;
  }
  for (int64_t group = 0; group < contraction.groups; ++group)
    for (kernel::Panel panel : kernel::getPanels(contraction.filters, tile)) {
      const char *rows =
          from.bytes.data() + (group * contraction.filters + panel.begin) * layout.size;
      if (layout.scaleBytes > 0)
        to = packEntries(panel, rows, layout.size, layout.zerosBegin / layout.scaleBytes,
                         layout.scaleBytes, to);
      to = packEntries(panel, rows + layout.zerosBegin, layout.size,
                       layout.size - layout.zerosBegin, 1, to);
    }
}

namespace {
struct PackWeightsPass : onnxc::impl::PackWeightsBase<PackWeightsPass> {
  void runOnOperation() override {
    SmallVector<Operation *> kernels;
    getOperation().walk([&](Operation *op) {
      std::optional<kernel::Contraction> contraction = kernel::getContraction(op);
      if (contraction && !contraction->tile)
        kernels.push_back(op);
    });
    // Each is looked at when it is its turn: another one may have been replaced.
    SmallVector<kernel::DotKind> dots = kernel::getMachine(getOperation()).getDotKinds();
    for (Operation *op : kernels)
      packWeights(chooseDot(*kernel::getContraction(op), dots));
  }

private:
  void packWeights(const DotChoice &choice) {
    const kernel::Contraction &contraction = choice.contraction;
    auto constant = contraction.weights.getDefiningOp<arith::ConstantOp>();
    auto unpacked =
        constant ? dyn_cast<ElementsAttr>(getLoadable(constant.getValue())) : ElementsAttr();
    std::optional<onnx::ConstantBytes> bytes =
        unpacked ? onnx::getConstantBytes(unpacked) : std::nullopt;
    if (!bytes) {
      contraction.op->emitError("has weights that are not constant");
      return signalPassFailure();
    }
    kernel::TileAttr tile = chooseTile(choice);
    // Weights that several kernels share are packed once.
    auto gemm = dyn_cast<kernel::GemmOp>(contraction.op);
    Attribute transposed = gemm ? gemm.getTransposedAttr() : UnitAttr();
    auto &[packed, packedTile] =
        packedWeights[{unpacked, tile, transposed, contraction.blocks, contraction.groups}];
    if (!packed)
      std::tie(packed, packedTile) =
          makePacked(contraction, tile, unpacked.getElementType(), *bytes);

    OpBuilder builder(contraction.op);
    contraction.op->setOperand(1, arith::ConstantOp::create(builder, constant.getLoc(), packed));
    contraction.op->setAttr("tile", packedTile);
    remark::analysis(contraction.op->getLoc(),
                     remark::RemarkOpts::name("Tile").category("onnxc-pack-weights"))
        << llvm::formatv("keeps {0} pixels by {1} output channels in registers", tile.getRows(),
                         tile.getColumns())
               .str();
    if (!constant->use_empty())
      return;
    if (constant->hasAttr(kWeightPartAttr))
      release(constant.getValue());
    constant->erase();
  }

  /// Frees the memory of a constant that is used no more. In big models it is most of all.
  static void release(Attribute constant) {
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(constant))
      *resource.getRawHandle().getBlob() = AsmResourceBlob();
  }

  /// The packed weights, and the tile with what they need.
  static std::pair<ElementsAttr, kernel::TileAttr>
  makePacked(const kernel::Contraction &contraction, kernel::TileAttr tile, Type element,
             onnx::ConstantBytes bytes) {
    size_t elementBytes = onnx::getElementBytes(element);
    int64_t size = contraction.groups *
                   kernel::getPackedSize(contraction.filters, contraction.getStoredDepth(), tile);
    std::vector<char> packed(size * elementBytes);
    if (contraction.blocks)
      packBlocks(contraction, tile, bytes, packed.data());
    else
      pack(contraction, tile, elementBytes, bytes, packed.data());
    if (kernel::getDotFacts(tile.getDot()).pairSums == kernel::DotFacts::Saturating)
      tile = separateExcess(contraction, tile, packed);
    auto type = RankedTensorType::get({int64_t(packed.size() / elementBytes)}, element);
    return {onnx::makeConstant(type, packed), tile};
  }

  /// Weights as the target can load them: of f32, if it would take many instructions to make f32 of
  /// f16. (To make it of bf16 takes two.)
  Attribute getLoadable(Attribute weights) {
    auto type = cast<RankedTensorType>(cast<TypedAttr>(weights).getType());
    if (kernel::getMachine(getOperation()).getF16Conversion() || !type.getElementType().isF16())
      return weights;
    std::optional<onnx::ConstantTensor> tensor = onnx::ConstantTensor::get(weights);
    if (!tensor)
      return weights;
    tensor->type = type.clone(Float32Type::get(&getContext()));
    return tensor->toAttr();
  }

  /// Rows of which the number is not known are taken for many.
  static SmallVector<int64_t> getExpectedPixels(const kernel::Contraction &contraction) {
    constexpr int64_t manyRows = 1 << 14;
    if (contraction.hasDynamicRows())
      return {manyRows};
    return contraction.pixels;
  }

  /// Sums in general registers: as many as fit beside the pointers and what is loaded. Those of
  /// four channels end as one vector; and one pixel has four channels to read it for.
  static kernel::TileAttr getScalarTile(const DotChoice &choice) {
    ArrayRef<int64_t> pixels = choice.contraction.pixels;
    bool isVector = kernel::getDotFacts(choice.dot).fromVectors && choice.contraction.filters >= 4;
    bool isPixel = llvm::all_of(pixels, [](int64_t size) { return size == 1; });
    int64_t rows = isVector || isPixel ? 1 : 2, columns = isVector || isPixel ? 4 : 2;
    return kernel::TileAttr::get(choice.contraction.op->getContext(), rows,
                                 std::min(columns, choice.contraction.filters), /*lanes=*/1,
                                 choice.dot, /*extraSteps=*/0);
  }

  kernel::TileAttr chooseTile(const DotChoice &choice) {
    if (kernel::getDotFacts(choice.dot).inGeneralRegisters)
      return getScalarTile(choice);
    const kernel::Contraction &contraction = choice.contraction;
    auto bytesOf = [](Value value) {
      return onnx::getElementBytes(cast<RankedTensorType>(value.getType()).getElementType());
    };
    TileMachine machine(getOperation());
    int64_t lanes = std::max<int64_t>(1, machine->getVectorBytes() / bytesOf(contraction.sums));
    auto channelsOf = [](Value value) {
      return cast<ShapedType>(value.getType()).getShape().back();
    };
    auto isOne = [](int64_t value) { return value == 1; };
    KernelShape shape;
    shape.sumBytes = bytesOf(contraction.sums);
    shape.pixels = getExpectedPixels(contraction);
    // Tiles go across the rows of the image, unless its result gets padding.
    if (llvm::all_of(contraction.kernel, isOne) && llvm::all_of(contraction.strides, isOne))
      shape.pixels = {std::accumulate(shape.pixels.begin(), shape.pixels.end(), int64_t(1),
                                      std::multiplies<int64_t>())};
    shape.vectors = llvm::divideCeil(contraction.filters, lanes);
    shape.depth = contraction.getDepth() / kernel::getGroupSize(choice.dot);
    shape.rowsOfSum = kernel::getDotFacts(choice.dot).rowsOfSum;
    Value input = contraction.input;
    while (auto slice = input.getDefiningOp<tensor::ExtractSliceOp>())
      input = slice.getSource();
    shape.inputStride = channelsOf(input) * bytesOf(contraction.input);
    if (!contraction.strides.empty())
      shape.inputStride *= contraction.strides.back();
    // Where tiles would suffer, a buffer of the model's own gets rows that are further apart.
    if (input.getDefiningOp())
      shape.inputStride += kCacheLine;
    shape.resultStride = channelsOf(contraction.sums) * bytesOf(contraction.sums);
    RegisterTile tile = chooseKernelTile(shape, machine);
    return kernel::TileAttr::get(&getContext(), tile.rows, tile.vectors * lanes, lanes, choice.dot,
                                 /*extraSteps=*/0);
  }

  /// By unpacked weights, tile, whether a matrix is transposed, blocks, and groups.
  DenseMap<std::tuple<Attribute, Attribute, Attribute, Attribute, int64_t>,
           std::pair<ElementsAttr, kernel::TileAttr>>
      packedWeights;
};
} // namespace
