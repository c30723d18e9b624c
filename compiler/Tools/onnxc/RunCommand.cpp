#include "compiler/Execute/HostModel.h"
#include "compiler/Support/Npy.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Session.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;

/// Reads `file` or `name=file`.
static FailureOr<NamedTensor> readInput(StringRef operand, MLIRContext &context) {
  NamedTensor input;
  StringRef path = operand;
  if (operand.contains('=') && !llvm::sys::fs::exists(operand)) {
    StringRef name;
    std::tie(name, path) = operand.rsplit('=');
    input.name = name.str();
  }
  FailureOr<HostTensor> tensor = readTensor(path, &context);
  if (failed(tensor))
    return failure();
  input.tensor = std::move(*tensor);
  return input;
}

static FailureOr<TestData> readInputs(const Flags &flags, MLIRContext &context) {
  TestData data;
  for (StringRef operand : flags.operands) {
    FailureOr<NamedTensor> input = readInput(operand, context);
    if (failed(input))
      return failure();
    data.inputs.push_back(std::move(*input));
  }
  return data;
}

/// A file name for an output; names that are no file names become such, and stay unique.
static std::string getFileName(ArrayRef<ModelValue> outputs, size_t index) {
  auto toFileName = [](StringRef name) {
    std::string file = name.str();
    for (char &c : file)
      if (!llvm::isAlnum(c) && !StringRef("._-").contains(c))
        c = '_';
    return file;
  };
  std::string name = toFileName(outputs[index].name);
  for (size_t i = 0; i < index; ++i)
    if (toFileName(outputs[i].name) == name)
      return name + "_" + std::to_string(index) + ".npy";
  return name + ".npy";
}

static LogicalResult writeOutputs(StringRef folder, ArrayRef<ModelValue> outputs,
                                  ArrayRef<HostTensor> tensors) {
  std::error_code error = llvm::sys::fs::create_directories(folder);
  for (size_t i = 0; !error && i < outputs.size(); ++i) {
    SmallString<128> path(folder);
    llvm::sys::path::append(path, getFileName(outputs, i));
    llvm::raw_fd_ostream os(path, error);
    if (!error)
      writeNpy(os, tensors[i]);
  }
  if (!error)
    return success();
  llvm::WithColor::error() << folder << ": " << error.message() << "\n";
  return failure();
}

static void printOutputs(ArrayRef<ModelValue> outputs, ArrayRef<HostTensor> tensors) {
  constexpr int64_t maxElements = 16;
  for (auto [output, tensor] : llvm::zip_equal(outputs, tensors))
    llvm::outs() << output.name << ": " << Type(tensor.type) << " "
                 << formatElements(tensor, maxElements) << "\n";
}

static LogicalResult run(Session &session) {
  const Flags &flags = session.flags;
  FailureOr<Target> target = session.getTarget();
  FailureOr<TestData> data = readInputs(flags, session.context);
  if (failed(target) || failed(data))
    return failure();
  ImportOptions import = flags.import;
  if (failed(addInputShapes(import, flags.model, *data, &session.context)))
    return failure();
  OwningOpRef<ModuleOp> module = session.load(import);
  if (!module)
    return failure();
  FailureOr<HostModel> model =
      HostModel::create(*module, session.getCompileOptions(*target), flags.optLevel, session.times);
  if (failed(model))
    return failure();

  const ModelSignature &signature = model->getSignature();
  FailureOr<std::vector<HostTensor>> inputs =
      takeInputs(signature.inputs, data->inputs, &session.context);
  if (failed(inputs))
    return failure();
  std::vector<HostTensor> outputs = model->run(*inputs);
  if (!flags.output.empty())
    return writeOutputs(flags.output, signature.outputs, outputs);
  printOutputs(signature.outputs, outputs);
  return success();
}

LogicalResult onnxc::runCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = run(session);
  session.printTimes(llvm::errs());
  return result;
}
