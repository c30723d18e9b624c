// What a kernel does, counted while it is still made of structured operations.
#ifndef ONNXC_COMPILER_TRANSFORMS_ANALYSIS_KERNELWORK_H
#define ONNXC_COMPILER_TRANSFORMS_ANALYSIS_KERNELWORK_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <string>

namespace onnxc {

struct KernelWork {
  /// The main part in words: `conv 1x56x56x64 by 3x3x64`, `gemm 128x768 by 512`, `fill`. A size
  /// that a run settles is `?`.
  std::string text;
  /// The arithmetic of its contractions of static sizes, as the model has them: Winograd's needs
  /// less. A multiplication and its addition count as two.
  int64_t flops = 0;
  /// The bytes that it reads and writes, of each buffer of a static size once.
  int64_t bytes = 0;
};

/// The work of one call of a function, as of an outlined kernel.
KernelWork getKernelWork(mlir::func::FuncOp kernel);

} // namespace onnxc

#endif
