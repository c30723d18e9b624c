#include "compiler/Transforms/WinogradPlan.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace onnxc;
using llvm::divideCeil;

// Times are in multiply-adds of a vector, of which a core that is never stalled does one or two a
// cycle.

/// A weight that comes from memory, or from a cache that cores share, at four bytes for each 1.3
/// multiply-adds: some 10 to 20 GB/s.
static constexpr double kWeightTime = 1.3;

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
  return products + kWeightTime * 9 * shape.channels * shape.filters;
}

static double getTime(const WinogradShape &shape, int64_t lanes, const WinogradPlan &plan) {
  int64_t m = plan.outputTile, matrices = getMatrices(m), squares = getSquares(shape, m);
  int64_t channels = divideCeil(shape.channels, lanes), filters = divideCeil(shape.filters, lanes);
  double products = double(squares) * matrices * shape.channels * filters;
  double transforms =
      squares * (channels * getInputTransformTime(m) + filters * getOutputTransformTime(m));
  double weights =
      double(divideCeil(squares, plan.block)) * matrices * shape.channels * shape.filters;
  return products + transforms + kWeightTime * weights;
}

/// How many squares have matrices that take half of the cache: weights and the image pass through
/// the other half. Blocks are of nearly equal size.
static int64_t getBlock(const WinogradShape &shape, const WinogradMachine &machine, int64_t m) {
  // Products are there for one group of output channels at a time.
  constexpr int64_t kGroup = 64;
  int64_t bytes = getMatrices(m) * (shape.channels + std::min(shape.filters, kGroup)) * 4;
  int64_t squares = getSquares(shape, m);
  int64_t fitting = std::clamp<int64_t>(machine.cacheBytes / 2 / bytes, 1, squares);
  return divideCeil(squares, divideCeil(squares, fitting));
}

static RegisterTile chooseTile(const WinogradShape &shape, const WinogradMachine &machine,
                               const WinogradPlan &plan) {
  KernelShape products;
  products.pixels = {plan.block};
  products.vectors = divideCeil(shape.filters, machine.getLanes());
  products.depth = shape.channels;
  products.inputStride = shape.channels * 4;
  return chooseKernelTile(products, machine.tiles);
}

std::optional<WinogradPlan> onnxc::planWinograd(const WinogradShape &shape,
                                                const WinogradMachine &machine) {
  int64_t lanes = machine.getLanes();
  if (lanes < 2 || machine.cacheBytes == 0 || shape.channels < lanes || shape.filters < lanes)
    return std::nullopt;
  double bestTime = getDirectTime(shape, lanes);
  std::optional<WinogradPlan> best;
  for (int64_t m : {2, 4}) {
    WinogradPlan plan{m, getBlock(shape, machine, m), {}};
    if (double time = getTime(shape, lanes, plan); time < bestTime) {
      bestTime = time;
      best = plan;
    }
  }
  if (best)
    best->tile = chooseTile(shape, machine, *best);
  return best;
}
