#include "compiler/Tools/onnxc/BenchReport.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/EmulateModel.h"
#include "compiler/Tools/onnxc/Inputs.h"
#include "compiler/Tools/onnxc/Session.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;

/// Compiles the model for the shapes of `data`: with a profile, or for threads.
static FailureOr<HostModel> compile(Session &session, const Target &target, const TestData &data,
                                    bool profile) {
  FailureOr<OwningOpRef<ModuleOp>> module = loadForInputs(session, data);
  if (failed(module))
    return failure();
  CompileOptions options = session.getCompileOptions(target);
  options.profile = profile;
  options.threads = !profile;
  return HostModel::create(**module, options, session.flags.optLevel, session.times);
}

static FailureOr<Benchmark> measure(Session &session, const Target &target, const TestData &data) {
  FailureOr<HostModel> model = compile(session, target, data, /*profile=*/true);
  if (failed(model))
    return failure();
  if (!model->getJit().getInterface().profile) {
    llvm::WithColor::error() << session.flags.model
                             << ": has passed stage 'functions' without --profile\n";
    return failure();
  }
  FailureOr<std::vector<HostTensor>> inputs =
      getInputs(model->getSignature(), data, session.context);
  if (failed(inputs))
    return failure();
  Benchmark benchmark = runBenchmark(*model, *inputs, session.flags.benchmark);
  benchmark.threads = session.flags.threadCount;
  if (benchmark.threads == 1)
    return benchmark;
  FailureOr<HostModel> threaded = compile(session, target, data, /*profile=*/false);
  if (failed(threaded) || failed(threaded->startThreads(benchmark.threads)))
    return failure();
  benchmark.medianOnThreads = getMedianOfRuns(*threaded, *inputs, session.flags.benchmark);
  return benchmark;
}

static llvm::Error claimFiles(OutputFiles &outputs, const Flags &flags) {
  for (StringRef path : {StringRef(flags.json), StringRef(flags.svg)})
    if (!path.empty())
      if (llvm::Error error = outputs.claim(path))
        return error;
  return llvm::Error::success();
}

template <typename Report>
static llvm::Error writeFiles(OutputFiles &outputs, const Flags &flags, const Report &report) {
  llvm::Error error = llvm::Error::success();
  if (!flags.json.empty())
    error = outputs.write(flags.json, [&](llvm::raw_ostream &os) {
      os << llvm::formatv("{0:2}\n", llvm::json::Value(report.toJson()));
    });
  if (!error && !flags.svg.empty())
    error = outputs.write(flags.svg, [&](llvm::raw_ostream &os) { report.drawSvg(os); });
  return error ? std::move(error) : outputs.commit();
}

static FailureOr<BenchReport> benchHere(Session &session, const Target &target,
                                        const TestData &data) {
  FailureOr<Benchmark> benchmark = measure(session, target, data);
  if (failed(benchmark))
    return failure();
  FailureOr<double> peak = measurePeak(target, &session.context);
  if (failed(peak))
    return failure();
  std::vector<double> stepTimes;
  for (const Benchmark::Kernel &call : benchmark->kernels)
    stepTimes.push_back(call.us);
  if (!session.flags.everyCall)
    benchmark->kernels = sumByKernel(benchmark->kernels);
  llvm::sort(benchmark->kernels, [](const auto &a, const auto &b) { return a.us > b.us; });
  return BenchReport{llvm::sys::path::filename(session.flags.model).str(), std::move(*benchmark),
                     *peak, std::move(stepTimes)};
}

template <typename Report>
static LogicalResult show(Session &session, const FailureOr<Report> &report) {
  if (failed(report))
    return failure();
  report->printTable(llvm::outs());
  return session.check(writeFiles(session.outputs, session.flags, *report));
}

static LogicalResult bench(Session &session) {
  const Flags &flags = session.flags;
  FailureOr<Target> target = session.getTarget();
  if (failed(target) || failed(session.check(claimFiles(session.outputs, flags))))
    return failure();
  FailureOr<TestData> data = readInputs(session);
  if (failed(data))
    return failure();
  if (flags.emulator.empty() && runsHere(*target))
    return show(session, benchHere(session, *target, *data));
  return show(session, emulateModel(session, *target, *data));
}

LogicalResult onnxc::benchCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = bench(session);
  session.printTimes(llvm::errs());
  return result;
}
