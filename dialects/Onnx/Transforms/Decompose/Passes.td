#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_PASSES_TD
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_DECOMPOSE_PASSES_TD

include "mlir/Pass/PassBase.td"

def Decompose : Pass<"onnx-decompose", "mlir::func::FuncOp"> {
  let summary = "Rewrites composite operators as core operators";
  let description = [{
    Each composite operator of ONNX is written once, here, in terms of the operators that
    lowerings know. The files `Decompose<Family>.cpp` hold the patterns.

    ```mlir
    %y = onnx.Softmax %x {axis = -1 : i64} : (tensor<2x8xf32>) -> tensor<2x8xf32>
    // becomes
    %max = onnx.ReduceMax %x, %axis : (tensor<2x8xf32>, tensor<1xi64>) -> tensor<2x1xf32>
    %0 = onnx.Sub %x, %max : (tensor<2x8xf32>, tensor<2x1xf32>) -> tensor<2x8xf32>
    %e = onnx.Exp %0 : (tensor<2x8xf32>) -> tensor<2x8xf32>
    %sum = onnx.ReduceSum %e, %axis : (tensor<2x8xf32>, tensor<1xi64>) -> tensor<2x1xf32>
    %r = onnx.Reciprocal %sum : (tensor<2x1xf32>) -> tensor<2x1xf32>
    %y = onnx.Mul %e, %r : (tensor<2x8xf32>, tensor<2x1xf32>) -> tensor<2x8xf32>
    ```
  }];
  let dependentDialects = ["onnxc::onnx::OnnxDialect"];
}

#endif
