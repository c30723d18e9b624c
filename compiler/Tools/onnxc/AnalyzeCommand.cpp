#include "compiler/Support/PrintableText.h"
#include "compiler/Target/EmitModel.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Estimate.h"
#include "compiler/Tools/onnxc/Session.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

static void printSteps(const EmittedModel &model, raw_ostream &os) {
  constexpr char row[] = "{0,4} {1,-24} {2,-22} {3,12} {4,10} {5,8} {6,10}  {7,-40} {8}\n";
  os << formatv(row, "", "operators", "output", "mult.-adds", "weights", "code", "alive", "work",
                "nodes");
  for (auto [number, step] : llvm::enumerate(model.interface.schedule->steps))
    os << formatv(row, number, cutText(step.operators, 24), cutText(step.output, 22),
                  step.multiplyAdds, step.weights, model.getCodeSize(step.kernel), step.alive,
                  cutText(step.work, 40), cutText(step.nodes, 60));
}

static FailureOr<EmittedModel> compile(Session &session, const Target &target) {
  const Flags &flags = session.flags;
  OwningOpRef<ModuleOp> module = session.load(flags.import);
  CompileOptions options = session.getCompileOptions(target);
  options.schedule = true;
  if (!module || failed(runStages(*module, Stage::LLVM, options, session.times)))
    return failure();
  EmitOptions emit;
  emit.level = flags.optLevel;
  emit.onlyMeasure = true;
  return session.times.measure(
      Stage::LLVM, [&] { return emitModel(*module, target, emit, "model.o", session.outputs); });
}

static LogicalResult analyze(Session &session) {
  const Flags &flags = session.flags;
  FailureOr<Target> target = session.getTarget();
  if (failed(target) || failed(checkClock(flags.clock, *target)))
    return failure();
  FailureOr<EmittedModel> model = compile(session, *target);
  if (failed(model))
    return failure();
  if (!model->interface.schedule) {
    llvm::WithColor::error() << flags.model << ": has passed stage 'memory' already\n";
    return failure();
  }
  printSteps(*model, llvm::outs());
  printSummary(*model, llvm::sys::path::filename(flags.model),
               describeTime(*model, *target, flags.clock), llvm::outs());
  return success();
}

LogicalResult onnxc::analyzeCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = analyze(session);
  session.printTimes(llvm::errs());
  return result;
}
