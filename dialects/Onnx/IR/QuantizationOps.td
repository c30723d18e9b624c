// Quantization, and operators on quantized tensors.
#ifndef ONNXC_DIALECTS_ONNX_IR_QUANTIZATIONOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_QUANTIZATIONOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
