#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_PASSES_TD
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertOnnxToLinalg : Pass<"convert-onnx-to-linalg", "mlir::ModuleOp"> {
  let summary = "Lowers the core operators of ONNX to linalg on tensors";
  let description = [{
    Tensors get the element types of memory (ElementTypes.h). An operator that is left has
    no lowering; all of them are reported, each with its node, before the pass fails.

    ```mlir
    %y = onnx.Cast %x {to = f32} : (tensor<2x8xui8>) -> tensor<2x8xf32>
    // becomes
    %0 = tensor.empty() : tensor<2x8xf32>
    %y = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]}
        ins(%x : tensor<2x8xi8>) outs(%0 : tensor<2x8xf32>) {
    ^bb0(%in: i8, %out: f32):
      %1 = arith.uitofp %in : i8 to f32
      linalg.yield %1 : f32
    } -> tensor<2x8xf32>
    ```
  }];
  let dependentDialects = ["mlir::affine::AffineDialect", "mlir::arith::ArithDialect",
    "mlir::linalg::LinalgDialect", "mlir::math::MathDialect", "onnxc::kernel::KernelDialect", "mlir::scf::SCFDialect",
    "mlir::tensor::TensorDialect"];
}

#endif
