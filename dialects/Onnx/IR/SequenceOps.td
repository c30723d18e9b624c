// Sequences, optionals and strings.
#ifndef ONNXC_DIALECTS_ONNX_IR_SEQUENCEOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_SEQUENCEOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
