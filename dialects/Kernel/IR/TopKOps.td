#ifndef ONNXC_DIALECTS_KERNEL_IR_TOPKOPS_TD
#define ONNXC_DIALECTS_KERNEL_IR_TOPKOPS_TD

include "dialects/Kernel/IR/KernelOp.td"

def Kernel_TopKOp : Kernel_Op<"top_k"> {
  let summary = "The largest elements of each row, with their positions";
  let description = [{
    The elements come in order, the largest first (the smallest first if `smallest`), and equal
    ones in the order of their positions. Integers are signed unless `is_unsigned`. NaN counts as
    larger than all numbers, as for NumPy and PyTorch, and zeros of both signs are equal.

    ```mlir
    %r:2 = kernel.top_k ins(%x : tensor<4x1000xf32>) outs(%v, %i : tensor<4x5xf32>, tensor<4x5xi64>)
         -> tensor<4x5xf32>, tensor<4x5xi64>
    ```
  }];
  let arguments = (ins Kernel_Data:$input, Kernel_Data:$values, Kernel_Data:$indices,
                       UnitAttr:$smallest, UnitAttr:$is_unsigned);
  let assemblyFormat = [{
    attr-dict `ins` `(` $input `:` type($input) `)`
    `outs` `(` $values `,` $indices `:` type($values) `,` type($indices) `)` (`->` type($results)^)?
  }];
  let extraClassDeclaration = [{
    mlir::MutableOperandRange getDpsInitsMutable() { return {getOperation(), 1, 2}; }
  }];
}

#endif
