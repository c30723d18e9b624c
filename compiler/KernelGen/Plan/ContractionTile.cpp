#include "compiler/KernelGen/Plan/ContractionTile.h"

#include <algorithm>
#include <limits>

using namespace onnxc;

/// The loop's own instructions.
static constexpr int64_t kLoop = 2;

/// Loads, and what the loop itself takes, cost an eighth even where they fit in between.
static int64_t getStepCost(int64_t rows, int64_t vectors, const ContractionMachine &machine) {
  int64_t loads = rows * (machine.broadcasts ? 1 : 2) + vectors;
  int64_t operations = std::max(rows * vectors, loads) * machine.multiplyAddTicks;
  return std::max(operations, machine.latencyTicks) +
         (loads + kLoop) * machine.multiplyAddTicks / 8;
}

/// The cost of `rows` by `vectors` results in tiles of `tile`.
static int64_t getCost(int64_t rows, int64_t vectors, RegisterTile tile,
                       const ContractionMachine &machine) {
  int64_t cost = 0;
  for (Segment row : splitLoop(rows, tile.rows))
    for (Segment vector : splitLoop(vectors, tile.vectors))
      cost += row.count * vector.count * getStepCost(row.width, vector.width, machine);
  return cost;
}

/// The rows of the best tile with `vectors` vectors, of all that are needed; at least one.
static int64_t chooseRows(int64_t rows, int64_t vectors, const ContractionMachine &machine) {
  int64_t best = 1, bestCost = std::numeric_limits<int64_t>::max();
  for (int64_t r = 1; r <= rows && machine.holds({r, vectors}); ++r)
    if (int64_t cost = getCost(rows, vectors, {r, vectors}, machine); cost <= bestCost) {
      best = r;
      bestCost = cost;
    }
  return best;
}

RegisterTile onnxc::chooseRegisterTile(int64_t rows, int64_t vectors,
                                       const ContractionMachine &machine) {
  RegisterTile best;
  int64_t bestCost = std::numeric_limits<int64_t>::max();
  for (int64_t v = 1; v <= vectors && machine.holds({1, v}); ++v) {
    RegisterTile tile{chooseRows(rows, v, machine), v};
    if (int64_t cost = getCost(rows, vectors, tile, machine); cost <= bestCost) {
      best = tile;
      bestCost = cost;
    }
  }
  return best;
}

llvm::SmallVector<Segment> onnxc::splitLoop(int64_t size, int64_t width) {
  llvm::SmallVector<Segment> segments;
  if (size >= width)
    segments.push_back({0, size / width, width});
  if (size % width)
    segments.push_back({size - size % width, 1, size % width});
  return segments;
}

llvm::SmallVector<Segment> onnxc::splitEvenly(int64_t size, int64_t width) {
  int64_t tiles = (size + width - 1) / width;
  int64_t wide = (size + tiles - 1) / tiles;
  int64_t wideTiles = size - tiles * (wide - 1);
  llvm::SmallVector<Segment> segments = {{0, wideTiles, wide}};
  if (wideTiles < tiles)
    segments.push_back({wideTiles * wide, tiles - wideTiles, wide - 1});
  return segments;
}

static llvm::SmallVector<int64_t> getVectorBegins(int64_t vectors, int64_t lanes) {
  llvm::SmallVector<int64_t> begins;
  for (int64_t i = 0; i < vectors; ++i)
    begins.push_back(i * lanes);
  return begins;
}

llvm::SmallVector<LaneSegment> onnxc::splitLanes(int64_t rows, int64_t size, int64_t lanes,
                                                 const ContractionMachine &machine, bool uniform) {
  bool overlaps = size % lanes != 0;
  int64_t vectors = size / lanes + overlaps;
  // Half of the registers for sums, as neighbouring rows share what they read.
  int64_t sums = std::max<int64_t>(1, machine.registers / 2);
  RegisterTile tile = {std::min(rows, sums), std::clamp<int64_t>(sums / rows, 1, vectors)};
  if (uniform)
    tile = chooseRegisterTile(rows, vectors, machine);
  int64_t whole = vectors / tile.vectors, rest = vectors % tile.vectors;
  // The last tile has at least the two vectors that overlap.
  while (overlaps && rest < 2) {
    --whole;
    rest += tile.vectors;
  }

  llvm::SmallVector<LaneSegment> segments;
  int64_t width = tile.vectors * lanes;
  if (whole > 0)
    segments.push_back({{0, whole, width}, getVectorBegins(tile.vectors, lanes), tile.rows});
  if (rest > 0) {
    int64_t begin = whole * width;
    llvm::SmallVector<int64_t> begins = getVectorBegins(rest, lanes);
    begins.back() = size - lanes - begin;
    segments.push_back(
        {{begin, 1, size - begin},
         begins,
         uniform ? chooseRows(rows, rest, machine) : std::clamp<int64_t>(sums / rest, 1, rows)});
  }
  return segments;
}
