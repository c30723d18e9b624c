#include "compiler/Tools/onnxc/Inputs.h"

#include "llvm/Support/FileSystem.h"

using namespace mlir;
using namespace onnxc;

/// Reads `file` or `name=file`.
static FailureOr<NamedTensor> readInput(StringRef operand, Session &session) {
  NamedTensor input;
  StringRef path = operand;
  if (operand.contains('=') && !llvm::sys::fs::exists(operand)) {
    StringRef name;
    std::tie(name, path) = operand.rsplit('=');
    input.name = name.str();
  }
  session.outputs.addInput(path);
  FailureOr<HostTensor> tensor = readTensor(path, &session.context);
  if (failed(tensor))
    return failure();
  input.tensor = std::move(*tensor);
  return input;
}

FailureOr<TestData> onnxc::readInputs(Session &session) {
  TestData data;
  for (StringRef operand : session.flags.operands) {
    FailureOr<NamedTensor> input = readInput(operand, session);
    if (failed(input))
      return failure();
    data.inputs.push_back(std::move(*input));
  }
  return data;
}

FailureOr<OwningOpRef<ModuleOp>> onnxc::loadForInputs(Session &session, const TestData &data) {
  ImportOptions import = session.flags.import;
  if (!data.inputs.empty() &&
      failed(addInputShapes(import, session.flags.model, data, &session.context)))
    return failure();
  OwningOpRef<ModuleOp> module = session.load(import);
  if (!module)
    return failure();
  return std::move(module);
}

FailureOr<std::vector<HostTensor>> onnxc::getInputs(const ModelSignature &signature,
                                                    const TestData &data, MLIRContext &context) {
  if (!data.inputs.empty())
    return takeInputs(signature.inputs, data.inputs, &context);
  std::vector<HostTensor> inputs;
  for (const ModelValue &input : signature.inputs)
    inputs.push_back(makeBenchmarkInput(input.type));
  return inputs;
}
