#include "compiler/Quantize/Equalize.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

namespace {
/// Two contractions with the channels that the first one makes and the second one reads.
struct Pair {
  proto::NodeProto *first = nullptr, *second = nullptr;
  int64_t channels = 0;
};
} // namespace

static bool isDepthwise(const proto::NodeProto &node, ArrayRef<int64_t> weights) {
  return isOperator(node, "Conv") && weights[1] == 1 && getInt(node, "group", 1) == weights[0];
}

/// The contraction that alone makes what `second` reads.
static std::optional<Pair> findPair(const ModelGraph &graph, proto::NodeProto &second,
                                    const llvm::StringMap<RankedTensorType> &types) {
  StringRef value = second.input(0);
  proto::NodeProto *first = graph.getMaker(value);
  if (first && isOperator(*first, "Relu") && graph.getOnlyReader(value)) {
    value = first->input(0);
    first = graph.getMaker(value);
  }
  if (!first || !graph.getOnlyReader(value) || !graph.getOnlyReader(second.input(0)))
    return std::nullopt;
  std::optional<Weights> before = getWeights(graph, *first, types);
  std::optional<Weights> after = getWeights(graph, second, types);
  if (!before || !after || isOperator(*first, "Conv") != isOperator(second, "Conv"))
    return std::nullopt;
  ArrayRef<int64_t> dims = getDims(*after->tensor);
  if (isOperator(second, "Conv") && getInt(second, "group", 1) != 1 && !isDepthwise(second, dims))
    return std::nullopt;
  return Pair{first, &second, before->tensor->dims(before->axis)};
}

/// The channel of the input that each element of the second one's weights belongs to.
static std::vector<int64_t> getInputChannels(const Pair &pair, const Weights &weights) {
  ArrayRef<int64_t> dims = getDims(*weights.tensor);
  int64_t axis = isDepthwise(*pair.second, dims) ? 0 : 1 - weights.axis, stride = 1;
  for (int64_t dim : dims.drop_front(axis + 1))
    stride *= dim;
  std::vector<int64_t> channels(getValues(*weights.tensor).size());
  for (size_t i = 0; i < channels.size(); ++i)
    channels[i] = int64_t(i) / stride % dims[axis];
  return channels;
}

/// What each channel between them is divided by: as much as its magnitude exceeds the mean if the
/// second one's filters have a channel each, whose scales follow; the root of that, less the root
/// of what its weights exceed theirs by, if they share scales.
static std::vector<double> chooseFactors(const Pair &pair, const Weights &weights,
                                         ArrayRef<int64_t> inputChannels,
                                         ArrayRef<Moments> moments) {
  std::vector<double> activations(pair.channels, 0), after(pair.channels, 0);
  bool isAlone = isDepthwise(*pair.second, getDims(*weights.tensor));
  for (auto [group, rows] : llvm::enumerate(moments))
    for (auto [k, magnitude] : llvm::enumerate(rows.magnitudes)) {
      size_t taps = rows.magnitudes.size() / (isAlone ? 1 : pair.channels);
      double &most = activations[isAlone ? group : k / taps];
      most = std::max<double>(most, magnitude);
    }
  for (auto [channel, value] : llvm::zip_equal(inputChannels, getValues(*weights.tensor)))
    after[channel] = std::max<double>(after[channel], std::abs(value));
  std::vector<double> factors(pair.channels, 1);
  double sum = 0;
  int64_t count = 0;
  for (int64_t i = 0; i < pair.channels; ++i) {
    if (activations[i] <= 0 || after[i] <= 0)
      continue;
    factors[i] = isAlone ? activations[i] : std::sqrt(activations[i] / after[i]);
    sum += std::log(factors[i]);
    ++count;
  }
  double mean = count ? std::exp(sum / double(count)) : 1;
  // More would make small channels' noise large.
  for (int64_t i = 0; i < pair.channels; ++i)
    if (activations[i] > 0 && after[i] > 0)
      factors[i] = std::clamp(factors[i] / mean, 0.1, 10.0);
  return factors;
}

/// Gives `node` a copy of its input `index` whose elements are changed: others may read that.
template <typename Change>
static void changeConstant(ModelGraph &graph, proto::NodeProto &node, int index, Change change) {
  const proto::TensorProto &tensor = *graph.getFloats(node.input(index));
  std::vector<float> values(getValues(tensor));
  for (auto [i, value] : llvm::enumerate(values))
    value = float(change(double(value), int64_t(i)));
  std::vector<int64_t> dims = getDims(tensor).vec();
  std::string name = tensor.name() + "_equalized";
  node.set_input(index, graph.addFloats(name, dims, values));
}

static void apply(ModelGraph &graph, const Pair &pair, const Weights &first,
                  ArrayRef<int64_t> inputChannels, ArrayRef<double> factors) {
  int64_t stride = 1;
  for (int64_t dim : getDims(*first.tensor).drop_front(first.axis + 1))
    stride *= dim;
  changeConstant(graph, *pair.first, 1, [&](double value, int64_t i) {
    return value / factors[i / stride % pair.channels];
  });
  if (!getInput(*pair.first, 2).empty())
    changeConstant(graph, *pair.first, 2,
                   [&](double value, int64_t i) { return value / factors[i % pair.channels]; });
  changeConstant(graph, *pair.second, 1,
                 [&](double value, int64_t i) { return value * factors[inputChannels[i]]; });
}

void quantize::equalizeChannels(ModelGraph &graph, const Placement &placement,
                                const llvm::StringMap<RankedTensorType> &types,
                                const std::map<std::string, std::vector<Moments>> &moments) {
  for (proto::NodeProto *second : placement.contractions) {
    std::optional<Pair> pair = findPair(graph, *second, types);
    if (!pair)
      continue;
    Weights after = *getWeights(graph, *second, types);
    std::vector<int64_t> channels = getInputChannels(*pair, after);
    std::vector<double> factors =
        chooseFactors(*pair, after, channels, moments.at(second->output(0)));
    apply(graph, *pair, *getWeights(graph, *pair->first, types), channels, factors);
  }
  graph.update();
}
