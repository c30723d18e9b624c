#include "compiler/Target/EmitModel.h"
#include "compiler/Target/Report.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/DependencyFile.h"
#include "compiler/Tools/onnxc/Estimate.h"
#include "compiler/Tools/onnxc/Quantization.h"
#include "compiler/Tools/onnxc/ReportPage.h"
#include "compiler/Tools/onnxc/Session.h"
#include "compiler/Tools/onnxc/StepTimes.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;

static std::string getOutputPath(const Flags &flags) {
  if (!flags.output.empty())
    return flags.output;
  return (llvm::sys::path::stem(flags.model) + ".o").str();
}

static LogicalResult checkOutputPath(const Flags &flags, StringRef path) {
  if (path.ends_with(".onnx") && !flags.quantize) {
    llvm::WithColor::error() << path << ": a model in ONNX is what --quantize makes\n";
    return failure();
  }
  if (path.ends_with(".onnx") && flags.stopAfter) {
    llvm::WithColor::error() << path << ": no stage makes a model in ONNX\n";
    return failure();
  }
  if (isEmittedFile(path) || path.ends_with(".mlir") || path.ends_with(".onnx"))
    return success();
  llvm::WithColor::error() << path
                           << ": the suffix is none of .o, .obj, .a, .so, .s, .ll, .mlir, .onnx\n";
  return failure();
}

/// A module for people to read: large constants are left out.
static void printElided(ModuleOp module, llvm::raw_ostream &os) {
  OpPrintingFlags flags;
  flags.elideLargeElementsAttrs(16).elideLargeResourceString(64);
  module->print(os, flags);
  os << "\n";
}

/// A module for onnxc to read again.
static LogicalResult writeModule(Session &session, ModuleOp module, StringRef path) {
  constexpr int64_t all = std::numeric_limits<int64_t>::max();
  OpPrintingFlags flags;
  flags.enableDebugInfo().elideLargeElementsAttrs(all).elideLargeResourceString(all);
  return session.check(session.outputs.write(path, [&](llvm::raw_ostream &os) {
    module->print(os, flags);
    os << "\n";
  }));
}

static EmitOptions getEmitOptions(const Flags &flags, StringRef path) {
  EmitOptions options;
  options.name = flags.name.empty() ? llvm::sys::path::stem(path).str() : flags.name;
  options.level = flags.optLevel;
  options.staticArena = flags.staticArena;
  options.debugInfo = flags.debugInfo;
  return options;
}

static bool isPage(StringRef path) { return path.ends_with(".html"); }

static LogicalResult writeReport(Session &session, const EmittedModel &emitted,
                                 const Target &target) {
  llvm::json::Object report = makeReport(emitted, target);
  session.addTimes(report);
  if (!session.flags.times.empty() &&
      failed(session.check(addStepTimes(session.flags.times, report))))
    return failure();
  return session.check(session.outputs.write(session.flags.report, [&](llvm::raw_ostream &os) {
    if (isPage(session.flags.report))
      writeReportPage(report, os);
    else
      os << llvm::formatv("{0:2}\n", llvm::json::Value(std::move(report)));
  }));
}

static LogicalResult emitFiles(Session &session, ModuleOp module, const Target &target,
                               StringRef path) {
  EmitOptions options = getEmitOptions(session.flags, path);
  FailureOr<EmittedModel> emitted = session.times.measure(
      Stage::LLVM, [&] { return emitModel(module, target, options, path, session.outputs); });
  if (failed(emitted) ||
      failed(checkBudget(*emitted, session.flags.budget, options.level, llvm::errs())))
    return failure();
  if (!session.flags.quiet && !StringRef(path).ends_with(".ll"))
    printSummary(*emitted, path, describeTime(*emitted, target, session.flags.clock), llvm::errs());
  return session.flags.report.empty() ? success() : writeReport(session, *emitted, target);
}

/// Announces all files before the work begins.
static llvm::Error claimFiles(OutputFiles &outputs, const Flags &flags, StringRef path) {
  llvm::Error error = llvm::Error::success();
  if (StringRef(path).ends_with(".mlir") || StringRef(path).ends_with(".onnx"))
    error = outputs.claim(path);
  else if (!flags.stopAfter)
    error = claimEmittedFiles(outputs, path, getEmitOptions(flags, path));
  if (!error && !flags.report.empty())
    error = outputs.claim(flags.report);
  if (!error && flags.dependencies)
    error = outputs.claim(getDependencyPath(path));
  if (!error && writesRanges(flags))
    error = outputs.claim(flags.ranges);
  if (!error && !flags.quantizationReport.empty())
    error = outputs.claim(flags.quantizationReport);
  return error;
}

/// Sizes are known of a model that is compiled to its end.
static LogicalResult checkFlagsOfObjects(const Flags &flags, StringRef path) {
  bool isObject = !flags.stopAfter && isEmittedFile(path) && !path.ends_with(".ll");
  if (isObject || (flags.report.empty() && !flags.budget.isSet()))
    return success();
  llvm::WithColor::error() << (flags.report.empty() ? "bounds of sizes need" : "--report needs")
                           << " an object: no stage before knows sizes\n";
  return failure();
}

static LogicalResult checkTimes(Session &session) {
  if (session.flags.times.empty())
    return success();
  session.outputs.addInput(session.flags.times);
  if (!session.flags.report.empty())
    return success();
  llvm::WithColor::error() << "--times needs --report, which shows them\n";
  return failure();
}

/// A page is about the order of kernels. Threads run them in any, and a file may be after the
/// stage that notes it.
static LogicalResult checkSchedule(ModuleOp module, const Flags &flags) {
  if (!isPage(flags.report) || module->hasAttr(kScheduleAttr))
    return success();
  llvm::WithColor::error() << flags.model << ": --report=" << flags.report << " needs a model "
                           << (flags.threads ? "without threads\n"
                                             : "that has not passed stage 'memory'\n");
  return failure();
}

/// A module may come from a file, after the stages that measure.
static LogicalResult checkProfile(ModuleOp module, const Flags &flags) {
  if (!flags.profile || module->hasAttr(kProfileAttr) ||
      flags.stopAfter.value_or(Stage::LLVM) < Stage::Functions)
    return success();
  llvm::WithColor::error() << flags.model << ": has passed stage 'functions' without --profile\n";
  return failure();
}

static LogicalResult checkDependencies(const Flags &flags, StringRef path) {
  if (!flags.dependencies || !flags.stopAfter || path.ends_with(".mlir"))
    return success();
  llvm::WithColor::error() << "-MD needs an output\n";
  return failure();
}

static LogicalResult writeDependencies(Session &session, StringRef path) {
  if (!session.flags.dependencies)
    return success();
  return session.check(session.outputs.write(getDependencyPath(path), [&](llvm::raw_ostream &os) {
    writeDependencies(path, session.inputs, os);
  }));
}

static LogicalResult compile(Session &session) {
  const Flags &flags = session.flags;
  std::string path = getOutputPath(flags);
  FailureOr<Target> target = session.getTarget();
  if (failed(target) || failed(checkClock(flags.clock, *target)) ||
      failed(checkOutputPath(flags, path)) || failed(checkFlagsOfObjects(flags, path)) ||
      failed(checkDependencies(flags, path)) || failed(checkTimes(session)) ||
      failed(session.check(claimFiles(session.outputs, flags, path))))
    return failure();

  OwningOpRef<ModuleOp> module;
  if (flags.quantize) {
    FailureOr<quantize::QuantizedModel> quantized = quantizeModel(session, *target);
    if (failed(quantized))
      return failure();
    if (StringRef(path).ends_with(".onnx"))
      return writeModel(session, *quantized, path);
    module = session.times.measure(Stage::Import, [&] { return quantized->import(); });
  } else {
    module = session.load(flags.import);
  }
  Stage last = flags.stopAfter.value_or(Stage::LLVM);
  if (!module ||
      failed(runStages(*module, last, session.getCompileOptions(*target), session.times)) ||
      failed(checkProfile(*module, flags)) || failed(checkSchedule(*module, flags)) ||
      failed(writeDependencies(session, path)))
    return failure();
  if (StringRef(path).ends_with(".mlir"))
    return writeModule(session, *module, path);
  if (flags.stopAfter) {
    printElided(*module, llvm::outs());
    return success();
  }
  return emitFiles(session, *module, *target, path);
}

LogicalResult onnxc::compileCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = compile(session);
  if (succeeded(result))
    result = session.check(session.outputs.commit());
  session.printTimes(llvm::errs());
  return result;
}
