#include "dialects/Kernel/IR/CacheLine.h"
#include "dialects/Kernel/IR/Destinations.h"
#include "dialects/Kernel/IR/DotKinds.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc::kernel;

#define GET_OP_CLASSES
#include "dialects/Kernel/IR/WinogradOps.cpp.inc"

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
  bool areMadeBefore = getDotFacts(tile.getDot()).input == DotFacts::Words;
  int64_t worthwhile = areMadeBefore ? 16 : 64;
  int64_t columns = tile.getColumns() * std::max<int64_t>(1, worthwhile / tile.getColumns());
  return std::min<int64_t>(columns, llvm::alignTo(filters, tile.getLanes()));
}

int64_t WinogradConvOp::getGroupColumns() { return getWinogradGroup(getFilters(), getTile()); }

static int64_t getMatrixSize(int64_t rows, int64_t columns, int64_t elementBytes) {
  int64_t cacheLine = onnxc::kCacheLine / elementBytes;
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

static LogicalResult verifyIntegerWinograd(WinogradConvOp op) {
  auto isInteger = [](Value value, unsigned bits) {
    return getShaped(value).getElementType().isSignlessInteger(bits);
  };
  TileAttr tile = op.getTile();
  if (!isInteger(op.getInput(), 16) || !isInteger(op.getWeights(), 8) ||
      !isInteger(op.getSums(), 32) || getDotFacts(tile.getDot()).input != DotFacts::Words)
    return op.emitOpError(
        "needs inputs of i16, weights of i8, sums of i32 and a dot product of words");
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

/// The scratch buffer holds nothing before, and nothing that is needed afterwards.
void WinogradConvOp::getEffects(Effects &effects) {
  addEffects(*this, effects);
  if (getScratch())
    effects.emplace_back(MemoryEffects::Write::get(), &getOperation()->getOpOperand(3));
}
