#include "compiler/Transforms/ContractionTile.h"

#include <algorithm>
#include <limits>

using namespace onnxc;

/// Two multiply-adds a cycle of four cycles latency keep eight under way.
static constexpr int64_t kInFlight = 8;

/// In eighths of a multiply-add. Loads cost a little even where they fit in between.
static int64_t getStepCost(int64_t rows, int64_t vectors) {
  int64_t loads = rows + vectors;
  return 8 * std::max({rows * vectors, loads, kInFlight}) + loads;
}

RegisterTile onnxc::chooseRegisterTile(int64_t rows, int64_t vectors, int64_t registers) {
  RegisterTile best;
  int64_t bestCost = std::numeric_limits<int64_t>::max();
  for (int64_t v = 1; v <= std::min<int64_t>(vectors, registers); ++v)
    for (int64_t r = 1; r <= rows && r * v + v + 1 <= registers; ++r) {
      int64_t cost = 0;
      for (auto [rowTiles, r2] :
           {std::pair(rows / r, r), std::pair<int64_t, int64_t>(rows % r != 0, rows % r)})
        for (auto [vectorTiles, v2] : {std::pair(vectors / v, v),
                                       std::pair<int64_t, int64_t>(vectors % v != 0, vectors % v)})
          cost += rowTiles * vectorTiles * getStepCost(r2, v2);
      if (cost <= bestCost) {
        best = {r, v};
        bestCost = cost;
      }
    }
  return best;
}
