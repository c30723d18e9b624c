// What onnxc does, one function a command. Each prints its errors and returns the exit code.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_COMMANDS_H
#define ONNXC_COMPILER_TOOLS_ONNXC_COMMANDS_H

#include "compiler/Tools/onnxc/Flags.h"

namespace onnxc {

/// Compiles a model to a file, or prints the IR after a stage.
mlir::LogicalResult compileCommand(const Flags &flags, mlir::MLIRContext &context);

/// Lists the kernels of a model, their sizes and what lies in memory beside each.
mlir::LogicalResult analyzeCommand(const Flags &flags, mlir::MLIRContext &context);

/// Runs a model once in this process.
mlir::LogicalResult runCommand(const Flags &flags, mlir::MLIRContext &context);

/// Runs a model in this process and compares with expected outputs. Says `ok`, or a line with
/// `mismatch` for each output that is wrong.
mlir::LogicalResult verifyCommand(const Flags &flags, mlir::MLIRContext &context);

/// Runs two models on the same samples and says how far they are apart.
mlir::LogicalResult compareCommand(const Flags &flags, mlir::MLIRContext &context);

/// Times a model and its kernels in this process.
mlir::LogicalResult benchCommand(const Flags &flags, mlir::MLIRContext &context);

/// Says `ok`, or why a model cannot be compiled, without making code.
mlir::LogicalResult checkCommand(const Flags &flags, mlir::MLIRContext &context);

/// Lists the operators that models may have.
mlir::LogicalResult opsCommand(const Flags &flags, mlir::MLIRContext &context);

} // namespace onnxc

#endif
