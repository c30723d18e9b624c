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
    (onnxc-expand-float-conversions), but LLVM would still call a library to move them as floats:
    they become integers.

    ```mlir
    func.func private @kernel(%x: memref<4xf32> {llvm.noalias}, %i: index) -> f32 {
      %0 = memref.load %x[%i] : memref<4xf32>
    // becomes
    llvm.func internal @kernel(%x: !llvm.ptr {llvm.noalias}, %i: i64) -> f32
        attributes {no_unwind, passthrough = ["no-builtins"], sym_visibility = "private"} {
      ...
      %0 = llvm.getelementptr inbounds|nuw %x[%i] : (!llvm.ptr, i64) -> !llvm.ptr, f32
      %1 = llvm.load %0 : !llvm.ptr -> f32
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::cf::ControlFlowDialect",
                           "mlir::LLVM::LLVMDialect"];
}

def LowerText : Pass<"onnxc-lower-text", "mlir::ModuleOp"> {
  let summary = "Makes functions on strings calls";
  let description = [{
    The functions are declared; their code is linked to the LLVM module (compiler/Target/Text.h).

    ```mlir
    kernel.text "equal" (%c, %a, %b : memref<64xi8>, memref<4xi64>, memref<4xi64>) outs(%r : memref<4xi8>) numbers [4]
    // becomes
    func.func private @onnxc_text_equal(index, index, index, index, index)
    ...
    %0 = memref.extract_aligned_pointer_as_index %c : memref<64xi8> -> index
    ...
    call @onnxc_text_equal(%0, %1, %2, %3, %c4) : (index, index, index, index, index) -> ()
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::func::FuncDialect",
                           "mlir::memref::MemRefDialect"];
}

def DispatchTasks : Pass<"onnxc-dispatch-tasks", "mlir::ModuleOp"> {
  let summary = "Lets the program's threads run tasks";
  let description = [{
    In a module with the attribute `onnxc.threads`, `@main` takes one more pointer: to an
    `onnxc_threads` of the program, or null. A call of a function with the attribute `onnxc.task`
    (see onnxc-outline-tasks) becomes a call of its `parallel_for` with the task, the arguments of
    `@main` in memory, and the number of chunks; without threads, a loop over the chunks.

    ```mlir
    llvm.func internal @main(%x: !llvm.ptr, %arena: !llvm.ptr) {
      llvm.call @task_exp(%x, %arena, %chunks) : (!llvm.ptr, !llvm.ptr, i64) -> ()
    // becomes
    llvm.func internal @main(%x: !llvm.ptr, %arena: !llvm.ptr, %threads: !llvm.ptr) {
      %frame = llvm.alloca %one x !llvm.array<2 x ptr> : (i32) -> !llvm.ptr
      ...  // %x and %arena are stored there
      %task = llvm.mlir.addressof @task_exp : !llvm.ptr
      %count = llvm.trunc %chunks : i64 to i32
      llvm.call @run_tasks(%threads, %task, %frame, %count) : (!llvm.ptr, !llvm.ptr, !llvm.ptr, i32) -> ()
    ```
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

#endif
