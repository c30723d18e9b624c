#include "test/fuzz/graphs/ModelFolder.h"

#include "compiler/Execute/TestData.h"
#include "compiler/Import/DataTypes.h"
#include "compiler/Support/Npy.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::fuzz;

namespace {

/// Writes files to a folder until one fails.
class FolderWriter {
public:
  explicit FolderWriter(StringRef folder) : folder(folder) {
    error = llvm::sys::fs::create_directories(folder + "/data");
  }

  void write(const llvm::Twine &name, llvm::function_ref<void(llvm::raw_ostream &)> print) {
    if (error)
      return;
    llvm::raw_fd_ostream os((folder + "/" + name).str(), error);
    if (!error)
      print(os);
  }

  LogicalResult finish() const {
    if (!error)
      return success();
    llvm::WithColor::error() << folder << ": " << error.message() << "\n";
    return failure();
  }

private:
  std::string folder;
  std::error_code error;
};

} // namespace

LogicalResult fuzz::writeModel(const proto::ModelProto &model, const TensorBytes &values,
                               StringRef folder) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<onnx::OnnxDialect>();
  FolderWriter writer(folder);
  writer.write("model.onnx", [&](llvm::raw_ostream &os) { os << model.SerializeAsString(); });
  llvm::json::Object index;
  auto writeTensors = [&](StringRef kind, const auto &infos) {
    llvm::json::Array files;
    for (const proto::ValueInfoProto &info : infos) {
      test::GraphValue value = test::getValue(info);
      const std::string &bytes = values.at(value.name);
      HostTensor tensor{
          RankedTensorType::get(value.shape, importer::getElementType(value.type, &context)),
          {bytes.begin(), bytes.end()}};
      std::string file = value.name + ".npy";
      writer.write("data/" + file, [&](llvm::raw_ostream &os) { writeNpy(os, tensor); });
      files.push_back(llvm::json::Array{value.name, file});
    }
    index[kind] = std::move(files);
  };
  writeTensors("inputs", model.graph().input());
  writeTensors("outputs", model.graph().output());
  writer.write("data/index.json",
               [&](llvm::raw_ostream &os) { os << llvm::json::Value(std::move(index)) << "\n"; });
  return writer.finish();
}

LogicalResult fuzz::readModel(StringRef folder, proto::ModelProto &model, TensorBytes &inputs) {
  auto buffer = llvm::MemoryBuffer::getFile(folder + "/model.onnx");
  if (!buffer || !model.ParseFromString((*buffer)->getBuffer().str())) {
    llvm::WithColor::error() << folder << ": no model.onnx that can be read\n";
    return failure();
  }
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<onnx::OnnxDialect>();
  FailureOr<std::vector<TestData>> sets = readTestData((folder + "/data").str(), &context);
  if (failed(sets) || sets->empty())
    return failure();
  for (const NamedTensor &tensor : sets->front().inputs)
    inputs[tensor.name] = {tensor.tensor.bytes.begin(), tensor.tensor.bytes.end()};
  return success();
}
