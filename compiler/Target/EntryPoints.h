// The functions through which a program runs a model, in LLVM IR.
#ifndef ONNXC_COMPILER_TARGET_ENTRYPOINTS_H
#define ONNXC_COMPILER_TARGET_ENTRYPOINTS_H

#include "compiler/Target/ModelInterface.h"
#include "llvm/IR/Module.h"

namespace onnxc {

/// Whether `main` takes a pointer for each input and output, the arena, the weights, and the
/// program's threads if there may be some.
mlir::LogicalResult verifyMain(mlir::ModuleOp module, const ModelInterface &model);

/// Adds `foo_run` and the descriptor `foo_model` (and `foo_threaded_model` for a model that takes
/// threads), the only symbols that the object exports, and puts all code and constants into
/// sections that a linker script can place: `.text.foo`, `.rodata.foo` and `.bss.foo`.
void addEntryPoints(llvm::Module &module, const ModelInterface &model);

/// Adds `onnxc_jit_run(inputs, outputs, arena, weights, threads)`; the first two point to arrays of
/// pointers, the last is null or what a model takes that takes threads. Nothing is checked.
void addJitEntryPoint(llvm::Module &module, const ModelInterface &model);

} // namespace onnxc

#endif
