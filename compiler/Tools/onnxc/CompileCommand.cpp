#include "compiler/Target/EmitModel.h"
#include "compiler/Target/Report.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Session.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;

static std::unique_ptr<llvm::ToolOutputFile> openFile(StringRef path) {
  std::error_code error;
  auto file = std::make_unique<llvm::ToolOutputFile>(path, error, llvm::sys::fs::OF_None);
  if (!error)
    return file;
  llvm::WithColor::error() << path << ": " << error.message() << "\n";
  return nullptr;
}

static std::string getOutputPath(const Flags &flags) {
  if (!flags.output.empty())
    return flags.output;
  return (llvm::sys::path::stem(flags.model) + ".o").str();
}

static LogicalResult checkOutputPath(StringRef path) {
  if (isEmittedFile(path) || path.ends_with(".mlir"))
    return success();
  llvm::WithColor::error() << path << ": the suffix is none of .o, .a, .so, .s, .ll, .mlir\n";
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
static LogicalResult writeModule(ModuleOp module, StringRef path) {
  std::unique_ptr<llvm::ToolOutputFile> file = openFile(path);
  if (!file)
    return failure();
  constexpr int64_t all = std::numeric_limits<int64_t>::max();
  OpPrintingFlags flags;
  flags.enableDebugInfo().elideLargeElementsAttrs(all).elideLargeResourceString(all);
  module->print(file->os(), flags);
  file->os() << "\n";
  file->keep();
  return success();
}

static LogicalResult emitFile(Session &session, ModuleOp module, const Target &target,
                              StringRef path, llvm::raw_ostream *report) {
  const Flags &flags = session.flags;
  EmitOptions options;
  options.name = flags.name.empty() ? llvm::sys::path::stem(path).str() : flags.name;
  options.level = flags.optLevel;
  options.staticArena = flags.staticArena;
  options.debugInfo = flags.debugInfo;
  FailureOr<EmittedModel> emitted =
      session.times.measure(Stage::Emit, [&] { return emitModel(module, target, options, path); });
  if (failed(emitted))
    return failure();
  if (report) {
    llvm::json::Object object = makeReport(*emitted, target);
    session.addTimes(object);
    *report << llvm::formatv("{0:2}\n", llvm::json::Value(std::move(object)));
  }
  return success();
}

/// A module may come from a file, behind the stages that measure.
static LogicalResult checkProfile(ModuleOp module, const Flags &flags) {
  if (!flags.profile || module->hasAttr("onnxc.profile") ||
      flags.stopAfter.value_or(Stage::Emit) < Stage::Generate)
    return success();
  llvm::WithColor::error() << flags.model << ": has passed stage 'generate' without --profile\n";
  return failure();
}

static LogicalResult compile(Session &session) {
  const Flags &flags = session.flags;
  std::string path = getOutputPath(flags);
  FailureOr<Target> target = session.getTarget();
  if (failed(target) || failed(checkOutputPath(path)))
    return failure();
  std::unique_ptr<llvm::ToolOutputFile> report;
  if (!flags.report.empty() && !(report = openFile(flags.report)))
    return failure();

  OwningOpRef<ModuleOp> module = session.load(flags.import);
  Stage last = flags.stopAfter.value_or(Stage::Emit);
  if (!module ||
      failed(runStages(*module, last, session.getCompileOptions(*target), session.times)) ||
      failed(checkProfile(*module, flags)))
    return failure();
  if (StringRef(path).ends_with(".mlir"))
    return writeModule(*module, path);
  if (flags.stopAfter) {
    printElided(*module, llvm::outs());
    return success();
  }
  if (failed(emitFile(session, *module, *target, path, report ? &report->os() : nullptr)))
    return failure();
  if (report)
    report->keep();
  return success();
}

LogicalResult onnxc::compileCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = compile(session);
  session.printTimes(llvm::errs());
  return result;
}
