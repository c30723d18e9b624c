// The stages of the compiler by name, one after the other.
#ifndef ONNXC_COMPILER_PIPELINES_COMPILE_H
#define ONNXC_COMPILER_PIPELINES_COMPILE_H

#include "compiler/Import/Import.h"
#include "compiler/Pipelines/StageTimes.h"
#include "compiler/Target/Target.h"
#include "dialects/Kernel/IR/TextOp.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"

#include <functional>

namespace onnxc {

struct CompileOptions {
  Target target;
  /// Small code is wanted rather than quick code.
  bool optimizeSize = false;
  /// Floating point in the order of the model.
  bool strictFloat = false;
  /// The time of each kernel is measured: see onnxc-profile-kernels.
  bool profile = false;
  /// The order of kernels and the life of temporaries are noted: see RecordSchedule.h. Not with
  /// `threads`, by which they have no one order.
  bool schedule = false;
  /// Convolutions by Winograd's method, whose weights are larger, where that is faster; not with
  /// `optimizeSize`.
  bool winograd = true;
  /// Whether one kernel may do what several nodes say. Without, each operator is computed alone and
  /// as it stands: what tests compare with.
  bool fuse = true;
  /// Kernels are split for threads that the calling program has; not with `profile`.
  bool threads = false;
  /// How many threads share a run; 0 if that is not known.
  unsigned threadCount = 0;
  /// Kernels are taken for so many times slower when they are split for threads: tests split small
  /// ones.
  unsigned slowness = 1;
  /// How many bytes of text one run can make.
  uint64_t maxText = kDefaultMaxText;
  /// Operators on constants are run, if the context has an evaluator.
  bool evaluateConstants = true;
  /// Called on the pass manager of each stage before it runs.
  std::function<mlir::LogicalResult(mlir::PassManager &)> configure;
};

/// Stage `import`: an ONNX file, or MLIR text (.mlir) as an earlier run left it after any stage.
mlir::OwningOpRef<mlir::ModuleOp> loadModel(llvm::StringRef path, mlir::MLIRContext *context,
                                            const ImportOptions &options);

/// Runs the stages after the one that `module` has passed, through `last`. The module's
/// attribute `onnxc.stage` keeps count; a module without it counts as imported. `onnxc.machine` and
/// `onnxc.policy` tell the passes about the target and what is wanted.
mlir::LogicalResult runStages(mlir::ModuleOp module, Stage last, const CompileOptions &options,
                              StageTimes &times);

} // namespace onnxc

#endif
