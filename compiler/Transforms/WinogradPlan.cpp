#include "compiler/Transforms/WinogradPlan.h"

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
static constexpr int64_t kGroup = 64;

/// Loads, arithmetic and stores for a vector of the channels of one square.
static double getInputTransformTime(int64_t m) { return m == 4 ? 260 : 90; }
static double getOutputTransformTime(int64_t m) { return m == 4 ? 240 : 90; }

static int64_t getMatrices(int64_t m) { return (m + 2) * (m + 2); }

static int64_t getSquares(const WinogradShape &shape, int64_t m) {
  return shape.batch * divideCeil(shape.height, m) * divideCeil(shape.width, m);
}

static double getDirectTime(const WinogradShape &shape, int64_t lanes) {
  double pixels = shape.batch * shape.height * shape.width;
  double products = 9 * pixels * shape.channels * divideCeil(shape.filters, lanes);
  return products + kFarTime * 9 * shape.channels * shape.filters;
}

/// The bytes of the matrices of a block.
static int64_t getScratchBytes(const WinogradShape &shape, int64_t m, int64_t block) {
  return block * getMatrices(m) * (shape.channels + std::min(shape.filters, kGroup)) * 4;
}

/// What comes from far away: weights once, or for each block if they do not stay in a quarter of
/// the cache, and matrices that do not fit into half of it, of which the input's are written once
/// and read for each group of output channels.
static double getFarNumbers(const WinogradShape &shape, const TileMachine &machine,
                            const WinogradPlan &plan) {
  int64_t m = plan.outputTile, squares = getSquares(shape, m);
  double numbers = shape.channels * shape.filters;
  if (numbers * getMatrices(m) * 4 > machine->getL2Bytes() / 4)
    numbers *= divideCeil(squares, plan.block);
  if (getScratchBytes(shape, m, plan.block) > machine->getL2Bytes() / 2) {
    int64_t groups = divideCeil(shape.filters, kGroup);
    numbers += double(squares) * (shape.channels * (1 + groups) + shape.filters * 2);
  }
  return numbers * getMatrices(m);
}

static double getTime(const WinogradShape &shape, const TileMachine &machine,
                      const WinogradPlan &plan) {
  int64_t m = plan.outputTile, squares = getSquares(shape, m), lanes = getWinogradLanes(machine);
  int64_t channels = divideCeil(shape.channels, lanes), filters = divideCeil(shape.filters, lanes);
  double products = double(squares) * getMatrices(m) * shape.channels * filters;
  double transforms =
      squares * (channels * getInputTransformTime(m) + filters * getOutputTransformTime(m));
  return products + transforms + kFarTime * getFarNumbers(shape, machine, plan);
}

/// Blocks to choose from: the most squares whose matrices fit into half of the cache, as weights
/// and the image pass through the other half, in blocks of nearly equal size; and all squares, if
/// that is no large amount of memory. None if there is memory for a few squares only.
static llvm::SmallVector<int64_t> getBlocks(const WinogradShape &shape, const TileMachine &machine,
                                            int64_t m, int64_t scratchBytes) {
  int64_t squares = getSquares(shape, m);
  int64_t allowed = scratchBytes / getScratchBytes(shape, m, 1);
  if (allowed < std::min(squares, kFewestSquares))
    return {};
  int64_t fitting = std::min(machine->getL2Bytes() / 2 / getScratchBytes(shape, m, 1), allowed);
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
  products.depth = shape.channels;
  products.inputStride = shape.channels * 4;
  return chooseKernelTile(products, machine);
}

std::optional<WinogradPlan> onnxc::planWinograd(const WinogradShape &shape,
                                                const TileMachine &machine, int64_t scratchBytes) {
  int64_t lanes = getWinogradLanes(machine);
  if (lanes < 2 || machine->getL2Bytes() == 0 || shape.channels < lanes || shape.filters < lanes)
    return std::nullopt;
  double bestTime = getDirectTime(shape, lanes);
  std::optional<WinogradPlan> best;
  for (int64_t m : {2, 4}) {
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
