#include "compiler/Target/ModelInterface.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Session.h"
#include "dialects/Onnx/Transforms/Quantize/LargerWeights.h"

using namespace mlir;
using namespace onnxc;

/// Goes as far as the compiler can refuse a model: after that, LLVM makes code.
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
  return getModelInterface(*module, "model", /*hasStaticArena=*/false);
}

LogicalResult onnxc::checkCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = check(session);
  if (succeeded(result))
    llvm::outs() << "ok\n";
  session.printTimes(llvm::errs());
  return result;
}
