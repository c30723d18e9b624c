// Debug information in terms of the ONNX model: its nodes are the lines of a source file.
#ifndef ONNXC_COMPILER_TARGET_DEBUGINFO_H
#define ONNXC_COMPILER_TARGET_DEBUGINFO_H

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace onnxc {

/// Gives each operation of a module of the LLVM dialect a line of the file `listing`: the number
/// of its ONNX node. Returns what that file must hold, the name of a node in each line, so that
/// a debugger shows the nodes as it steps through the model.
mlir::FailureOr<std::string> addDebugInfo(mlir::ModuleOp module, llvm::StringRef listing);

} // namespace onnxc

#endif
