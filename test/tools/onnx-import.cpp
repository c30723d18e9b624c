// Imports models and prints them, or with --check says for each whether it imports: the
// importer alone, for its tests.
#include "compiler/Import/Import.h"
#include "compiler/Support/FormatDiagnostic.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
namespace cl = llvm::cl;

static cl::list<std::string> paths(cl::Positional, cl::OneOrMore, cl::desc("model.onnx ..."));
static cl::list<std::string> dims("dim", cl::desc("name=size of a symbolic dimension"));
static cl::list<std::string> shapes("shape", cl::desc("name=1x3x8x8 of an input"));
static cl::list<std::string> inputs("input", cl::desc("name=number,... makes an input constant"));
static cl::opt<bool> locations("locations", cl::desc("print locations"));
static cl::opt<bool> check("check", cl::desc("print a line for each model only"));

/// Splits `name=1x2x3`; exits on anything else.
static std::pair<std::string, std::vector<int64_t>> parseShape(StringRef text) {
  auto [name, sizes] = text.rsplit('=');
  std::vector<int64_t> shape;
  for (StringRef size : llvm::split(sizes, 'x'))
    if (size.getAsInteger(10, shape.emplace_back())) {
      llvm::errs() << "'" << text << "' is not a name=1x2x3\n";
      exit(2);
    }
  return {name.str(), shape};
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv, "imports ONNX models\n");
  onnxc::ImportOptions options;
  for (const std::string &dim : dims) {
    auto [name, size] = parseShape(dim);
    options.dims[name] = size.front();
  }
  for (const std::string &shape : shapes)
    options.shapes.insert(parseShape(shape));
  for (StringRef input : inputs) {
    auto [name, value] = input.split('=');
    options.values[name.str()] = value.str();
  }

  bool failed = false;
  for (const std::string &path : paths) {
    MLIRContext context(MLIRContext::Threading::DISABLED);
    onnxc::DiagnosticPrinter printer(&context, llvm::errs());
    OwningOpRef<ModuleOp> module = onnxc::importModel(path, &context, options);
    failed |= !module;
    if (check)
      llvm::outs() << (module ? "ok " : "FAILED ") << path << "\n";
    else if (module)
      module->print(llvm::outs(), OpPrintingFlags()
                                      .elideLargeElementsAttrs(16)
                                      .elideLargeResourceString(64)
                                      .enableDebugInfo(locations, false)
                                      .useLocalScope());
  }
  return failed;
}
