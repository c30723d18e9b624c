// Reductions, arg-reductions, scans and sorting.
#ifndef ONNXC_DIALECTS_ONNX_IR_REDUCTIONOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_REDUCTIONOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

#endif
