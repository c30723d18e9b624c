#include "compiler/KernelGen/Emit/WalkedTiles.h"

#include "dialects/Kernel/IR/DotKinds.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace onnxc;

bool WalkedTiles::widensInput() const {
  constexpr int64_t fewFilters = 16, mostProducts = 1024;
  return kernel::getDotFacts(view.tile.getDot()).widensBytes && context.walksThroughPointers() &&
         view.tile.getRows() > 1 && view.groups == 1 && view.filters >= fewFilters &&
         view.getDepth() <= mostProducts && !view.hasDynamicRows() &&
         !kernel::getPolicy(view.op).getOptimizeSize();
}

void WalkedTiles::makeRoom() {
  Type i16 = b.getI16Type();
  auto function = view.op->getParentOfType<FunctionOpInterface>();
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(&function.getFunctionBody().front());
  widened = memref::AllocaOp::create(
      b, MemRefType::get({view.tile.getRows() * view.getDepth()}, i16), b.getI64IntegerAttr(8));
  widenedDot = context.createDot(i16);
}

void WalkedTiles::widen(int64_t height, int64_t width) {
  widenRows(b, getRows(context.pixel, index(0), height, width), {widened, index(0)},
            view.unsignedInput);
}

Values WalkedTiles::emit(const PanelPosition &panel, const Values &first, int64_t height,
                         int64_t width, Values sums) {
  WalkedPlace weights{view.weights, panel.weights};
  if (widened)
    return addWalkedProducts(b, *widenedDot, getWidenedRows(height * width), weights,
                             panel.panel.width, std::move(sums));
  return addWalkedProducts(b, dot, getRows(first, panel.firstInputChannel, height, width), weights,
                           panel.panel.width, std::move(sums));
}

WalkedRows WalkedTiles::getRows(const Values &first, Value firstInputChannel, int64_t height,
                                int64_t width) {
  SmallVector<int64_t> strides = cast<MemRefType>(view.input.getType()).getStridesAndOffset().first;
  auto getPixelStride = [&](unsigned dim) {
    return strides[dim] * (dim == 0 ? 1 : view.strides[dim - 1]);
  };
  WalkedRows rows;
  rows.input = view.input;
  rows.first.push_back(first[0]);
  for (size_t i = 0; i < view.kernel.size(); ++i)
    rows.first.push_back(scale(first[i + 1], view.strides[i]));
  rows.first.push_back(firstInputChannel);
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x)
      rows.rows.push_back(y * getPixelStride(context.tile.outer.value_or(0)) +
                          x * getPixelStride(context.tile.inner));
  bool fused = context.isLastFused();
  for (size_t i = 0; i < view.kernel.size() - fused; ++i)
    rows.loops.push_back({view.kernel[i], strides[i + 1] * view.dilations[i]});
  rows.groups = (fused ? view.kernel.back() : 1) * view.channels / context.group;
  rows.groupSize = rows.distance = context.group;
  rows.mostGroups = getGroupsOfStep();
  return rows;
}

WalkedRows WalkedTiles::getWidenedRows(int64_t count) {
  WalkedRows rows;
  rows.input = widened;
  rows.first = {index(0)};
  for (int64_t row = 0; row < count; ++row)
    rows.rows.push_back(row * context.group);
  rows.groups = view.getDepth() / context.group;
  rows.groupSize = context.group;
  rows.distance = count * context.group;
  rows.mostGroups = getGroupsOfStep();
  return rows;
}

/// The most groups of products of a step: as many as make what the loop itself takes little.
int64_t WalkedTiles::getGroupsOfStep() const {
  return kernel::getPolicy(view.op).getOptimizeSize() ? 2 : 4;
}
