#include "compiler/Tools/onnxc/Session.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/WithColor.h"

#include <sys/resource.h>

using namespace mlir;
using namespace onnxc;

Session::Session(const Flags &flags, MLIRContext &context) : flags(flags), context(context) {
  applyDefaultTimingManagerCLOptions(timing);
  timingRoot = timing.getRootScope();
  addInput(flags.model);
}

void Session::addInput(StringRef path) {
  outputs.addInput(path);
  if (!llvm::is_contained(inputs, path))
    inputs.push_back(path.str());
}

OwningOpRef<ModuleOp> Session::load(ImportOptions options) {
  options.onExternalFile = [this](StringRef path) { addInput(path); };
  return times.measure(Stage::Import, [&] { return loadModel(flags.model, &context, options); });
}

FailureOr<Target> Session::getTarget() const {
  std::string message;
  llvm::raw_string_ostream os(message);
  FailureOr<Target> target =
      parseTarget(flags.target, flags.cpu, flags.features, os, flags.floatAbi);
  if (failed(target))
    llvm::WithColor::error() << message;
  return target;
}

CompileOptions Session::getCompileOptions(const Target &target) {
  CompileOptions options;
  options.target = target;
  options.optimizeSize = flags.optLevel == OptLevel::Os || flags.optLevel == OptLevel::Oz;
  options.strictFloat = flags.strictFloat;
  options.winograd = flags.winograd;
  options.maxText = flags.maxText.value_or(kDefaultMaxText);
  options.profile = flags.profile;
  options.schedule = (!flags.report.empty() || flags.budget.ram) && !flags.threads;
  options.threads = flags.threads;
  options.threadCount = flags.threadCount;
  options.configure = [this](PassManager &pm) {
    pm.enableTiming(timingRoot);
    return applyPassManagerCLOptions(pm);
  };
  return options;
}

LogicalResult Session::check(llvm::Error error) const {
  if (!error)
    return success();
  llvm::WithColor::error() << llvm::toString(std::move(error)) << "\n";
  return failure();
}

/// The most memory that this process has had, in bytes.
static int64_t getPeakMemory() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return int64_t(usage.ru_maxrss) * 1024;
}

void Session::printTimes(llvm::raw_ostream &os) const {
  if (!flags.verbose)
    return;
  double total = 0;
  for (auto [stage, seconds] : times.getSeconds()) {
    os << llvm::formatv("{0,-10} {1,8:f3} s\n", getStageName(stage), seconds);
    total += seconds;
  }
  os << llvm::formatv("{0,-10} {1,8:f3} s, peak memory {2:f1} MB\n", "total", total,
                      getPeakMemory() / 1e6);
}

void Session::addTimes(llvm::json::Object &report) const {
  llvm::json::Object seconds;
  for (auto [stage, time] : times.getSeconds())
    seconds[getStageName(stage)] = time;
  report["stage_seconds"] = std::move(seconds);
  report["peak_memory_bytes"] = getPeakMemory();
}
