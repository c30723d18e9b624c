// Windows, Fourier transforms and generators.
#ifndef ONNXC_DIALECTS_ONNX_IR_SIGNALOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_SIGNALOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
