#include "compiler/KernelGen/Plan/WeightOrder.h"

using namespace mlir;
using namespace onnxc;

WeightStrides onnxc::getWeightStrides(const kernel::Contraction &contraction) {
  auto shape = cast<ShapedType>(contraction.weights.getType()).getShape();
  if (auto gemm = dyn_cast<kernel::GemmOp>(contraction.op))
    return gemm.getTransposed() ? WeightStrides{shape[1], 1, {}} : WeightStrides{1, shape[1], {}};
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size() - 1; i-- > 0;)
    strides[i] = strides[i + 1] * shape[i + 1];
  return {strides[0], strides[1], SmallVector<int64_t>(ArrayRef(strides).drop_front(2))};
}

SmallVector<int64_t> onnxc::getProductOffsets(const kernel::Contraction &contraction,
                                              const WeightStrides &strides) {
  SmallVector<int64_t> offsets = {0};
  auto addDim = [&](int64_t size, int64_t stride) {
    SmallVector<int64_t> next;
    for (int64_t offset : offsets)
      for (int64_t i = 0; i < size; ++i)
        next.push_back(offset + i * stride);
    offsets = std::move(next);
  };
  for (auto [size, stride] : llvm::zip_equal(contraction.kernel, strides.kernel))
    addDim(size, stride);
  addDim(contraction.channels, strides.channel);
  return offsets;
}
