// Moves factors of channels from activations, which have one scale, to weights.
#ifndef ONNXC_COMPILER_QUANTIZE_EQUALIZE_H
#define ONNXC_COMPILER_QUANTIZE_EQUALIZE_H

#include "compiler/Quantize/Moments.h"

namespace onnxc::quantize {

/// Where a contraction reads what another one makes, with no more than a Relu between, divides each
/// channel of the first one's weights and bias by a factor and multiplies the weights that the
/// second one has for it. The results are the same but for rounding; the channels between get
/// magnitudes that are nearer to each other.
void equalizeChannels(ModelGraph &graph, const Placement &placement,
                      const llvm::StringMap<mlir::RankedTensorType> &types,
                      const std::map<std::string, std::vector<Moments>> &moments);

} // namespace onnxc::quantize

#endif
