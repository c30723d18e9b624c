#include "compiler/Execute/TestData.h"

#include "compiler/Import/ModelSummary.h"
#include "compiler/Support/Npy.h"
#include "compiler/Support/ReadJson.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace onnxc;

static InFlightDiagnostic emitFileError(StringRef path, MLIRContext *context) {
  return emitError(UnknownLoc::get(context)) << path << ": ";
}

static std::string joinPath(StringRef folder, const llvm::Twine &name) {
  SmallString<128> path(folder);
  llvm::sys::path::append(path, name);
  return path.str().str();
}

FailureOr<HostTensor> onnxc::readTensor(StringRef path, MLIRContext *context) {
  if (!llvm::sys::path::extension(path).equals_insensitive(".npy"))
    return readTensorProto(path, context);
  llvm::Expected<HostTensor> tensor = readNpy(path, context);
  if (!tensor)
    return emitError(UnknownLoc::get(context)) << llvm::toString(tensor.takeError());
  return std::move(*tensor);
}

//===-- index.json --------------------------------------------------------------------------===//

/// Reads the tensors of one list of [name, file, ...].
static LogicalResult readIndexList(const llvm::json::Object &index, StringRef key, StringRef path,
                                   MLIRContext *context, std::vector<NamedTensor> &tensors) {
  const llvm::json::Array *entries = index.getArray(key);
  if (!entries)
    return emitFileError(path, context) << "has no list '" << key << "'";
  for (const llvm::json::Value &value : *entries) {
    const llvm::json::Array *entry = value.getAsArray();
    std::optional<StringRef> name, file;
    if (entry && entry->size() >= 2) {
      name = (*entry)[0].getAsString();
      file = (*entry)[1].getAsString();
    }
    if (!name || !file)
      return emitFileError(path, context) << "each of '" << key << "' must be [name, file, ...]";
    FailureOr<HostTensor> tensor =
        readTensor(joinPath(llvm::sys::path::parent_path(path), *file), context);
    if (failed(tensor))
      return failure();
    tensors.push_back({name->str(), std::move(*tensor)});
  }
  return success();
}

static FailureOr<TestData> readIndex(StringRef folder, MLIRContext *context) {
  std::string path = joinPath(folder, "index.json");
  llvm::Expected<llvm::json::Object> index = readJsonObject(path);
  if (!index)
    return emitError(UnknownLoc::get(context)) << llvm::toString(index.takeError());

  TestData data{folder.str(), {}, {}};
  if (failed(readIndexList(*index, "inputs", path, context, data.inputs)) ||
      failed(readIndexList(*index, "outputs", path, context, data.outputs)))
    return failure();
  return data;
}

//===-- input_K.pb and output_K.pb ------------------------------------------------------------===//

static LogicalResult readNumbered(StringRef folder, StringRef stem, MLIRContext *context,
                                  std::vector<NamedTensor> &tensors) {
  for (int i = 0;; ++i) {
    std::string path = joinPath(folder, llvm::formatv("{0}_{1}.pb", stem, i).str());
    if (!llvm::sys::fs::exists(path))
      return success();
    FailureOr<HostTensor> tensor = readTensor(path, context);
    if (failed(tensor))
      return failure();
    tensors.push_back({"", std::move(*tensor)});
  }
}

/// Reads the tensors of a value, with the names that they have in the compiled model.
static LogicalResult readValue(StringRef path, const DeclaredValue &value, MLIRContext *context,
                               std::vector<NamedTensor> &tensors) {
  using Kind = DeclaredValue::Kind;
  std::vector<HostTensor> read;
  if (value.kind == Kind::Tensor) {
    FailureOr<HostTensor> tensor = readTensorProto(path, context);
    if (failed(tensor))
      return failure();
    read.push_back(std::move(*tensor));
  } else if (value.kind == Kind::Sequence) {
    FailureOr<std::vector<HostTensor>> sequence = readSequenceProto(path, context);
    if (failed(sequence))
      return failure();
    read = std::move(*sequence);
  } else {
    FailureOr<std::optional<std::vector<HostTensor>>> held = readOptionalProto(path, context);
    if (failed(held))
      return failure();
    if (*held && (*held)->empty())
      return emitFileError(path, context)
             << "holds an optional of an empty sequence, which is not supported";
    read = std::move(*held).value_or(std::vector<HostTensor>());
  }
  for (auto [i, tensor] : llvm::enumerate(read))
    tensors.push_back(
        {value.isSequence() ? value.getElementName(i) : value.name, std::move(tensor)});
  return success();
}

static bool isTensor(const DeclaredValue &value) {
  return value.kind == DeclaredValue::Kind::Tensor;
}

/// Reads the data of a model that has sequences or optionals.
static FailureOr<TestData> readNamed(StringRef folder, MLIRContext *context,
                                     const ModelSummary &model) {
  TestData data{folder.str(), {}, {}};
  auto read = [&](StringRef stem, ArrayRef<DeclaredValue> values,
                  std::vector<NamedTensor> &tensors) -> LogicalResult {
    for (auto [i, value] : llvm::enumerate(values))
      if (std::string path = joinPath(folder, llvm::formatv("{0}_{1}.pb", stem, i).str());
          failed(readValue(path, value, context, tensors)))
        return failure();
    return success();
  };
  if (failed(read("input", model.declaredInputs, data.inputs)) ||
      failed(read("output", model.declaredOutputs, data.outputs)))
    return failure();
  return data;
}

static FailureOr<TestData> readSuiteData(StringRef folder, MLIRContext *context,
                                         const ModelSummary *model) {
  if (model && !(llvm::all_of(model->declaredInputs, isTensor) &&
                 llvm::all_of(model->declaredOutputs, isTensor)))
    return readNamed(folder, context, *model);
  TestData data{folder.str(), {}, {}};
  if (failed(readNumbered(folder, "input", context, data.inputs)) ||
      failed(readNumbered(folder, "output", context, data.outputs)))
    return failure();
  return data;
}

//===-- folders -------------------------------------------------------------------------------===//

static bool isIndexFolder(StringRef folder) {
  return llvm::sys::fs::exists(joinPath(folder, "index.json"));
}

/// A model without inputs has outputs nevertheless; who only has samples has no outputs.
static bool isSuiteFolder(StringRef folder) {
  return llvm::sys::fs::exists(joinPath(folder, "output_0.pb")) ||
         llvm::sys::fs::exists(joinPath(folder, "input_0.pb"));
}

std::vector<std::string> onnxc::findDataFolders(StringRef folder) {
  if (isIndexFolder(folder) || isSuiteFolder(folder))
    return {folder.str()};
  std::vector<std::string> folders;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (isIndexFolder(entry->path()) || isSuiteFolder(entry->path()))
      folders.push_back(entry->path());
  llvm::sort(folders);
  return folders;
}

FailureOr<TestData> onnxc::readDataFolder(StringRef folder, MLIRContext *context,
                                          const ModelSummary *model) {
  return isIndexFolder(folder) ? readIndex(folder, context) : readSuiteData(folder, context, model);
}

FailureOr<std::vector<TestData>> onnxc::readTestData(StringRef folder, MLIRContext *context,
                                                     const ModelSummary *model) {
  std::vector<std::string> folders = findDataFolders(folder);
  if (folders.empty())
    return emitFileError(folder, context)
           << "has neither an index.json nor input_K.pb and output_K.pb, nor folders with them";
  std::vector<TestData> sets;
  for (StringRef path : folders) {
    FailureOr<TestData> data = readDataFolder(path, context, model);
    if (failed(data))
      return failure();
    sets.push_back(std::move(*data));
  }
  return sets;
}

//===-- matching data and model ---------------------------------------------------------------===//

std::optional<std::vector<size_t>> onnxc::matchTensors(ArrayRef<ModelValue> values,
                                                       ArrayRef<NamedTensor> tensors) {
  std::vector<size_t> indices;
  for (const ModelValue &value : values) {
    size_t index = indices.size();
    const auto *byName = llvm::find_if(
        tensors, [&](const NamedTensor &tensor) { return tensor.name == value.name; });
    if (byName != tensors.end())
      index = byName - tensors.begin();
    else if (index >= tensors.size() || !tensors[index].name.empty())
      return std::nullopt;
    indices.push_back(index);
  }
  return indices;
}

static bool fits(ArrayRef<int64_t> declared, ArrayRef<int64_t> actual) {
  return declared.size() == actual.size() &&
         llvm::all_of(llvm::zip_equal(declared, actual), [](auto pair) {
           auto [size, actualSize] = pair;
           return ShapedType::isDynamic(size) || size == 0 || size == actualSize;
         });
}

std::optional<int64_t> onnxc::countSteps(ArrayRef<int64_t> declared, ArrayRef<int64_t> actual) {
  if (fits(declared, actual))
    return 1;
  if (!actual.empty() && fits(declared, actual.drop_front()))
    return actual.front();
  if (!declared.empty() && declared.size() == actual.size() && declared.front() > 0 &&
      fits(declared.drop_front(), actual.drop_front()) && actual.front() % declared.front() == 0)
    return actual.front() / declared.front();
  return std::nullopt;
}

SmallVector<int64_t> onnxc::getStepShape(ArrayRef<int64_t> declared, ArrayRef<int64_t> actual) {
  if (actual.size() > declared.size())
    return SmallVector<int64_t>(actual.drop_front());
  SmallVector<int64_t> shape(actual);
  if (!fits(declared, actual))
    shape.front() = declared.front();
  return shape;
}

std::map<std::string, std::vector<int64_t>> onnxc::getInputShapes(ArrayRef<ModelValue> declared,
                                                                  const TestData &data) {
  std::map<std::string, std::vector<int64_t>> shapes;
  std::optional<std::vector<size_t>> indices = matchTensors(declared, data.inputs);
  if (!indices)
    return shapes;
  for (auto [input, index] : llvm::zip_equal(declared, *indices)) {
    ArrayRef<int64_t> actual = data.inputs[index].tensor.type.getShape();
    SmallVector<int64_t> shape(actual);
    if (input.type && countSteps(input.type.getShape(), actual))
      shape = getStepShape(input.type.getShape(), actual);
    shapes[input.name] = {shape.begin(), shape.end()};
  }
  return shapes;
}

/// The names that the tensors of an input have in `data`.
static SmallVector<std::string> getPartNames(const DeclaredValue &input, const TestData &data) {
  auto isThere = [&](StringRef name) {
    return llvm::any_of(data.inputs,
                        [&](const NamedTensor &tensor) { return tensor.name == name; });
  };
  SmallVector<std::string> names;
  if (input.isSequence())
    while (isThere(input.getElementName(names.size())))
      names.push_back(input.getElementName(names.size()));
  else if (isTensor(input) || isThere(input.name))
    names.push_back(input.name);
  return names;
}

LogicalResult onnxc::addInputShapes(ImportOptions &options, StringRef model, const TestData &data,
                                    MLIRContext *context) {
  // MLIR text has its shapes.
  if (model.ends_with(".mlir"))
    return success();
  FailureOr<ModelSummary> summary = readModelSummary(model, context);
  if (failed(summary))
    return failure();
  std::vector<ModelValue> inputs;
  for (auto [input, declared] : llvm::zip_equal(summary->inputs, summary->declaredInputs)) {
    if (options.values.count(input.name))
      continue;
    SmallVector<std::string> names = getPartNames(declared, data);
    if (!isTensor(declared))
      options.dims.try_emplace(input.name, names.size());
    for (const std::string &name : names) {
      inputs.push_back(input);
      inputs.back().name = name;
    }
  }
  options.shapes.merge(getInputShapes(inputs, data));
  return success();
}
