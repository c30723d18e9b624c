// Shrinks IR on which something fails: drops what a test does not need to succeed. In place of
// mlir-reduce, which crashes where operations have regions.
#include "compiler/Pipelines/Dialects.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
namespace cl = llvm::cl;

/// All operations but the module, each before those in its regions.
static SmallVector<Operation *> getOperations(ModuleOp module) {
  SmallVector<Operation *> operations;
  module->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op != module)
      operations.push_back(op);
  });
  return operations;
}

/// Erases `op`; what reads its results reads new arguments of the function instead.
static void cut(Operation *op) {
  if (op->hasTrait<OpTrait::IsTerminator>())
    return;
  auto function = op->getParentOfType<func::FuncOp>();
  for (Value result : op->getResults()) {
    if (result.use_empty())
      continue;
    unsigned index = function ? function.getNumArguments() : 0;
    if (!function || failed(function.insertArgument(index, result.getType(), {}, op->getLoc())))
      return;
    result.replaceAllUsesWith(function.getArgument(index));
  }
  op->erase();
}

/// Drops the results of `function`.
static void dropResults(func::FuncOp function) {
  llvm::BitVector all(function.getNumResults(), true);
  if (failed(function.eraseResults(all)))
    return;
  function.walk([](func::ReturnOp op) { op->setOperands({}); });
}

static void dropUnusedArguments(func::FuncOp function) {
  llvm::BitVector unused(function.getNumArguments());
  for (BlockArgument argument : function.getArguments())
    unused[argument.getArgNumber()] = argument.use_empty();
  (void)function.eraseArguments(unused);
}

namespace {
class Reducer {
public:
  Reducer(OwningOpRef<ModuleOp> module, std::string test)
      : module(std::move(module)), test(std::move(test)) {}

  /// Whether the test succeeds on what is left; an error if it could not be started.
  llvm::Expected<bool> isInteresting(ModuleOp candidate) {
    ScopedDiagnosticHandler silence(candidate.getContext(), [](Diagnostic &) {});
    if (failed(verify(candidate)))
      return false;
    SmallString<128> path;
    if (std::error_code error = llvm::sys::fs::createTemporaryFile("reduce", "mlir", path))
      return llvm::errorCodeToError(error);
    llvm::FileRemover remover(path);
    std::error_code error;
    llvm::raw_fd_ostream os(path, error);
    candidate.print(os);
    os.close();
    std::string message;
    int code = llvm::sys::ExecuteAndWait(test, {test, path}, std::nullopt, {}, 0, 0, &message);
    if (code < 0 && !message.empty())
      return llvm::createStringError(message);
    return code == 0;
  }

  /// Cuts operations, as long as any can be.
  llvm::Error run() {
    size_t before;
    do {
      before = getOperations(*module).size();
      for (size_t count = before; count > 0; count /= 2)
        if (llvm::Error error = cutByGroups(count))
          return error;
      if (llvm::Error error = attemptOnFunctions(dropResults))
        return error;
    } while (getOperations(*module).size() < before);
    return attemptOnFunctions(dropUnusedArguments);
  }

  ModuleOp get() { return *module; }

private:
  /// Keeps what `edit` makes of the module if it is still interesting.
  llvm::Error attempt(llvm::function_ref<void(ModuleOp)> edit) {
    OwningOpRef<ModuleOp> candidate(module->clone());
    edit(*candidate);
    llvm::Expected<bool> interesting = isInteresting(*candidate);
    if (!interesting)
      return interesting.takeError();
    if (*interesting)
      module = std::move(candidate);
    return llvm::Error::success();
  }

  /// Cuts as many as `count` operations at a time, the last ones first.
  llvm::Error cutByGroups(size_t count) {
    size_t end = getOperations(*module).size();
    while (end > 0) {
      size_t begin = end - std::min(count, end);
      llvm::Error error = attempt([&](ModuleOp candidate) {
        SmallVector<Operation *> all = getOperations(candidate);
        // Operations in regions go before the one that they are in.
        for (Operation *op : llvm::reverse(ArrayRef(all).slice(begin, end - begin)))
          cut(op);
      });
      if (error)
        return error;
      end = begin;
    }
    return llvm::Error::success();
  }

  llvm::Error attemptOnFunctions(void (*edit)(func::FuncOp)) {
    for (unsigned i = 0, e = llvm::range_size(module->getOps<func::FuncOp>()); i < e; ++i)
      if (llvm::Error error = attempt([&](ModuleOp candidate) {
            edit(*std::next(candidate.getOps<func::FuncOp>().begin(), i));
          }))
        return error;
    return llvm::Error::success();
  }

  OwningOpRef<ModuleOp> module;
  std::string test;
};
} // namespace

static int fail(const Twine &message) {
  llvm::WithColor::error() << message << '\n';
  return 1;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::OptionCategory category("onnxc-reduce");
  cl::opt<std::string> input(cl::Positional, cl::Required, cl::desc("file.mlir"),
                             cl::cat(category));
  cl::opt<std::string> test("test", cl::Required, cl::value_desc("program"),
                            cl::desc("Is called with a file, and succeeds while that still fails"),
                            cl::cat(category));
  cl::opt<std::string> output("o", cl::init("-"), cl::value_desc("file.mlir"),
                              cl::desc("Write what is left to this file"), cl::cat(category));
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(argc, argv, "Shrinks IR on which something fails\n");

  DialectRegistry registry;
  onnxc::registerCompilerDialects(registry);
  MLIRContext context(registry);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(input, &context);
  if (!module)
    return 1;
  llvm::ErrorOr<std::string> program = llvm::sys::findProgramByName(test);
  if (!program)
    return fail(Twine(test) + ": " + program.getError().message());

  Reducer reducer(std::move(module), *program);
  llvm::Expected<bool> interesting = reducer.isInteresting(reducer.get());
  if (!interesting)
    return fail(llvm::toString(interesting.takeError()));
  if (!*interesting)
    return fail(Twine(input) + ": the test does not succeed on the whole file");
  if (llvm::Error error = reducer.run())
    return fail(llvm::toString(std::move(error)));

  std::error_code error;
  llvm::ToolOutputFile file(output, error, llvm::sys::fs::OF_Text);
  if (error)
    return fail(Twine(output) + ": " + error.message());
  reducer.get().print(file.os());
  file.keep();
  return 0;
}
