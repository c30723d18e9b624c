// Quantized tensors, as QuantizeLinear and DequantizeLinear with constant parameters describe them.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_QUANTIZEDTENSOR_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_QUANTIZEDTENSOR_H

#include "dialects/Onnx/IR/OnnxOps.h"

#include <optional>
#include <vector>

namespace onnxc::onnx {

/// Integers that stand for `(element - zero point) * scale`, of f32.
struct QuantizedTensor {
  mlir::Value elements;
  /// One for all elements, or one for each slice along `axis`; all are positive numbers.
  std::vector<float> scales;
  /// As many; empty if all are zero.
  std::vector<int64_t> zeroPoints;
  int64_t axis = 0;

  int64_t getZeroPoint(size_t slice) const;

  /// Whether the elements have 8 bits.
  bool isOfBytes() const;

  /// Whether `other` has the same scales and zero points, in the same type.
  bool hasParametersOf(const QuantizedTensor &other) const;

  /// The zero points as a constant of the elements' type: a scalar, or one for each slice; null if
  /// there are none.
  mlir::Value buildZeroPoint(mlir::OpBuilder &builder, mlir::Location loc) const;
};

/// What `dequantize` reads; nothing if it is null, if its parameters are not constants, or come by
/// blocks.
std::optional<QuantizedTensor> getQuantized(DequantizeLinearOp dequantize);

/// What `quantize` makes.
std::optional<QuantizedTensor> getQuantized(QuantizeLinearOp quantize);

/// `value` as a constant quantized tensor: what a DequantizeLinear makes of a constant, or of a
/// QuantizeLinear of one.
std::optional<QuantizedTensor> getQuantizedConstant(mlir::Value value);

} // namespace onnxc::onnx

#endif
