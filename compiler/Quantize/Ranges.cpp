#include "compiler/Quantize/Ranges.h"

#include "compiler/Support/ReadJson.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

void quantize::writeRanges(const Ranges &ranges, llvm::raw_ostream &os) {
  llvm::json::Object values;
  for (const auto &[name, range] : ranges)
    values[name] = llvm::json::Array{range.low, range.high};
  os << llvm::formatv("{0:2}\n",
                      llvm::json::Value(llvm::json::Object{{"ranges", std::move(values)}}));
}

static std::optional<Interval> readRange(const llvm::json::Value &value) {
  const llvm::json::Array *pair = value.getAsArray();
  if (!pair || pair->size() != 2)
    return std::nullopt;
  std::optional<double> low = (*pair)[0].getAsNumber(), high = (*pair)[1].getAsNumber();
  if (!low || !high || !std::isfinite(*low) || !std::isfinite(*high) || *low > *high)
    return std::nullopt;
  return Interval{*low, *high};
}

FailureOr<Ranges> quantize::readRanges(StringRef path, MLIRContext *context) {
  auto fail = [&](const llvm::Twine &message) {
    return emitError(UnknownLoc::get(context)) << message;
  };
  llvm::Expected<llvm::json::Object> object = readJsonObject(path);
  if (!object)
    return fail(llvm::toString(object.takeError()));
  const llvm::json::Object *values = object->getObject("ranges");
  if (!values)
    return fail(path + ": has no object 'ranges'");
  Ranges ranges;
  for (const auto &[name, value] : *values) {
    std::optional<Interval> range = readRange(value);
    if (!range)
      return fail(path + ": the range of '" + name.str() + "' is not [low, high]");
    ranges[name.str()] = *range;
  }
  return ranges;
}
