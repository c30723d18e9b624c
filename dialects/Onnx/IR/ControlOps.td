// Operators with subgraphs, and what ends a subgraph.
#ifndef ONNXC_DIALECTS_ONNX_IR_CONTROLOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_CONTROLOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_YieldOp : Onnx_Op<"yield", [Pure, Terminator]> {
  let summary = "The outputs of a subgraph";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

#endif
