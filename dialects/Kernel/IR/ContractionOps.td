#ifndef ONNXC_DIALECTS_KERNEL_IR_CONTRACTIONOPS_TD
#define ONNXC_DIALECTS_KERNEL_IR_CONTRACTIONOPS_TD

include "dialects/Kernel/IR/BlocksAttr.td"
include "dialects/Kernel/IR/KernelOp.td"
include "dialects/Kernel/IR/TileAttr.td"

class Kernel_ContractionOp<string mnemonic> : Kernel_Op<mnemonic> {
  let assemblyFormat = [{
    attr-dict `ins` `(` $input `,` $weights `:` type($input) `,` type($weights) `)`
    `outs` `(` $sums `:` type($sums) `)` (`->` type($results)^)?
  }];
  let extraClassDeclaration = [{
    mlir::MutableOperandRange getDpsInitsMutable() { return getSumsMutable(); }
  }];
}

def Kernel_GemmOp : Kernel_ContractionOp<"gemm"> {
  let summary = "sums[m, n] += input[m, k] * weights[k, n]";
  let description = [{
    ONNX MatMul and Gemm with constant weights: K x N, or N x K if `transposed`. The number of rows
    M may be known at run time only, of input and sums alike; K and N are static.

    ```mlir
    %r = kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
         ins(%a, %w : tensor<128x64xf32>, tensor<2048xf32>) outs(%c : tensor<128x32xf32>)
         -> tensor<128x32xf32>
    ```
  }];
  let arguments = (ins Kernel_Data:$input, Kernel_Data:$weights, Kernel_Data:$sums,
                       UnitAttr:$transposed, UnitAttr:$unsigned_input,
                       OptionalAttr<Kernel_TileAttr>:$tile,
                       OptionalAttr<Kernel_BlocksAttr>:$blocks);
}

def Kernel_ConvOp : Kernel_ContractionOp<"conv"> {
  let summary = "A convolution of an input that is already padded";
  let description = [{
    ONNX Conv with constant weights, channels last: input N D... C, sums N O... F, weights as ONNX
    has them, F C/groups K.... Output position o reads input positions
    `o * stride + k * dilation`, all of which lie inside of the input.

    ```mlir
    %r = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1, kernel = array<i64: 3, 3>}
         ins(%x, %w : tensor<1x10x10x16xf32>, tensor<32x16x3x3xf32>)
         outs(%bias : tensor<1x8x8x32xf32>) -> tensor<1x8x8x32xf32>
    ```
  }];
  let arguments = (ins Kernel_Data:$input, Kernel_Data:$weights, Kernel_Data:$sums,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
                       I64Attr:$groups, DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$kernel,
                       UnitAttr:$unsigned_input, OptionalAttr<Kernel_TileAttr>:$tile,
                       OptionalAttr<Kernel_BlocksAttr>:$blocks);
}

#endif
