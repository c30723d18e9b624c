#include "compiler/Quantize/StaticQuantizer.h"

#include "compiler/Quantize/InsertQuantization.h"
#include "compiler/Quantize/NodeWriter.h"
#include "compiler/Quantize/QuantizeTables.h"
#include "compiler/Quantize/Sensitivity.h"

#include <cmath>
#include <numeric>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;
using proto::TensorProto;

/// How many samples tell what a layer does alone.
static constexpr int64_t kSamplesForHarm = 16;

//===-- Ranges ---------------------------------------------------------------===//

LogicalResult StaticQuantizer::findRanges(const Placement &placement) {
  std::vector<std::string> owners = placement.getOwners();
  ranges = options.ranges;
  if (samples) {
    FailureOr<Calibration> found = calibrate(model, owners, *samples, source);
    if (failed(found))
      return failure();
    calibration = std::move(*found);
    for (const auto &[name, histogram] : calibration.values)
      ranges[name] = histogram.choose(options.method);
  }
  for (const std::string &owner : owners)
    if (!ranges.count(owner))
      return emitError(source.loc) << "there is no range for value '" << owner << "'";
  return success();
}

//===-- Harm -----------------------------------------------------------------===//

static double toDecibels(double signal, double noise) {
  return noise == 0 ? INFINITY : 10 * std::log10(signal / noise);
}

static double getWeightSqnr(const Weights &weights) {
  const TensorProto &tensor = *weights.tensor;
  std::vector<float> scales = getScales(tensor, weights.axis);
  std::string elements = quantizeElements(tensor, weights.axis, scales, TensorProto::INT8);
  int64_t stride = 1, count = tensor.dims(weights.axis);
  for (int64_t dim : getDims(tensor).drop_front(weights.axis + 1))
    stride *= dim;
  double signal = 0, noise = 0;
  for (auto [i, value] : llvm::enumerate(getValues(tensor))) {
    double rounded = double(int8_t(elements[i])) * scales[int64_t(i) / stride % count];
    signal += double(value) * value;
    noise += (rounded - value) * (rounded - value);
  }
  return toDecibels(signal, noise);
}

/// Describes the contractions, and measures what each does alone.
LogicalResult StaticQuantizer::findHarm(ModelGraph &graph, const Placement &placement) {
  for (const proto::NodeProto *node : placement.contractions) {
    QuantizationReport::Layer &layer = report.layers.emplace_back();
    layer.node = getNodeName(*node).str();
    layer.op = node->op_type();
    layer.input = node->input(0);
    std::string owner = placement.getParametersOf(layer.input).str();
    layer.range = ranges.at(owner);
    Parameters parameters = getParameters(layer.range, options.isSigned);
    layer.scale = parameters.scale;
    layer.zeroPoint = parameters.zeroPoint;
    layer.histogram = calibration.values[owner];
    layer.inputSqnr = toDecibels(layer.histogram.getMeanSquare(),
                                 layer.histogram.getMeanSquareError(layer.range));
    Weights weights = *getWeights(graph, *node, types);
    layer.weightSqnr = getWeightSqnr(weights);
    layer.bytes = getValues(*weights.tensor).size();
    layer.floatBytes = layer.bytes * sizeof(float);
  }
  FailureOr<GatedModel> created =
      GatedModel::create(graph.getModel(), placement, ranges, types, options.isSigned, source);
  if (failed(created))
    return failure();
  gated.emplace(std::move(*created));
  size_t count = report.layers.size();
  std::vector<std::vector<bool>> alone(count, std::vector<bool>(count, false));
  for (size_t i = 0; i < count; ++i)
    alone[i][i] = true;
  FailureOr<std::vector<OutputError>> errors =
      gated->measure(alone, *samples, kSamplesForHarm, source.loc.getContext());
  if (failed(errors))
    return failure();
  for (auto [layer, error] : llvm::zip_equal(report.layers, *errors))
    layer.harm = error;
  report.samples = calibration.samples;
  order.resize(count);
  std::iota(order.begin(), order.end(), size_t(0));
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::pair(report.layers[b].harm.noise, a) < std::pair(report.layers[a].harm.noise, b);
  });
  return success();
}

//===-- What stays float -----------------------------------------------------===//

/// All contractions but the `kept` most harmful ones.
std::vector<bool> StaticQuantizer::choose(size_t kept) const {
  std::vector<bool> choice(order.size(), true);
  for (size_t i : ArrayRef(order).take_front(kept))
    choice[i] = false;
  return choice;
}

/// How few contractions have to stay float, as the model with gates has it. Each step looks at some
/// numbers between one that is too few and one that is enough.
FailureOr<size_t> StaticQuantizer::guessKept() {
  constexpr size_t kAtOnce = 6;
  size_t tooFew = 0, enough = order.size();
  bool isFirst = true;
  while (isFirst || enough - tooFew > 1) {
    std::vector<size_t> counts;
    for (size_t i = isFirst ? 0 : 1; i < kAtOnce; ++i)
      if (size_t count = tooFew + (enough - tooFew) * i / kAtOnce;
          counts.empty() ? isFirst || count > tooFew : count > counts.back())
        counts.push_back(count);
    std::vector<std::vector<bool>> choices;
    for (size_t count : counts)
      choices.push_back(choose(count));
    FailureOr<std::vector<OutputError>> errors =
        gated->measure(choices, *samples, calibration.samples, source.loc.getContext());
    if (failed(errors))
      return failure();
    for (auto [count, error] : llvm::zip_equal(llvm::reverse(counts), llvm::reverse(*errors)))
      if (options.bound.holds(error))
        enough = std::min(enough, count);
    for (auto [count, error] : llvm::zip_equal(counts, *errors))
      if (!options.bound.holds(error) && count < enough)
        tooFew = std::max(tooFew, count);
    if (enough == 0)
      break;
    isFirst = false;
  }
  return enough;
}

FailureOr<proto::ModelProto> StaticQuantizer::quantize(const std::set<std::string> &kept) const {
  proto::ModelProto attempt = model;
  ModelGraph graph(attempt);
  Placement placement = placeQuantization(graph, types, kept);
  if (placement.contractions.empty()) {
    emitError(source.loc) << "no contraction can be quantized within the bound of the error";
    return failure();
  }
  fitContractions(graph, placement, types, moments, options.fit, makeInt8Grid);
  insertQuantization(graph, placement, ranges, types, options.isSigned);
  // Contractions that stay float could not make up for what tables do.
  if (!options.bound.isSet())
    storeTablesAsInt8(graph, kept);
  return attempt;
}

/// Compares the quantized model with that of floats on all samples.
FailureOr<OutputError> StaticQuantizer::measure(const proto::ModelProto &quantized) const {
  FailureOr<HostModel> floats = compileTapped(model, {}, source);
  FailureOr<HostModel> integers = compileTapped(quantized, {}, source);
  if (failed(floats) || failed(integers))
    return failure();
  OutputError error;
  auto compare = [&](ArrayRef<HostTensor> inputs) -> LogicalResult {
    FailureOr<std::vector<HostTensor>> expected = floats->run(inputs);
    FailureOr<std::vector<HostTensor>> actual = integers->run(inputs);
    if (failed(expected) || failed(actual))
      return failure();
    error.add(*expected, *actual);
    return success();
  };
  if (failed(
          visitSamples(*samples, floats->getSignature().inputs, source.loc.getContext(), compare)))
    return failure();
  return error;
}

FailureOr<proto::ModelProto> StaticQuantizer::run() {
  proto::ModelProto copy = model;
  ModelGraph graph(copy);
  Placement placement = placeQuantization(graph, types, options.keepFloat);
  if (failed(findRanges(placement)))
    return failure();
  if (options.fit.isSet()) {
    auto found =
        findMoments(model, graph, placement, types, options.fit.fitWeights, *samples, source);
    if (failed(found))
      return failure();
    moments = std::move(*found);
  }
  if (!measures())
    return quantize(options.keepFloat);
  if (failed(findHarm(graph, placement)))
    return failure();
  size_t kept = 0;
  if (options.bound.isSet()) {
    FailureOr<size_t> guess = guessKept();
    if (failed(guess))
      return failure();
    kept = *guess;
  }
  for (;; kept += std::max<size_t>(1, kept / 4)) {
    kept = std::min(kept, order.size());
    std::set<std::string> names = options.keepFloat;
    for (size_t i : ArrayRef(order).take_front(kept))
      names.insert(report.layers[i].node);
    FailureOr<proto::ModelProto> attempt = quantize(names);
    if (failed(attempt))
      return failure();
    FailureOr<OutputError> error = measure(*attempt);
    if (failed(error))
      return failure();
    if (!options.bound.holds(*error))
      continue;
    for (size_t i : ArrayRef(order).take_front(kept))
      report.layers[i].isQuantized = false;
    report.error = *error;
    return attempt;
  }
}
