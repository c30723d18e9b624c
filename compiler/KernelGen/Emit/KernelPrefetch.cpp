#include "compiler/KernelGen/Emit/KernelPrefetch.h"

#include "compiler/Transforms/Analysis/BufferViews.h"

using namespace mlir;
using namespace onnxc;

/// Where prefetched data go, as memref.prefetch counts the caches.
static constexpr int64_t kInFirstCache = 3, kInSecondCache = 2;

/// What to ask for follows from the sizes of buffers.
bool KernelPrefetch::mayPrefetch() const {
  return context.machine->getPrefetch() && !view.hasDynamicRows();
}

/// Whether the tiles of a panel are too few to hide that its weights come from far away. Those of
/// one pixel are read one after the other, which the CPU foresees by itself: prefetching only
/// takes bandwidth of the caches.
bool KernelPrefetch::prefetchesWeights() const {
  constexpr int64_t fewTiles = 16;
  int64_t tiles = 1;
  for (int64_t size : view.pixels)
    tiles *= size;
  return mayPrefetch() && tiles > 1 && tiles <= fewTiles * view.tile.getRows();
}

/// Whether no gaps are between the pixels of `buffer`.
static bool hasAdjacentPixels(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  SmallVector<int64_t> strides = type.getStridesAndOffset().first;
  int64_t elements = 1;
  for (auto [size, stride] :
       llvm::zip_equal(llvm::reverse(type.getShape()), llvm::reverse(strides))) {
    if (size != 1 && stride != elements)
      return false;
    elements *= size;
  }
  return true;
}

/// Whether the input is pixels side by side that come from beyond the second cache. The rows of a
/// tile are many streams, which the CPU does not foresee.
bool KernelPrefetch::prefetchesInput() const {
  auto isOne = [](int64_t value) { return value == 1; };
  int64_t cache = context.machine->getOwnCacheBytes();
  if (!mayPrefetch() || cache == 0 || view.groups > 1 || !llvm::all_of(view.kernel, isOne) ||
      !llvm::all_of(view.strides, isOne))
    return false;
  return hasAdjacentPixels(view.input) && 2 * getExtentBytes(view.input) >= cache;
}

/// Whether results come from beyond the second cache, and there are few products for each.
bool KernelPrefetch::prefetchesSums() const {
  constexpr int64_t fewProducts = 128;
  int64_t cache = context.machine->getOwnCacheBytes();
  return mayPrefetch() && cache > 0 && view.kernel.empty() &&
         view.pixels[0] > view.tile.getRows() && view.getDepth() <= fewProducts &&
         2 * getExtentBytes(view.sums) >= cache;
}

void KernelPrefetch::beforeTile(ArrayRef<Values> positions, int64_t rows) {
  if (!prefetchesSums())
    return;
  for (const Values &at : positions) {
    Values next(at);
    next[0] = add(next[0], rows);
    prefetch(view.sums, next, kInFirstCache);
  }
}

void KernelPrefetch::duringProducts(const PanelPosition &panel, Value product, int64_t rows,
                                    int64_t count) {
  if (prefetchesWeights())
    prefetchNextPanel(panel, product, rows, count);
  if (prefetchesInput())
    prefetchNextTile(panel, product, rows);
}

/// Asks for weights of the next panel. Each tile asks for its part, so that the memory is busy
/// during all of them. After the last panel lie the weights of what runs next.
void KernelPrefetch::prefetchNextPanel(const PanelPosition &panel, Value product, int64_t rows,
                                       int64_t count) {
  int64_t width = panel.panel.width, panelSize = context.getPackedDepth() * width;
  const kernel::PixelTile &tile = context.tile;
  Value tileBegin = context.pixel[tile.inner];
  int64_t pixels = view.pixels[tile.inner];
  if (tile.outer) {
    tileBegin = add(scale(context.pixel[*tile.outer], pixels), tileBegin);
    pixels *= view.pixels[*tile.outer];
  }
  int64_t part = llvm::divideCeil(rows * width, pixels);
  Value begin = arith::DivUIOp::create(b, scale(tileBegin, panelSize), index(pixels));
  Value next = add(add(panel.weights, panelSize), begin);
  prefetchWeights(add(next, scale(product, part)), count * part);
}

/// Asks for a part of what the next tile of `rows` rows reads, which lies after the rows of this
/// one; where it has been read for another panel, for what is at hand.
void KernelPrefetch::prefetchNextTile(const PanelPosition &panel, Value product, int64_t rows) {
  Values next(context.pixel);
  unsigned inner = context.tile.inner;
  next[inner] = add(next[inner], scale(panel.isFirst, rows));
  next.push_back(arith::MulIOp::create(b, scale(product, rows), panel.isFirst));
  prefetch(view.input, next, kInFirstCache);
}

void KernelPrefetch::prefetchWeights(Value first, int64_t elements) {
  int64_t line = kCacheLine * 8 / cast<MemRefType>(view.weights.getType()).getElementTypeBitWidth();
  for (int64_t at = 0; at < elements; at += line)
    prefetch(view.weights, add(first, at), kInSecondCache);
}

void KernelPrefetch::prefetch(Value buffer, ValueRange at, int64_t cache) {
  memref::PrefetchOp::create(b, buffer, at, /*isWrite=*/false, cache, /*isDataCache=*/true);
}
