#include "dialects/Kernel/IR/Destinations.h"
#include "dialects/Kernel/IR/DotKinds.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc::kernel;

#define GET_OP_CLASSES
#include "dialects/Kernel/IR/ContractionOps.cpp.inc"

int64_t Contraction::getDepth() const {
  int64_t depth = channels;
  for (int64_t size : kernel)
    depth *= size;
  return depth;
}

int64_t Contraction::getStoredDepth() const {
  return blocks ? getBlockLayout(blocks, getDepth()).size : getDepth();
}

bool Contraction::hasIntegers() const { return isa<IntegerType>(getShaped(sums).getElementType()); }

bool Contraction::hasDynamicRows() const { return ShapedType::isDynamicShape(pixels); }

template <typename Op> static Contraction viewOperands(Op op) {
  Contraction view;
  view.op = op;
  view.input = op.getInput();
  view.weights = op.getWeights();
  view.sums = op.getSums();
  view.tile = op.getTileAttr();
  return view;
}

static Contraction viewGemm(GemmOp op) {
  Contraction view = viewOperands(op);
  view.unsignedInput = op.getUnsignedInput();
  view.blocks = op.getBlocksAttr();
  view.filters = getShaped(op.getSums()).getDimSize(1);
  view.channels = getShaped(op.getInput()).getDimSize(1);
  view.pixels = {getShaped(op.getSums()).getDimSize(0)};
  return view;
}

static Contraction viewConv(ConvOp op) {
  Contraction view = viewOperands(op);
  view.unsignedInput = op.getUnsignedInput();
  view.blocks = op.getBlocksAttr();
  view.groups = op.getGroups();
  view.filters = getShaped(op.getSums()).getShape().back() / view.groups;
  view.channels = getShaped(op.getInput()).getShape().back() / view.groups;
  llvm::append_range(view.pixels, getShaped(op.getSums()).getShape().drop_back());
  llvm::append_range(view.kernel, op.getKernel());
  llvm::append_range(view.strides, op.getStrides());
  llvm::append_range(view.dilations, op.getDilations());
  return view;
}

static Contraction viewWinogradConv(WinogradConvOp op) {
  Contraction view = viewOperands(op);
  view.filters = op.getFilters();
  view.channels = op.getChannels();
  llvm::append_range(view.pixels, getShaped(op.getSums()).getShape().drop_back());
  view.kernel = {3, 3};
  view.strides = view.dilations = {1, 1};
  return view;
}

std::optional<Contraction> onnxc::kernel::getContraction(Operation *op) {
  if (auto gemm = dyn_cast_or_null<GemmOp>(op))
    return viewGemm(gemm);
  if (auto conv = dyn_cast_or_null<ConvOp>(op))
    return viewConv(conv);
  if (auto conv = dyn_cast_or_null<WinogradConvOp>(op))
    return viewWinogradConv(conv);
  return std::nullopt;
}

SmallVector<Panel> onnxc::kernel::getPanels(int64_t filters, TileAttr tile) {
  SmallVector<Panel> panels;
  for (int64_t begin = 0; begin < filters; begin += tile.getColumns()) {
    int64_t valid = std::min(tile.getColumns(), filters - begin);
    panels.push_back({begin, valid, int64_t(llvm::alignTo(valid, tile.getLanes()))});
  }
  return panels;
}

int64_t onnxc::kernel::getPackedDepth(int64_t depth, TileAttr tile) {
  return depth + tile.getExtraSteps() * (getGroupSize(tile.getDot()) + 1);
}

int64_t onnxc::kernel::getPackedSize(int64_t filters, int64_t depth, TileAttr tile) {
  int64_t whole = filters / tile.getColumns() * tile.getColumns();
  return getPackedDepth(depth, tile) *
         (whole + int64_t(llvm::alignTo(filters - whole, tile.getLanes())));
}

//===-- Verification -------------------------------------------------------===//

static LogicalResult verifyFloats(const Contraction &view) {
  Type element = getShaped(view.sums).getElementType(),
       weight = getShaped(view.weights).getElementType();
  if (isa<FloatType>(element) && getShaped(view.input).getElementType() == element &&
      isa<FloatType>(weight) && !view.unsignedInput &&
      (weight == element || weight.getIntOrFloatBitWidth() < element.getIntOrFloatBitWidth()))
    return success();
  return view.op->emitOpError() << "needs floats of one type, and weights of that or a smaller "
                                   "one, but got "
                                << view.input.getType() << ", " << view.weights.getType() << " and "
                                << view.sums.getType();
}

/// Blocks lie one after the other in each row; those of an image's pixel begin a byte.
static LogicalResult verifyBlocks(const Contraction &view) {
  Type input = getShaped(view.input).getElementType(),
       weight = getShaped(view.weights).getElementType();
  if (!input.isF32() || getShaped(view.sums).getElementType() != input ||
      !weight.isSignlessInteger(8))
    return view.op->emitOpError() << "needs f32 and blocks of i8, but got " << view.input.getType()
                                  << ", " << view.weights.getType() << " and "
                                  << view.sums.getType();
  int64_t perByte = view.blocks.getPerByte(), size = view.blocks.getSize();
  if (size < view.getDepth() && (!view.kernel.empty() || size % perByte != 0))
    return view.op->emitOpError() << "has blocks of " << size
                                  << " numbers that do not begin a byte";
  if (!view.kernel.empty() && view.channels % perByte != 0)
    return view.op->emitOpError() << "has pixels of " << view.channels
                                  << " numbers that do not begin a byte";
  if (view.tile && getGroupSize(view.tile.getDot()) != 1)
    return view.op->emitOpError() << "has blocks, which '" << stringifyDotKind(view.tile.getDot())
                                  << "' does not take";
  return success();
}

/// What an operation without packed weights expects of their shape.
static SmallVector<int64_t> getUnpackedShape(const Contraction &view, ArrayRef<int64_t> plain) {
  if (view.blocks)
    return {view.groups * view.filters, view.getStoredDepth()};
  return SmallVector<int64_t>(plain);
}

static LogicalResult verifyIntegers(const Contraction &view) {
  auto isNarrow = [](Value value) {
    Type type = getShaped(value).getElementType();
    return type.isSignlessInteger(8) || type.isSignlessInteger(16);
  };
  if (!getShaped(view.sums).getElementType().isSignlessInteger(32) || !isNarrow(view.input) ||
      !isNarrow(view.weights))
    return view.op->emitOpError() << "needs sums of i32 and factors of i8 or i16, but got "
                                  << view.input.getType() << ", " << view.weights.getType()
                                  << " and " << view.sums.getType();
  if (view.unsignedInput && !getShaped(view.input).getElementType().isInteger(8))
    return view.op->emitOpError("has an unsigned input that is not of i8");
  return success();
}

/// What holds for all contractions: results for tensors only, packed weights of the right size.
static LogicalResult verifyContraction(const Contraction &view) {
  Operation *op = view.op;
  if (failed(verifyResults(cast<DestinationStyleOpInterface>(op))))
    return failure();
  if (failed(view.blocks          ? verifyBlocks(view)
             : view.hasIntegers() ? verifyIntegers(view)
                                  : verifyFloats(view)))
    return failure();
  if (!view.tile)
    return success();
  if (view.tile.getRows() < 1 || view.tile.getLanes() < 1 || view.tile.getColumns() < 1 ||
      view.tile.getColumns() % view.tile.getLanes() != 0)
    return op->emitOpError("has a tile without rows, or with columns that are not whole vectors");
  if (view.channels % getGroupSize(view.tile.getDot()) != 0)
    return op->emitOpError() << "has " << view.channels << " input channels, which '"
                             << stringifyDotKind(view.tile.getDot()) << "' does not divide";
  if (int64_t steps = view.tile.getExtraSteps();
      steps < 0 || (steps > 0 && getDotFacts(view.tile.getDot()).pairSums != DotFacts::Saturating))
    return op->emitOpError() << "has " << steps << " extra steps of '"
                             << stringifyDotKind(view.tile.getDot()) << "'";
  int64_t size = view.groups * getPackedSize(view.filters, view.getStoredDepth(), view.tile);
  if (getShaped(view.weights).getShape() != ArrayRef<int64_t>{size})
    return op->emitOpError() << "needs " << size << " packed weights, but got "
                             << view.weights.getType();
  return success();
}

LogicalResult GemmOp::verify() {
  auto input = getShaped(getInput()), weights = getShaped(getWeights()),
       sums = getShaped(getSums());
  if (input.getRank() != 2 || sums.getRank() != 2 || input.getDimSize(0) != sums.getDimSize(0))
    return emitOpError() << "needs matrices of as many rows, but got " << input << " and " << sums;
  if (input.isDynamicDim(1) || sums.isDynamicDim(1))
    return emitOpError() << "needs static columns, but got " << input << " and " << sums;
  Contraction view = viewGemm(*this);
  if (!getTile()) {
    SmallVector<int64_t> expected = {input.getDimSize(1), sums.getDimSize(1)};
    if (getTransposed())
      std::swap(expected[0], expected[1]);
    if (weights.getShape() != ArrayRef(getUnpackedShape(view, expected)))
      return emitOpError() << "has weights " << weights << " that do not fit " << input << " and "
                           << sums;
  }
  return verifyContraction(view);
}

LogicalResult ConvOp::verify() {
  auto input = getShaped(getInput()), weights = getShaped(getWeights()),
       sums = getShaped(getSums());
  int64_t rank = input.getRank(), space = rank - 2;
  if (space < 1 || sums.getRank() != rank || input.getDimSize(0) != sums.getDimSize(0))
    return emitOpError() << "needs images of one rank and batch, but got " << input << " and "
                         << sums;
  if (!input.hasStaticShape() || !sums.hasStaticShape())
    return emitOpError() << "needs static shapes, but got " << input << " and " << sums;
  if (int64_t(getStrides().size()) != space || int64_t(getDilations().size()) != space ||
      int64_t(getKernel().size()) != space)
    return emitOpError() << "needs " << space << " strides, dilations and kernel sizes";
  if (getGroups() < 1 || input.getDimSize(rank - 1) % getGroups() != 0 ||
      sums.getDimSize(rank - 1) % getGroups() != 0)
    return emitOpError() << "has channels that " << getGroups() << " groups do not divide";
  for (int64_t i = 0; i < space; ++i) {
    int64_t last =
        (sums.getDimSize(i + 1) - 1) * getStrides()[i] + (getKernel()[i] - 1) * getDilations()[i];
    if (getKernel()[i] < 1 || getStrides()[i] < 1 || getDilations()[i] < 1 ||
        last >= input.getDimSize(i + 1))
      return emitOpError() << "reads dimension " << i + 1 << " of " << input << " at position "
                           << last;
  }
  Contraction view = viewConv(*this);
  if (!getTile()) {
    SmallVector<int64_t> expected = {view.filters * view.groups, view.channels};
    llvm::append_range(expected, getKernel());
    if (weights.getShape() != ArrayRef(getUnpackedShape(view, expected)))
      return emitOpError() << "has weights " << weights << " that do not fit";
  }
  return verifyContraction(view);
}

void GemmOp::getEffects(Effects &effects) { addEffects(*this, effects); }
void ConvOp::getEffects(Effects &effects) { addEffects(*this, effects); }
