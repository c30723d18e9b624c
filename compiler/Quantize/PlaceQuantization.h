// Which values of a model become integers.
#ifndef ONNXC_COMPILER_QUANTIZE_PLACEQUANTIZATION_H
#define ONNXC_COMPILER_QUANTIZE_PLACEQUANTIZATION_H

#include "compiler/Quantize/ModelGraph.h"
#include "mlir/IR/BuiltinTypes.h"

#include <map>
#include <set>

namespace onnxc::quantize {

struct Placement {
  /// Conv, Gemm and MatMul whose input and constant weights become integers, in the graph's order.
  std::vector<proto::NodeProto *> contractions;
  /// The values that become integers, in the order of their names; each with the value whose scale
  /// and zero point it has, itself if it has its own.
  std::map<std::string, std::string> values;

  /// The value whose scale and zero point `value` has in the end.
  llvm::StringRef getParametersOf(llvm::StringRef value) const;

  /// The values that have their own.
  std::vector<std::string> getOwners() const;
};

/// The constant weights of a contraction, and the axis of its output channels.
struct Weights {
  proto::TensorProto *tensor = nullptr;
  int64_t axis = 0;
};

/// Nothing if `node` is not a Conv, Gemm or MatMul that can be computed with integers.
std::optional<Weights> getWeights(const ModelGraph &graph, const proto::NodeProto &node,
                                  const llvm::StringMap<mlir::RankedTensorType> &types);

/// Quantizes the inputs of all contractions but those of the nodes `kept`, and before them what can
/// be computed with integers, too. What no contraction reads in the end stays float: a result of
/// the model, or what leads to it, has nothing to gain.
Placement placeQuantization(const ModelGraph &graph,
                            const llvm::StringMap<mlir::RankedTensorType> &types,
                            const std::set<std::string> &kept);

} // namespace onnxc::quantize

#endif
