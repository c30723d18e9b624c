// Operators that select elements by index, and scatter them back.
#ifndef ONNXC_DIALECTS_ONNX_IR_GATHEROPS_TD
#define ONNXC_DIALECTS_ONNX_IR_GATHEROPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
