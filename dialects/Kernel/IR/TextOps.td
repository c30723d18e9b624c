#ifndef ONNXC_DIALECTS_KERNEL_IR_TEXTOPS_TD
#define ONNXC_DIALECTS_KERNEL_IR_TEXTOPS_TD

include "dialects/Kernel/IR/KernelOp.td"

def Kernel_TextOp : Kernel_Op<"text", [AttrSizedOperandSegments]> {
  let summary = "A function on strings";
  let description = [{
    A string is a number of 64 bits (`runtime/text/text.h`): 0 is the empty one, an odd number a
    place among the constants, any other the address of a view. So strings move as numbers do.

    The function `onnxc_text_<function>` of `runtime/text` computes all elements. Its operands are
    lists of elements that lie side by side; it takes their addresses, and `numbers` after them. On
    buffers, `memory` is where it puts what it makes.

    ```mlir
    %r = kernel.text "concat" (%constants, %a, %b : tensor<64xi8>, tensor<4xi64>, tensor<4xi64>)
         outs(%o : tensor<4xi64>) numbers [4] -> tensor<4xi64>
    ```
  }];
  let arguments = (ins StrAttr:$function, Variadic<Kernel_Data>:$inputs,
                       Variadic<Kernel_Data>:$outputs, Optional<AnyStridedMemRef>:$memory,
                       DenseI64ArrayAttr:$numbers);
  let assemblyFormat = [{
    $function (`(` $inputs^ `:` type($inputs) `)`)? (`outs` `(` $outputs^ `:` type($outputs) `)`)?
    (`memory` `(` $memory^ `:` type($memory) `)`)? `numbers` $numbers attr-dict
    (`->` type($results)^)?
  }];
  let extraClassDeclaration = [{
    mlir::MutableOperandRange getDpsInitsMutable() { return getOutputsMutable(); }
  }];
}

#endif
