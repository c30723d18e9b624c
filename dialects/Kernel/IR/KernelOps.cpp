#include "dialects/Kernel/IR/KernelOps.h"

#include "dialects/Kernel/IR/PassAttributes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc::kernel;

#include "dialects/Kernel/IR/KernelDialect.cpp.inc"
#include "dialects/Kernel/IR/KernelEnums.cpp.inc"

/// A parameter of an attribute.
static FailureOr<int64_t> parseNumber(AsmParser &parser, int64_t least) {
  SMLoc loc = parser.getCurrentLocation();
  int64_t number = 0;
  if (failed(parser.parseInteger(number)))
    return failure();
  if (number < least)
    return parser.emitError(loc, "expected at least ") << least << ", but got " << number;
  return number;
}

#define GET_ATTRDEF_CLASSES
#include "dialects/Kernel/IR/KernelAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Kernel/IR/KernelOps.cpp.inc"

void KernelDialect::initialize() {
  // Modules of kernels have its attributes, such as onnxc.machine.
  getContext()->getOrLoadDialect<OnnxcDialect>();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Kernel/IR/KernelAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Kernel/IR/KernelOps.cpp.inc"
      >();
}

static ShapedType getShaped(Value value) { return cast<ShapedType>(value.getType()); }

//===-- Contractions -------------------------------------------------------===//

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

int64_t onnxc::kernel::getGroupSize(DotKind dot) {
  switch (dot) {
  case DotKind::MultiplyAdd:
    return 1;
  case DotKind::MaddWords:
    return 2;
  case DotKind::Vnni:
  case DotKind::DotProd:
  case DotKind::SmullPairs:
  case DotKind::Smlad:
  case DotKind::MaddBytes:
    return 4;
  case DotKind::Vmladava:
    return 16;
  }
  llvm_unreachable("unknown dot kind");
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

//===-- Blocks -------------------------------------------------------------===//

LogicalResult BlocksAttr::verify(function_ref<InFlightDiagnostic()> emitError, int64_t bits,
                                 int64_t size, Attribute scale, int64_t zero, bool zeros) {
  if (bits != 2 && bits != 4 && bits != 8)
    return emitError() << "expected numbers of 2, 4 or 8 bits, but got " << bits;
  if (size < 1)
    return emitError() << "expected blocks of at least one number, but got " << size;
  auto type = dyn_cast<TypeAttr>(scale);
  if (!isa<FloatAttr>(scale) &&
      !(type && isa<Float32Type, Float16Type, BFloat16Type>(type.getValue())))
    return emitError() << "expected a float or a float type as scale, but got " << scale;
  if (zeros && zero != 0)
    return emitError() << "has zero points of blocks, and the zero point " << zero << " of all";
  return success();
}

BlockLayout onnxc::kernel::getBlockLayout(BlocksAttr blocks, int64_t depth) {
  int64_t count = llvm::divideCeil(depth, blocks.getSize());
  BlockLayout layout;
  if (auto type = dyn_cast<TypeAttr>(blocks.getScale()))
    layout.scaleBytes = type.getValue().getIntOrFloatBitWidth() / 8;
  layout.zerosBegin = count * layout.scaleBytes;
  int64_t zeroBytes = blocks.getZeros() ? llvm::divideCeil(count, blocks.getPerByte()) : 0;
  layout.numbersBegin = layout.zerosBegin + zeroBytes;
  layout.size = layout.numbersBegin + llvm::divideCeil(depth, blocks.getPerByte());
  return layout;
}

//===-- Folding ------------------------------------------------------------===//

/// Reads and writes buffers as they were before a cast forgot their layout: what lies side by side
/// for all that is known is loaded as a vector.
static LogicalResult foldCasts(Operation *op) {
  bool changed = false;
  for (OpOperand &operand : op->getOpOperands()) {
    auto cast = operand.get().getDefiningOp<memref::CastOp>();
    if (!cast || !memref::CastOp::canFoldIntoConsumerOp(cast))
      continue;
    operand.set(cast.getSource());
    changed = true;
  }
  return success(changed);
}

LogicalResult GemmOp::fold(FoldAdaptor, SmallVectorImpl<OpFoldResult> &) {
  return foldCasts(*this);
}
LogicalResult ConvOp::fold(FoldAdaptor, SmallVectorImpl<OpFoldResult> &) {
  return foldCasts(*this);
}
LogicalResult WinogradConvOp::fold(FoldAdaptor, SmallVectorImpl<OpFoldResult> &) {
  return foldCasts(*this);
}
LogicalResult TopKOp::fold(FoldAdaptor, SmallVectorImpl<OpFoldResult> &) {
  return foldCasts(*this);
}

//===-- Winograd -----------------------------------------------------------===//

int64_t WinogradConvOp::getChannels() { return getShaped(getInput()).getShape().back(); }
int64_t WinogradConvOp::getFilters() { return getShaped(getSums()).getShape().back(); }

int64_t WinogradConvOp::getSquares(unsigned dim) {
  return llvm::divideCeil(getShaped(getSums()).getDimSize(dim), getOutputTile());
}

int64_t WinogradConvOp::getSquares() {
  return getShaped(getSums()).getDimSize(0) * getSquares(1) * getSquares(2);
}

bool WinogradConvOp::hasIntegers() {
  return isa<IntegerType>(getShaped(getSums()).getElementType());
}

int64_t onnxc::kernel::getWinogradGroup(int64_t filters, TileAttr tile) {
  // Less would make short loops of the transformation back. Matrices of weights that are made
  // before they are read are to stay in the cache.
  int64_t kWorthwhile = tile.getDot() == DotKind::MultiplyAdd ? 64 : 16;
  int64_t columns = tile.getColumns() * std::max<int64_t>(1, kWorthwhile / tile.getColumns());
  return std::min<int64_t>(columns, llvm::alignTo(filters, tile.getLanes()));
}

int64_t WinogradConvOp::getGroupColumns() { return getWinogradGroup(getFilters(), getTile()); }

static int64_t getMatrixSize(int64_t rows, int64_t columns, int64_t elementBytes) {
  int64_t cacheLine = 64 / elementBytes;
  return llvm::alignTo(rows * columns, cacheLine) + cacheLine;
}

int64_t WinogradConvOp::getInputMatrixSize() {
  return getMatrixSize(getBlock(), getChannels(), hasIntegers() ? 2 : 4);
}
int64_t WinogradConvOp::getWeightMatrixSize() {
  return hasIntegers() ? getMatrixSize(getChannels(), getGroupColumns(), 2) : 0;
}
int64_t WinogradConvOp::getProductMatrixSize() {
  return getMatrixSize(getBlock(), getGroupColumns(), 4);
}

int64_t WinogradConvOp::getScratchSize() {
  if (hasIntegers())
    return getMatrices() *
           (2 * (getInputMatrixSize() + getWeightMatrixSize()) + 4 * getProductMatrixSize());
  return getMatrices() * (getInputMatrixSize() + getProductMatrixSize());
}

Type WinogradConvOp::getScratchElementType() {
  return hasIntegers() ? IntegerType::get(getContext(), 8) : getShaped(getSums()).getElementType();
}

//===-- Verification -------------------------------------------------------===//

/// Results of the destinations' types for tensors only, and operands of one kind.
static LogicalResult verifyResults(DestinationStyleOpInterface op) {
  OperandRange inits = op.getDpsInits();
  bool onTensors = isa<RankedTensorType>(inits.front().getType());
  for (Value operand : op->getOperands())
    if (isa<RankedTensorType>(operand.getType()) != onTensors)
      return op->emitOpError("has tensors and buffers as operands");
  if (!llvm::equal(op->getResultTypes(), onTensors ? TypeRange(inits) : TypeRange()))
    return op->emitOpError(
        "has results of its destinations' types on tensors, and none on buffers");
  return success();
}

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
  if (view.tile && view.tile.getDot() != DotKind::MultiplyAdd)
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
      steps < 0 || (steps > 0 && view.tile.getDot() != DotKind::MaddBytes))
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

static LogicalResult verifyIntegerWinograd(WinogradConvOp op) {
  auto isInteger = [](Value value, unsigned bits) {
    return getShaped(value).getElementType().isSignlessInteger(bits);
  };
  TileAttr tile = op.getTile();
  if (!isInteger(op.getInput(), 16) || !isInteger(op.getWeights(), 8) ||
      !isInteger(op.getSums(), 32) || tile.getDot() != DotKind::MaddWords)
    return op.emitOpError("needs inputs of i16, weights of i8, sums of i32 and 'madd_words'");
  if (op.getChannels() % 2 != 0 || op.getChannels() < 2 * tile.getLanes())
    return op.emitOpError("needs pairs of channels, and those of at least one vector of i16");
  return success();
}

LogicalResult WinogradConvOp::verify() {
  auto input = getShaped(getInput()), weights = getShaped(getWeights()),
       sums = getShaped(getSums());
  if (input.getRank() != 4 || sums.getRank() != 4 || input.getDimSize(0) != sums.getDimSize(0) ||
      input.getDimSize(1) != sums.getDimSize(1) + 2 ||
      input.getDimSize(2) != sums.getDimSize(2) + 2)
    return emitOpError() << "needs two-dimensional images, of which the input is larger by 2, but "
                            "got "
                         << input << " and " << sums;
  if ((getOutputTile() != 2 && getOutputTile() != 4) || getBlock() < 1)
    return emitOpError() << "needs an output tile of 2 or 4, and a block of at least one";
  int64_t lanes = getTile().getLanes(), columns = getTile().getColumns();
  if (getTile().getRows() < 1 || lanes < 1 || columns < 1 || columns % lanes != 0 ||
      getChannels() < lanes)
    return emitOpError("needs a tile of whole vectors, and the channels of at least one");
  if (hasIntegers() && failed(verifyIntegerWinograd(*this)))
    return failure();
  int64_t size = getWeightsOfPair() * getPackedSize(getFilters(), getChannels(), getTile());
  if (weights.getShape() != ArrayRef<int64_t>{size})
    return emitOpError() << "needs " << size << " packed weights, but got " << weights;
  bool onTensors = isa<RankedTensorType>(getSums().getType());
  if (onTensors == bool(getScratch()) ||
      (getScratch() && (getShaped(getScratch()).getRank() != 1 ||
                        getShaped(getScratch()).getDimSize(0) < getScratchSize())))
    return emitOpError() << "needs a scratch buffer of at least " << getScratchSize()
                         << " elements on buffers, and none on tensors";
  return verifyResults(cast<DestinationStyleOpInterface>(getOperation()));
}

LogicalResult TopKOp::verify() {
  auto input = getShaped(getInput()), values = getShaped(getValues()),
       indices = getShaped(getIndices());
  Type element = input.getElementType();
  bool isOrdered = isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(element) ||
                   (element.isInteger() && element.getIntOrFloatBitWidth() >= 8 &&
                    element.getIntOrFloatBitWidth() <= 64);
  if (!isOrdered || values.getElementType() != element || !indices.getElementType().isInteger(64))
    return emitOpError() << "needs values of the input's type, which has 8 to 64 bits, and indices "
                            "of i64, but got "
                         << input << ", " << values << " and " << indices;
  if (input.getRank() != 2 || values.getRank() != 2 || values.getShape() != indices.getShape() ||
      values.getDimSize(0) != input.getDimSize(0) || values.getDimSize(1) > input.getDimSize(1))
    return emitOpError() << "needs rows of at most as many elements as the input has, but got "
                         << input << ", " << values << " and " << indices;
  return verifyResults(cast<DestinationStyleOpInterface>(getOperation()));
}

//===-- Effects ------------------------------------------------------------===//

using Effects = SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>;

/// Buffers are read, and the sums written too; tensors have no effects.
static void addEffects(DestinationStyleOpInterface op, Effects &effects) {
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    effects.emplace_back(MemoryEffects::Read::get(), &operand);
    if (op.isDpsInit(&operand))
      effects.emplace_back(MemoryEffects::Write::get(), &operand);
  }
}

void GemmOp::getEffects(Effects &effects) {
  addEffects(cast<DestinationStyleOpInterface>(getOperation()), effects);
}
void ConvOp::getEffects(Effects &effects) {
  addEffects(cast<DestinationStyleOpInterface>(getOperation()), effects);
}
void TopKOp::getEffects(Effects &effects) {
  addEffects(cast<DestinationStyleOpInterface>(getOperation()), effects);
}

/// The scratch buffer holds nothing before, and nothing that is needed afterwards.
void WinogradConvOp::getEffects(Effects &effects) {
  addEffects(cast<DestinationStyleOpInterface>(getOperation()), effects);
  if (getScratch())
    effects.emplace_back(MemoryEffects::Write::get(), &getOperation()->getOpOperand(3));
}
