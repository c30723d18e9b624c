// Random graphs against themselves: each is compiled without optimization and fusion, and in other
// ways that the compiler has; the results must agree.
#include "test/fuzz/graphs/ModelFolder.h"
#include "test/fuzz/graphs/RandomGraph.h"
#include "test/fuzz/graphs/Reduce.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::fuzz;
namespace cl = llvm::cl;

static cl::OptionCategory category("Options");
static cl::opt<uint64_t> seed("seed", cl::cat(category), cl::init(1), cl::desc("Of all graphs"));
static cl::opt<uint64_t> first("first", cl::cat(category), cl::init(0),
                               cl::desc("Number of the first graph (0)"));
static cl::opt<uint64_t> count("count", cl::cat(category), cl::init(100),
                               cl::desc("How many graphs (100)"));
static cl::opt<std::string> profile("profile", cl::cat(category),
                                    cl::desc("What graphs are made of: elementwise, shapes, "
                                             "reductions, contractions, pictures, quantized, "
                                             "control, mixed (default: each in turn)"));
static cl::opt<unsigned> pairs("pairs", cl::cat(category), cl::init(2),
                               cl::desc("Ways to compile each graph, each without and with "
                                        "threads (2); 0: all there are"));
static cl::opt<std::string> reduceTo("reduce", cl::cat(category), cl::value_desc("folder"),
                                     cl::desc("Write what fails, reduced, to folders in this one"));
static cl::opt<std::string> modelFolder("model", cl::cat(category), cl::value_desc("folder"),
                                        cl::desc("Instead, a model that --reduce has written"));
static cl::opt<std::string> plant("plant", cl::cat(category), cl::value_desc("A=B"),
                                  cl::desc("Compile nodes of A as of B: a fault that must be "
                                           "found"));
static cl::opt<bool> print("print", cl::cat(category), cl::desc("Only print the graphs"));

namespace {

/// How many graphs ended how.
struct Counts {
  unsigned byKind[5] = {};

  void add(const CheckResult &result) { ++byKind[static_cast<int>(result.kind)]; }
  unsigned get(CheckResult::Kind kind) const { return byKind[static_cast<int>(kind)]; }
  bool hasFailures() const {
    return get(CheckResult::Kind::Refused) + get(CheckResult::Kind::Wrong) +
               get(CheckResult::Kind::Crash) >
           0;
  }
  void print(llvm::raw_ostream &os) const {
    os << get(CheckResult::Kind::Right) << " right, " << get(CheckResult::Kind::Wrong) << " wrong, "
       << get(CheckResult::Kind::Crash) << " crashed, " << get(CheckResult::Kind::Refused)
       << " refused, " << get(CheckResult::Kind::Dropped) << " without an output to compare\n";
  }
};

/// `command` goes on with what plants the same fault.
void printFailure(std::string command, const CheckResult &result) {
  if (!plant.empty())
    command += " --plant=" + plant;
  constexpr llvm::StringLiteral kinds[] = {"right", "dropped", "refused", "wrong", "crash"};
  llvm::WithColor::error() << kinds[static_cast<int>(result.kind)] << " with "
                           << (result.configuration ? result.configuration->describe()
                                                    : "the reference")
                           << ": " << result.message << "\n";
  llvm::errs() << "  again: " << command << "\n";
}

/// The reduced model, on the screen and as files; with outputs as the reference computes them.
LogicalResult saveReduced(FailingModel &failing, const std::string &folder) {
  reduce(failing);
  printFailure("onnxc-graph-fuzz --pairs=0 --model=" + folder, failing.result);
  printGraph(failing.model.graph(), llvm::errs());
  std::optional<TensorBytes> values = computeValues(failing.model, failing.inputs);
  if (!values) {
    failing.model.mutable_graph()->clear_output();
    values = failing.inputs;
  }
  return writeModel(failing.model, *values, folder);
}

std::vector<Configuration> getChosenConfigurations(uint64_t index) {
  Random random(seed * 31 + index);
  std::vector<Configuration> chosen =
      pairs == 0 ? getConfigurations() : chooseConfigurations(random, pairs);
  for (Configuration &configuration : chosen)
    configuration.fault = StringRef(plant).split('=');
  return chosen;
}

CheckResult runGraph(uint64_t index) {
  proto::ModelProto model = makeRandomModel(seed, index, profile);
  if (print) {
    llvm::outs() << "graph " << index << "\n";
    printGraph(model.graph(), llvm::outs());
    return {};
  }
  TensorBytes inputs = makeInputData(model, seed + index);
  CheckResult result = checkGraph(model, inputs, getChosenConfigurations(index));
  if (!result.isFailure())
    return result;
  std::string number = std::to_string(index);
  printFailure("onnxc-graph-fuzz --seed=" + std::to_string(seed) + " --first=" + number +
                   " --count=1 --pairs=" + std::to_string(pairs) +
                   (profile.empty() ? "" : " --profile=" + profile),
               result);
  FailingModel failing{std::move(model), std::move(inputs), result};
  if (!reduceTo.empty())
    (void)saveReduced(failing, reduceTo + "/" + std::to_string(seed) + "_" + number);
  return result;
}

int runModel() {
  FailingModel read;
  if (failed(readModel(modelFolder, read.model, read.inputs)))
    return 1;
  printGraph(read.model.graph(), llvm::outs());
  read.result = checkGraph(read.model, read.inputs, getChosenConfigurations(0));
  if (read.result.isFailure())
    printFailure("onnxc-graph-fuzz --model=" + modelFolder, read.result);
  return read.result.isFailure() ? 1 : 0;
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(argc, argv, "Compares random graphs with themselves\n");
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  if (!profile.empty() && !isProfile(profile)) {
    llvm::WithColor::error() << "there is no profile '" << profile << "'\n";
    return 1;
  }
  if (!modelFolder.empty())
    return runModel();

  Counts counts;
  for (uint64_t i = 0; i < count; ++i)
    counts.add(runGraph(first + i));
  counts.print(llvm::outs());
  return counts.hasFailures() ? 1 : 0;
}
