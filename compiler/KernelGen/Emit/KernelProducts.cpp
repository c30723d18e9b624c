#include "compiler/KernelGen/Emit/KernelProducts.h"

#include "compiler/KernelGen/Emit/BlockProducts.h"
#include "compiler/KernelGen/Emit/PairedRows.h"
#include "compiler/KernelGen/Emit/RowPointers.h"
#include "dialects/Kernel/IR/DotKinds.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

Values KernelProducts::emit(const PanelPosition &panel, ArrayRef<Values> rows, Values sums) {
  Values offsets(view.kernel.size(), index(0));
  if (context.rowsOfSum > 1) {
    sums = emitWindow(0, panel, rows, index(0), offsets, pairSums(b, sums, rows.size()));
    return splitSums(b, sums, rows.size());
  }
  sums = emitWindow(0, panel, rows, index(0), offsets, sums);
  return view.tile.getExtraSteps() == 0 ? sums : emitExtraSteps(panel, rows, sums);
}

/// The loops over the window's dimensions from `dim` on, of which the first product is `first` of
/// all that are summed.
Values KernelProducts::emitWindow(unsigned dim, const PanelPosition &panel, ArrayRef<Values> rows,
                                  Value first, Values offsets, Values sums) {
  bool fused = context.isLastFused();
  if (dim == view.kernel.size() - fused)
    return emitProducts(panel, rows, first, offsets,
                        fused ? view.kernel.back() * view.channels : view.channels, sums);
  int64_t inner = view.channels;
  for (int64_t size : ArrayRef(view.kernel).drop_front(dim + 1))
    inner *= size;
  auto body = [&](Value k, Values carried) {
    Values moved(offsets);
    moved[dim] = scale(k, view.dilations[dim]);
    return emitWindow(dim + 1, panel, rows, add(first, scale(k, inner)), moved, carried);
  };
  if (view.kernel[dim] == 1)
    return body(index(0), sums);
  return buildSumLoop(b, 0, view.kernel[dim], 1, sums, body);
}

/// What `rows` read where the window's dimensions are at `offsets`.
TileProducts KernelProducts::readTile(const PanelPosition &panel, ArrayRef<Values> rows,
                                      ArrayRef<Value> offsets) {
  SmallVector<Values> pixels;
  for (const Values &row : rows) {
    Values &at = pixels.emplace_back();
    at.push_back(row[0]);
    for (size_t i = 0; i < view.kernel.size(); ++i)
      at.push_back(add(scale(row[i + 1], view.strides[i]), offsets[i]));
  }
  auto getIndices = [this, pixels, firstChannel = panel.firstInputChannel](int64_t row, Value k) {
    Values indices(pixels[row]);
    indices.push_back(add(firstChannel, k));
    return indices;
  };
  return TileProducts(b, dot, context.group, {view.input, int64_t(rows.size()), getIndices});
}

/// The innermost loop. Where the target multiplies by a lane of a vector, it loads a vector of
/// each pixel.
Values KernelProducts::emitProducts(const PanelPosition &panel, ArrayRef<Values> rows, Value first,
                                    ArrayRef<Value> offsets, int64_t count, Values sums) {
  TileProducts tile = readTile(panel, rows, offsets);
  auto type = cast<MemRefType>(view.input.getType());
  auto [strides, offset] = type.getStridesAndOffset();
  int64_t lanes = context.lanes, atOnce = strides.back() == 1 ? getGroupsAtOnce() : 1;
  if (view.blocks)
    return BlockProducts(context, panel, tile, atOnce).emit(first, count, sums);
  auto addGroups = [&](ArrayRef<Value> inputs, Value k, int64_t groups, Values &carried) {
    addProducts(tile, panel, inputs, add(first, k), groups, carried);
  };
  int64_t groups = count / context.group;
  int64_t step = atOnce > 1 ? getPixelVectors(panel.panel.width / lanes, lanes) * atOnce : 1;
  int64_t inSteps = groups - groups % step;
  int64_t rowStride =
      strides[strides.size() - 2] * (view.strides.empty() ? 1 : view.strides.back());
  if (context.machine->getRowPointers() && strides.back() == 1 && walksRows(rows.size(), groups))
    return tile.emitPointerLoop({0, groups, 1}, 1, sums, addGroups);
  if (step > atOnce && inSteps > step && needRowPointers(type, rowStride, rows.size()))
    sums = tile.emitPointerLoop({0, inSteps, step}, atOnce, sums, addGroups);
  else
    sums = tile.emitLoop({0, inSteps, step}, atOnce, sums, addGroups);
  // What remains after whole vectors is loaded as parts of one.
  for (int64_t begin = inSteps; atOnce > 0; atOnce /= 2) {
    int64_t end = groups - groups % atOnce;
    sums = tile.emitLoop({begin, end, atOnce}, atOnce, sums, addGroups);
    begin = end;
  }
  return sums;
}

/// How many groups of products a load of a pixel brings: a whole vector, if the dot takes one of
/// them by its place.
int64_t KernelProducts::getGroupsAtOnce() const {
  if (context.group == 1)
    return context.machine.multipliesByLane() && !view.hasIntegers() ? context.lanes : 1;
  bool byLane = kernel::getDotFacts(view.tile.getDot()).byLane;
  return byLane ? context.lanes / context.rowsOfSum : 1;
}

/// Whether pointers to `rows` rows have registers, and `groups` of products are worth setting
/// them up.
bool KernelProducts::walksRows(size_t rows, int64_t groups) const {
  constexpr int64_t fewGroups = 8;
  return context.lanes > 1 && rows <= kMostRowPointers && groups >= fewGroups;
}

/// `count` groups of products of each pixel, of which `inputs` are factors, from `product` on.
void KernelProducts::addProducts(TileProducts &tile, const PanelPosition &panel,
                                 ArrayRef<Value> inputs, Value product, int64_t count,
                                 Values &sums) {
  int64_t width = panel.panel.width, vectorSize = getWeightsOfVector();
  Values factors(inputs);
  if (context.rowsOfSum > 1)
    factors = pairInputs(b, inputs);
  Value first = add(panel.weights, scale(product, width));
  prefetch.duringProducts(panel, product, inputs.size(), count * context.group);
  for (int64_t i = 0; i < count; ++i) {
    Values weights;
    for (int64_t at = 0; at < width * context.group; at += vectorSize)
      weights.push_back(
          dot.prepareWeights(b, loadWeights(add(first, i * width * context.group + at))));
    tile.addGroup(factors, i, weights, sums);
  }
}

Value KernelProducts::loadWeights(Value at) {
  int64_t count = getWeightsOfVector();
  if (count == 1)
    return memref::LoadOp::create(b, view.weights, at);
  auto type = VectorType::get({count}, getElementType(view.weights));
  return vector::LoadOp::create(b, type, view.weights, at);
}

/// The steps whose weights stand after the others', with the numbers of their products.
Values KernelProducts::emitExtraSteps(const PanelPosition &panel, ArrayRef<Values> rows,
                                      Values sums) {
  int64_t depth = view.getDepth(), steps = view.tile.getExtraSteps(), width = panel.panel.width;
  Value numbers = add(panel.weights, (depth + steps * context.group) * width);
  return buildSumLoop(b, 0, steps, 1, sums, [&](Value step, Values carried) {
    Value rest = loadNumber(add(numbers, scale(step, width)));
    auto takeIndex = [&](int64_t size) {
      if (size == 1)
        return index(0);
      Value taken = arith::RemUIOp::create(b, rest, index(size));
      rest = arith::DivUIOp::create(b, rest, index(size));
      return taken;
    };
    // A gemm has no other dimension.
    Value channel = view.kernel.empty() ? rest : takeIndex(view.channels);
    Values offsets(view.kernel.size());
    for (size_t dim = offsets.size(); dim-- > 0;)
      offsets[dim] = scale(takeIndex(view.kernel[dim]), view.dilations[dim]);
    TileProducts tile = readTile(panel, rows, offsets);
    addProducts(tile, panel, tile.loadInputs(channel, 1), add(scale(step, context.group), depth), 1,
                carried);
    return carried;
  });
}

/// The word of four bytes among the weights.
Value KernelProducts::loadNumber(Value at) {
  auto bytes = VectorType::get({4}, b.getI8Type());
  Value word = extractWord(b, vector::LoadOp::create(b, bytes, view.weights, at), 0);
  return arith::IndexCastUIOp::create(b, b.getIndexType(), word);
}
