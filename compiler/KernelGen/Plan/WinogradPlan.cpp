#include "compiler/KernelGen/Plan/WinogradPlan.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace onnxc;
using llvm::divideCeil;

/// Products and transformations run side by side with a part of what comes from far away.
static constexpr double kFarShare = 13.0 / 15;

/// Fewer squares than this in a block would not fill the registers during the products.
static constexpr int64_t kFewestSquares = 10;

/// The output channels whose products are there at a time, about.
static int64_t getGroup(const WinogradShape &shape) {
  return std::min<int64_t>(shape.filters, shape.hasIntegers ? 16 : 64);
}

// Loads, arithmetic and stores, each of the time of a multiply-add: for a vector of the channels of
// one square, and for the taps of a vector of pairs of channels.
static double countInputTransform(int64_t m) { return m == 4 ? 260 : 90; }
static double countOutputTransform(int64_t m) { return m == 4 ? 240 : 90; }
static double countWeightTransform(int64_t m) { return m == 4 ? 150 : 60; }

/// Two products of i16 and two additions take longer than one multiply-add.
static constexpr double kMultiplyAddsOfPair = 1.3;

static int64_t getMatrices(int64_t m) { return (m + 2) * (m + 2); }

static int64_t getSquares(const WinogradShape &shape, int64_t m) {
  return shape.batch * divideCeil(shape.height, m) * divideCeil(shape.width, m);
}

/// The multiply-adds of `rows` by all channels by all output channels.
static double countProducts(const WinogradShape &shape, double rows, int64_t lanes) {
  double products = rows * shape.channels * divideCeil(shape.filters, lanes);
  return shape.hasIntegers ? products / 2 * kMultiplyAddsOfPair : products;
}

/// Of so many multiply-adds, and of numbers of four bytes that come from far away.
static double getTicks(double multiplyAdds, double farNumbers, const TileMachine &machine) {
  return multiplyAdds * machine->getMultiplyAddTicks() +
         farNumbers * 4 * machine->getFarByteTicks() * kFarShare;
}

static double getDirectTicks(const WinogradShape &shape, const TileMachine &machine) {
  double pixels = shape.batch * shape.height * shape.width;
  double numbers = 9 * shape.channels * shape.filters;
  return getTicks(countProducts(shape, 9 * pixels, getWinogradLanes(machine)),
                  shape.hasIntegers ? numbers / 4 : numbers, machine);
}

/// The bytes of the matrices of a block.
static int64_t getScratchBytes(const WinogradShape &shape, int64_t m, int64_t block) {
  int64_t group = getGroup(shape);
  int64_t bytes = shape.hasIntegers ? 2 * shape.channels * (block + group) + 4 * block * group
                                    : 4 * block * (shape.channels + group);
  return getMatrices(m) * bytes;
}

/// What matrices have of the second cache: half, as weights and the image pass through the other
/// half. Those of integers are all of that, and weights among them.
static int64_t getMatrixCache(const WinogradShape &shape, const TileMachine &machine) {
  return shape.hasIntegers ? machine->getL2Bytes() : machine->getL2Bytes() / 2;
}

/// What comes from far away: weights once, or for each block if they do not stay in a quarter of
/// the cache, and matrices that do not fit into their part of it, of which the input's are written
/// once and read for each group of output channels.
static double getFarNumbers(const WinogradShape &shape, const TileMachine &machine,
                            const WinogradPlan &plan) {
  int64_t m = plan.outputTile, squares = getSquares(shape, m);
  double weights =
      double(shape.channels * shape.filters) * (shape.hasIntegers ? 9.0 / 4 : getMatrices(m));
  if (weights * 4 > machine->getL2Bytes() / 4)
    weights *= divideCeil(squares, plan.block);
  if (getScratchBytes(shape, m, plan.block) <= getMatrixCache(shape, machine))
    return weights;
  int64_t groups = divideCeil(shape.filters, getGroup(shape));
  double inputs = double(squares) * shape.channels * (1 + groups),
         products = double(squares) * shape.filters * 2;
  return weights + getMatrices(m) * (shape.hasIntegers ? inputs / 2 : inputs) +
         getMatrices(m) * products;
}

static double getTicks(const WinogradShape &shape, const TileMachine &machine,
                       const WinogradPlan &plan) {
  int64_t m = plan.outputTile, squares = getSquares(shape, m), lanes = getWinogradLanes(machine);
  int64_t filters = divideCeil(shape.filters, lanes),
          channels = divideCeil(shape.channels, shape.hasIntegers ? 2 * lanes : lanes);
  double transforms =
      squares * (channels * countInputTransform(m) + filters * countOutputTransform(m));
  if (shape.hasIntegers)
    transforms += divideCeil(squares, plan.block) * double(filters) * shape.channels / 2 *
                  countWeightTransform(m);
  double products = countProducts(shape, double(squares) * getMatrices(m), lanes);
  return getTicks(products + transforms, getFarNumbers(shape, machine, plan), machine);
}

/// Blocks to choose from: the most squares whose matrices fit into the cache, in blocks of nearly
/// equal size; and all squares, if
/// that is no large amount of memory. None if there is memory for a few squares only.
static llvm::SmallVector<int64_t> getBlocks(const WinogradShape &shape, const TileMachine &machine,
                                            int64_t m, const WinogradMemory &memory) {
  int64_t squares = getSquares(shape, m), fixed = getScratchBytes(shape, m, 0);
  int64_t perSquare = getScratchBytes(shape, m, 1) - fixed;
  int64_t fewest = std::min(squares, kFewestSquares);
  if (fixed + fewest * perSquare > memory.forFewSquares)
    return {};
  int64_t allowed = std::max(fewest, (memory.forManySquares - fixed) / perSquare);
  int64_t fitting = std::min((getMatrixCache(shape, machine) - fixed) / perSquare, allowed);
  int64_t blocks = divideCeil(squares, std::clamp<int64_t>(fitting, 1, squares));
  llvm::SmallVector<int64_t> sizes = {int64_t(divideCeil(squares, blocks))};
  if (blocks > 1 && squares <= allowed &&
      getScratchBytes(shape, m, squares) <= 4 * machine->getL2Bytes())
    sizes.push_back(squares);
  return sizes;
}

static RegisterTile chooseTile(const WinogradShape &shape, const TileMachine &machine,
                               const WinogradPlan &plan) {
  KernelShape products;
  products.pixels = {plan.block};
  products.vectors = divideCeil(shape.filters, getWinogradLanes(machine));
  products.depth = shape.hasIntegers ? shape.channels / 2 : shape.channels;
  products.inputStride = shape.channels * (shape.hasIntegers ? 2 : 4);
  return chooseKernelTile(products, machine);
}

std::optional<WinogradPlan> onnxc::planWinograd(const WinogradShape &shape,
                                                const TileMachine &machine,
                                                const WinogradMemory &memory) {
  int64_t lanes = getWinogradLanes(machine);
  if (shape.hasIntegers && (shape.channels % 2 != 0 || shape.channels < 2 * lanes))
    return std::nullopt;
  if (lanes < 2 || machine->getL2Bytes() == 0 || shape.channels < lanes || shape.filters < lanes)
    return std::nullopt;
  double bestTicks = getDirectTicks(shape, machine);
  std::optional<WinogradPlan> best;
  for (int64_t m : {2, 4}) {
    if (m > shape.largestTile)
      break;
    // Larger squares have more than twice the weights: a little time is not worth that.
    double limit = best ? 0.9 * bestTicks : bestTicks;
    for (int64_t block : getBlocks(shape, machine, m, memory)) {
      WinogradPlan plan{m, block, {}};
      if (double ticks = getTicks(shape, machine, plan); ticks < limit) {
        limit = bestTicks = ticks;
        best = plan;
      }
    }
  }
  if (best)
    best->tile = chooseTile(shape, machine, *best);
  return best;
}
