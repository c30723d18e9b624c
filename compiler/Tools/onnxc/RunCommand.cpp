#include "compiler/Execute/HostModel.h"
#include "compiler/Support/Npy.h"
#include "compiler/Support/PrintableText.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Inputs.h"
#include "compiler/Tools/onnxc/Session.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace onnxc;

/// A file name for an output; names that are no file names become such, and stay unique.
static std::string getFileName(ArrayRef<ModelValue> outputs, size_t index) {
  auto toFileName = [](StringRef name) {
    std::string file = name.str();
    for (char &c : file)
      if (!llvm::isAlnum(c) && !StringRef("._-").contains(c))
        c = '_';
    constexpr size_t longest = 200; // of the 255 bytes that file systems take
    file.resize(std::min(file.size(), longest));
    return file;
  };
  std::string name = toFileName(outputs[index].name);
  for (size_t i = 0; i < index; ++i)
    if (toFileName(outputs[i].name) == name)
      return name + "_" + std::to_string(index) + ".npy";
  return name + ".npy";
}

static llvm::Error writeOutputs(OutputFiles &files, StringRef folder, ArrayRef<ModelValue> outputs,
                                ArrayRef<HostTensor> tensors) {
  if (std::error_code error = llvm::sys::fs::create_directories(folder))
    return llvm::createStringError(folder + ": " + error.message());
  for (size_t i = 0; i < outputs.size(); ++i) {
    SmallString<128> path(folder);
    llvm::sys::path::append(path, getFileName(outputs, i));
    llvm::Error error = files.claim(path);
    if (!error)
      error = files.write(path, [&](llvm::raw_ostream &os) { writeNpy(os, tensors[i]); });
    if (error)
      return error;
  }
  return files.commit();
}

static void printOutputs(ArrayRef<ModelValue> outputs, ArrayRef<HostTensor> tensors) {
  constexpr int64_t maxElements = 16;
  for (auto [output, tensor] : llvm::zip_equal(outputs, tensors))
    llvm::outs() << toPrintable(output.name) << ": " << Type(tensor.type) << " "
                 << formatElements(tensor, maxElements) << "\n";
}

static LogicalResult run(Session &session) {
  const Flags &flags = session.flags;
  FailureOr<Target> target = session.getTarget();
  FailureOr<TestData> data = readInputs(session);
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
  if (failed(model) || failed(model->startThreads(flags.threadCount)))
    return failure();

  const ModelSignature &signature = model->getSignature();
  FailureOr<std::vector<HostTensor>> inputs =
      takeInputs(signature.inputs, data->inputs, &session.context);
  if (failed(inputs))
    return failure();
  FailureOr<std::vector<HostTensor>> outputs = model->run(*inputs);
  if (failed(outputs))
    return failure();
  if (!flags.output.empty())
    return session.check(writeOutputs(session.outputs, flags.output, signature.outputs, *outputs));
  printOutputs(signature.outputs, *outputs);
  return success();
}

LogicalResult onnxc::runCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  LogicalResult result = run(session);
  session.printTimes(llvm::errs());
  return result;
}
