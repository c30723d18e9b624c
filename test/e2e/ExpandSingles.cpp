#include "test/e2e/ExpandSingles.h"

using namespace mlir;
using namespace onnxc;

void onnxc::e2e::expandSingles(TestData &data, ArrayRef<ModelValue> inputs) {
  std::optional<std::vector<size_t>> indices = matchTensors(inputs, data.inputs);
  if (!indices)
    return;
  for (auto [input, index] : llvm::zip_equal(inputs, *indices)) {
    HostTensor &tensor = data.inputs[index].tensor;
    if (!input.type || !input.type.hasStaticShape() || tensor.type.getNumElements() != 1 ||
        input.type.getRank() == tensor.type.getRank())
      continue;
    std::vector<char> element = tensor.bytes;
    tensor.type = tensor.type.clone(input.type.getShape());
    tensor.bytes.clear();
    for (int64_t i = 0; i < tensor.type.getNumElements(); ++i)
      llvm::append_range(tensor.bytes, element);
  }
}
