#include "compiler/Execute/Benchmark.h"

#include "compiler/Support/PassedBytes.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "llvm/ADT/MapVector.h"

#include <chrono>
#include <cstring>
#include <numeric>

using namespace mlir;
using namespace onnxc;

static double getMicroseconds() {
  auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::micro>(now).count();
}

static double getMedian(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

template <typename T> static void store(char *data, T value) {
  std::memcpy(data, &value, sizeof(value));
}

double Benchmark::getSum() const {
  double us = between;
  for (const Kernel &kernel : kernels)
    us += kernel.us;
  return us;
}

HostTensor onnxc::makeBenchmarkInput(RankedTensorType type) {
  HostTensor tensor = makeHostTensor(type);
  Type element = type.getElementType();
  if (isString(element))
    std::fill(tensor.strings.begin(), tensor.strings.end(), "text");
  int64_t size = getHostElementSize(element);
  uint32_t state = 1;
  for (char *data = tensor.bytes.data(), *end = data + tensor.bytes.size(); data < end;
       data += size) {
    state = state * 1664525u + 1013904223u;
    uint32_t bits = state >> 8;
    if (element.isF32())
      store(data, static_cast<float>(bits) / (1 << 24));
    else if (element.isF64())
      store(data, static_cast<double>(bits) / (1 << 24));
    else if (element.isInteger())
      data[llvm::sys::IsLittleEndianHost ? 0 : size - 1] = bits & 1;
  }
  return tensor;
}

namespace {

/// What one entry of the profile counted.
struct Counter {
  uint64_t calls;
  uint64_t ticks;
};

/// Collects the times of all runs.
class Runner {
public:
  Runner(JitModel &jit, ArrayRef<const void *> inputs, ArrayRef<void *> outputs)
      : jit(jit), profile(*jit.getInterface().profile), inputs(inputs), outputs(outputs),
        ticks(profile.entries.size()) {}

  void run() {
    double begin = getMicroseconds();
    jit.run(inputs, outputs);
    times.push_back(getMicroseconds() - begin);
    const Counter *counters = getCounters();
    double rest = counters[ticks.size()].ticks;
    allTicks += rest;
    for (size_t i = 0; i < ticks.size(); ++i) {
      ticks[i].push_back(counters[i].ticks);
      rest -= counters[i].ticks;
    }
    between.push_back(rest);
  }

  Benchmark getResult() const {
    Benchmark result;
    result.runs = times.size();
    result.median = getMedian(times);
    result.minimum = *llvm::min_element(times);
    double usPerTick = std::accumulate(times.begin(), times.end(), 0.0) / allTicks;
    for (auto [i, entry] : llvm::enumerate(profile.entries))
      result.kernels.push_back({entry, getCounters()[i].calls, getMedian(ticks[i]) * usPerTick,
                                *llvm::min_element(ticks[i]) * usPerTick});
    result.between = getMedian(between) * usPerTick;
    return result;
  }

private:
  const Counter *getCounters() const {
    return reinterpret_cast<const Counter *>(jit.getArena() + profile.offset);
  }

  JitModel &jit;
  const ModelProfile &profile;
  ArrayRef<const void *> inputs;
  ArrayRef<void *> outputs;
  std::vector<double> times, between;
  std::vector<std::vector<double>> ticks;
  double allTicks = 0;
};

/// Tensors at addresses that suit vectors.
class AlignedTensors {
public:
  char *add(ArrayRef<char> bytes) {
    buffers.emplace_back(bytes.size() + kAlignment);
    auto *data = reinterpret_cast<char *>(
        llvm::alignTo(reinterpret_cast<uintptr_t>(buffers.back().data()), kAlignment));
    llvm::copy(bytes, data);
    return data;
  }

private:
  std::vector<std::vector<char>> buffers;
};

/// Inputs and outputs of all runs.
struct Arguments {
  AlignedTensors tensors;
  SmallVector<const void *> inputs;
  SmallVector<void *> outputs;

  Arguments(const ModelSignature &signature, ArrayRef<HostTensor> values) {
    for (const HostTensor &input : values)
      inputs.push_back(tensors.add(getPassedBytes(input)));
    for (const ModelValue &output : signature.outputs)
      outputs.push_back(tensors.add(getPassedBytes(makeHostTensor(output.type))));
  }
};
} // namespace

static void repeat(const BenchmarkOptions &options, function_ref<void()> warmUp,
                   function_ref<void()> run) {
  constexpr int64_t leastRuns = 5, mostRuns = 20000;
  for (int i = 0; i < 2; ++i)
    warmUp();
  double end = getMicroseconds() + options.seconds * 1e6;
  auto isDone = [&](int64_t runs) {
    if (options.runs > 0)
      return runs >= options.runs;
    return runs >= leastRuns && (runs >= mostRuns || getMicroseconds() > end);
  };
  for (int64_t runs = 0; !isDone(runs); ++runs)
    run();
}

Benchmark onnxc::runBenchmark(HostModel &model, ArrayRef<HostTensor> inputs,
                              const BenchmarkOptions &options) {
  Arguments arguments(model.getSignature(), inputs);
  JitModel &jit = model.getJit();
  Runner runner(jit, arguments.inputs, arguments.outputs);
  repeat(options, [&] { jit.run(arguments.inputs, arguments.outputs); }, [&] { runner.run(); });
  return runner.getResult();
}

double onnxc::getMedianOfRuns(HostModel &model, ArrayRef<HostTensor> inputs,
                              const BenchmarkOptions &options) {
  Arguments arguments(model.getSignature(), inputs);
  auto run = [&] { model.getJit().run(arguments.inputs, arguments.outputs, model.getThreads()); };
  std::vector<double> times;
  repeat(options, run, [&] {
    double begin = getMicroseconds();
    run();
    times.push_back(getMicroseconds() - begin);
  });
  return getMedian(std::move(times));
}

/// Adds names to a list, unless they are its last.
static void append(std::string &list, StringRef name) {
  if (!StringRef(list).ends_with(name))
    list += (list.empty() ? "" : ", ") + name.str();
}

std::vector<Benchmark::Kernel> onnxc::sumByKernel(ArrayRef<Benchmark::Kernel> calls) {
  llvm::MapVector<StringRef, Benchmark::Kernel> kernels;
  for (const Benchmark::Kernel &call : calls) {
    auto [position, added] = kernels.try_emplace(call.entry.kernel, call);
    if (added)
      continue;
    Benchmark::Kernel &sum = position->second;
    append(sum.entry.nodes, call.entry.nodes);
    sum.calls += call.calls;
    sum.us += call.us;
    sum.minimum += call.minimum;
  }
  std::vector<Benchmark::Kernel> result;
  for (auto &[name, kernel] : kernels)
    result.push_back(kernel);
  return result;
}
