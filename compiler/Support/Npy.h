#ifndef ONNXC_COMPILER_SUPPORT_NPY_H
#define ONNXC_COMPILER_SUPPORT_NPY_H

#include "compiler/Support/HostTensor.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace onnxc {

/// Reads a tensor in NumPy's format (versions 1 to 3, both byte orders, both memory orders).
/// NumPy lacks bfloat16 and the 8-bit floats; libraries write them as plain bytes ("V2"), which
/// become bf16 here when they have two bytes and are refused otherwise.
llvm::Expected<HostTensor> parseNpy(llvm::StringRef contents, mlir::MLIRContext *context);

/// Reads an .npy file; messages name the file.
llvm::Expected<HostTensor> readNpy(llvm::StringRef path, mlir::MLIRContext *context);

/// Writes `tensor` in NumPy's format, version 1. Types that NumPy lacks become plain bytes.
void writeNpy(llvm::raw_ostream &os, const HostTensor &tensor);

} // namespace onnxc

#endif
