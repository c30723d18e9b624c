#include "compiler/KernelGen/Emit/KernelProducts.h"
#include "compiler/KernelGen/Emit/Passes.h"
#include "compiler/KernelGen/Emit/WalkedTiles.h"
#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Analysis/Epilogue.h"
#include "dialects/Kernel/IR/DotKinds.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERKERNELS
#include "compiler/KernelGen/Emit/Passes.h.inc"
} // namespace onnxc

namespace {
/// Emits one operation of the kernel dialect. Loops, from the outside: the other dimensions of the
/// pixels, blocks of pixels that stay in the cache, panels of weights, tiles of pixels, products.
class KernelEmitter : IndexBuilder {
public:
  KernelEmitter(ImplicitLocOpBuilder &b, const kernel::Contraction &view,
                const TileMachine &machine)
      : IndexBuilder(b), context(b, view, machine), view(context.view), machine(context.machine),
        tile(context.tile), pixel(context.pixel), dot(context.createDot(context.element)),
        walked(context, *dot), prefetch(context), products(context, *dot, prefetch),
        ends(b, {view.op, view.sums}, static_cast<unsigned>(view.pixels.size())) {}

  void emit() {
    if (view.hasDynamicRows())
      emitRowBlocks();
    else
      emitOtherPixels(0);
    ends.erase();
  }

private:
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

  static int64_t getBytes(Value buffer) { return getByteSize(cast<MemRefType>(buffer.getType())); }

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
    if (walked.widensInput())
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
    int64_t rowBytes = view.getDepth() * context.element.getIntOrFloatBitWidth() / 8;
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

  /// One loop over the panels of full width, and the rest after it.
  void emitPanels(function_ref<void(const PanelPosition &)> body) {
    int64_t depth = context.getPackedDepth();
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

    int64_t lanes = context.lanes, endLanes = getEndLanes(panel);
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
    prefetch.beforeTile(positions, rows.size());
    int64_t perRow = positions.size() / rows.size();
    if (endLanes == lanes)
      return ends.finish(emitSums(panel, rows, height, width, starts), positions, perRow, valid);
    Value zero = arith::ConstantOp::create(b, b.getZeroAttr(getElementType(view.sums)));
    Values sums =
        emitSums(panel, rows, height, width, Values(rows.size() * panel.panel.width, zero));
    ends.finish(gatherSums(sums, starts), positions, perRow, valid);
  }

  /// Adds all products of `height` by `width` pixels to `starts`.
  Values emitSums(const PanelPosition &panel, ArrayRef<Values> rows, int64_t height, int64_t width,
                  const Values &starts) {
    if (context.walksThroughPointers())
      return walked.emit(panel, rows.front(), height, width, starts);
    return products.emit(panel, rows, starts);
  }

  /// How many output channels end together: those of a vector, also where their sums are in general
  /// registers of a target with vectors.
  int64_t getEndLanes(const PanelPosition &panel) const {
    int64_t wide =
        machine->getVectorBytes() * 8 / getElementType(view.sums).getIntOrFloatBitWidth();
    bool gathers = kernel::getDotFacts(view.tile.getDot()).inGeneralRegisters && wide > 1 &&
                   panel.panel.width % wide == 0;
    return gathers ? wide : context.lanes;
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

  /// As emitBlocks, with all panels of a tile one after the other.
  void emitWidenedTiles() {
    walked.makeRoom();
    auto emitTileOfAllPanels = [&](int64_t height, int64_t width) {
      walked.widen(height, width);
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

  KernelContext context;
  const kernel::Contraction &view;
  const TileMachine &machine;
  const kernel::PixelTile &tile;
  Values &pixel;
  std::unique_ptr<Dot> dot;
  WalkedTiles walked;
  KernelPrefetch prefetch;
  KernelProducts products;
  TileEnds ends;
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
      ImplicitLocOpBuilder builder(contraction.op->getLoc(), contraction.op);
      KernelEmitter(builder, contraction, machine).emit();
    }
  }
};
} // namespace
