#include "compiler/Quantize/Samples.h"

#include "compiler/Quantize/Npz.h"
#include "compiler/Quantize/Progress.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cmath>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

static InFlightDiagnostic emitAt(StringRef path, MLIRContext *context) {
  return emitError(UnknownLoc::get(context)) << path << ": ";
}

//===-- Folders --------------------------------------------------------------===//

static bool isArchive(StringRef path) {
  return llvm::sys::path::extension(path).equals_insensitive(".npz");
}

static bool isTensorFile(StringRef path) {
  StringRef suffix = llvm::sys::path::extension(path);
  return suffix.equals_insensitive(".npy") || suffix.equals_insensitive(".pb") || isArchive(path) ||
         isPicture(path);
}

/// The entries of `folder` that `isWanted` accepts, sorted by name.
template <typename Predicate>
static std::vector<std::string> list(StringRef folder, Predicate isWanted) {
  std::vector<std::string> paths;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (isWanted(entry->path()))
      paths.push_back(entry->path());
  llvm::sort(paths);
  return paths;
}

static std::vector<std::string> listTensorFiles(StringRef folder) {
  return list(folder, isTensorFile);
}

FailureOr<Samples> Samples::find(StringRef folder, const PictureFormat &pictures,
                                 MLIRContext *context) {
  Samples samples;
  samples.context = context;
  samples.pictures = pictures;
  if (!llvm::sys::fs::is_directory(folder)) {
    emitAt(folder, context) << "is not a folder";
    return failure();
  }
  samples.paths = findDataFolders(folder);
  if (samples.paths.empty()) {
    samples.kind = Kind::File;
    samples.paths = listTensorFiles(folder);
  }
  if (samples.paths.empty()) {
    samples.kind = Kind::FolderOfInputs;
    samples.paths = list(folder, [](StringRef path) {
      return llvm::sys::fs::is_directory(path) && !listTensorFiles(path).empty();
    });
  }
  if (samples.paths.empty()) {
    emitAt(folder, context) << "holds no samples: neither .npy, .npz or .pb files or pictures, nor "
                               "folders with them";
    return failure();
  }
  return samples;
}

/// The name of the input that the file `path` in a folder of a sample belongs to.
static StringRef getInputName(StringRef path) { return llvm::sys::path::stem(path); }

/// Adds what the file `path` holds to `data`.
LogicalResult Samples::readFile(StringRef path, ArrayRef<ModelValue> inputs, TestData &data) const {
  if (isArchive(path)) {
    FailureOr<std::vector<NamedTensor>> tensors = readNpz(path, context);
    if (succeeded(tensors))
      llvm::move(*tensors, std::back_inserter(data.inputs));
    return tensors;
  }
  std::string name = kind == Kind::FolderOfInputs ? getInputName(path).str() : "";
  if (!isPicture(path)) {
    FailureOr<HostTensor> tensor = readTensor(path, context);
    if (succeeded(tensor))
      data.inputs.push_back({name, std::move(*tensor)});
    return tensor;
  }
  const auto *input = llvm::find_if(inputs, [&](const ModelValue &input) {
    return name.empty() ? inputs.size() == 1 : input.name == name;
  });
  if (input == inputs.end())
    return emitAt(path, context) << "is a picture, but the model has "
                                 << (name.empty() ? "several inputs" : "no input of its name");
  FailureOr<HostTensor> picture = readPicture(path, *input, pictures, context);
  if (succeeded(picture))
    data.inputs.push_back({input->name, std::move(*picture)});
  return picture;
}

FailureOr<TestData> Samples::read(size_t index, ArrayRef<ModelValue> inputs) const {
  StringRef path = paths[index];
  if (kind == Kind::DataFolder)
    return readDataFolder(path, context);
  TestData data{path.str(), {}, {}};
  std::vector<std::string> files = {path.str()};
  if (kind == Kind::FolderOfInputs)
    files = listTensorFiles(path);
  for (StringRef file : files)
    if (failed(readFile(file, inputs, data)))
      return failure();
  return data;
}

//===-- Samples as a model takes them ----------------------------------------===//

/// What is not a number would make any range useless.
static LogicalResult checkFinite(const HostTensor &tensor, StringRef name, StringRef path,
                                 MLIRContext *context) {
  auto type = dyn_cast<FloatType>(tensor.type.getElementType());
  if (!type)
    return success();
  int64_t size = getHostElementSize(type);
  for (int64_t i = 0, count = tensor.type.getNumElements(); i < count; ++i)
    if (double value = getFloatElement(type, tensor.bytes.data() + i * size); !std::isfinite(value))
      return emitAt(path, context)
             << "input '" << name << "' holds " << (std::isnan(value) ? "NaN" : "an infinity")
             << " as element " << i;
  return success();
}

namespace {
/// The tensors of one file or folder, as they belong to the model's inputs.
struct Stack {
  SmallVector<const HostTensor *> tensors;
  SmallVector<int64_t> steps;
  int64_t count = 1;
};
} // namespace

static FailureOr<Stack> matchStack(const TestData &data, ArrayRef<ModelValue> inputs,
                                   MLIRContext *context) {
  std::optional<std::vector<size_t>> indices = matchTensors(inputs, data.inputs);
  if (!indices || data.inputs.size() != inputs.size()) {
    emitAt(data.folder, context) << "holds " << data.inputs.size()
                                 << " inputs, which are not the model's " << inputs.size();
    return failure();
  }
  Stack stack;
  for (auto [input, index] : llvm::zip_equal(inputs, *indices)) {
    const HostTensor &tensor = data.inputs[index].tensor;
    std::optional<int64_t> steps = countSteps(input.type.getShape(), tensor.type.getShape());
    if (!steps || tensor.type.getElementType() != input.type.getElementType()) {
      emitAt(data.folder, context) << "input '" << input.name << "' is " << tensor.type
                                   << ", but the model has " << input.type;
      return failure();
    }
    if (*steps != 1 && stack.count != 1 && *steps != stack.count) {
      emitAt(data.folder, context) << "input '" << input.name << "' has " << *steps
                                   << " samples, others have " << stack.count;
      return failure();
    }
    if (failed(checkFinite(tensor, input.name, data.folder, context)))
      return failure();
    stack.tensors.push_back(&tensor);
    stack.steps.push_back(*steps);
    stack.count = std::max(stack.count, *steps);
  }
  return stack;
}

static std::vector<HostTensor> takeStep(const Stack &stack, ArrayRef<ModelValue> inputs,
                                        int64_t step) {
  std::vector<HostTensor> tensors;
  for (auto [input, tensor, steps] : llvm::zip_equal(inputs, stack.tensors, stack.steps)) {
    HostTensor part = makeHostTensor(input.type);
    const char *begin = tensor->bytes.data() + (steps > 1 ? step * part.bytes.size() : 0);
    std::copy_n(begin, part.bytes.size(), part.bytes.begin());
    tensors.push_back(std::move(part));
  }
  return tensors;
}

LogicalResult
quantize::visitSamples(const Samples &samples, ArrayRef<ModelValue> inputs, MLIRContext *context,
                       llvm::function_ref<LogicalResult(ArrayRef<HostTensor>)> visit) {
  Progress progress(samples.size());
  for (size_t i = 0; i < samples.size(); ++i) {
    progress.show(i);
    FailureOr<TestData> data = samples.read(i, inputs);
    if (failed(data))
      return failure();
    FailureOr<Stack> stack = matchStack(*data, inputs, context);
    if (failed(stack))
      return failure();
    for (int64_t step = 0; step < stack->count; ++step)
      if (failed(visit(takeStep(*stack, inputs, step))))
        return failure();
  }
  return success();
}
