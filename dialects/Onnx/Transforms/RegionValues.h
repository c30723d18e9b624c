// Values that leave the subgraphs they are computed in.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_REGIONVALUES_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_REGIONVALUES_H

#include "dialects/Onnx/IR/OnnxOps.h"

namespace onnxc::onnx {

/// Replaces `op` by one that has further results: of each pair, the first where its condition
/// holds, else the second.
IfOp addResults(IfOp op, llvm::ArrayRef<std::pair<mlir::Value, mlir::Value>> values);

/// Builds the next values of states, at the end of the body, from the present ones.
using BuildNext = llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &builder,
                                                                    mlir::ValueRange present)>;

/// Replaces `op` by a loop with further states that start as `inits`. Returns their final values.
llvm::SmallVector<mlir::Value> addStates(LoopOp &op, mlir::ValueRange inits, BuildNext next);
llvm::SmallVector<mlir::Value> addStates(ScanOp &op, mlir::ValueRange inits, BuildNext next);

/// The sum of `value`, an int64 scalar of the body, over all iterations of `op`, which is replaced.
mlir::Value addSum(LoopOp &op, mlir::Value value);
mlir::Value addSum(ScanOp &op, mlir::Value value);

} // namespace onnxc::onnx

#endif
