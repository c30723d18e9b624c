#include "test/e2e/FixNumbers.h"

using namespace mlir;
using namespace onnxc;

static constexpr int64_t kMostNumbers = 16;

static bool isSmallAndWhole(RankedTensorType type) {
  return type.getElementType().isInteger() && type.getNumElements() > 0 &&
         type.getNumElements() <= kMostNumbers;
}

void onnxc::e2e::nameInputs(TestData &data, ArrayRef<ModelValue> inputs) {
  if (std::optional<std::vector<size_t>> indices = matchTensors(inputs, data.inputs))
    for (auto [input, index] : llvm::zip_equal(inputs, *indices))
      data.inputs[index].name = input.name;
}

std::map<std::string, std::string> onnxc::e2e::getFixedNumbers(const TestData &data) {
  std::map<std::string, std::string> values;
  for (const auto &[name, tensor] : data.inputs)
    if (!name.empty() && isSmallAndWhole(tensor.type))
      values[name] = StringRef(formatElements(tensor, kMostNumbers)).trim("[]").str();
  llvm::for_each(values, [](auto &entry) { llvm::erase(entry.second, ' '); });
  return values;
}
