// What classifiers and regressors of ai.onnx.ml do with their scores.
#ifndef ONNXC_COMPILER_IMPORT_MLSCORES_H
#define ONNXC_COMPILER_IMPORT_MLSCORES_H

#include "compiler/Import/NodeFormula.h"

namespace onnxc::importer {

/// The labels of a classifier: numbers, or else strings.
struct ClassLabels {
  mlir::ElementsAttr list;
  int64_t count = 0;

  /// The labels at these positions.
  mlir::Value build(NodeFormula &f, mlir::Value positions) const;
};
/// Reads the lists `integers` and `classlabels_strings`.
mlir::FailureOr<ClassLabels> readClassLabels(Node &node, llvm::StringRef integers);

/// The `post_transform` of a node; an error if there is none of its name.
mlir::FailureOr<std::string> readTransform(Node &node);
/// Applies it to the scores [rows, columns]. As in ONNX Runtime, only PROBIT changes a score that
/// is alone in its row.
mlir::Value transformScores(NodeFormula &f, mlir::Value scores, llvm::StringRef transform);
/// The transformed scores of two classes from that of the second one [rows, 1]. The first one's is
/// 1 - s before PROBIT, which is for probabilities, and -s before other transformations. Without
/// one, `isProbability` tells.
mlir::Value transformPair(NodeFormula &f, mlir::Value score, llvm::StringRef transform,
                          bool isProbability);

/// The numbers of an attribute as a matrix of f32; an error if they are not as many.
mlir::FailureOr<mlir::Value> readMatrix(Node &node, llvm::StringRef name, int64_t rows,
                                        int64_t columns);
llvm::ArrayRef<float> readFloats(Node &node, llvm::StringRef name);

/// Input 0 as rows of f32; of one dimension, it is one row. An error if the length of the rows is
/// not known.
mlir::FailureOr<mlir::Value> readRows(Node &node, NodeFormula &f, int64_t &columns);

} // namespace onnxc::importer

#endif
