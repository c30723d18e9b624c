// What the attentions of ONNX Runtime have in common, on the way to Attention of ai.onnx.
#ifndef ONNXC_COMPILER_IMPORT_FUSEDATTENTION_H
#define ONNXC_COMPILER_IMPORT_FUSEDATTENTION_H

#include "compiler/Import/NodeFormula.h"

namespace onnxc::importer {

/// The operands and attributes of one Attention. Query, key and value have heads as a dimension of
/// their own: [batch, heads, length, size].
struct FusedAttention {
  mlir::Value query, key, value;
  /// Added to the scores; may be null.
  mlir::Value mask;
  /// What precedes key and value; may be null.
  mlir::Value pastKey, pastValue;
  /// How many keys of each of the batch count; may be null.
  mlir::Value lengths;
  bool isCausal = false;
  /// 0 stands for 1 / root(size).
  double scale = 0;
  double softcap = 0;
  /// A number whose exponential adds to the sum of each softmax; may be null.
  mlir::Value sink;
  /// How far a query sees to the left; -1: any distance.
  int64_t leftWindow = -1;
  bool givesScores = false;

  /// Makes key and value those of a buffer: they are written at `begins[batch]` of the past, and
  /// of the result as many count as there are then. `queries` is their number.
  void writeIntoPast(NodeFormula &f, mlir::Value begins, int64_t queries);

  /// Output [batch, length, heads * size], present key and value, and probabilities or, if
  /// `givesScores`, what they are made from.
  llvm::SmallVector<mlir::Value> build(NodeFormula &f) const;
};

/// [batch, length, heads * size] as [batch, heads, length, size].
mlir::Value splitHeads(NodeFormula &f, mlir::Value value, int64_t heads);

/// `heads` of attribute `name`; an error if they are none.
mlir::FailureOr<int64_t> getHeads(Node &node, llvm::StringRef name);

/// Sizes of an attention that are known, and the element type of its query; `keys` counts the
/// `past`. If key and value lie in a buffer, masks may end before it.
struct AttentionShape {
  mlir::Type elementType;
  int64_t batch, queries, past, keys;
  bool isBuffer = false;
};

/// The keys that a mask of ONNX Runtime hides get `mask_filter_value` as a summand of their scores;
/// `bias`, which may be null, is another one. Input `i` is the mask, and may be left out:
///
///   [batch]            how many keys count
///   [2 * batch]        where they end, and where they begin
///   [3 * batch + 2]    how many count, and other things
///   [batch, keys], [batch, queries, keys], [batch, 1, positions, positions]   above 0 if it counts
mlir::Value buildMask(Node &node, NodeFormula &f, size_t i, mlir::Value bias,
                      const AttentionShape &shape);

} // namespace onnxc::importer

#endif
