// How large sums of products of integers can be.
#ifndef ONNXC_DIALECTS_ONNX_IR_SUMBOUND_H
#define ONNXC_DIALECTS_ONNX_IR_SUMBOUND_H

#include "mlir/IR/Value.h"

namespace onnxc::onnx {

/// What the magnitude of no element of `sums`, a tensor of int32, exceeds: as its weights and
/// summands say, where these are constants.
double getSumBound(mlir::Value sums);

} // namespace onnxc::onnx

#endif
