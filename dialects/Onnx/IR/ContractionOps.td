// Matrix products and convolutions.
#ifndef ONNXC_DIALECTS_ONNX_IR_CONTRACTIONOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_CONTRACTIONOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
