#include "compiler/KernelGen/Emit/PairedRows.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

static int64_t getLanes(Value vector) {
  return cast<VectorType>(vector.getType()).getNumElements();
}

/// The lower, or the upper halves of two vectors.
static Value takeHalves(ImplicitLocOpBuilder &b, Value first, Value second, bool upper) {
  int64_t lanes = getLanes(first), half = lanes / 2, begin = upper ? half : 0;
  SmallVector<int64_t> indices;
  for (int64_t from : {begin, lanes + begin})
    llvm::append_range(indices, llvm::seq(from, from + half));
  return vector::ShuffleOp::create(b, first, second, indices);
}

Values onnxc::pairSums(ImplicitLocOpBuilder &b, ArrayRef<Value> sums, size_t rows) {
  size_t vectors = sums.size() / rows;
  Values pairs;
  for (size_t row = 0; row < rows; row += 2)
    for (size_t v = 0; v < vectors; ++v) {
      Value first = sums[row * vectors + v];
      Value second = row + 1 < rows ? sums[(row + 1) * vectors + v] : first;
      for (bool upper : {false, true})
        pairs.push_back(takeHalves(b, first, second, upper));
    }
  return pairs;
}

Values onnxc::splitSums(ImplicitLocOpBuilder &b, ArrayRef<Value> pairs, size_t rows) {
  size_t vectors = pairs.size() / 2 / llvm::divideCeil(rows, size_t(2));
  Values sums;
  for (size_t row = 0; row < rows; ++row)
    for (size_t v = 0; v < vectors; ++v) {
      ArrayRef<Value> both = pairs.slice(row / 2 * 2 * vectors + 2 * v, 2);
      sums.push_back(takeHalves(b, both[0], both[1], row % 2 == 1));
    }
  return sums;
}

Values onnxc::pairInputs(ImplicitLocOpBuilder &b, ArrayRef<Value> inputs) {
  Values pairs;
  for (size_t row = 0; row < inputs.size(); row += 2) {
    Value first = inputs[row], second = row + 1 < inputs.size() ? inputs[row + 1] : first;
    SmallVector<int64_t> indices = llvm::to_vector(llvm::seq<int64_t>(0, 2 * getLanes(first)));
    pairs.push_back(vector::ShuffleOp::create(b, first, second, indices));
  }
  return pairs;
}
