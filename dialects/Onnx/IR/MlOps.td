// Classical machine learning (domain ai.onnx.ml).
#ifndef ONNXC_DIALECTS_ONNX_IR_MLOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_MLOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
