// The matrices of Winograd's convolutions with kernels of three by three.
#ifndef ONNXC_COMPILER_KERNELGEN_PLAN_WINOGRADTRANSFORM_H
#define ONNXC_COMPILER_KERNELGEN_PLAN_WINOGRADTRANSFORM_H

#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace onnxc {

/// Rows of equal length.
using Matrix = llvm::SmallVector<llvm::SmallVector<double>>;

/// `m` neighbouring outputs of a kernel of three taps g on m + 2 inputs d, by m + 2 products:
///
///   output * ((weights * g) .* (input * d))
///
/// In two dimensions each matrix is applied to the columns and to the rows.
struct WinogradTransform {
  Matrix input;   // m + 2 by m + 2
  Matrix weights; // m + 2 by 3
  Matrix output;  // m by m + 2
  /// By which outputs are too large, in each dimension.
  int64_t divisor = 1;
};

/// For `m` of 2 or 4. The entries of `input` and `output` are exact in f32.
WinogradTransform getWinogradTransform(int64_t m);

/// The same with integer entries. What two dimensions make of bytes fits 16 bits, of inputs and of
/// weights.
WinogradTransform getIntegerWinogradTransform(int64_t m);

} // namespace onnxc

#endif
