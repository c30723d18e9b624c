// Sequences and optionals.
#ifndef ONNXC_DIALECTS_ONNX_IR_SEQUENCEOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_SEQUENCEOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_SequenceOp : Onnx_Op<"sequence", [Pure]> {
  let summary = "A sequence of tensors, while a model is imported";
  let details = [{
    The importer resolves all operators on sequences, so that none of these has a reader: SequenceAt
    of a known sequence, say, is the tensor at that place.

    ```mlir
    %s = onnx.sequence %a, %b : tensor<2xf32>, tensor<3xf32>
    ```
  }];
  let arguments = (ins Variadic<Onnx_AnyTensor>:$elements);
  let results = (outs Onnx_SequenceType:$sequence);
  let assemblyFormat = "($elements^ `:` type($elements))? attr-dict";
}

#endif
