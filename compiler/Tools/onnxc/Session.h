// What the commands share: the stages with their times, and MLIR's own flags.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_SESSION_H
#define ONNXC_COMPILER_TOOLS_ONNXC_SESSION_H

#include "compiler/Support/OutputFiles.h"
#include "compiler/Target/Target.h"
#include "compiler/Tools/onnxc/Flags.h"
#include "mlir/Support/Timing.h"
#include "llvm/Support/JSON.h"

namespace onnxc {

class Session {
public:
  Session(const Flags &flags, mlir::MLIRContext &context);

  const Flags &flags;
  mlir::MLIRContext &context;
  StageTimes times;
  /// What the command writes; knows all that it reads.
  OutputFiles outputs;

  /// The files that the model was read from.
  std::vector<std::string> inputs;

  /// Stage `import`, with the shapes of `options`.
  mlir::OwningOpRef<mlir::ModuleOp> load(ImportOptions options);

  /// The target that the flags name.
  mlir::FailureOr<Target> getTarget() const;

  /// Options for runStages.
  CompileOptions getCompileOptions(const Target &target);

  /// Prints an error.
  mlir::LogicalResult check(llvm::Error error) const;

  /// With -v, prints the time of each stage and the peak memory.
  void printTimes(llvm::raw_ostream &os) const;

  /// The same for the report.
  void addTimes(llvm::json::Object &report) const;

private:
  void addInput(llvm::StringRef path);

  mlir::DefaultTimingManager timing;
  mlir::TimingScope timingRoot;
};

} // namespace onnxc

#endif
