// Puts QuantizeLinear and DequantizeLinear into a model.
#ifndef ONNXC_COMPILER_QUANTIZE_INSERTQUANTIZATION_H
#define ONNXC_COMPILER_QUANTIZE_INSERTQUANTIZATION_H

#include "compiler/Quantize/PlaceQuantization.h"
#include "compiler/Quantize/Ranges.h"

namespace onnxc::quantize {

/// What one step of a quantized tensor stands for, and what element stands for zero.
struct Parameters {
  float scale = 1;
  int32_t zeroPoint = 0;
};

/// Parameters for which `range` and zero are elements of 8 bits.
Parameters getParameters(Interval range, bool isSigned);

/// Quantizes the values of `placement`, to int8 if `isSigned`, else to uint8, and the weights and
/// biases of its contractions: int8 without zero points, with a scale for each output channel.
/// `ranges` has a range for each value that has its own parameters. Weights that nothing reads any
/// longer leave the model.
void insertQuantization(ModelGraph &graph, const Placement &placement, const Ranges &ranges,
                        const llvm::StringMap<mlir::RankedTensorType> &types, bool isSigned);

} // namespace onnxc::quantize

#endif
