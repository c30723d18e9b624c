// Losses and optimizers of the training domain.
#ifndef ONNXC_DIALECTS_ONNX_IR_LOSSOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_LOSSOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
