// Contractions as plain loops in double precision.
#ifndef ONNXC_TEST_KERNELS_REFERENCE_H
#define ONNXC_TEST_KERNELS_REFERENCE_H

#include "test/kernels/Bounded.h"

namespace onnxc::test {

/// The attributes of a convolution, for each dimension of space.
struct Window {
  Shape kernel, strides, dilations, padsBegin, padsEnd;
  int64_t groups = 1;
  /// Of a transposed one.
  Shape outputPadding;
};

/// The size of the result of a convolution along dimension `i` of space; may be negative.
int64_t getConvSize(const Window &window, int64_t inputSize, size_t i);
int64_t getConvTransposeSize(const Window &window, int64_t inputSize, size_t i);

/// Input N C D..., weight F C/G K..., and a bias of F elements or none.
BoundedTensor convolve(const BoundedTensor &input, const BoundedTensor &weight,
                       const BoundedTensor *bias, const Window &window);

/// Input N C D..., weight C F/G K....
BoundedTensor convolveTransposed(const BoundedTensor &input, const BoundedTensor &weight,
                                 const BoundedTensor *bias, const Window &window);

/// The largest element of each window; none may lie in the padding alone.
BoundedTensor poolMaximum(const BoundedTensor &input, const Window &window);

/// The mean of each window: of its elements, or with `countsPadding` of those and zeros.
BoundedTensor poolAverage(const BoundedTensor &input, const Window &window, bool countsPadding);

/// Zeros before and after the elements of each dimension.
BoundedTensor pad(const BoundedTensor &input, llvm::ArrayRef<int64_t> begins,
                  llvm::ArrayRef<int64_t> ends);

/// A sum of products over the labels that `output` lacks. Labels stand for dimensions; a
/// dimension of size 1 is broadcast.
BoundedTensor contract(llvm::ArrayRef<const BoundedTensor *> inputs,
                       llvm::ArrayRef<std::string> labels, const std::string &output);

BoundedTensor transpose(const BoundedTensor &input, llvm::ArrayRef<int64_t> permutation);

} // namespace onnxc::test

#endif
