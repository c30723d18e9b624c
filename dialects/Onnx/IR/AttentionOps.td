// Attention and what belongs to it.
#ifndef ONNXC_DIALECTS_ONNX_IR_ATTENTIONOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_ATTENTIONOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
