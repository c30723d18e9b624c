// Files that appear complete or not at all.
#ifndef ONNXC_COMPILER_TARGET_OUTPUTFILE_H
#define ONNXC_COMPILER_TARGET_OUTPUTFILE_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"

namespace onnxc {

using WriteFunction = llvm::function_ref<void(llvm::raw_ostream &)>;

/// Writes a file beside `path` and renames it when it is complete.
llvm::Error writeFile(llvm::StringRef path, WriteFunction write);

/// Writes a static library with one member, the same bytes each time.
llvm::Error writeArchiveFile(llvm::StringRef path, llvm::StringRef memberName,
                             WriteFunction writeObject);

/// Links a shared library with lld, or with the C compiler of the target.
llvm::Error linkSharedLibrary(llvm::StringRef path, const llvm::Triple &triple,
                              WriteFunction writeObject);

} // namespace onnxc

#endif
