#include "compiler/Quantize/CompareModels.h"

#include "compiler/Import/ModelFile.h"
#include "compiler/Quantize/SampleShapes.h"
#include "compiler/Quantize/Tap.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "llvm/Support/Path.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

namespace {
/// One of the two models.
struct Side {
  std::string path;
  ModelSource source;
  proto::ModelProto model;
  llvm::StringMap<RankedTensorType> types;

  LogicalResult read(const Samples &samples, bool perNode) {
    MLIRContext *context = source.loc.getContext();
    if (failed(addSampleShapes(source.import, path, samples, context)) ||
        failed(importer::readMessage(path, context, model)))
      return failure();
    if (!perNode)
      return success();
    auto found = getTypes(model, source);
    if (failed(found))
      return failure();
    types = std::move(*found);
    return success();
  }
};
} // namespace

static Side makeSide(StringRef path, const ImportOptions &import, const CompileOptions &compile,
                     MLIRContext *context) {
  return {path.str(),
          {importer::getFileLoc(path, context), llvm::sys::path::parent_path(path).str(), import,
           compile},
          {},
          {}};
}

/// The values of f32 that nodes of `a` make and that `b` has, too, with the nodes' names.
static std::vector<std::pair<std::string, std::string>> listShared(const Side &a, const Side &b) {
  std::vector<std::pair<std::string, std::string>> shared;
  for (const proto::NodeProto &node : a.model.graph().node())
    for (const std::string &output : node.output()) {
      RankedTensorType type = a.types.lookup(output);
      if (type && type.getElementType().isF32() && type == b.types.lookup(output))
        shared.push_back({output, getNodeName(node).str()});
    }
  return shared;
}

static double getMaxAbsolute(const HostTensor &a, const HostTensor &b) {
  if (!a.type.getElementType().isF32())
    return 0;
  const auto *x = reinterpret_cast<const float *>(a.bytes.data());
  const auto *y = reinterpret_cast<const float *>(b.bytes.data());
  double most = 0;
  for (size_t i = 0; i < a.bytes.size() / sizeof(float); ++i) {
    double difference = std::abs(double(x[i]) - double(y[i]));
    // A NaN of one model is as far as can be.
    most = std::isnan(difference) ? INFINITY : std::max(most, difference);
  }
  return most;
}

/// Fails unless the values have the same types, and those after the first `outputs` the same names.
static LogicalResult checkSame(const ModelSignature &a, const ModelSignature &b,
                               const Side &other) {
  auto differs = [](ArrayRef<ModelValue> x, ArrayRef<ModelValue> y) {
    return x.size() != y.size() || llvm::any_of(llvm::zip_equal(x, y), [](auto pair) {
             return std::get<0>(pair).type != std::get<1>(pair).type;
           });
  };
  for (auto [kind, x, y] :
       {std::tuple("inputs", &a.inputs, &b.inputs), std::tuple("outputs", &a.outputs, &b.outputs)})
    if (differs(*x, *y))
      return emitError(other.source.loc) << "its " << kind << " are not those of the other model";
  return success();
}

FailureOr<ModelComparison> quantize::compareModels(StringRef first, StringRef second,
                                                   StringRef folder, const PictureFormat &pictures,
                                                   bool perNode, const ImportOptions &import,
                                                   const CompileOptions &compile,
                                                   MLIRContext *context) {
  context->loadDialect<onnx::OnnxDialect>();
  FailureOr<Samples> samples = Samples::find(folder, pictures, context);
  Side a = makeSide(first, import, compile, context),
       b = makeSide(second, import, compile, context);
  if (failed(samples) || failed(a.read(*samples, perNode)) || failed(b.read(*samples, perNode)))
    return failure();
  auto shared = listShared(a, b);
  std::vector<std::string> taps;
  for (const auto &[value, node] : shared)
    taps.push_back(value);
  FailureOr<HostModel> modelA = compileTapped(a.model, taps, a.source);
  FailureOr<HostModel> modelB = compileTapped(b.model, taps, b.source);
  if (failed(modelA) || failed(modelB) ||
      failed(checkSame(modelA->getSignature(), modelB->getSignature(), b)))
    return failure();

  const std::vector<ModelValue> &values = modelA->getSignature().outputs;
  std::vector<ValueComparison> comparisons(values.size());
  ModelComparison result;
  auto compare = [&](ArrayRef<HostTensor> inputs) -> LogicalResult {
    FailureOr<std::vector<HostTensor>> x = modelA->run(inputs), y = modelB->run(inputs);
    if (failed(x) || failed(y))
      return failure();
    for (auto [comparison, u, v] : llvm::zip_equal(comparisons, *x, *y)) {
      comparison.error.add(u, v);
      comparison.maxAbsolute = std::max(comparison.maxAbsolute, getMaxAbsolute(u, v));
    }
    ++result.samples;
    return success();
  };
  if (failed(visitSamples(*samples, modelA->getSignature().inputs, context, compare)))
    return failure();

  std::map<std::string, std::string> nodes(shared.begin(), shared.end());
  size_t outputs = a.model.graph().output_size();
  for (auto [i, comparison] : llvm::enumerate(comparisons)) {
    comparison.value = values[i].name;
    comparison.node = nodes[comparison.value];
    (i < outputs ? result.outputs : result.inner).push_back(std::move(comparison));
  }
  return result;
}
