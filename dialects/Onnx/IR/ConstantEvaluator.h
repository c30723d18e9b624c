// Who can run operators while a model is compiled.
#ifndef ONNXC_DIALECTS_ONNX_IR_CONSTANTEVALUATOR_H
#define ONNXC_DIALECTS_ONNX_IR_CONSTANTEVALUATOR_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectInterface.h"

namespace onnxc::onnx {

/// The dialect knows no compiler; a program that has one attaches it to the dialect by this
/// interface.
class ConstantEvaluator : public mlir::DialectInterface::Base<ConstantEvaluator> {
public:
  ConstantEvaluator(mlir::Dialect *dialect) : Base(dialect) {}

  /// The results of `@main` in `module` on `inputs`, which may change the module. Errors go
  /// through the context's diagnostic engine.
  virtual mlir::FailureOr<llvm::SmallVector<mlir::ElementsAttr>>
  run(mlir::ModuleOp module, llvm::ArrayRef<mlir::ElementsAttr> inputs) const = 0;

  /// The evaluator of the context, or null.
  static const ConstantEvaluator *get(mlir::MLIRContext *context);
};

} // namespace onnxc::onnx

#endif
