// Writes the nodes of a graph anew.
#ifndef ONNXC_COMPILER_QUANTIZE_NODEWRITER_H
#define ONNXC_COMPILER_QUANTIZE_NODEWRITER_H

#include "compiler/Quantize/ModelGraph.h"

#include <map>

namespace onnxc::quantize {

/// Takes the nodes that a graph is to have, in their order.
class NodeWriter {
public:
  explicit NodeWriter(ModelGraph &graph);

  /// Adds an operator of ai.onnx, or of `domain`, whose name is that of its output.
  proto::NodeProto &add(llvm::StringRef type, llvm::ArrayRef<std::string> inputs,
                        const std::string &output, llvm::StringRef domain = "");

  /// Adds a copy of a node.
  void keep(const proto::NodeProto &node) { *nodes.Add() = node; }

  /// QuantizeLinear and DequantizeLinear belong to ai.onnx, or where that has no scales for
  /// channels yet, to com.microsoft.
  void quantize(const std::string &value, const std::string &scale, const std::string &zeroPoint,
                const std::string &result);
  void dequantize(const std::string &value, const std::string &scale, const std::string &zeroPoint,
                  std::optional<int64_t> axis, const std::string &result);

  /// Adds `tensor` in whole steps of `scales`, one for each slice along `axis`, as elements of INT8
  /// or INT32; returns the name of what stands for it.
  std::string addDequantized(const proto::TensorProto &tensor, int64_t axis,
                             llvm::ArrayRef<float> scales, int elementType);

  /// Gives the graph the nodes, and drops constants that none of them reads.
  void finish();

  ModelGraph &graph;

private:
  llvm::StringRef getDomain();

  google::protobuf::RepeatedPtrField<proto::NodeProto> nodes;
  /// What stands for a constant in steps of scales.
  std::map<std::pair<std::string, std::vector<float>>, std::string> dequantized;
};

/// A scale for each slice of `weights` along `axis`, of which 127 are the largest magnitude.
std::vector<float> getScales(const proto::TensorProto &weights, int64_t axis);

/// The elements of `tensor` in whole steps of `scales` along `axis`; those of INT8 are at least
/// -127.
std::string quantizeElements(const proto::TensorProto &tensor, int64_t axis,
                             llvm::ArrayRef<float> scales, int elementType);

/// Adds `tensor` rounded to FLOAT16 or BFLOAT16 to the graph and returns its name.
std::string addHalf(ModelGraph &graph, const proto::TensorProto &tensor, int elementType);

/// What is smaller counts as zero, so that products of two scales are numbers.
constexpr double kLeastScale = 1e-15;

} // namespace onnxc::quantize

#endif
