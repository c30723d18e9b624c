// CDist of ONNX Runtime: the distances of all rows of one matrix to those of another.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

static LogicalResult normalizeCDist(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)) || failed(checkRank(node, 0, 2)) ||
      failed(checkRank(node, 1, 2)))
    return failure();
  std::string metric = node.getString("metric", "sqeuclidean");
  if (metric != "sqeuclidean" && metric != "euclidean")
    return node.emitError() << "has metric '" << metric << "', which is not supported";
  Value difference = f.sub(f.unsqueeze(node.inputs[0], {1}), f.unsqueeze(node.inputs[1], {0}));
  Value squares =
      f.build("ReduceSumSquare", {difference, f.ints({2})}, f.with("keepdims", int64_t(0)));
  return f.finish({metric == "euclidean" ? f.build("Sqrt", {squares}) : squares});
}

void importer::addDistanceNormalizers(NormalizerMap &map) {
  map["com.microsoft.CDist"] = normalizeCDist;
}
