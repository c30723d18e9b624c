#include "compiler/Target/EmitModel.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Session.h"
#include "dialects/Onnx/Transforms/Quantize/LargerWeights.h"

using namespace mlir;
using namespace onnxc;

/// Whether an object can be made of the module: its code may need a library, for one.
static LogicalResult checkObject(Session &session, ModuleOp module, const Target &target) {
  EmitOptions options;
  options.level = session.flags.optLevel;
  options.onlyMeasure = true;
  return session.times.measure(
      Stage::LLVM, [&] { return emitModel(module, target, options, "model.o", session.outputs); });
}

/// Goes as far as the compiler does, but writes nothing.
static LogicalResult check(Session &session) {
  FailureOr<Target> target = session.getTarget();
  if (failed(target))
    return failure();
  OwningOpRef<ModuleOp> module = session.load(session.flags.import);
  if (!module)
    return failure();
  CompileOptions options = session.getCompileOptions(*target);
  if (failed(runStages(*module, Stage::Graph, options, session.times)))
    return failure();
  onnx::warnOfLargerWeights(*module);
  if (failed(runStages(*module, Stage::LLVM, options, session.times)))
    return failure();
  return checkObject(session, *module, *target);
}

LogicalResult onnxc::checkCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = check(session);
  if (succeeded(result))
    llvm::outs() << "ok\n";
  session.printTimes(llvm::errs());
  return result;
}
