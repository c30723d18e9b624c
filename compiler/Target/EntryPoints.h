// The functions through which a program runs a model, in LLVM IR.
#ifndef ONNXC_COMPILER_TARGET_ENTRYPOINTS_H
#define ONNXC_COMPILER_TARGET_ENTRYPOINTS_H

#include "compiler/Target/ModelInterface.h"
#include "llvm/IR/Module.h"

namespace onnxc {

/// Whether `main` takes a pointer for each input and output, the arena and the weights.
mlir::LogicalResult verifyMain(mlir::ModuleOp module, const ModelInterface &model);

/// Adds `foo_run` and the descriptor `foo_model`, the only symbols that the object exports, and
/// puts all code and constants into sections that a linker script can place: `.text.foo`,
/// `.rodata.foo` and `.bss.foo`.
void addEntryPoints(llvm::Module &module, const ModelInterface &model);

/// Adds `onnxc_jit_run(inputs, outputs, arena, weights)`; the first two point to arrays of
/// pointers. Nothing is checked.
void addJitEntryPoint(llvm::Module &module, const ModelInterface &model);

} // namespace onnxc

#endif
