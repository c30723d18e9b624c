#include "compiler/Tools/onnxc/StepTimes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

static Error fail(StringRef path, const Twine &message) {
  return createStringError("--times=" + path + ": " + message);
}

static Expected<std::vector<double>> readTimes(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> file = MemoryBuffer::getFile(path);
  if (!file)
    return fail(path, file.getError().message());
  Expected<json::Value> value = json::parse((*file)->getBuffer());
  if (!value)
    return fail(path, toString(value.takeError()));
  const json::Array *numbers = value->getAsArray();
  if (const json::Object *bench = value->getAsObject())
    numbers = bench->getArray("steps_us");
  std::vector<double> times;
  for (const json::Value &number : numbers ? *numbers : json::Array()) {
    std::optional<double> time = number.getAsNumber();
    if (!time || *time < 0)
      return fail(path, "a time is no number, or less than zero");
    times.push_back(*time);
  }
  if (times.empty())
    return fail(path, "has no times: neither a list of numbers nor what onnxc bench --json writes");
  return times;
}

Error onnxc::addStepTimes(StringRef path, json::Object &report) {
  Expected<std::vector<double>> times = readTimes(path);
  if (!times)
    return times.takeError();
  json::Array *steps = report.getArray("steps");
  if (!steps)
    return fail(path, "the report of a model with threads has no steps");
  if (steps->size() != times->size())
    return fail(path, "has " + Twine(times->size()) + " times, but the model has " +
                          Twine(steps->size()) +
                          " steps; onnxc bench needs the same -mcpu, -mattr, -O and --dim");
  for (auto [step, time] : zip_equal(*steps, *times))
    (*step.getAsObject())["us"] = time;
  return Error::success();
}
