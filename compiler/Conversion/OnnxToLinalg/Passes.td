#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_PASSES_TD
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertOnnxToLinalg : Pass<"convert-onnx-to-linalg", "mlir::ModuleOp"> {
  let summary = "Lowers the core operators of ONNX to linalg on tensors";
  let description = [{
    Tensors get the element types of memory (ElementTypes.h). An operator that is left has
    no lowering; all of them are reported, each with its node, before the pass fails.
  }];
  let dependentDialects = ["mlir::affine::AffineDialect", "mlir::arith::ArithDialect",
    "mlir::linalg::LinalgDialect", "mlir::math::MathDialect", "onnxc::kernel::KernelDialect", "mlir::scf::SCFDialect",
    "mlir::tensor::TensorDialect"];
}

#endif
