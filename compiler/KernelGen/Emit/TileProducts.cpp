#include "compiler/KernelGen/Emit/TileProducts.h"

#include "compiler/KernelGen/Emit/RowPointers.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

TileProducts::TileProducts(ImplicitLocOpBuilder &b, const Dot &dot, int64_t group, TileRows rows)
    : IndexBuilder(b), dot(dot), group(group), rows(std::move(rows)),
      element(cast<MemRefType>(this->rows.buffer.getType()).getElementType()) {}

Values TileProducts::loadInputs(Value k, int64_t groups) {
  int64_t count = groups * group;
  Values inputs;
  for (int64_t row = 0; row < rows.count; ++row) {
    Values indices = rows.getIndices(row, k);
    inputs.push_back(count == 1 ? memref::LoadOp::create(b, rows.buffer, indices).getResult()
                                : vector::LoadOp::create(b, VectorType::get({count}, element),
                                                         rows.buffer, indices)
                                      .getResult());
  }
  return inputs;
}

Values TileProducts::emitLoop(GroupRange range, int64_t atOnce, Values sums, AddGroups addGroups) {
  if (range.begin == range.end)
    return sums;
  return buildSumLoop(b, range.begin * group, range.end * group, range.step * group, sums,
                      [&](Value k, Values carried) {
                        for (int64_t i = 0; i < range.step; i += atOnce) {
                          Value product = add(k, i * group);
                          addGroups(loadInputs(product, atOnce), product, atOnce, carried);
                        }
                        return carried;
                      });
}

Values TileProducts::emitPointerLoop(GroupRange range, int64_t atOnce, Values sums,
                                     AddGroups addGroups) {
  size_t sumCount = sums.size();
  for (int64_t row = 0; row < rows.count; ++row)
    sums.push_back(buildRowPointer(b, rows.buffer, rows.getIndices(row, index(0))));
  Value steps = buildHiddenIndex(b, range.end / range.step);
  sums = buildSumLoop(b, index(0), steps, 1, sums, [&](Value iv, Values carried) {
    Values pointers(ArrayRef(carried).drop_front(sumCount));
    carried.truncate(sumCount);
    Value product = scale(iv, range.step * group);
    // Side by side, so that a load moves its pointer.
    SmallVector<Values> inputs(range.step / atOnce);
    Values moved;
    for (Value pointer : pointers) {
      for (auto [i, vectors] : llvm::enumerate(inputs))
        vectors.push_back(loadFromRow(b, pointer, i * atOnce * group, atOnce * group, element));
      moved.push_back(moveRowPointer(b, pointer, range.step * group * rows.stride, element));
    }
    for (auto [i, vectors] : llvm::enumerate(inputs))
      addGroups(vectors, add(product, i * atOnce * group), atOnce, carried);
    llvm::append_range(carried, moved);
    return carried;
  });
  sums.truncate(sumCount);
  return sums;
}

void TileProducts::addGroup(ArrayRef<Value> inputs, int64_t index, ArrayRef<Value> weights,
                            Values &sums) {
  size_t columns = weights.size();
  for (auto [row, input] : llvm::enumerate(inputs))
    dot.addToRow(b, dot.prepareInput(b, input, index), weights,
                 MutableArrayRef(sums).slice(row * columns, columns));
}
