#include "compiler/Quantize/Calibrate.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

static ArrayRef<float> getFloats(const HostTensor &tensor) {
  return {reinterpret_cast<const float *>(tensor.bytes.data()),
          tensor.bytes.size() / sizeof(float)};
}

namespace {
/// Adds runs to a calibration.
class Counter {
public:
  Counter(const ModelSignature &signature, ArrayRef<std::string> values, Location loc,
          Calibration &calibration)
      : signature(signature), loc(loc), calibration(calibration) {
    wanted.insert(values.begin(), values.end());
  }

  LogicalResult add(ArrayRef<ModelValue> values, ArrayRef<HostTensor> tensors) {
    for (auto [value, tensor] : llvm::zip_equal(values, tensors)) {
      if (!wanted.contains(value.name))
        continue;
      if (!calibration.values[value.name].add(getFloats(tensor)))
        return emitError(loc) << "value '" << value.name << "' is not a number on sample "
                              << calibration.samples;
    }
    return success();
  }

  LogicalResult run(HostModel &model, ArrayRef<HostTensor> inputs) {
    FailureOr<std::vector<HostTensor>> outputs = model.run(inputs);
    if (failed(outputs) || failed(add(signature.inputs, inputs)) ||
        failed(add(signature.outputs, *outputs)))
      return failure();
    ++calibration.samples;
    return success();
  }

private:
  const ModelSignature &signature;
  llvm::StringSet<> wanted;
  Location loc;
  Calibration &calibration;
};
} // namespace

static void warn(const Calibration &calibration, Location loc) {
  if (calibration.samples == 1)
    emitWarning(loc) << "ranges of one sample: others may leave them";
  for (const auto &[name, histogram] : calibration.values)
    if (histogram.getLeast() == histogram.getMost())
      emitWarning(loc) << "value '" << name << "' is " << histogram.getLeast() << " in all samples";
}

FailureOr<Calibration> quantize::calibrate(const proto::ModelProto &model,
                                           ArrayRef<std::string> values, const Samples &samples,
                                           const ModelSource &source) {
  FailureOr<HostModel> tapped = compileTapped(model, values, source);
  if (failed(tapped))
    return failure();
  const ModelSignature &signature = tapped->getSignature();
  Calibration calibration;
  Counter counter(signature, values, source.loc, calibration);
  if (failed(
          visitSamples(samples, signature.inputs, source.loc.getContext(),
                       [&](ArrayRef<HostTensor> inputs) { return counter.run(*tapped, inputs); })))
    return failure();
  warn(calibration, source.loc);
  return calibration;
}
