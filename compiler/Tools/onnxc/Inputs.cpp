#include "compiler/Tools/onnxc/Inputs.h"

#include "llvm/Support/FileSystem.h"

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

FailureOr<TestData> onnxc::readInputs(const Flags &flags, MLIRContext &context) {
  TestData data;
  for (StringRef operand : flags.operands) {
    FailureOr<NamedTensor> input = readInput(operand, context);
    if (failed(input))
      return failure();
    data.inputs.push_back(std::move(*input));
  }
  return data;
}
