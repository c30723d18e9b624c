#ifndef ONNXC_DIALECTS_ONNX_IR_ONNXDIALECT_H
#define ONNXC_DIALECTS_ONNX_IR_ONNXDIALECT_H

#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"

#include "dialects/Onnx/IR/OnnxDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Onnx/IR/OnnxTypes.h.inc"

#include "dialects/Onnx/IR/OnnxInterfaces.h.inc"

namespace onnxc::onnx {

/// All operands are broadcast to the shape of the one result, as NumPy does.
template <typename Op>
class BroadcastsOperands : public mlir::OpTrait::TraitBase<Op, BroadcastsOperands> {};

} // namespace onnxc::onnx

#endif
