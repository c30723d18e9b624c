#include "compiler/Quantize/QuantizeModel.h"

#include "compiler/Import/ImportProto.h"
#include "compiler/Import/ModelFile.h"
#include "compiler/Quantize/Equalize.h"
#include "compiler/Quantize/PrepareGraph.h"
#include "compiler/Quantize/QuantizeTables.h"
#include "compiler/Quantize/QuantizeWeights.h"
#include "compiler/Quantize/SampleShapes.h"
#include "compiler/Quantize/StaticQuantizer.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

//===-- The result -----------------------------------------------------------===//

OwningOpRef<ModuleOp> QuantizedModel::import() const {
  proto::ModelProto copy = *model;
  // All of its constants are inside.
  return importer::importProto(copy, loc, /*folder=*/"", options);
}

LogicalResult QuantizedModel::write(llvm::raw_ostream &os) const {
  std::string bytes;
  if (model->ByteSizeLong() > size_t(std::numeric_limits<int32_t>::max()) ||
      !model->SerializeToString(&bytes))
    return emitError(loc) << "is larger than the 2 GB that a file can hold, once it is quantized";
  os << bytes;
  return success();
}

//===-- The way to it --------------------------------------------------------===//

namespace onnxc::quantize {
class Quantizer {
public:
  Quantizer(proto::ModelProto &model, const QuantizeOptions &options,
            std::optional<Samples> samples, ModelSource source)
      : model(model), graph(model), options(options), samples(std::move(samples)),
        source(std::move(source)) {}

  FailureOr<QuantizedModel> run() {
    importer::ExternalFiles files(source.folder);
    files.onOpen = source.import.onExternalFile;
    if (failed(gatherConstants(graph, files, source.loc)) || failed(checkFloat()) ||
        failed(checkKeptNodes()) || failed(readTypes()))
      return failure();
    mergeIntoContractions(graph, getRanks());
    Placement placement = placeQuantization(graph, types, options.keepFloat);
    QuantizedModel result(source.loc);
    result.options = source.import;
    if (failed(checkContractions(placement)) || failed(rewrite(placement, result)))
      return failure();
    result.model = std::make_shared<const proto::ModelProto>(std::move(model));
    return result;
  }

private:
  LogicalResult checkFloat() {
    for (const proto::NodeProto &node : graph.get().node())
      if (StringRef type = node.op_type(); type == "QuantizeLinear" || type.starts_with("QLinear"))
        return emitError(source.loc) << "is quantized already: it has node '" << getNodeName(node)
                                     << "' (" << type << ")";
    return success();
  }

  LogicalResult checkKeptNodes() {
    std::set<std::string> unknown = options.keepFloat;
    for (const proto::NodeProto &node : graph.get().node())
      unknown.erase(getNodeName(node).str());
    if (unknown.empty())
      return success();
    return emitError(source.loc) << "has no node '" << *unknown.begin()
                                 << "', which is to stay float";
  }

  LogicalResult readTypes() {
    auto found = getTypes(model, source);
    if (failed(found))
      return failure();
    types = std::move(*found);
    return success();
  }

  llvm::StringMap<int64_t> getRanks() const {
    llvm::StringMap<int64_t> ranks;
    for (const auto &entry : types)
      ranks[entry.getKey()] = entry.getValue().getRank();
    return ranks;
  }

  LogicalResult checkContractions(const Placement &placement) {
    bool onlyMatrices = options.scheme == Scheme::Int8Dynamic || options.scheme == Scheme::W4;
    if (llvm::all_of(placement.contractions, [&](const proto::NodeProto *node) {
          return onlyMatrices && isOperator(*node, "Conv");
        }))
      return emitError(source.loc)
             << "has no " << (onlyMatrices ? "" : "Conv, ")
             << "Gemm or MatMul with constant weights that could be quantized";
    if (options.scheme == Scheme::Int8Dynamic && graph.getVersion() < 11)
      return emitError(source.loc) << "has operator set " << graph.getVersion()
                                   << ", but DynamicQuantizeLinear belongs to 11 and later ones";
    if (options.scheme == Scheme::BF16 && graph.getVersion() < 13)
      return emitError(source.loc) << "has operator set " << graph.getVersion()
                                   << ", but a Cast of BFLOAT16 belongs to 13 and later ones";
    return success();
  }

  LogicalResult rewrite(const Placement &placement, QuantizedModel &result) {
    switch (options.scheme) {
    case Scheme::Int8:
      return success(succeeded(equalize(placement)) && succeeded(quantizeStatically(result)));
    case Scheme::Int8Dynamic:
      quantizeDynamically(graph, placement, types);
      storeTablesAsInt8(graph, options.keepFloat);
      return success();
    case Scheme::W8:
      storeWeightsAsInt8(graph, placement, types);
      storeTablesAsInt8(graph, options.keepFloat);
      return success();
    case Scheme::W4:
      if (failed(fitMatrices(placement)))
        return failure();
      storeWeightsAsInt4(graph, placement, types, options.block);
      storeTablesAsInt8(graph, options.keepFloat);
      return success();
    case Scheme::F16:
      storeAsHalf(placement, proto::TensorProto::FLOAT16);
      return success();
    case Scheme::BF16:
      storeAsHalf(placement, proto::TensorProto::BFLOAT16);
      return success();
    }
    return failure();
  }

  void storeAsHalf(const Placement &placement, int elementType) {
    storeWeightsAsHalf(graph, placement, elementType);
    storeTablesAsHalf(graph, options.keepFloat, elementType);
  }

  /// Makes weights of matrix products numbers of their grids, if there are samples.
  LogicalResult fitMatrices(const Placement &placement) {
    if (!samples || !options.fit.isSet())
      return success();
    Placement matrices = placement;
    llvm::erase_if(matrices.contractions,
                   [](const proto::NodeProto *node) { return isOperator(*node, "Conv"); });
    auto moments =
        findMoments(model, graph, matrices, types, options.fit.fitWeights, *samples, source);
    if (failed(moments))
      return failure();
    fitContractions(graph, matrices, types, *moments, options.fit,
                    [&](ArrayRef<float> column) { return makeInt4Grid(column, options.block); });
    return success();
  }

  LogicalResult equalize(const Placement &placement) {
    if (!options.equalizes)
      return success();
    auto moments =
        findMoments(model, graph, placement, types, /*wantsProducts=*/false, *samples, source);
    if (failed(moments))
      return failure();
    equalizeChannels(graph, placement, types, *moments);
    return success();
  }

  LogicalResult quantizeStatically(QuantizedModel &result) {
    StaticQuantizer quantizer(model, types, options, samples, source);
    FailureOr<proto::ModelProto> quantized = quantizer.run();
    if (failed(quantized))
      return failure();
    model = std::move(*quantized);
    result.ranges = quantizer.getRanges();
    result.report = quantizer.getReport();
    return success();
  }

  proto::ModelProto &model;
  ModelGraph graph;
  const QuantizeOptions &options;
  std::optional<Samples> samples;
  ModelSource source;
  llvm::StringMap<RankedTensorType> types;
};
} // namespace onnxc::quantize

FailureOr<QuantizedModel> quantize::quantizeModel(StringRef path, const QuantizeOptions &options,
                                                  const ImportOptions &import,
                                                  const CompileOptions &compile,
                                                  MLIRContext *context) {
  context->loadDialect<onnx::OnnxDialect>();
  ModelSource source{importer::getFileLoc(path, context), llvm::sys::path::parent_path(path).str(),
                     import, compile};
  std::optional<Samples> samples;
  if (!options.samples.empty()) {
    FailureOr<Samples> found = Samples::find(options.samples, options.pictures, context);
    if (failed(found) || failed(addSampleShapes(source.import, path, *found, context)))
      return failure();
    samples = std::move(*found);
  }
  proto::ModelProto model;
  if (failed(importer::readMessage(path, context, model)))
    return failure();
  if (!model.has_graph())
    return emitError(source.loc) << "has no graph: it is not an ONNX model";
  return Quantizer(model, options, std::move(samples), source).run();
}
