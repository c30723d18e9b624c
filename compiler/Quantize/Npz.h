// NumPy's archives of tensors.
#ifndef ONNXC_COMPILER_QUANTIZE_NPZ_H
#define ONNXC_COMPILER_QUANTIZE_NPZ_H

#include "compiler/Execute/TestData.h"

namespace onnxc::quantize {

/// Reads the tensors of an .npz file. Those that NumPy named `arr_<n>` have no names.
mlir::FailureOr<std::vector<NamedTensor>> readNpz(llvm::StringRef path, mlir::MLIRContext *context);

} // namespace onnxc::quantize

#endif
