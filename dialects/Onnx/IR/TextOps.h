// The operators on strings.
#ifndef ONNXC_DIALECTS_ONNX_IR_TEXTOPS_H
#define ONNXC_DIALECTS_ONNX_IR_TEXTOPS_H

#include "dialects/Onnx/IR/OnnxOps.h"

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/TextOps.h.inc"

namespace onnxc::onnx {

/// A constant of strings, in a list unless another `shape` is given.
mlir::ElementsAttr makeTexts(mlir::MLIRContext *context, llvm::ArrayRef<llvm::StringRef> texts,
                             std::optional<llvm::ArrayRef<int64_t>> shape = std::nullopt);

/// The strings of an attribute, which may be null.
llvm::SmallVector<llvm::StringRef> getTexts(mlir::ArrayAttr texts);

/// The zero of any element type: a number, false, or the empty string.
mlir::ElementsAttr makeZero(mlir::RankedTensorType type);

} // namespace onnxc::onnx

#endif
