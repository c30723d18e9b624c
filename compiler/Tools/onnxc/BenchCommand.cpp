#include "compiler/Tools/onnxc/BenchReport.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Inputs.h"
#include "compiler/Tools/onnxc/Session.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;

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

/// Compiles the model for the shapes of `data`: with a profile, or for threads.
static FailureOr<HostModel> compile(Session &session, const Target &target, const TestData &data,
                                    bool profile) {
  ImportOptions import = session.flags.import;
  if (!data.inputs.empty() &&
      failed(addInputShapes(import, session.flags.model, data, &session.context)))
    return failure();
  OwningOpRef<ModuleOp> module = session.load(import);
  if (!module)
    return failure();
  CompileOptions options = session.getCompileOptions(target);
  options.profile = profile;
  options.threads = !profile;
  return HostModel::create(*module, options, session.flags.optLevel, session.times);
}

static FailureOr<Benchmark> measure(Session &session, const Target &target) {
  FailureOr<TestData> data = readInputs(session);
  if (failed(data))
    return failure();
  FailureOr<HostModel> model = compile(session, target, *data, /*profile=*/true);
  if (failed(model))
    return failure();
  if (!model->getJit().getInterface().profile) {
    llvm::WithColor::error() << session.flags.model
                             << ": has passed stage 'functions' without --profile\n";
    return failure();
  }
  FailureOr<std::vector<HostTensor>> inputs =
      getInputs(model->getSignature(), *data, session.context);
  if (failed(inputs))
    return failure();
  Benchmark benchmark = runBenchmark(*model, *inputs, session.flags.benchmark);
  benchmark.threads = session.flags.threadCount;
  if (benchmark.threads == 1)
    return benchmark;
  FailureOr<HostModel> threaded = compile(session, target, *data, /*profile=*/false);
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

static llvm::Error writeFiles(OutputFiles &outputs, const Flags &flags, const BenchReport &report) {
  llvm::Error error = llvm::Error::success();
  if (!flags.json.empty())
    error = outputs.write(flags.json, [&](llvm::raw_ostream &os) {
      os << llvm::formatv("{0:2}\n", llvm::json::Value(report.toJson()));
    });
  if (!error && !flags.svg.empty())
    error = outputs.write(flags.svg, [&](llvm::raw_ostream &os) { report.drawSvg(os); });
  return error ? std::move(error) : outputs.commit();
}

static LogicalResult bench(Session &session) {
  const Flags &flags = session.flags;
  FailureOr<Target> target = session.getTarget();
  if (failed(target) || failed(session.check(claimFiles(session.outputs, flags))))
    return failure();
  FailureOr<Benchmark> benchmark = measure(session, *target);
  if (failed(benchmark))
    return failure();
  FailureOr<double> peak = measurePeak(*target, &session.context);
  if (failed(peak))
    return failure();
  std::vector<double> stepTimes;
  for (const Benchmark::Kernel &call : benchmark->kernels)
    stepTimes.push_back(call.us);
  if (!flags.everyCall)
    benchmark->kernels = sumByKernel(benchmark->kernels);
  llvm::sort(benchmark->kernels, [](const auto &a, const auto &b) { return a.us > b.us; });

  BenchReport report{llvm::sys::path::filename(flags.model).str(), std::move(*benchmark), *peak,
                     std::move(stepTimes)};
  report.printTable(llvm::outs());
  return session.check(writeFiles(session.outputs, flags, report));
}

LogicalResult onnxc::benchCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = bench(session);
  session.printTimes(llvm::errs());
  return result;
}
