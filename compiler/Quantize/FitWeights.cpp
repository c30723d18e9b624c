#include "compiler/Quantize/FitWeights.h"

#include "compiler/Quantize/NodeWriter.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

int Grid::round(size_t k, double value) const {
  return int(std::clamp(std::nearbyint(value / scales[k]), double(least), double(most)));
}

//===-- One filter -----------------------------------------------------------===//

/// One weight after the other takes the multiple for which the error is least, the others being as
/// they are, until none changes.
std::vector<int> quantize::fitToGrid(ArrayRef<float> filter, const Grid &grid,
                                     ArrayRef<double> products) {
  constexpr int kMostRounds = 20;
  size_t depth = filter.size();
  std::vector<int> steps(depth);
  std::vector<double> slopes(depth, 0); // H * e
  auto move = [&](size_t k, double by) {
    for (size_t i = 0; i < depth; ++i)
      slopes[i] += products[k * depth + i] * by;
  };
  for (size_t k = 0; k < depth; ++k) {
    steps[k] = grid.round(k, filter[k]);
    move(k, double(steps[k]) * grid.scales[k] - filter[k]);
  }
  std::vector<bool> isFixed(depth, false);
  for (size_t k : grid.extremes)
    isFixed[k] = true;
  bool changes = true;
  for (int round = 0; changes && round < kMostRounds; ++round) {
    changes = false;
    for (size_t k = 0; k < depth; ++k) {
      double curvature = products[k * depth + k];
      if (isFixed[k] || curvature <= 0)
        continue;
      double now = double(steps[k]) * grid.scales[k];
      int best = grid.round(k, now - slopes[k] / curvature);
      if (best == steps[k])
        continue;
      move(k, double(best) * grid.scales[k] - now);
      steps[k] = best;
      changes = true;
    }
  }
  return steps;
}

Grid quantize::makeInt8Grid(ArrayRef<float> filter) {
  Grid grid;
  auto isSmaller = [](float a, float b) { return std::abs(a) < std::abs(b); };
  size_t extreme = std::max_element(filter.begin(), filter.end(), isSmaller) - filter.begin();
  float scale = std::max(float(kLeastScale), std::abs(filter[extreme]) / 127);
  grid.scales.assign(filter.size(), scale);
  grid.extremes = {extreme};
  return grid;
}

//===-- All of a contraction -------------------------------------------------===//

namespace {
/// The weights of a contraction as filters, which are not always contiguous.
class Filters {
public:
  Filters(const Weights &weights, MutableArrayRef<float> values)
      : values(values), count(weights.tensor->dims(weights.axis)),
        depth(int64_t(values.size()) / count), areRows(weights.axis == 0) {}

  std::vector<float> get(int64_t filter) const {
    std::vector<float> result(depth);
    for (int64_t k = 0; k < depth; ++k)
      result[k] = values[getPlace(filter, k)];
    return result;
  }

  void set(int64_t filter, ArrayRef<float> result) {
    for (int64_t k = 0; k < depth; ++k)
      values[getPlace(filter, k)] = result[k];
  }

  int64_t getCount() const { return count; }

private:
  int64_t getPlace(int64_t filter, int64_t k) const {
    return areRows ? filter * depth + k : k * count + filter;
  }

  MutableArrayRef<float> values;
  int64_t count, depth;
  bool areRows;
};
} // namespace

/// The means of the products of each two elements; less those of the elements where a bias makes
/// up for these. Of few rows, what two elements have in common is by chance, and counts less. Empty
/// if they are not known.
static std::vector<double> getProducts(const Moments &moments, bool isCorrected) {
  std::vector<double> products(moments.products.size());
  double trust = double(moments.rows) / double(moments.rows + moments.depth);
  for (int64_t i = 0, k = 0; k < int64_t(products.size()); ++i)
    for (int64_t j = 0; j < moments.depth; ++j, ++k) {
      double mean = isCorrected ? moments.getMean(i) * moments.getMean(j) : 0;
      products[k] = (moments.getProduct(i, j) - mean) * (i == j ? 1 : trust);
    }
  return products;
}

/// The filter with the numbers of the grid that are the best, or the nearest where nothing is known
/// of products.
static std::vector<float> round(ArrayRef<float> filter, const Grid &grid,
                                ArrayRef<double> products) {
  std::vector<int> steps;
  if (!products.empty()) {
    steps = fitToGrid(filter, grid, products);
  } else {
    for (size_t k = 0; k < filter.size(); ++k)
      steps.push_back(grid.round(k, filter[k]));
  }
  std::vector<float> rounded;
  for (auto [step, scale] : llvm::zip_equal(steps, grid.scales))
    rounded.push_back(float(step) * scale);
  return rounded;
}

/// What sums differ by on average.
static double getMeanError(ArrayRef<float> filter, ArrayRef<float> rounded,
                           const Moments &moments) {
  double error = 0;
  for (size_t k = 0; k < filter.size(); ++k)
    error += (double(rounded[k]) - filter[k]) * moments.getMean(int64_t(k));
  return error;
}

static void fit(ModelGraph &graph, proto::NodeProto &node, const Weights &weights,
                ArrayRef<Moments> moments, const FitOptions &options, MakeGrid makeGrid) {
  std::vector<float> values(getValues(*weights.tensor));
  Filters filters(weights, values);
  int64_t count = filters.getCount(), perGroup = count / int64_t(moments.size());
  // A MatMul has no bias.
  bool hasBias = !isOperator(node, "MatMul");
  std::vector<float> biases(count, 0);
  StringRef oldBias = quantize::getInput(node, 2);
  if (!oldBias.empty())
    biases = getValues(*graph.getFloats(oldBias)).vec();
  std::vector<double> products;
  for (int64_t i = 0; i < count; ++i) {
    const Moments &rows = moments[i / perGroup];
    if (i % perGroup == 0 && options.fitWeights)
      products = getProducts(rows, hasBias && options.correctBiases);
    std::vector<float> filter = filters.get(i);
    std::vector<float> rounded = round(filter, makeGrid(filter), products);
    filters.set(i, rounded);
    biases[i] -= float(getMeanError(filter, rounded, rows));
  }
  std::vector<int64_t> dims = getDims(*weights.tensor).vec();
  std::string name = weights.tensor->name();
  node.set_input(1, graph.addFloats(name + "_fitted", dims, values));
  if (!options.correctBiases || !hasBias)
    return;
  if (node.input_size() == 2)
    node.add_input();
  node.set_input(2, graph.addFloats(name + "_bias_corrected", count, biases));
}

void quantize::fitContractions(ModelGraph &graph, const Placement &placement,
                               const llvm::StringMap<RankedTensorType> &types,
                               const std::map<std::string, std::vector<Moments>> &moments,
                               const FitOptions &options, MakeGrid makeGrid) {
  for (proto::NodeProto *node : placement.contractions)
    if (auto found = moments.find(node->output(0)); found != moments.end())
      fit(graph, *node, *getWeights(graph, *node, types), found->second, options, makeGrid);
  graph.update();
}
