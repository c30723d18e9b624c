// Softmax and its relatives, and the normalization layers.
#ifndef ONNXC_DIALECTS_ONNX_IR_NORMALIZATIONOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_NORMALIZATIONOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
