// Constant weights of f32 contractions that a model stores in f16 or bf16.
#ifndef ONNXC_DIALECTS_ONNX_IR_NARROWWEIGHTS_H
#define ONNXC_DIALECTS_ONNX_IR_NARROWWEIGHTS_H

#include "dialects/Onnx/IR/OnnxOps.h"

namespace onnxc::onnx {

/// The constant of f16 or bf16 of which a Cast makes the weights of `op`, a contraction of f32 that
/// a kernel computes; null if there is none.
mlir::Value getNarrowWeights(mlir::Operation *op);

/// Whether `value` is a Cast of a constant that is read by contractions alone, which widen their
/// weights when they load them.
bool staysNarrow(mlir::Value value);

} // namespace onnxc::onnx

#endif
