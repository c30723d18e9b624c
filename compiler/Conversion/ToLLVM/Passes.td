#ifndef ONNXC_COMPILER_CONVERSION_TOLLVM_PASSES_TD
#define ONNXC_COMPILER_CONVERSION_TOLLVM_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertAllToLLVM : Pass<"onnxc-convert-to-llvm", "mlir::ModuleOp"> {
  let summary = "Lowers loops, vectors and memrefs to the LLVM dialect with bare pointers";
  let description = [{
    One conversion with the target's pointer width: the sequence of upstream passes leaves
    64-bit indices on 32-bit targets. Functions become internal, never unwind, and keep their
    loops: without `no-builtins` LLVM would turn some into calls of `memcpy` and `memset`.

    Where the target has no conversion of f16 or bf16, nothing computes with them any more
    (onnxc-expand-float-conversions); as floats, LLVM would still call a library to move them.
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::cf::ControlFlowDialect",
                           "mlir::LLVM::LLVMDialect"];
}

def DispatchTasks : Pass<"onnxc-dispatch-tasks", "mlir::ModuleOp"> {
  let summary = "Lets the program's threads carry out tasks";
  let description = [{
    In a module with the attribute `onnxc.threads`, `@main` takes one more pointer: to an
    `onnxc_threads` of the program, or null. A call of a function with the attribute `onnxc.task`
    (see onnxc-outline-tasks) becomes a call of its `parallel_for` with the task, the arguments of
    `@main` in memory, and the number of chunks; without threads, a loop over the chunks.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

#endif
