#include "compiler/Tools/onnxc/BenchReport.h"

#include "compiler/Support/PrintableText.h"
#include "compiler/Tools/onnxc/BarChart.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

/// 10^9 things in a second.
static double getRate(double count, double us) { return us > 0 ? 1e-3 * count / us : 0; }

static double getFlops(const Benchmark::Kernel &kernel) {
  return double(kernel.entry.flops) * kernel.calls;
}

static double getGflops(const Benchmark::Kernel &kernel) {
  return getRate(getFlops(kernel), kernel.us);
}

static double getGflops(const Benchmark &benchmark) {
  double flops = 0;
  for (const Benchmark::Kernel &kernel : benchmark.kernels)
    flops += getFlops(kernel);
  return getRate(flops, benchmark.getSum());
}

static void printRow(const Benchmark::Kernel &kernel, double sum, double peak,
                     llvm::raw_ostream &os) {
  os << formatv("{0,11:f2} {1,5:f1}% {2,6}", kernel.us, 100 * kernel.us / sum, kernel.calls);
  double gflops = getGflops(kernel);
  if (kernel.entry.flops > 0)
    os << formatv(" {0,8:f1} {1,5:f0}%", gflops, 100 * gflops / peak);
  else
    os << formatv(" {0,8} {0,6}", "-");
  os << formatv(" {0,6:f1}  {1,-44} {2,-44} {3,-24} {4}\n",
                getRate(double(kernel.entry.bytes) * kernel.calls, kernel.us),
                cutText(kernel.entry.kernel, 44), cutText(kernel.entry.work, 44),
                cutText(kernel.entry.operators, 24), cutText(kernel.entry.nodes, 60));
}

void BenchReport::printTable(llvm::raw_ostream &os) const {
  double sum = benchmark.getSum(), gflops = getGflops(benchmark);
  os << formatv("{0}: median {1:f2} us, min {2:f2} us, {3} runs; sum of medians {4:f2} us\n", model,
                benchmark.median, benchmark.minimum, benchmark.runs, sum)
     << formatv("{0:f1} GFLOP/s, {1:f0} % of the peak of {2:f1} GFLOP/s\n", gflops,
                100 * gflops / peak, peak);
  if (benchmark.threads > 1)
    os << formatv("on {0} threads: median {1:f2} us, {2:f2} times as fast\n", benchmark.threads,
                  benchmark.medianOnThreads, benchmark.median / benchmark.medianOnThreads);
  os << '\n'
     << formatv("{0,11} {1,6} {2,6} {3,8} {4,6} {5,6}  {6,-44} {7,-44} {8,-24} {9}\n", "us",
                "share", "calls", "GFLOP/s", "peak", "GB/s", "kernel", "work", "operators",
                "nodes");
  for (const Benchmark::Kernel &kernel : benchmark.kernels)
    printRow(kernel, sum, peak, os);
  os << formatv("{0,11:f2} {1,5:f1}%  between the kernels\n", benchmark.between,
                100 * benchmark.between / sum);
}

llvm::json::Object BenchReport::toJson() const {
  llvm::json::Array kernels;
  for (const Benchmark::Kernel &kernel : benchmark.kernels)
    kernels.push_back(llvm::json::Object{{"kernel", llvm::json::fixUTF8(kernel.entry.kernel)},
                                         {"nodes", llvm::json::fixUTF8(kernel.entry.nodes)},
                                         {"operators", kernel.entry.operators},
                                         {"work", kernel.entry.work},
                                         {"calls", kernel.calls},
                                         {"us", kernel.us},
                                         {"min_us", kernel.minimum},
                                         {"flops", kernel.entry.flops},
                                         {"bytes", kernel.entry.bytes}});
  llvm::json::Object json{
      {"median_us", benchmark.median},  {"sum_us", benchmark.getSum()},
      {"min_us", benchmark.minimum},    {"runs", benchmark.runs},
      {"gflops", getGflops(benchmark)}, {"peak_gflops", peak},
      {"kernels", std::move(kernels)},  {"steps_us", llvm::json::Array(stepTimes)}};
  if (benchmark.threads > 1) {
    json["threads"] = benchmark.threads;
    json["median_on_threads_us"] = benchmark.medianOnThreads;
  }
  return json;
}

static BarChart::Bar makeBar(const Benchmark::Kernel &kernel, double peak) {
  const std::string &nodes = kernel.entry.nodes;
  double usAtPeak = std::min(kernel.us, getFlops(kernel) / (1e3 * peak));
  return {cutText(nodes.empty() ? kernel.entry.kernel : nodes, 32), nodes,
          formatv("{0:f1} {1}", kernel.us, toPrintable(kernel.entry.work)), kernel.us, usAtPeak};
}

void BenchReport::drawSvg(llvm::raw_ostream &os) const {
  double sum = benchmark.getSum();
  BarChart chart;
  chart.title = formatv("{0}: {1:f1} µs in {2} kernels, {3:f1} µs between them", model,
                        sum - benchmark.between, benchmark.kernels.size(), benchmark.between);
  chart.meaning = "µs of a kernel, and its work";
  chart.innerMeaning = formatv("what it would take at the peak of {0:f0} GFLOP/s", peak);
  for (const Benchmark::Kernel &kernel : benchmark.kernels)
    chart.bars.push_back(makeBar(kernel, peak));
  chart.foldSmallBars(sum, "time", [](double us) { return formatv("{0:f1}", us).str(); });
  chart.draw(os);
}
