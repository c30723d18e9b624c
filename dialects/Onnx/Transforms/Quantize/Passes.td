#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_PASSES_TD
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_PASSES_TD

include "mlir/Pass/PassBase.td"

def FuseQuantized : Pass<"onnx-fuse-quantized", "mlir::func::FuncOp"> {
  let summary = "Computes with quantized tensors instead of what they stand for";
  let description = [{
    Quantizers write `DequantizeLinear`, an operator of floats, `QuantizeLinear`. A Conv, Gemm or
    MatMul in between whose weights are a quantized constant becomes an exact sum of products of
    integers, the bias in steps of it, and one rounding; a Relu or Clip before `QuantizeLinear`
    becomes a range of quantized numbers. Operators that only move elements, and MaxPool, move
    quantized ones. Softmax, its logarithm and normalizations have sums of integers. An Add, Sub or
    Mul of two quantized tensors has a factor for each of them, or for the product.

    ```mlir
    %x = onnx.DequantizeLinear %xq, %xs, %xz : (tensor<1x4x8x8xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x4x8x8xf32>
    %w = onnx.DequantizeLinear %wq, %ws {axis = 0} : (tensor<8x4x1x1xsi8>, tensor<8xf32>) -> tensor<8x4x1x1xf32>
    %c = onnx.Conv %x, %w {...} : ... -> tensor<1x8x8x8xf32>
    %y = onnx.QuantizeLinear %c, %ys, %yz : (tensor<1x8x8x8xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x8x8x8xui8>
    // becomes, where %s = %xs * %ws / %ys:
    %c = onnx.ConvInteger %xq, %wq, %xz {...} : ... -> tensor<1x8x8x8xi32>
    %y = onnx.requantize %c, %s, %yz : (tensor<1x8x8x8xi32>, tensor<8x1x1xf32>, tensor<ui8>) -> tensor<1x8x8x8xui8>
    ```
  }];
  let dependentDialects = ["onnxc::onnx::OnnxDialect"];
}

#endif
