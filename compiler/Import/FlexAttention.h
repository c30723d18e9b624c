// FlexAttention of ai.onnx.preview, whose graphs change scores and probabilities.
#ifndef ONNXC_COMPILER_IMPORT_FLEXATTENTION_H
#define ONNXC_COMPILER_IMPORT_FLEXATTENTION_H

#include "compiler/Import/Node.h"

namespace onnxc::importer {

/// What one of the graphs makes of a tensor [batch, heads, queries, keys]; may be null.
using ModifyTensor = std::function<mlir::FailureOr<mlir::Value>(mlir::Value)>;

/// The output of the node.
mlir::FailureOr<mlir::Value> buildFlexAttention(Node &node, const ModifyTensor &modifyScores,
                                                const ModifyTensor &modifyProbabilities);

} // namespace onnxc::importer

#endif
