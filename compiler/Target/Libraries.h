// Libraries that hold one object.
#ifndef ONNXC_COMPILER_TARGET_LIBRARIES_H
#define ONNXC_COMPILER_TARGET_LIBRARIES_H

#include "compiler/Support/OutputFiles.h"
#include "llvm/TargetParser/Triple.h"

namespace onnxc {

/// Writes a static library with one member, the same bytes each time.
llvm::Error writeStaticLibrary(OutputFiles &files, llvm::StringRef path, const llvm::Triple &triple,
                               llvm::StringRef memberName, WriteFunction writeObject);

/// Links a shared library with lld, or with the C compiler of the target.
llvm::Error linkSharedLibrary(OutputFiles &files, llvm::StringRef path, const llvm::Triple &triple,
                              WriteFunction writeObject);

} // namespace onnxc

#endif
