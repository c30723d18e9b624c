#include "compiler/KernelGen/Plan/KernelTile.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <limits>
#include <numeric>

using namespace onnxc;

/// Start and end of a tile beside its loads and stores: addresses, the first products.
static constexpr int64_t kTicksPerTile = 30 * kernel::kTicksPerCycle;

int64_t onnxc::getPixelVectors(int64_t vectors, int64_t lanes) {
  // The offset of such a load is at most 63 vectors.
  constexpr int64_t reachedVectors = 64;
  return kPixelVectors * lanes * vectors <= reachedVectors ? kPixelVectors : 1;
}

/// Rows that a core without vectors has integer registers for.
static constexpr int64_t kScalarRows = 4;

int64_t onnxc::getMostRows(int64_t vectors, const TileMachine &machine) {
  // Beside the sums, a register for each vector of weights and one to spare; and one for the
  // pixel at hand, or where lanes of pixels are factors, those of each row.
  int64_t perRow = machine.multipliesByLane() ? kPixelVectors : 0;
  int64_t free = machine.getRegisters() - 1 - vectors - (machine.multipliesByLane() ? 0 : 1);
  int64_t rows = std::max<int64_t>(1, free / (vectors + perRow));
  // A load of a scalar has a short offset, so each row takes a pointer.
  return machine.hasVectors() ? rows : std::min<int64_t>(rows, kScalarRows);
}

bool onnxc::conflictInCache(int64_t rows, int64_t stride, kernel::MachineAttr machine) {
  int64_t period = machine.getL1Bytes() / machine.getL1Ways();
  if (period == 0 || stride <= 0)
    return false;
  int64_t apart = period / std::gcd(stride, period);
  // Weights and results take ways, too.
  return llvm::divideCeil(rows, apart) > uint64_t(machine.getL1Ways()) / 4 * 3;
}

/// One product for each of `rows` by `vectors` vectors.
static int64_t getStepCost(int64_t rows, int64_t vectors, const KernelShape &shape,
                           const TileMachine &machine) {
  int64_t lanes = std::max<int64_t>(1, machine->getVectorBytes() / shape.sumBytes);
  int64_t pixelLoads = machine.multipliesByLane() ? llvm::divideCeil(rows, lanes) : rows;
  int64_t operations = std::max(rows * vectors, pixelLoads + vectors);
  int64_t cost = std::max(operations * machine->getMultiplyAddTicks(), machine->getLatencyTicks());
  if (machine->getL1Bytes() == 0)
    return cost;
  if (conflictInCache(rows, shape.inputStride, machine))
    cost += rows * machine->getMissTicks();
  return cost + (vectors * machine->getVectorBytes() + rows * shape.sumBytes) *
                    machine->getStreamedByteTicks();
}

static int64_t getTileCost(int64_t rows, int64_t vectors, const KernelShape &shape,
                           const TileMachine &machine) {
  int64_t stores = rows * vectors * 2 * machine->getMultiplyAddTicks();
  if (conflictInCache(rows, shape.resultStride, machine))
    stores += rows * vectors * machine->getMissTicks();
  return shape.depth * getStepCost(rows, vectors, shape, machine) + stores + kTicksPerTile;
}

/// All tiles of a panel of `vectors` vectors.
static int64_t getPanelCost(int64_t rows, int64_t vectors, const KernelShape &shape,
                            const TileMachine &machine) {
  kernel::PixelTile tile = kernel::choosePixelTile(shape.pixels, rows);
  int64_t cost = 0, tiles = 0;
  for (Segment width : splitEvenly(shape.pixels[tile.inner], tile.width))
    for (Segment height : splitEvenly(tile.outer ? shape.pixels[*tile.outer] : 1, tile.height)) {
      int64_t count = width.count * height.count;
      tiles += count;
      cost += count * getTileCost(width.width * height.width, vectors, shape, machine);
    }
  // A panel that fills much of the second cache comes from beyond it again for each tile.
  int64_t panelBytes = shape.depth * vectors * machine->getVectorBytes();
  bool staysInCache = machine->getL2Bytes() == 0 || panelBytes <= machine->getL2Bytes() / 3;
  return staysInCache ? cost : cost + (tiles - 1) * panelBytes * machine->getFarByteTicks();
}

RegisterTile onnxc::chooseKernelTile(const KernelShape &shape, const TileMachine &machine) {
  RegisterTile best;
  int64_t bestCost = std::numeric_limits<int64_t>::max();
  for (int64_t vectors = 1; vectors <= shape.vectors && 2 * vectors + 2 <= machine.getRegisters();
       ++vectors)
    for (int64_t rows = llvm::alignDown(getMostRows(vectors, machine), shape.rowsOfSum); rows > 0;
         rows -= shape.rowsOfSum) {
      int64_t cost = shape.vectors / vectors * getPanelCost(rows, vectors, shape, machine);
      if (int64_t rest = shape.vectors % vectors)
        cost += getPanelCost(rows, rest, shape, machine);
      if (cost < bestCost) {
        best = {rows, vectors};
        bestCost = cost;
      }
    }
  return best;
}
