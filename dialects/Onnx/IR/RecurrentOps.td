// Recurrent layers.
#ifndef ONNXC_DIALECTS_ONNX_IR_RECURRENTOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_RECURRENTOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
