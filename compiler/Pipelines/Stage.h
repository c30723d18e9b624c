// The stages of the compiler, and the attribute of a module that tells which it has passed.
#ifndef ONNXC_COMPILER_PIPELINES_STAGE_H
#define ONNXC_COMPILER_PIPELINES_STAGE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace onnxc {

/// In their order, each named for what it makes. All but the first are pipelines of onnxc-opt.
enum class Stage { Import, Graph, Linalg, Memory, Functions, LLVM };

llvm::StringRef getStageName(Stage stage);

/// The last stage that `module` has passed: its attribute `onnxc.stage`, or the import without it.
/// Reports a name that no stage has.
mlir::FailureOr<Stage> getStage(mlir::ModuleOp module);

void setStage(mlir::ModuleOp module, Stage stage);

/// A pass that sets the stage of a module: the last one of each stage's pipeline.
std::unique_ptr<mlir::Pass> createMarkStage(Stage stage);

} // namespace onnxc

#endif
