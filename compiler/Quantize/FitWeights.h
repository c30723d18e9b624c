// Weights and biases that make rounding do less harm to the results of a contraction.
#ifndef ONNXC_COMPILER_QUANTIZE_FITWEIGHTS_H
#define ONNXC_COMPILER_QUANTIZE_FITWEIGHTS_H

#include "compiler/Quantize/Moments.h"

namespace onnxc::quantize {

/// The numbers that one filter may be rounded to.
struct Grid {
  /// For each weight its scale, of which it becomes a multiple from `least` to `most`.
  std::vector<float> scales;
  int least = -127, most = 127;
  /// Those that scales are chosen by; they are rounded to the nearest multiple.
  std::vector<size_t> extremes;

  int round(size_t k, double value) const;
};

/// Multiples of the scales whose errors e have the least e * H * e, or nearly so: it is never above
/// that of the nearest multiples. H, row by row, has the means of the products of each two elements
/// that the weights are multiplied with, so that this is the mean square error of the sums.
std::vector<int> fitToGrid(llvm::ArrayRef<float> filter, const Grid &grid,
                           llvm::ArrayRef<double> products);

/// How rounding errors of weights are made smaller.
struct FitOptions {
  /// Rounds weights by what the layer's results become, not each to its nearest neighbour.
  bool fitWeights = false;
  /// Adds to biases what rounded weights make results differ by on average.
  bool correctBiases = false;

  bool isSet() const { return fitWeights || correctBiases; }
};

/// What makes a grid of a filter.
using MakeGrid = llvm::function_ref<Grid(llvm::ArrayRef<float>)>;

/// Gives the contractions weights that are numbers of the grid, and biases to go with them.
void fitContractions(ModelGraph &graph, const Placement &placement,
                     const llvm::StringMap<mlir::RankedTensorType> &types,
                     const std::map<std::string, std::vector<Moments>> &moments,
                     const FitOptions &options, MakeGrid makeGrid);

/// The grid of INT8 with one scale.
Grid makeInt8Grid(llvm::ArrayRef<float> filter);

} // namespace onnxc::quantize

#endif
