// Random numbers that follow from a seed, on every machine.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_RANDOMNUMBERS_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_RANDOMNUMBERS_H

#include "dialects/Onnx/IR/ConstantTensor.h"

namespace onnxc::onnx {

/// `count` numbers from [0, 1), as NumPy's RandomState(seed) has them and thus ONNX's reference
/// implementation: 53 bits from two numbers of the Mersenne Twister MT19937.
std::vector<double> makeUniform(uint32_t seed, int64_t count);

/// `count` numbers of mean 0 and standard deviation 1, by Marsaglia's polar method from the
/// numbers above, in the order of NumPy's RandomState(seed), too.
std::vector<double> makeNormal(uint32_t seed, int64_t count);

} // namespace onnxc::onnx

#endif
