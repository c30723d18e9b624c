#include "compiler/Execute/Benchmark.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Inputs.h"
#include "compiler/Tools/onnxc/Session.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

namespace {

/// A benchmark beside what the machine could do.
struct BenchReport {
  Benchmark benchmark;
  double peak; // 10^9 operations per second

  double getGflops(const Benchmark::Kernel &kernel) const {
    return kernel.us > 0 ? 1e-3 * kernel.entry.flops * kernel.calls / kernel.us : 0;
  }

  double getAllGflops() const {
    double flops = 0;
    for (const Benchmark::Kernel &kernel : benchmark.kernels)
      flops += double(kernel.entry.flops) * kernel.calls;
    return 1e-3 * flops / benchmark.getSum();
  }

  double getGigabytes(const Benchmark::Kernel &kernel) const {
    return kernel.us > 0 ? 1e-3 * kernel.entry.bytes * kernel.calls / kernel.us : 0;
  }
};

} // namespace

/// The inputs that the flags name, or else numbers that are made up.
static FailureOr<std::vector<HostTensor>> getInputs(const ModelSignature &signature,
                                                    const TestData &data, MLIRContext &context) {
  if (!data.inputs.empty())
    return takeInputs(signature.inputs, data.inputs, &context);
  std::vector<HostTensor> inputs;
  for (const ModelValue &input : signature.inputs)
    inputs.push_back(makeBenchmarkInput(input.type));
  return inputs;
}

static FailureOr<BenchReport> measure(Session &session, const Target &target) {
  const Flags &flags = session.flags;
  ImportOptions import = flags.import;
  FailureOr<TestData> data = readInputs(flags, session.context);
  if (failed(data) || (!data->inputs.empty() &&
                       failed(addInputShapes(import, flags.model, *data, &session.context))))
    return failure();
  OwningOpRef<ModuleOp> module = session.load(import);
  if (!module)
    return failure();
  CompileOptions options = session.getCompileOptions(target);
  options.profile = true;
  FailureOr<HostModel> model = HostModel::create(*module, options, flags.optLevel, session.times);
  if (failed(model))
    return failure();
  FailureOr<std::vector<HostTensor>> inputs =
      getInputs(model->getSignature(), *data, session.context);
  if (failed(inputs))
    return failure();
  BenchReport report{runBenchmark(*model, *inputs, flags.benchmark), 0};
  FailureOr<double> peak = measurePeak(target, &session.context);
  if (failed(peak))
    return failure();
  report.peak = *peak;
  if (!flags.everyCall)
    report.benchmark.kernels = sumByKernel(report.benchmark.kernels);
  llvm::sort(report.benchmark.kernels, [](const auto &a, const auto &b) { return a.us > b.us; });
  return report;
}

/// A column of text, cut where it would be too wide.
static std::string cut(StringRef text, size_t width) {
  return text.size() <= width ? text.str() : text.take_front(width - 3).str() + "...";
}

static void printTable(const BenchReport &report, StringRef model, llvm::raw_ostream &os) {
  const Benchmark &benchmark = report.benchmark;
  double sum = benchmark.getSum();
  os << formatv("{0}: median {1:f2} us, min {2:f2} us, {3} runs; sum of medians {4:f2} us\n", model,
                benchmark.median, benchmark.minimum, benchmark.runs, sum)
     << formatv("{0:f1} GFLOP/s, {1:f0} % of the peak of {2:f1} GFLOP/s\n\n", report.getAllGflops(),
                100 * report.getAllGflops() / report.peak, report.peak);
  constexpr const char *row = "{0,11} {1,6} {2,6} {3,8} {4,6} {5,6}  {6,-44} {7,-44} {8,-24} {9}\n";
  os << formatv(row, "us", "share", "calls", "GFLOP/s", "peak", "GB/s", "kernel", "work",
                "operators", "nodes");
  for (const Benchmark::Kernel &kernel : benchmark.kernels) {
    double gflops = report.getGflops(kernel);
    bool counts = kernel.entry.flops > 0;
    os << formatv(row, formatv("{0:f2}", kernel.us), formatv("{0:f1}%", 100 * kernel.us / sum),
                  kernel.calls, counts ? formatv("{0:f1}", gflops).str() : "-",
                  counts ? formatv("{0:f0}%", 100 * gflops / report.peak).str() : "-",
                  formatv("{0:f1}", report.getGigabytes(kernel)), cut(kernel.entry.kernel, 44),
                  cut(kernel.entry.work, 44), cut(kernel.entry.operators, 24),
                  cut(kernel.entry.nodes, 60));
  }
  os << formatv("{0,11:f2} {1,5:f1}%  between the kernels\n", benchmark.between,
                100 * benchmark.between / sum);
}

static llvm::json::Object toJson(const BenchReport &report) {
  llvm::json::Array kernels;
  for (const Benchmark::Kernel &kernel : report.benchmark.kernels)
    kernels.push_back(llvm::json::Object{{"kernel", llvm::json::fixUTF8(kernel.entry.kernel)},
                                         {"nodes", llvm::json::fixUTF8(kernel.entry.nodes)},
                                         {"operators", kernel.entry.operators},
                                         {"work", kernel.entry.work},
                                         {"calls", kernel.calls},
                                         {"us", kernel.us},
                                         {"min_us", kernel.minimum},
                                         {"flops", kernel.entry.flops},
                                         {"bytes", kernel.entry.bytes}});
  return llvm::json::Object{
      {"median_us", report.benchmark.median}, {"min_us", report.benchmark.minimum},
      {"runs", report.benchmark.runs},        {"gflops", report.getAllGflops()},
      {"peak_gflops", report.peak},           {"kernels", std::move(kernels)}};
}

static LogicalResult writeJson(const BenchReport &report, StringRef path) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (!error)
    os << formatv("{0:2}\n", llvm::json::Value(toJson(report)));
  if (!error)
    return success();
  llvm::WithColor::error() << path << ": " << error.message() << "\n";
  return failure();
}

static LogicalResult bench(Session &session) {
  const Flags &flags = session.flags;
  FailureOr<Target> target = session.getTarget();
  if (failed(target))
    return failure();
  FailureOr<BenchReport> report = measure(session, *target);
  if (failed(report))
    return failure();
  printTable(*report, llvm::sys::path::filename(flags.model), llvm::outs());
  return flags.json.empty() ? success() : writeJson(*report, flags.json);
}

LogicalResult onnxc::benchCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = bench(session);
  session.printTimes(llvm::errs());
  return result;
}
