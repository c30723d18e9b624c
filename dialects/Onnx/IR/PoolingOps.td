// Pooling, resizing and sampling of images.
#ifndef ONNXC_DIALECTS_ONNX_IR_POOLINGOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_POOLINGOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
