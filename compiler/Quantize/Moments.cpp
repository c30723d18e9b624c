#include "compiler/Quantize/Moments.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

/// Moments are as exact with some rows as with all.
constexpr int64_t kMostSamples = 128, kMostRows = 256;
/// Longer rows have products that would take too much memory and time.
constexpr int64_t kMostDepth = 2048;
/// How many products are counted in one pass over the samples.
constexpr int64_t kMostProducts = int64_t(1) << 25;

void Moments::add(ArrayRef<float> row) {
  ++rows;
  for (int64_t i = 0; i < depth; ++i) {
    sums[i] += row[i];
    magnitudes[i] = std::max(magnitudes[i], std::abs(row[i]));
  }
  if (!hasProducts())
    return;
  for (int64_t i = 0; i < depth; ++i) {
    double factor = row[i];
    // Zeros, of which a Relu makes many, add nothing.
    if (factor == 0)
      continue;
    double *to = products.data() + i * depth;
    for (int64_t j = 0; j < depth; ++j)
      to[j] += factor * row[j];
  }
}

//===-- Rows of an input -----------------------------------------------------===//

namespace {
/// How a contraction reads its input: the sizes of space, from outside to inside.
struct Window {
  int64_t groups = 1, channels = 1;
  SmallVector<int64_t> input, output, kernel, strides, dilations, begins;

  int64_t getTaps() const { return llvm::product_of(kernel); }
  int64_t getDepth() const { return channels / groups * getTaps(); }
};
} // namespace

static SmallVector<int64_t> getInts(const proto::NodeProto &node, StringRef name, size_t count,
                                    int64_t otherwise) {
  const proto::AttributeProto *attribute = findAttribute(node, name);
  if (!attribute || attribute->ints_size() == 0)
    return SmallVector<int64_t>(count, otherwise);
  return SmallVector<int64_t>(attribute->ints().begin(), attribute->ints().end());
}

static Window getWindow(const proto::NodeProto &conv, const proto::TensorProto &weights,
                        RankedTensorType input, RankedTensorType output) {
  Window window;
  window.groups = getInt(conv, "group", 1);
  window.channels = input.getDimSize(1);
  window.input.assign(input.getShape().begin() + 2, input.getShape().end());
  window.output.assign(output.getShape().begin() + 2, output.getShape().end());
  window.kernel.assign(getDims(weights).begin() + 2, getDims(weights).end());
  size_t rank = window.kernel.size();
  window.strides = getInts(conv, "strides", rank, 1);
  window.dilations = getInts(conv, "dilations", rank, 1);
  window.begins = getInts(conv, "pads", 2 * rank, 0);
  window.begins.truncate(rank);
  const proto::AttributeProto *automatic = findAttribute(conv, "auto_pad");
  if (!automatic || !StringRef(automatic->s()).starts_with("SAME"))
    return window;
  for (size_t i = 0; i < rank; ++i) {
    int64_t needed = (window.output[i] - 1) * window.strides[i] +
                     (window.kernel[i] - 1) * window.dilations[i] + 1 - window.input[i];
    needed = std::max<int64_t>(needed, 0);
    window.begins[i] = automatic->s() == "SAME_LOWER" ? (needed + 1) / 2 : needed / 2;
  }
  return window;
}

/// Splits `index` into positions in `sizes`.
static SmallVector<int64_t> delinearize(int64_t index, ArrayRef<int64_t> sizes) {
  SmallVector<int64_t> positions(sizes.size());
  for (size_t i = sizes.size(); i-- > 0; index /= sizes[i])
    positions[i] = index % sizes[i];
  return positions;
}

/// Reads what lies under a filter of `group` at `pixel` of one image.
static void readPatch(const Window &window, const float *image, int64_t group, int64_t pixel,
                      MutableArrayRef<float> row) {
  int64_t plane = llvm::product_of(window.input), taps = window.getTaps(),
          channels = window.channels / window.groups;
  SmallVector<int64_t> at = delinearize(pixel, window.output);
  for (int64_t tap = 0; tap < taps; ++tap) {
    SmallVector<int64_t> offset = delinearize(tap, window.kernel);
    int64_t place = 0;
    bool isInside = true;
    for (size_t i = 0; i < at.size(); ++i) {
      int64_t position =
          at[i] * window.strides[i] + offset[i] * window.dilations[i] - window.begins[i];
      isInside &= position >= 0 && position < window.input[i];
      place = place * window.input[i] + position;
    }
    for (int64_t channel = 0; channel < channels; ++channel)
      row[channel * taps + tap] =
          isInside ? image[(group * channels + channel) * plane + place] : 0;
  }
}

/// Calls `visit` with some of `count` numbers.
template <typename Visit> static void visitSome(int64_t count, Visit visit) {
  int64_t some = std::min(count, kMostRows);
  for (int64_t i = 0; i < some; ++i)
    visit(i * count / some);
}

static void addImages(const Window &window, ArrayRef<float> input, std::vector<Moments> &moments) {
  int64_t pixels = llvm::product_of(window.output);
  int64_t size = window.channels * llvm::product_of(window.input);
  std::vector<float> row(window.getDepth());
  visitSome(int64_t(input.size()) / size * pixels, [&](int64_t i) {
    for (int64_t group = 0; group < window.groups; ++group) {
      readPatch(window, input.data() + i / pixels * size, group, i % pixels, row);
      moments[group].add(row);
    }
  });
}

static void addRows(ArrayRef<float> input, Moments &moments) {
  visitSome(int64_t(input.size()) / moments.depth,
            [&](int64_t i) { moments.add(input.slice(i * moments.depth, moments.depth)); });
}

//===-- Passes over the samples ----------------------------------------------===//

namespace {
/// A contraction whose moments are counted.
struct Counted {
  std::string input, result;
  std::optional<Window> window;
  int64_t depth = 0;
  bool wantsProducts = false;

  int64_t getGroups() const { return window ? window->groups : 1; }
  int64_t countProducts() const { return depth > kMostDepth ? 0 : depth * depth * getGroups(); }

  std::vector<Moments> makeMoments() const {
    Moments zero;
    zero.depth = depth;
    zero.sums.assign(depth, 0);
    zero.magnitudes.assign(depth, 0);
    if (countProducts() > 0)
      zero.products.assign(depth * depth, 0);
    return std::vector<Moments>(getGroups(), zero);
  }

  void add(ArrayRef<float> values, std::vector<Moments> &moments) const {
    if (window)
      addImages(*window, values, moments);
    else
      addRows(values, moments.front());
  }
};
} // namespace

static Counted describe(const ModelGraph &graph, const proto::NodeProto &node,
                        const llvm::StringMap<RankedTensorType> &types, bool wantsProducts) {
  Weights weights = *getWeights(graph, node, types);
  Counted counted{node.input(0), node.output(0), std::nullopt, 0, wantsProducts};
  if (isOperator(node, "Conv")) {
    counted.window =
        getWindow(node, *weights.tensor, types.lookup(node.input(0)), types.lookup(node.output(0)));
    counted.depth = counted.window->getDepth();
  } else {
    counted.depth = weights.tensor->dims(1 - weights.axis);
  }
  return counted;
}

using AllMoments = std::map<std::string, std::vector<Moments>>;

/// Runs `model` on samples and adds what `contractions` read.
static LogicalResult count(const proto::ModelProto &model, ArrayRef<Counted> contractions,
                           const Samples &samples, const ModelSource &source, AllMoments &moments) {
  std::vector<std::string> values;
  for (const Counted &counted : contractions) {
    values.push_back(counted.input);
    moments[counted.result] = counted.makeMoments();
  }
  FailureOr<HostModel> tapped = compileTapped(model, values, source);
  if (failed(tapped))
    return failure();
  const ModelSignature &signature = tapped->getSignature();
  llvm::StringMap<ArrayRef<float>> known;
  auto note = [&](ArrayRef<ModelValue> values, ArrayRef<HostTensor> tensors) {
    for (auto [value, tensor] : llvm::zip_equal(values, tensors))
      known[value.name] = {reinterpret_cast<const float *>(tensor.bytes.data()),
                           tensor.bytes.size() / sizeof(float)};
  };
  int64_t seen = 0;
  auto add = [&](ArrayRef<HostTensor> inputs) -> LogicalResult {
    if (seen++ >= kMostSamples)
      return success();
    FailureOr<std::vector<HostTensor>> outputs = tapped->run(inputs);
    if (failed(outputs))
      return failure();
    note(signature.inputs, inputs);
    note(signature.outputs, *outputs);
    for (const Counted &counted : contractions)
      counted.add(known.lookup(counted.input), moments[counted.result]);
    return success();
  };
  return visitSamples(samples, signature.inputs, source.loc.getContext(), add);
}

FailureOr<AllMoments> quantize::findMoments(const proto::ModelProto &model, const ModelGraph &graph,
                                            const Placement &placement,
                                            const llvm::StringMap<RankedTensorType> &types,
                                            bool wantsProducts, const Samples &samples,
                                            const ModelSource &source) {
  std::vector<Counted> all;
  for (const proto::NodeProto *node : placement.contractions)
    all.push_back(describe(graph, *node, types, wantsProducts));
  AllMoments moments;
  for (ArrayRef<Counted> rest = all; !rest.empty();) {
    int64_t products = rest.front().countProducts();
    size_t size = 1;
    while (size < rest.size() && products + rest[size].countProducts() <= kMostProducts)
      products += rest[size++].countProducts();
    if (failed(count(model, rest.take_front(size), samples, source, moments)))
      return failure();
    rest = rest.drop_front(size);
  }
  return moments;
}
