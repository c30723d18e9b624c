// The driver: flags in, exit code out.
#include "compiler/Execute/JitEvaluator.h"
#include "compiler/Pipelines/Dialects.h"
#include "compiler/Support/FormatDiagnostic.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/WithColor.h"

#include <fcntl.h>
#include <unistd.h>

using namespace mlir;
using namespace onnxc;

/// Remarks become diagnostics, if the user asks for them.
static LogicalResult enableRemarks(MLIRContext &context, const std::string &filter) {
  if (filter.empty())
    return success();
  if (std::string error; !llvm::Regex(filter).isValid(error)) {
    llvm::WithColor::error() << "--remarks-filter=" << filter << ": " << error << "\n";
    return failure();
  }
  remark::RemarkCategories categories;
  // Each kind has a filter of its own; without one, none of that kind is made.
  categories.passed = categories.missed = categories.analysis = categories.failed = filter;
  return remark::enableOptimizationRemarks(context, nullptr,
                                           std::make_unique<remark::RemarkEmittingPolicyAll>(),
                                           categories, /*printAsEmitRemarks=*/true);
}

static LogicalResult runFlags(const Flags &flags, MLIRContext &context) {
  switch (flags.command) {
  case Command::Compile:
    return compileCommand(flags, context);
  case Command::Analyze:
    return analyzeCommand(flags, context);
  case Command::Run:
    return runCommand(flags, context);
  case Command::Verify:
    return verifyCommand(flags, context);
  case Command::Compare:
    return compareCommand(flags, context);
  case Command::Bench:
    return benchCommand(flags, context);
  case Command::Check:
    return checkCommand(flags, context);
  case Command::Ops:
    return opsCommand(flags, context);
  }
  llvm_unreachable("unknown command");
}

/// Where LLVM or MLIR would abort, the user gets a message and an exit code. Outputs are written
/// last, so none is left behind.
[[noreturn]] static void reportInternalError(void *, const char *reason, bool) {
  llvm::WithColor::error() << "internal error: " << reason
                           << "\nonnxc has a bug; please report it with the model\n";
  // Without destructors: the state is not to be trusted.
  std::_Exit(1);
}

/// A standard stream that the caller has closed must not become the first file that is opened:
/// what is printed would go there. In its place comes one that fails when it is used.
static void occupyStandardStreams() {
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(stream, F_GETFD) == -1 &&
        open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) == -1)
      return;
}

/// Runs at exit, before LLVM takes an error of the stream for its own.
static void checkStandardStreams() {
  llvm::outs().flush();
  std::error_code error = llvm::outs().error();
  llvm::outs().clear_error();
  if (error)
    llvm::WithColor::error() << "standard output: " << error.message() << "\n";
  llvm::errs().clear_error();
  if (error)
    std::_Exit(1);
}

int main(int argc, char **argv) {
  occupyStandardStreams();
  llvm::InitLLVM init(argc, argv);
  // Made before the handler is registered, the streams end after it.
  llvm::outs();
  llvm::errs();
  std::atexit(checkStandardStreams);
  llvm::install_fatal_error_handler(reportInternalError);
  llvm::setBugReportMsg("onnxc has a bug; please report it with the model and this text:\n");
  FailureOr<Flags> flags = parseFlags(argc, argv);
  if (failed(flags))
    return 1;

  DialectRegistry registry;
  registerCompilerDialects(registry);
  registerJitEvaluator(registry, flags->strictFloat);
  MLIRContext context(registry);
  // A message names the node; the operation's text, with all inside of it, would bury it.
  context.printOpOnDiagnostic(false);
  DiagnosticPrinter printer(&context, llvm::errs(), flags->quiet);
  if (failed(enableRemarks(context, flags->remarksFilter)))
    return 1;
  return succeeded(runFlags(*flags, context)) ? 0 : 1;
}
