// Constant weights of float contractions that a model stores as integers with scales.
#ifndef ONNXC_DIALECTS_ONNX_IR_QUANTIZEDWEIGHTS_H
#define ONNXC_DIALECTS_ONNX_IR_QUANTIZEDWEIGHTS_H

#include "dialects/Onnx/IR/OnnxOps.h"

#include <optional>

namespace onnxc::onnx {

/// What a DequantizeLinear makes of constants: of elements of at most 8 bits, with one scale for
/// all, one for each output channel, or one for each block of what is summed.
struct QuantizedWeights {
  DequantizeLinearOp dequantize;
  /// The dimensions of the elements that output channels are, and, of a matrix, what is summed.
  int64_t filterDim = 0, depthDim = 1;
  /// How many products share a scale; 0 for all of an output channel.
  int64_t blockSize = 0;
};

/// `weights` (matrices, also transposed, or filters of convolutions) whose output channels are
/// dimension `filterDim`; nothing if they are no such.
std::optional<QuantizedWeights> getQuantizedWeights(mlir::Value weights, int64_t filterDim);

/// The weights that `op` sums products with, as integers; nothing if it is not a contraction of
/// floats with such weights.
std::optional<QuantizedWeights> getQuantizedWeights(mlir::Operation *op);

/// Whether all that read `value`, which constants make, are contractions that take it as integers
/// with scales.
bool staysQuantized(mlir::Value value);

} // namespace onnxc::onnx

#endif
