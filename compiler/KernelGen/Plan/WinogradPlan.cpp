#include "compiler/KernelGen/Plan/WinogradPlan.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace onnxc;
using llvm::divideCeil;

// Times are in multiply-adds of a vector, of which a core that is never stalled does one or two a
// cycle.

/// A number that comes from memory, or from a cache that cores share, at four bytes for each 1.3
/// multiply-adds: some 10 to 20 GB/s.
static constexpr double kFarTime = 1.3;

/// Fewer squares than this in a block would not fill the registers during the products.
static constexpr int64_t kFewestSquares = 12;

/// The output channels whose products are there at a time, about.
static int64_t getGroup(const WinogradShape &shape) {
  return std::min<int64_t>(shape.filters, shape.hasIntegers ? 16 : 64);
}

/// Loads, arithmetic and stores for a vector of the channels of one square.
static double getInputTransformTime(int64_t m) { return m == 4 ? 260 : 90; }
static double getOutputTransformTime(int64_t m) { return m == 4 ? 240 : 90; }
/// The same for the taps of a vector of pairs of channels.
static double getWeightTransformTime(int64_t m) { return m == 4 ? 150 : 60; }

/// Two products of i16 and two additions take longer than one multiply-add.
static constexpr double kPairTime = 1.3;

static int64_t getMatrices(int64_t m) { return (m + 2) * (m + 2); }

static int64_t getSquares(const WinogradShape &shape, int64_t m) {
  return shape.batch * divideCeil(shape.height, m) * divideCeil(shape.width, m);
}

/// `rows` by all channels by all output channels.
static double getProductTime(const WinogradShape &shape, double rows, int64_t lanes) {
  double products = rows * shape.channels * divideCeil(shape.filters, lanes);
  return shape.hasIntegers ? products / 2 * kPairTime : products;
}

static double getDirectTime(const WinogradShape &shape, int64_t lanes) {
  double pixels = shape.batch * shape.height * shape.width;
  double numbers = 9 * shape.channels * shape.filters;
  return getProductTime(shape, 9 * pixels, lanes) +
         kFarTime * (shape.hasIntegers ? numbers / 4 : numbers);
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

static double getTime(const WinogradShape &shape, const TileMachine &machine,
                      const WinogradPlan &plan) {
  int64_t m = plan.outputTile, squares = getSquares(shape, m), lanes = getWinogradLanes(machine);
  int64_t filters = divideCeil(shape.filters, lanes),
          channels = divideCeil(shape.channels, shape.hasIntegers ? 2 * lanes : lanes);
  double transforms =
      squares * (channels * getInputTransformTime(m) + filters * getOutputTransformTime(m));
  if (shape.hasIntegers)
    transforms += divideCeil(squares, plan.block) * double(filters) * shape.channels / 2 *
                  getWeightTransformTime(m);
  return getProductTime(shape, double(squares) * getMatrices(m), lanes) + transforms +
         kFarTime * getFarNumbers(shape, machine, plan);
}

/// Blocks to choose from: the most squares whose matrices fit into the cache, in blocks of nearly
/// equal size; and all squares, if
/// that is no large amount of memory. None if there is memory for a few squares only.
static llvm::SmallVector<int64_t> getBlocks(const WinogradShape &shape, const TileMachine &machine,
                                            int64_t m, int64_t scratchBytes) {
  int64_t squares = getSquares(shape, m), fixed = getScratchBytes(shape, m, 0);
  int64_t perSquare = getScratchBytes(shape, m, 1) - fixed;
  int64_t allowed = (scratchBytes - fixed) / perSquare;
  if (allowed < std::min(squares, kFewestSquares))
    return {};
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
                                                const TileMachine &machine, int64_t scratchBytes) {
  int64_t lanes = getWinogradLanes(machine);
  if (shape.hasIntegers && (shape.channels % 2 != 0 || shape.channels < 2 * lanes))
    return std::nullopt;
  if (lanes < 2 || machine->getL2Bytes() == 0 || shape.channels < lanes || shape.filters < lanes)
    return std::nullopt;
  double bestTime = getDirectTime(shape, lanes);
  std::optional<WinogradPlan> best;
  for (int64_t m : {2, 4}) {
    if (m > shape.largestTile)
      break;
    // Larger squares have more than twice the weights: a little time is not worth that.
    double limit = best ? 0.9 * bestTime : bestTime;
    for (int64_t block : getBlocks(shape, machine, m, scratchBytes)) {
      WinogradPlan plan{m, block, {}};
      if (double time = getTime(shape, machine, plan); time < limit) {
        limit = bestTime = time;
        best = plan;
      }
    }
  }
  if (best)
    best->tile = chooseTile(shape, machine, *best);
  return best;
}
