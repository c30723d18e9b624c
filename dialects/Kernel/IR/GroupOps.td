#ifndef ONNXC_DIALECTS_KERNEL_IR_GROUPOPS_TD
#define ONNXC_DIALECTS_KERNEL_IR_GROUPOPS_TD

include "dialects/Kernel/IR/KernelDialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Kernel_GroupOp
    : Op<Kernel_Dialect, "group",
         [RecursiveMemoryEffects, SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "Operations on buffers that are one kernel";
  let description = [{
    Its members are carried out in their order, and become one function: a contraction with what
    fills the sums before it and what computes with them after it, or a loop over blocks of rows.
    Between them may stand views, constants and buffers for the group alone.

    ```mlir
    kernel.group {
      linalg.fill ins(%zero : f32) outs(%c : memref<8x16xf32>)
      kernel.gemm ins(%a, %w : memref<8x4xf32>, memref<4x16xf32>) outs(%c : memref<8x16xf32>)
    }
    ```
  }];
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$body attr-dict";
  let hasVerifier = 1;
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins)>];
  let extraClassDeclaration = [{
    /// All operations of the group, in their order.
    llvm::SmallVector<mlir::Operation *> getMembers();
  }];
}

def Kernel_YieldOp : Op<Kernel_Dialect, "yield", [Pure, Terminator, HasParent<"GroupOp">]> {
  let summary = "The end of a group";
  let description = [{
    It is not written out.

    ```mlir
    kernel.yield
    ```
  }];
  let assemblyFormat = "attr-dict";
}

#endif
