// Passes that turn quantized islands into operators of integers.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_PASSES_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_QUANTIZE_PASSES_H

#include "dialects/Onnx/IR/OnnxDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace onnxc::onnx {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "dialects/Onnx/Transforms/Quantize/Passes.h.inc"

} // namespace onnxc::onnx

#endif
