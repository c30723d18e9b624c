#include "compiler/KernelGen/Dot/Dot.h"
#include "compiler/KernelGen/Emit/BlockWeights.h"
#include "compiler/KernelGen/Emit/LoopBuilders.h"
#include "compiler/KernelGen/Emit/Passes.h"
#include "compiler/KernelGen/Emit/PointerWalk.h"
#include "compiler/KernelGen/Emit/RowPointers.h"
#include "compiler/KernelGen/Plan/KernelTile.h"
#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Analysis/Epilogue.h"
#include "dialects/Kernel/IR/KernelOps.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERKERNELS
#include "compiler/KernelGen/Emit/Passes.h.inc"
} // namespace onnxc

namespace {
/// The panel that a tile belongs to, and where it begins: its output channels in the result and its
/// weights among all.
struct PanelPosition {
  kernel::Panel panel;
  Value firstChannel;
  Value firstInputChannel;
  Value weights;
  /// 1 in the first panel, whose tiles are the first to read the input, 0 in all others.
  Value isFirst;
};

/// Where prefetched data go, as memref.prefetch counts the caches.
static constexpr int64_t kInFirstCache = 3, kInSecondCache = 2;

/// Emits one operation of the kernel dialect. Loops, from the outside: the other dimensions of the
/// pixels, blocks of pixels that stay in the cache, panels of weights, tiles of pixels, products.
class KernelEmitter {
public:
  KernelEmitter(const kernel::Contraction &view, const TileMachine &machine, OpBuilder &builder)
      : view(view), machine(machine), b(view.op->getLoc(), builder),
        element(getElementType(view.input)), lanes(view.tile.getLanes()),
        group(kernel::getGroupSize(view.tile.getDot())),
        dot(createDot(view.tile.getDot(), getDotTypes(view), machine->getFma())),
        ends(b, {view.op, view.sums}, static_cast<unsigned>(view.pixels.size())),
        tile(lanes == 1 && group > 1 ? choosePixelPairs(view.pixels, view.tile.getRows())
                                     : choosePixelTile(view.pixels, view.tile.getRows())),
        pixel(view.pixels.size(), index(0)) {}

  void emit() {
    if (view.hasDynamicRows())
      emitRowBlocks();
    else
      emitOtherPixels(0);
    ends.erase();
  }

private:
  static Type getElementType(Value buffer) {
    return cast<MemRefType>(buffer.getType()).getElementType();
  }

  /// Weights of blocks come to the dot as the floats that they stand for.
  static DotTypes getDotTypes(const kernel::Contraction &view) {
    Type sum = getElementType(view.sums);
    return {getElementType(view.input), view.blocks ? sum : getElementType(view.weights), sum,
            view.unsignedInput, view.tile.getLanes()};
  }

  Value index(int64_t value) { return arith::ConstantIndexOp::create(b, value); }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, x, y); }
  Value add(Value x, int64_t y) { return y == 0 ? x : add(x, index(y)); }
  Value scale(Value x, int64_t factor) {
    return factor == 1 ? x : arith::MulIOp::create(b, x, index(factor)).getResult();
  }

  //===-- Loops over tiles ---------------------------------------------------===//

  void emitOtherPixels(unsigned dim) {
    if (dim == pixel.size())
      return emitBlocks();
    if (dim == tile.inner || tile.outer == dim || view.pixels[dim] == 1)
      return emitOtherPixels(dim + 1);
    buildLoop(b, 0, view.pixels[dim], 1, [&](Value iv) {
      pixel[dim] = iv;
      emitOtherPixels(dim + 1);
    });
  }

  static int64_t getBytes(Value buffer) {
    auto type = cast<MemRefType>(buffer.getType());
    return type.getNumElements() * type.getElementTypeBitWidth() / 8;
  }

  /// Whether the kernel reads all weights of its operation, not those of a chunk of its filters.
  bool hasAllWeights() const {
    return cast<MemRefType>(view.weights.getType()).getLayout().isIdentity();
  }

  /// How many steps of the outermost dimension of tiles make a block. Its input is to stay in the
  /// cache beside weights and results. Where weights are few, and quickly read again, blocks are
  /// small: results, too, have just been used when the next panel writes beside them.
  int64_t getFittingSteps() const {
    int64_t steps = view.pixels[getBlockedDim()];
    if (machine->getOwnCacheBytes() == 0)
      return steps;
    int64_t bytes = getBytes(view.input), available = machine->getOwnCacheBytes() / 2;
    if (hasAllWeights() && getBytes(view.weights) <= machine->getOwnCacheBytes() / 4) {
      bytes += getBytes(view.sums);
      available = machine->getOwnCacheBytes() / 16;
    }
    for (unsigned dim = 0; dim < pixel.size(); ++dim)
      if (dim != tile.inner && tile.outer != dim)
        bytes /= view.pixels[dim];
    return std::max<int64_t>(1, available * steps / std::max<int64_t>(1, bytes));
  }

  unsigned getBlockedDim() const { return tile.outer.value_or(tile.inner); }

  /// Weights are read once for each block, so there is one where all pixels fit.
  void emitBlocks() {
    if (widensInput())
      return emitWidenedTiles();
    int64_t steps = view.pixels[getBlockedDim()], fitting = getFittingSteps();
    SmallVector<Segment> segments = splitEvenly(steps, tile.outer ? tile.height : tile.width);
    if (fitting < steps) {
      for (Segment segment : segments)
        emitBlocksOf(segment, std::max<int64_t>(1, fitting / segment.width));
      return;
    }
    emitPanels([&](const PanelPosition &panel) {
      for (Segment segment : segments)
        buildLoop(b, segment.begin, segment.begin + segment.count * segment.width, segment.width,
                  [&](Value at) { emitTilesAt(at, panel, segment.width); });
    });
  }

  /// Blocks of nearly as many tiles, at most `most`.
  void emitBlocksOf(Segment segment, int64_t most) {
    int64_t blocks = llvm::divideCeil(segment.count, most);
    int64_t step = segment.width, end = segment.begin + segment.count * step;
    int64_t block = llvm::divideCeil(segment.count, blocks) * step;
    buildLoop(b, segment.begin, end, block, [&](Value begin) {
      Value blockEnd = add(begin, block);
      if (segment.count * step % block != 0)
        blockEnd = arith::MinSIOp::create(b, blockEnd, index(end));
      emitPanels([&](const PanelPosition &panel) {
        auto emitTiles = [&](Value at) { emitTilesAt(at, panel, step); };
        if (block == step)
          emitTiles(begin);
        else
          buildLoop(b, begin, blockEnd, step, emitTiles);
      });
    });
  }

  /// The tiles that cover `width` steps of the outermost dimension of tiles from `at` on.
  void emitTilesAt(Value at, const PanelPosition &panel, int64_t width) {
    pixel[getBlockedDim()] = at;
    emitInnerTiles(tile.outer ? width : 1, width, [&](int64_t tileHeight, int64_t tileWidth) {
      emitTile(panel, tileHeight, tileWidth);
    });
  }

  void emitInnerTiles(int64_t height, int64_t width, function_ref<void(int64_t, int64_t)> emit) {
    if (!tile.outer)
      return emit(1, width);
    for (Segment segment : splitEvenly(view.pixels[tile.inner], tile.width))
      buildLoop(b, segment.begin, segment.begin + segment.count * segment.width, segment.width,
                [&](Value iv) {
                  pixel[tile.inner] = iv;
                  emit(height, segment.width);
                });
  }

  //===-- Rows whose number is known at run time -------------------------------===//

  /// Blocks of whole tiles whose input stays in the cache while all panels pass by.
  void emitRowBlocks() {
    Value rows = memref::DimOp::create(b, view.sums, 0);
    if (machine->getOwnCacheBytes() == 0)
      return emitPanels([&](const PanelPosition &panel) { emitRowTiles(index(0), rows, panel); });
    int64_t rowBytes = view.getDepth() * element.getIntOrFloatBitWidth() / 8;
    int64_t fitting = machine->getOwnCacheBytes() / 2 / std::max<int64_t>(1, rowBytes);
    int64_t block = std::max<int64_t>(1, fitting / view.tile.getRows()) * view.tile.getRows();
    buildLoop(b, index(0), rows, block, [&](Value begin) {
      Value end = arith::MinSIOp::create(b, add(begin, block), rows);
      emitPanels([&](const PanelPosition &panel) { emitRowTiles(begin, end, panel); });
    });
  }

  /// Whole tiles, then tiles of the powers of two below, each for what the one before leaves: few
  /// of them make any number of rows.
  void emitRowTiles(Value begin, Value end, const PanelPosition &panel) {
    for (int64_t width = view.tile.getRows(); width > 0;
         width = llvm::bit_floor(uint64_t(width - 1))) {
      Value left = arith::SubIOp::create(b, end, begin);
      Value remainder = arith::RemUIOp::create(b, left, index(width));
      Value covered = arith::SubIOp::create(b, end, remainder);
      buildLoop(b, begin, covered, width, [&](Value at) { emitTilesAt(at, panel, width); });
      begin = covered;
    }
  }

  //===-- Panels -------------------------------------------------------------===//

  int64_t getPackedDepth() const {
    return kernel::getPackedDepth(view.getStoredDepth(), view.tile);
  }

  /// One loop over the panels of full width, and the rest after it.
  void emitPanels(function_ref<void(const PanelPosition &)> body) {
    int64_t depth = getPackedDepth();
    int64_t groupSize = kernel::getPackedSize(view.filters, view.getStoredDepth(), view.tile);
    SmallVector<kernel::Panel> panels = kernel::getPanels(view.filters, view.tile);
    int64_t columns = view.tile.getColumns(), whole = view.filters / columns;
    buildLoop(b, 0, view.groups, 1, [&](Value group) {
      Value firstFilter = scale(group, view.filters), firstInput = scale(group, view.channels);
      Value groupWeights = scale(group, groupSize);
      if (whole > 0)
        buildLoop(b, 0, whole, 1, [&](Value p) {
          Value first = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, p, index(0));
          body({panels[0], add(firstFilter, scale(p, columns)), firstInput,
                add(groupWeights, scale(p, columns * depth)),
                arith::SelectOp::create(b, first, index(1), index(0))});
        });
      if (view.filters % columns != 0)
        body({panels.back(), add(firstFilter, whole * columns), firstInput,
              add(groupWeights, whole * columns * depth), index(whole == 0)});
    });
  }

  //===-- One tile -----------------------------------------------------------===//

  void emitTile(const PanelPosition &panel, int64_t height, int64_t width) {
    SmallVector<Values> rows;
    for (int64_t y = 0; y < height; ++y)
      for (int64_t x = 0; x < width; ++x) {
        Values &row = rows.emplace_back(pixel);
        row[tile.inner] = add(row[tile.inner], x);
        if (tile.outer)
          row[*tile.outer] = add(row[*tile.outer], y);
      }

    int64_t endLanes = getEndLanes(panel);
    SmallVector<Values> positions;
    SmallVector<int64_t> valid;
    for (const Values &row : rows)
      for (int64_t begin = 0; begin < panel.panel.width; begin += endLanes) {
        Values &at = positions.emplace_back(row);
        at.push_back(add(panel.firstChannel, begin));
        valid.push_back(std::min(endLanes, panel.panel.valid - begin));
      }
    Values starts;
    for (auto [at, used] : llvm::zip_equal(positions, valid))
      starts.push_back(ends.loadInit(at, endLanes, used));
    if (prefetchesSums())
      prefetchNextSums(positions, rows.size());
    if (endLanes == lanes)
      return ends.finish(emitSums(panel, rows, height, width, starts), positions, lanes, valid);
    Value zero = arith::ConstantOp::create(b, b.getZeroAttr(getElementType(view.sums)));
    Values sums =
        emitSums(panel, rows, height, width, Values(rows.size() * panel.panel.width, zero));
    ends.finish(gatherSums(sums, starts), positions, endLanes, valid);
  }

  /// Adds all products of `height` by `width` pixels to `starts`.
  Values emitSums(const PanelPosition &panel, ArrayRef<Values> rows, int64_t height, int64_t width,
                  const Values &starts) {
    if (walksThroughPointers())
      return emitWalk(panel, rows.front(), height, width, starts);
    Values kernel(view.kernel.size(), index(0));
    Values sums = emitKernelLoops(0, panel, rows, index(0), kernel, starts);
    return view.tile.getExtraSteps() == 0 ? sums : emitExtraSteps(panel, rows, sums);
  }

  /// How many output channels end together: those of a vector, also where their sums are in general
  /// registers of a target with vectors.
  int64_t getEndLanes(const PanelPosition &panel) const {
    int64_t wide =
        machine->getVectorBytes() * 8 / getElementType(view.sums).getIntOrFloatBitWidth();
    bool gathers = lanes == 1 && group > 1 && wide > 1 && panel.panel.width % wide == 0;
    return gathers ? wide : lanes;
  }

  /// Vectors of single sums, added to what they start with.
  Values gatherSums(ArrayRef<Value> sums, ArrayRef<Value> starts) {
    Values vectors;
    for (Value start : starts) {
      auto type = cast<VectorType>(start.getType());
      ArrayRef<Value> own =
          sums.slice(vectors.size() * type.getNumElements(), type.getNumElements());
      Value vector = vector::FromElementsOp::create(b, type, own);
      vectors.push_back(arith::AddIOp::create(b, vector, start));
    }
    return vectors;
  }

  void prefetchNextSums(ArrayRef<Values> positions, int64_t rows) {
    for (const Values &at : positions) {
      Values next(at);
      next[0] = add(next[0], rows);
      memref::PrefetchOp::create(b, view.sums, next, /*isWrite=*/false, kInFirstCache,
                                 /*isDataCache=*/true);
    }
  }

  /// Whether the last dimension of the kernel and the input channels lie side by side in the input,
  /// so that one loop walks through both.
  bool isLastFused() const {
    if (view.kernel.empty() || view.groups > 1 || view.dilations.back() != 1)
      return false;
    auto [strides, offset] = cast<MemRefType>(view.input.getType()).getStridesAndOffset();
    return strides[strides.size() - 2] == view.channels && strides.back() == 1;
  }

  /// Whether sums are in general registers, and their factors words of bytes.
  bool walksThroughPointers() const {
    return lanes == 1 && group > 1 &&
           cast<MemRefType>(view.input.getType()).getStridesAndOffset().first.back() == 1;
  }

  /// All products of `height` by `width` pixels from `first` on.
  Values emitWalk(const PanelPosition &panel, const Values &first, int64_t height, int64_t width,
                  Values sums) {
    WalkedPlace weights{view.weights, panel.weights};
    if (widened)
      return addWalkedProducts(b, *widenedDot, getWidenedRows(height * width), weights,
                               panel.panel.width, std::move(sums));
    return addWalkedProducts(b, *dot, getWalkedRows(first, panel.firstInputChannel, height, width),
                             weights, panel.panel.width, std::move(sums));
  }

  WalkedRows getWalkedRows(const Values &first, Value firstInputChannel, int64_t height,
                           int64_t width) {
    SmallVector<int64_t> strides =
        cast<MemRefType>(view.input.getType()).getStridesAndOffset().first;
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
        rows.rows.push_back(y * getPixelStride(tile.outer.value_or(0)) +
                            x * getPixelStride(tile.inner));
    bool fused = isLastFused();
    for (size_t i = 0; i < view.kernel.size() - fused; ++i)
      rows.loops.push_back({view.kernel[i], strides[i + 1] * view.dilations[i]});
    rows.groups = (fused ? view.kernel.back() : 1) * view.channels / group;
    rows.groupSize = rows.distance = group;
    rows.mostGroups = getGroupsOfStep();
    return rows;
  }

  //===-- Widened tiles ------------------------------------------------------===//

  /// Whether the input of a tile is widened once for all panels: these must be as many as make up
  /// for that, and what is widened must fit the stack.
  bool widensInput() const {
    constexpr int64_t fewFilters = 16, mostProducts = 1024;
    return view.tile.getDot() == kernel::DotKind::Smlad && walksThroughPointers() &&
           view.tile.getRows() > 1 && view.groups == 1 && view.filters >= fewFilters &&
           view.getDepth() <= mostProducts && !view.hasDynamicRows() &&
           !kernel::getPolicy(view.op).getOptimizeSize();
  }

  /// As emitBlocks, with all panels of a tile one after the other.
  void emitWidenedTiles() {
    Type i16 = b.getI16Type();
    auto function = view.op->getParentOfType<FunctionOpInterface>();
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(&function.getFunctionBody().front());
      widened = memref::AllocaOp::create(
          b, MemRefType::get({view.tile.getRows() * view.getDepth()}, i16), b.getI64IntegerAttr(8));
    }
    widenedDot = createDot(
        view.tile.getDot(),
        {i16, getElementType(view.weights), getElementType(view.sums), view.unsignedInput, lanes},
        machine->getFma());
    auto emitTileOfAllPanels = [&](int64_t height, int64_t width) {
      widenRows(b, getWalkedRows(pixel, index(0), height, width), {widened, index(0)},
                view.unsignedInput);
      emitPanels([&](const PanelPosition &panel) { emitTile(panel, height, width); });
    };
    for (Segment segment :
         splitEvenly(view.pixels[getBlockedDim()], tile.outer ? tile.height : tile.width))
      buildLoop(b, segment.begin, segment.begin + segment.count * segment.width, segment.width,
                [&](Value at) {
                  pixel[getBlockedDim()] = at;
                  emitInnerTiles(tile.outer ? segment.width : 1, segment.width,
                                 emitTileOfAllPanels);
                });
  }

  WalkedRows getWidenedRows(int64_t count) {
    WalkedRows rows;
    rows.input = widened;
    rows.first = {index(0)};
    for (int64_t row = 0; row < count; ++row)
      rows.rows.push_back(row * group);
    rows.groups = view.getDepth() / group;
    rows.groupSize = group;
    rows.distance = count * group;
    rows.mostGroups = getGroupsOfStep();
    return rows;
  }

  /// The most groups of products of a step: as many as make what the loop itself takes little.
  int64_t getGroupsOfStep() const { return kernel::getPolicy(view.op).getOptimizeSize() ? 2 : 4; }

  /// The loops over the kernel's dimensions from `dim` on, of which the first product is `first`
  /// of all that are summed.
  Values emitKernelLoops(unsigned dim, const PanelPosition &panel, ArrayRef<Values> rows,
                         Value first, Values offsets, Values sums) {
    bool fused = isLastFused();
    unsigned loops = view.kernel.size() - fused;
    if (dim == loops)
      return emitProducts(panel, rows, first, offsets,
                          fused ? view.kernel.back() * view.channels : view.channels, sums);
    int64_t inner = view.channels;
    for (int64_t size : ArrayRef(view.kernel).drop_front(dim + 1))
      inner *= size;
    auto body = [&](Value k, Values carried) {
      Values moved(offsets);
      moved[dim] = scale(k, view.dilations[dim]);
      return emitKernelLoops(dim + 1, panel, rows, add(first, scale(k, inner)), moved, carried);
    };
    if (view.kernel[dim] == 1)
      return body(index(0), sums);
    return buildSumLoop(b, 0, view.kernel[dim], 1, sums, body);
  }

  /// What `rows` read where the kernel's dimensions are at `offsets`, but for the channel.
  SmallVector<Values> getPixels(ArrayRef<Values> rows, ArrayRef<Value> offsets) {
    SmallVector<Values> pixels;
    for (const Values &row : rows) {
      Values &at = pixels.emplace_back();
      at.push_back(row[0]);
      for (size_t i = 0; i < view.kernel.size(); ++i)
        at.push_back(add(scale(row[i + 1], view.strides[i]), offsets[i]));
    }
    return pixels;
  }

  /// The steps whose weights stand after the others', with the numbers of their products.
  Values emitExtraSteps(const PanelPosition &panel, ArrayRef<Values> rows, Values sums) {
    int64_t depth = view.getDepth(), steps = view.tile.getExtraSteps(), width = panel.panel.width;
    Value numbers = add(panel.weights, (depth + steps * group) * width);
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
      Values inputs = loadPixels(getPixels(rows, offsets), panel, channel, 1);
      addProducts(panel, inputs, add(scale(step, group), depth), 1, carried);
      return carried;
    });
  }

  /// The word of four bytes among the weights.
  Value loadNumber(Value at) {
    auto bytes = VectorType::get({4}, b.getI8Type());
    Value word = extractWord(b, vector::LoadOp::create(b, bytes, view.weights, at), 0);
    return arith::IndexCastUIOp::create(b, b.getIndexType(), word);
  }

  /// The innermost loop. Where the target multiplies by a lane of a vector, it loads a vector of
  /// each pixel.
  Values emitProducts(const PanelPosition &panel, ArrayRef<Values> rows, Value first,
                      ArrayRef<Value> offsets, int64_t count, Values sums) {
    SmallVector<Values> pixels = getPixels(rows, offsets);
    auto type = cast<MemRefType>(view.input.getType());
    auto [strides, offset] = type.getStridesAndOffset();
    if (view.blocks)
      return emitBlockProducts(panel, pixels, first, count,
                               readsLanes() && strides.back() == 1 ? lanes : 1, sums);
    int64_t groups = count / group;
    int64_t atOnce = readsLanes() && strides.back() == 1 ? lanes : 1;
    int64_t step = atOnce > 1 ? getPixelVectors(panel.panel.width / lanes, lanes) * atOnce : 1;
    int64_t inSteps = groups - groups % step, inVectors = groups - groups % atOnce;
    int64_t rowStride =
        strides[strides.size() - 2] * (view.strides.empty() ? 1 : view.strides.back());
    if (machine->getRowPointers() && strides.back() == 1 && walksRows(rows.size(), groups))
      return emitPointerLoop(panel, pixels, first, groups, 1, 1, sums);
    if (step > atOnce && inSteps > step && needRowPointers(type, rowStride, rows.size()))
      sums = emitPointerLoop(panel, pixels, first, inSteps, step, atOnce, sums);
    else
      sums = emitProductLoop(panel, pixels, first, {0, inSteps, step}, atOnce, sums);
    sums = emitProductLoop(panel, pixels, first, {inSteps, inVectors, atOnce}, atOnce, sums);
    return emitProductLoop(panel, pixels, first, {inVectors, groups, 1}, 1, sums);
  }

  //===-- Weights in blocks --------------------------------------------------===//

  /// `count` products from the first on. A gemm goes from block to block; all weights of an output
  /// channel of a convolution are one.
  Values emitBlockProducts(const PanelPosition &panel, ArrayRef<Values> pixels, Value first,
                           int64_t count, int64_t atOnce, Values sums) {
    BlockWeights weights(b, view, panel.weights, panel.panel.width);
    int64_t size = view.blocks.getSize();
    if (!view.kernel.empty() || size >= count)
      return emitBlock(panel, weights, pixels, index(0), first, index(0), count, atOnce, sums);
    int64_t whole = count / size;
    sums = buildSumLoop(b, 0, whole, 1, sums, [&](Value block, Values carried) {
      Value begin = scale(block, size);
      return emitBlock(panel, weights, pixels, block, begin, begin, size, atOnce, carried);
    });
    if (count % size == 0)
      return sums;
    Value begin = index(whole * size);
    return emitBlock(panel, weights, pixels, index(whole), begin, begin, count % size, atOnce,
                     sums);
  }

  /// `count` products of one block: product `first` is that with input channel `channel`. A step
  /// takes the numbers of a byte, and as many elements of the input as one load brings.
  Values emitBlock(const PanelPosition &panel, BlockWeights &weights, ArrayRef<Values> pixels,
                   Value block, Value first, Value channel, int64_t count, int64_t atOnce,
                   Values sums) {
    int64_t perByte = view.blocks.getPerByte(), step = std::max(perByte, atOnce);
    Value firstByte = arith::DivUIOp::create(b, first, index(perByte));
    BlockWeights::Parameters parameters = weights.loadParameters(block);
    int64_t steps = count / step;
    if (steps > 0)
      sums = buildSumLoop(b, 0, steps, 1, sums, [&](Value iv, Values carried) {
        addBlockProducts(panel, weights, parameters, pixels,
                         add(firstByte, scale(iv, step / perByte)), add(channel, scale(iv, step)),
                         step, atOnce, carried);
        return carried;
      });
    addBlockProducts(panel, weights, parameters, pixels, add(firstByte, steps * step / perByte),
                     add(channel, steps * step), count % step, 1, sums);
    return sums;
  }

  void addBlockProducts(const PanelPosition &panel, BlockWeights &weights,
                        const BlockWeights::Parameters &parameters, ArrayRef<Values> pixels,
                        Value firstByte, Value channel, int64_t count, int64_t atOnce,
                        Values &sums) {
    int64_t perByte = view.blocks.getPerByte(), vectors = panel.panel.width / lanes;
    Values bytes, inputs;
    for (int64_t i = 0; i < count; ++i) {
      if (i % perByte == 0)
        bytes = weights.loadBytes(add(firstByte, i / perByte));
      if (i % atOnce == 0)
        inputs = loadPixels(pixels, panel, add(channel, i), atOnce);
      Values factors = weights.unpack(bytes, i % perByte, parameters);
      for (size_t row = 0; row < inputs.size(); ++row) {
        Value input = dot->prepareInput(b, inputs[row], i % atOnce);
        for (int64_t v = 0; v < vectors; ++v) {
          Value &sum = sums[row * vectors + v];
          sum = dot->add(b, input, factors[v], sum);
        }
      }
    }
  }

  /// Whether a load of a pixel brings groups of products for a whole vector, of which the dot takes
  /// one by its place.
  bool readsLanes() const {
    switch (view.tile.getDot()) {
    case kernel::DotKind::MultiplyAdd:
      return machine.multipliesByLane() && !view.hasIntegers();
    case kernel::DotKind::DotProd:
    case kernel::DotKind::SmullPairs:
      return true;
    default:
      return false;
    }
  }

  /// Groups of products.
  struct Range {
    int64_t begin, end, step;
  };

  Values emitProductLoop(const PanelPosition &panel, ArrayRef<Values> pixels, Value first,
                         Range range, int64_t atOnce, Values sums) {
    if (range.begin == range.end)
      return sums;
    auto body = [&](Value k, Values carried) {
      for (int64_t i = 0; i < range.step; i += atOnce) {
        Value product = add(k, i * group);
        addProducts(panel, loadPixels(pixels, panel, product, atOnce), add(first, product), atOnce,
                    carried);
      }
      return carried;
    };
    return buildSumLoop(b, range.begin * group, range.end * group, range.step * group, sums, body);
  }

  /// Whether pointers to `rows` rows have registers, and `groups` of products are worth setting
  /// them up.
  bool walksRows(size_t rows, int64_t groups) const {
    constexpr int64_t fewGroups = 8;
    return lanes > 1 && rows <= kMostRowPointers && groups >= fewGroups;
  }

  /// The first `count` groups of products, `atOnce` of each load, where a pointer walks through
  /// each row. Counts steps, which LLVM turns into a loop that counts down.
  Values emitPointerLoop(const PanelPosition &panel, ArrayRef<Values> pixels, Value first,
                         int64_t count, int64_t step, int64_t atOnce, Values sums) {
    size_t sumCount = sums.size();
    for (const Values &at : pixels) {
      Values indices(at);
      indices.push_back(panel.firstInputChannel);
      sums.push_back(buildRowPointer(b, view.input, indices));
    }
    Value steps = buildHiddenIndex(b, count / step);
    sums = buildSumLoop(b, index(0), steps, 1, sums, [&](Value iv, Values carried) {
      Values pointers(ArrayRef(carried).drop_front(sumCount));
      carried.truncate(sumCount);
      Value product = add(first, scale(iv, step * group));
      // Side by side, so that a load moves its pointer.
      SmallVector<Values> inputs(step / atOnce);
      Values moved;
      for (Value pointer : pointers) {
        for (auto [i, vectors] : llvm::enumerate(inputs))
          vectors.push_back(loadFromRow(b, pointer, i * atOnce * group, atOnce * group, element));
        moved.push_back(moveRowPointer(b, pointer, step * group, element));
      }
      for (auto [i, vectors] : llvm::enumerate(inputs))
        addProducts(panel, vectors, add(product, i * atOnce * group), atOnce, carried);
      llvm::append_range(carried, moved);
      return carried;
    });
    sums.truncate(sumCount);
    return sums;
  }

  /// `groups` groups of each pixel from input channel `k` on.
  Values loadPixels(ArrayRef<Values> pixels, const PanelPosition &panel, Value k, int64_t groups) {
    int64_t count = groups * group;
    Values inputs;
    for (const Values &at : pixels) {
      Values indices(at);
      indices.push_back(add(panel.firstInputChannel, k));
      inputs.push_back(count == 1 ? memref::LoadOp::create(b, view.input, indices).getResult()
                                  : vector::LoadOp::create(b, VectorType::get({count}, element),
                                                           view.input, indices)
                                        .getResult());
    }
    return inputs;
  }

  /// `count` groups of products of each pixel, of which `inputs` are factors, from `product` on.
  void addProducts(const PanelPosition &panel, ArrayRef<Value> inputs, Value product, int64_t count,
                   Values &sums) {
    int64_t vectors = panel.panel.width / lanes, groupWidth = panel.panel.width * group;
    Value first = add(panel.weights, scale(product, panel.panel.width));
    if (prefetchesWeights())
      prefetchNextPanel(panel, product, inputs.size(), count * group);
    if (prefetchesInput())
      prefetchNextTile(panel, product, inputs.size());
    for (int64_t i = 0; i < count; ++i) {
      Values factors;
      for (int64_t v = 0; v < vectors; ++v)
        factors.push_back(
            dot->prepareWeights(b, loadWeights(add(first, i * groupWidth + v * lanes * group))));
      for (size_t row = 0; row < inputs.size(); ++row) {
        Value input = dot->prepareInput(b, inputs[row], i);
        for (int64_t v = 0; v < vectors; ++v) {
          Value &sum = sums[row * vectors + v];
          sum = dot->add(b, input, factors[v], sum);
        }
      }
    }
  }

  /// What to ask for follows from the sizes of buffers.
  bool mayPrefetch() const { return machine->getPrefetch() && !view.hasDynamicRows(); }

  /// Whether the tiles of a panel are too few to hide that its weights come from far away. Those of
  /// one pixel are read one after the other, which the CPU foresees by itself: prefetching only
  /// takes bandwidth of the caches.
  bool prefetchesWeights() const {
    constexpr int64_t fewTiles = 16;
    int64_t tiles = 1;
    for (int64_t size : view.pixels)
      tiles *= size;
    return mayPrefetch() && tiles > 1 && tiles <= fewTiles * view.tile.getRows();
  }

  /// Asks for weights of the next panel during `count` products from `product` on of each of `rows`
  /// pixels. Each tile asks for its part, so that the memory is busy during all of them. After the
  /// last panel lie the weights of what runs next.
  void prefetchNextPanel(const PanelPosition &panel, Value product, int64_t rows, int64_t count) {
    int64_t width = panel.panel.width, panelSize = getPackedDepth() * width;
    Value tileBegin = pixel[tile.inner];
    int64_t pixels = view.pixels[tile.inner];
    if (tile.outer) {
      tileBegin = add(scale(pixel[*tile.outer], pixels), tileBegin);
      pixels *= view.pixels[*tile.outer];
    }
    int64_t part = llvm::divideCeil(rows * width, pixels);
    Value begin = arith::DivUIOp::create(b, scale(tileBegin, panelSize), index(pixels));
    Value next = add(add(panel.weights, panelSize), begin);
    prefetch(add(next, scale(product, part)), count * part);
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
  bool prefetchesInput() const {
    auto isOne = [](int64_t value) { return value == 1; };
    if (!mayPrefetch() || machine->getOwnCacheBytes() == 0 || view.groups > 1 ||
        !llvm::all_of(view.kernel, isOne) || !llvm::all_of(view.strides, isOne))
      return false;
    return hasAdjacentPixels(view.input) &&
           2 * getExtentBytes(view.input) >= machine->getOwnCacheBytes();
  }

  /// Whether results come from beyond the second cache, and there are few products for each.
  bool prefetchesSums() const {
    constexpr int64_t fewProducts = 128;
    return mayPrefetch() && machine->getOwnCacheBytes() > 0 && view.kernel.empty() &&
           view.pixels[0] > view.tile.getRows() && view.getDepth() <= fewProducts &&
           2 * getExtentBytes(view.sums) >= machine->getOwnCacheBytes();
  }

  /// Asks for a part of what the next tile of `rows` rows reads, which lies after the rows of this
  /// one; where it has been read for another panel, for what is at hand.
  void prefetchNextTile(const PanelPosition &panel, Value product, int64_t rows) {
    Values next(pixel);
    next[tile.inner] = add(next[tile.inner], scale(panel.isFirst, rows));
    next.push_back(arith::MulIOp::create(b, scale(product, rows), panel.isFirst));
    memref::PrefetchOp::create(b, view.input, next, /*isWrite=*/false, kInFirstCache,
                               /*isDataCache=*/true);
  }

  void prefetch(Value first, int64_t elements) {
    constexpr int64_t lineBytes = 64;
    int64_t line =
        lineBytes * 8 / cast<MemRefType>(view.weights.getType()).getElementTypeBitWidth();
    for (int64_t at = 0; at < elements; at += line)
      memref::PrefetchOp::create(b, view.weights, add(first, at), /*isWrite=*/false, kInSecondCache,
                                 /*isDataCache=*/true);
  }

  Value loadWeights(Value at) {
    if (lanes * group == 1)
      return memref::LoadOp::create(b, view.weights, at);
    auto type = VectorType::get({lanes * group}, getElementType(view.weights));
    return vector::LoadOp::create(b, type, view.weights, at);
  }

  const kernel::Contraction &view;
  const TileMachine &machine;
  ImplicitLocOpBuilder b;
  /// Of the input.
  Type element;
  int64_t lanes;
  /// How many products along the depth a step adds to each sum.
  int64_t group;
  std::unique_ptr<Dot> dot;
  /// The input of a tile, and what reads it, where it is widened.
  Value widened;
  std::unique_ptr<Dot> widenedDot;
  TileEnds ends;
  PixelTile tile;
  /// Where the tile begins.
  Values pixel;
};

struct LowerKernelsPass : onnxc::impl::LowerKernelsBase<LowerKernelsPass> {
  void runOnOperation() override {
    TileMachine machine(getOperation());
    std::vector<kernel::Contraction> contractions;
    getOperation().walk([&](Operation *op) {
      if (isa<kernel::WinogradConvOp>(op))
        return;
      if (std::optional<kernel::Contraction> contraction = kernel::getContraction(op))
        contractions.push_back(*contraction);
    });
    for (const kernel::Contraction &contraction : contractions) {
      if (!contraction.tile) {
        contraction.op->emitError("has weights that are not packed");
        return signalPassFailure();
      }
      OpBuilder builder(contraction.op);
      KernelEmitter(contraction, machine, builder).emit();
    }
  }
};
} // namespace
