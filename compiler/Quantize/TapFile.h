#ifndef ONNXC_COMPILER_QUANTIZE_TAPFILE_H
#define ONNXC_COMPILER_QUANTIZE_TAPFILE_H

#include "compiler/Import/Import.h"

namespace onnxc::quantize {

/// Imports the model in the file `path` with `values` as outputs after its own. Afterwards
/// `values` are those that are none of its own, in the order of the nodes that make them.
mlir::OwningOpRef<mlir::ModuleOp> importTappedFile(llvm::StringRef path,
                                                   std::vector<std::string> &values,
                                                   const ImportOptions &import,
                                                   mlir::MLIRContext *context);

} // namespace onnxc::quantize

#endif
