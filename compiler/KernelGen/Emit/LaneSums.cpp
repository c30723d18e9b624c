#include "compiler/KernelGen/Emit/LaneSums.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

static Value getHalf(ImplicitLocOpBuilder &b, Value vector, int64_t begin, int64_t lanes) {
  return vector::ShuffleOp::create(b, vector, vector,
                                   llvm::to_vector(llvm::seq(begin, begin + lanes)));
}

Value onnxc::combineLanes(ImplicitLocOpBuilder &b, ArrayRef<Value> parts,
                          function_ref<Value(Value, Value)> combine) {
  SmallVector<Value> sums(parts);
  for (size_t half = sums.size() / 2; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i)
      sums[i] = combine(sums[i], sums[i + half]);
    sums.resize(half);
  }
  Value sum = sums[0];
  auto type = dyn_cast<VectorType>(sum.getType());
  if (!type)
    return sum;
  for (int64_t half = type.getNumElements() / 2; half > 1; half /= 2)
    sum = combine(getHalf(b, sum, 0, half), getHalf(b, sum, half, half));
  return combine(vector::ExtractOp::create(b, sum, 0), vector::ExtractOp::create(b, sum, 1));
}
