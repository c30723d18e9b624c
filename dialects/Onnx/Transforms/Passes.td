#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_PASSES_TD
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def Decompose : Pass<"onnx-decompose", "mlir::func::FuncOp"> {
  let summary = "Rewrites composite operators as core operators";
  let description = [{
    Each composite operator of ONNX is written once, here, in terms of the operators that
    lowerings know. The files Decompose<Family>.cpp hold the patterns.
  }];
  let dependentDialects = ["onnxc::onnx::OnnxDialect"];
}

#endif
