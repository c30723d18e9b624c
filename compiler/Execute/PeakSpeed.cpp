#include "compiler/Execute/Benchmark.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FormatVariadic.h"

#include <chrono>

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

/// The values `%a0, %a1, ...`, each formatted as `format` says.
static std::string list(const char *format, int64_t count, StringRef separator = ", ") {
  std::string text;
  for (int64_t i = 0; i < count; ++i)
    text += (i ? separator.str() : "") + formatv(format, i).str();
  return text;
}

namespace {

/// A loop of `chains` multiply-adds by vectors of `lanes` floats, each of which continues a sum of
/// its own.
struct PeakLoop {
  int64_t lanes, chains;
  bool fma;
  static constexpr int64_t kIterations = 500000;

  double getFlops() const { return 2.0 * kIterations * lanes * chains; }

  std::string getStep() const {
    if (fma)
      return list("%r{0} = math.fma %s{0}, %one, %one : !v\n", chains, "");
    return list("%p{0} = arith.mulf %s{0}, %one : !v\n%r{0} = arith.addf %p{0}, %one : !v\n",
                chains, "");
  }

  /// A module as stage `functions` leaves it, whose output holds ones before it runs.
  std::string print() const {
    return formatv(R"(!v = vector<{0}xf32>
module attributes {{onnxc.stage = "functions", onnxc.arena_size = 0 : i64,
    onnx.inputs = [], onnx.outputs = [{{name = "sums", type = tensor<{1}xf32>}]} {{
  func.func @main(%sums: memref<{1}xf32>, %arena: memref<0xi8>, %weights: memref<0xi8>) {{
    %begin = arith.constant 0 : index
    %step = arith.constant 1 : index
    %end = arith.constant {2} : index
    %one = vector.load %sums[%begin] : memref<{1}xf32>, !v
    {3}
    %r:{4} = scf.for %i = %begin to %end step %step iter_args({5}) -> ({6}) {{
      {7}
      scf.yield {8} : {6}
    }
    {9}
    return
  }
})",
                   lanes, lanes * chains, kIterations, loadStarts(), chains,
                   list("%s{0} = %v{0}", chains), list("!v", chains), getStep(),
                   list("%r{0}", chains), storeSums());
  }

private:
  std::string loadStarts() const {
    std::string text;
    for (int64_t i = 0; i < chains; ++i)
      text += formatv("%c{0} = arith.constant dense<{0}.0> : !v\n%v{0} = arith.addf %one, %c{0} "
                      ": !v\n",
                      i);
    return text;
  }

  std::string storeSums() const {
    std::string text;
    for (int64_t i = 0; i < chains; ++i)
      text += formatv("%o{0} = arith.constant {1} : index\n"
                      "vector.store %r#{0}, %sums[%o{0}] : memref<{2}xf32>, !v\n",
                      i, i * lanes, lanes * chains);
    return text;
  }
};

} // namespace

/// Seconds of one run.
static double timeRun(JitModel &jit, std::vector<float> &sums) {
  std::fill(sums.begin(), sums.end(), 1.0f);
  void *output = sums.data();
  auto begin = std::chrono::steady_clock::now();
  jit.run({}, output);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

FailureOr<double> onnxc::measurePeak(const Target &target, MLIRContext *context) {
  // Enough sums to hide the latency, in registers that leave room for the factor.
  int64_t chains = std::min<int64_t>(24, target.vectorRegisters - 4);
  PeakLoop loop{std::max<int64_t>(target.vectorBytes / 4, 1), chains, target.fma};
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(loop.print(), context);
  CompileOptions options;
  options.target = target;
  options.strictFloat = true;
  StageTimes times;
  if (!module || failed(runStages(*module, Stage::LLVM, options, times)))
    return failure();
  FailureOr<std::unique_ptr<JitModel>> jit = JitModel::create(*module, target, OptLevel::O2);
  if (failed(jit))
    return failure();
  std::vector<float> sums(loop.lanes * loop.chains);
  double best = timeRun(**jit, sums);
  for (int i = 0; i < 8; ++i)
    best = std::min(best, timeRun(**jit, sums));
  return loop.getFlops() / best * 1e-9;
}
