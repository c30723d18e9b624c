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
    fills the sums before it, or a loop over blocks of rows. Between them may stand views, constants
    and buffers for the group alone.

    The `epilogue` of a contraction is the last member, of which the tiles of sums are finished while
    they are in registers. Its body is scalar code over a sum and the elements of other buffers, and
    yields an element of the result, of any type. The result may overwrite the sums, or be another
    buffer; sums that lie in a `memref.alloca` are never stored then.

    ```mlir
    %sums = memref.alloca() : memref<8x16xi32>
    kernel.group {
      linalg.fill ins(%zero : i32) outs(%sums : memref<8x16xi32>)
      kernel.gemm ins(%a, %w : memref<8x4xi8>, memref<4x16xi8>) outs(%sums : memref<8x16xi32>)
    } epilogue {
      linalg.generic {...} ins(%sums, %x : memref<8x16xi32>, memref<8x16xi8>) outs(%y : memref<8x16xi8>) {
      ^bb0(%sum: i32, %added: i8, %out: i8):
        ...
        linalg.yield %byte : i8
      }
    }
    ```
  }];
  let regions = (region SizedRegion<1>:$body, MaxSizedRegion<1>:$epilogue);
  let assemblyFormat = "$body (`epilogue` $epilogue^)? attr-dict";
  let hasVerifier = 1;
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins)>];
  let extraClassDeclaration = [{
    /// All operations of the group, in their order.
    llvm::SmallVector<mlir::Operation *> getMembers();

    /// The operation that is the epilogue, which comes last; null if there is none.
    mlir::Operation *getEpilogueOp();

    /// Makes `op` the epilogue of a group that has none.
    void setEpilogueOp(mlir::Operation *op);

    /// Leaves the members in place of the group.
    void dissolve();
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
