// Flags about the inputs and outputs of the model.
#include "compiler/Tools/onnxc/CommandLine.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace onnxc;

/// Splits `name=size`.
static bool parseDim(StringRef text, StringRef &name, int64_t &size) {
  StringRef number;
  std::tie(name, number) = text.rsplit('=');
  return !name.empty() && !number.getAsInteger(10, size) && size >= 0;
}

/// Each may hold several, with commas between them; a name may have commas, too.
static LogicalResult parseDims(ArrayRef<std::string> dims, ImportOptions &options) {
  for (StringRef list : dims) {
    std::string text;
    bool isComplete = false;
    for (StringRef part : llvm::split(list, ',')) {
      text = isComplete ? part.str() : text + (text.empty() ? "" : ",") + part.str();
      StringRef name;
      int64_t size;
      isComplete = parseDim(text, name, size);
      if (isComplete && !options.dims.try_emplace(name.str(), size).second)
        return emitFlagError("--dim gives '" + name + "' twice");
    }
    if (!isComplete)
      return emitFlagError("--dim=" + list + " is not of the form name=size");
  }
  return success();
}

static std::optional<std::vector<int64_t>> parseSizes(StringRef text) {
  std::vector<int64_t> sizes;
  if (text.empty())
    return sizes;
  for (StringRef size : llvm::split(text, 'x'))
    if (size.getAsInteger(10, sizes.emplace_back()) || sizes.back() < 0)
      return std::nullopt;
  return sizes;
}

static LogicalResult parseShapes(ArrayRef<std::string> shapes, ImportOptions &options) {
  for (StringRef shape : shapes) {
    auto [name, text] = shape.rsplit('=');
    std::optional<std::vector<int64_t>> sizes = parseSizes(text);
    if (name.empty() || !shape.contains('=') || !sizes)
      return emitFlagError("--shape=" + shape + " is not of the form input=1x3x224x224");
    if (!options.shapes.try_emplace(name.str(), std::move(*sizes)).second)
      return emitFlagError("--shape gives '" + name + "' twice");
  }
  return success();
}

static LogicalResult parseTypes(ArrayRef<std::string> texts, StringRef flag,
                                std::map<std::string, QuantizedType> &types) {
  for (StringRef text : texts) {
    auto [name, spelled] = text.rsplit('=');
    if (name.empty() || (spelled != "int8" && spelled != "uint8"))
      return emitFlagError(flag + "=" + text + " is not of the form name=int8 or name=uint8");
    auto type = spelled == "int8" ? QuantizedType::Int8 : QuantizedType::UInt8;
    if (!types.try_emplace(name.str(), type).second)
      return emitFlagError(flag + " gives '" + name + "' twice");
  }
  return success();
}

static LogicalResult parseInputs(ArrayRef<std::string> inputs, ImportOptions &options) {
  for (StringRef input : inputs) {
    auto [name, numbers] = input.rsplit('=');
    if (name.empty() || numbers.empty())
      return emitFlagError("--input=" + input + " is not of the form name=number");
    if (!options.values.try_emplace(name.str(), numbers).second)
      return emitFlagError("--input gives '" + name + "' twice");
  }
  return success();
}

LogicalResult onnxc::parseModelFlags(const CommandLine &line, ImportOptions &options) {
  return success(succeeded(parseDims(line.dims, options)) &&
                 succeeded(parseShapes(line.shapes, options)) &&
                 succeeded(parseTypes(line.inputTypes, "--input-type", options.inputTypes)) &&
                 succeeded(parseTypes(line.outputTypes, "--output-type", options.outputTypes)) &&
                 succeeded(parseInputs(line.inputs, options)));
}
