// Smaller weights for computations with floats, and integers of which a run finds the scales.
#ifndef ONNXC_COMPILER_QUANTIZE_QUANTIZEWEIGHTS_H
#define ONNXC_COMPILER_QUANTIZE_QUANTIZEWEIGHTS_H

#include "compiler/Quantize/FitWeights.h"

namespace onnxc::quantize {

/// Stores the weights of the contractions as INT8, with a scale for each output channel.
void storeWeightsAsInt8(ModelGraph &graph, const Placement &placement,
                        const llvm::StringMap<mlir::RankedTensorType> &types);

/// Makes the matrix products MatMulNBits of com.microsoft: weights of 4 bits, with a scale for each
/// `block` of them along the sum, which is a power of two from 16 on.
void storeWeightsAsInt4(ModelGraph &graph, const Placement &placement,
                        const llvm::StringMap<mlir::RankedTensorType> &types, int64_t block);

/// The numbers that storeWeightsAsInt4 rounds a column of a matrix to.
Grid makeInt4Grid(llvm::ArrayRef<float> column, int64_t block);

/// Stores the weights of the contractions as FLOAT16 or BFLOAT16.
void storeWeightsAsHalf(ModelGraph &graph, const Placement &placement, int elementType);

/// Lets a run quantize the inputs of the matrix products: DynamicQuantizeLinear and MatMulInteger.
void quantizeDynamically(ModelGraph &graph, const Placement &placement,
                         const llvm::StringMap<mlir::RankedTensorType> &types);

} // namespace onnxc::quantize

#endif
