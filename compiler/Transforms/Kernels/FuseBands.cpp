#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Kernels/BandChain.h"
#include "compiler/Transforms/Kernels/Passes.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_FUSEBANDS
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

namespace {
/// Builds the loop over bands in place of the kernels of a chain. A link's buffer has room for the
/// rows that one band of its reader needs: those of the halo, which the band before has left there,
/// and after them the new ones.
class BandEmitter {
public:
  explicit BandEmitter(const BandChain &chain)
      : chain(chain), b(chain.stages.back().kernel->getLoc(), chain.stages.back().kernel) {}

  void emit() {
    if (chain.chunks == 1) {
      for (unsigned i = 0; i < chain.links.size(); ++i)
        buffers.push_back(memref::AllocOp::create(b, getBandType(i)));
      emitBands(index(0), index(chain.bands), [&] { emitRowsAhead(); });
    } else {
      emitChunks();
    }
    eraseWhole();
  }

private:
  Value index(int64_t value) { return arith::ConstantIndexOp::create(b, value); }

  /// The rows of a link that one band needs.
  MemRefType getBandType(unsigned at) {
    const BandLink &link = chain.links[at];
    SmallVector<int64_t> shape(link.buffer.getType().getShape());
    shape[link.read.dim] = chain.stages[at].rows + link.getHalo();
    return MemRefType::get(shape, link.buffer.getType().getElementType());
  }

  /// The bands from `begin` to `end`, after what they expect to be there.
  void emitBands(Value begin, Value end, function_ref<void()> emitBefore) {
    emitFills([](const BandLink &link, int64_t row) { return row >= link.padding; });
    emitBefore();
    auto loop = scf::ForOp::create(b, begin, end, index(1));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    emitBand(loop.getInductionVar());
  }

  /// Parts of the bands, each with buffers of its own. All but the first compute the rows that
  /// their first band shares with the one before.
  void emitChunks() {
    for (unsigned i = 0; i < chain.links.size(); ++i) {
      auto type = MemRefType::get({getChunkBytes(i) * chain.chunks}, b.getI8Type());
      buffers.push_back(memref::AllocOp::create(b, type));
    }
    auto loop =
        scf::ForallOp::create(b, {b.getIndexAttr(chain.chunks)}, ValueRange{}, std::nullopt);
    b.setInsertionPointToStart(loop.getBody());
    Value chunk = loop.getInductionVar(0);
    for (auto [i, buffer] : llvm::enumerate(buffers)) {
      Value offset = arith::MulIOp::create(b, chunk, index(getChunkBytes(i)));
      buffer = memref::ViewOp::create(b, getBandType(i), buffer, offset, ValueRange{});
    }
    Value begin = getFirstBand(chunk);
    Value end = getFirstBand(arith::AddIOp::create(b, chunk, index(1)));
    emitBands(begin, end, [&] {
      Value isFirst = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, chunk, index(0));
      auto branch = scf::IfOp::create(b, isFirst, /*withElseRegion=*/true);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(branch.thenBlock());
      emitRowsAhead();
      b.setInsertionPointToStart(branch.elseBlock());
      emitRowsBehind(begin);
    });
  }

  int64_t getChunkBytes(unsigned at) {
    int64_t rows = getBandType(at).getDimSize(chain.links[at].read.dim);
    return llvm::alignTo(chain.links[at].getRowBytes() * rows, kCacheLine);
  }

  Value getFirstBand(Value chunk) {
    Value scaled = arith::MulIOp::create(b, chunk, index(chain.bands));
    return arith::DivUIOp::create(b, scaled, index(chain.chunks));
  }

  /// Fills padding above the first row that is written, or beside all rows, in what one band needs,
  /// where `isWanted` of its first row. That below the last one is filled in the last band.
  void emitFills(function_ref<bool(const BandLink &link, int64_t row)> isWanted) {
    for (auto [i, link] : llvm::enumerate(chain.links))
      for (linalg::FillOp fill : link.fills) {
        auto part = fill.getOutputs()[0].getDefiningOp<memref::SubViewOp>();
        unsigned dim = link.read.dim;
        int64_t begin = part.getStaticOffset(dim), count = part.getStaticSize(dim);
        if (!isWanted(link, begin) || begin >= link.padding + chain.stages[i].axis.size)
          continue;
        if (begin >= link.padding)
          std::tie(begin, count) = std::make_tuple(0, getBandType(i).getDimSize(dim));
        linalg::FillOp::create(b, fill.getInputs(), getRows(i, begin, count, part));
      }
  }

  /// `count` rows from `begin` on of the part of a link's buffer that `part` is of the whole one.
  Value getRows(unsigned link, int64_t begin, int64_t count, memref::SubViewOp part = {}) {
    auto type = cast<MemRefType>(buffers[link].getType());
    unsigned dim = chain.links[link].read.dim;
    if (!part && begin == 0 && count == type.getDimSize(dim))
      return buffers[link];
    SmallVector<int64_t> offsets(type.getRank(), 0), sizes(type.getShape()),
        strides(type.getRank(), 1);
    if (part) {
      offsets.assign(part.getStaticOffsets().begin(), part.getStaticOffsets().end());
      sizes.assign(part.getStaticSizes().begin(), part.getStaticSizes().end());
    }
    offsets[dim] = begin;
    sizes[dim] = count;
    return memref::SubViewOp::create(b, buffers[link], offsets, sizes, strides);
  }

  /// `count` rows of a stage from `begin` on, which go to row `to` of the link after it.
  void emitRows(unsigned at, Value begin, int64_t count, int64_t to) {
    IRMapping places;
    if (at > 0) {
      const BandLink &link = chain.links[at - 1];
      places.map(link.buffer, getRows(at - 1, 0, count * link.read.stride + link.read.rest));
    }
    if (at < chain.links.size()) {
      Value written = chain.links[at].written;
      places.map(written, getRows(at, to, count, written.getDefiningOp<memref::SubViewOp>()));
    }
    buildSlice(b, chain.stages[at].kernel, chain.stages[at].axis, begin, count, places);
  }

  /// What the first band expects to be there: padding, and the first rows.
  void emitRowsAhead() {
    emitFills([](const BandLink &link, int64_t row) { return row < link.padding; });
    for (auto [i, stage] : llvm::enumerate(chain.stages))
      if (stage.ahead > 0)
        emitRows(i, index(0), stage.ahead, i < chain.links.size() ? chain.links[i].padding : 0);
    for (auto [i, link] : llvm::enumerate(chain.links))
      keepHalo(i, chain.stages[i + 1].ahead * link.read.stride);
  }

  /// What band `band` expects to be there, if it is not the first one.
  void emitRowsBehind(Value band) {
    for (auto [i, stage] : llvm::enumerate(chain.stages)) {
      if (stage.behind == 0)
        continue;
      Value begin = arith::MulIOp::create(b, band, index(stage.rows));
      begin = arith::AddIOp::create(b, begin, index(stage.ahead - stage.behind));
      emitRows(i, begin, stage.behind, 0);
    }
    for (auto [i, link] : llvm::enumerate(chain.links))
      keepHalo(i, chain.stages[i + 1].behind * link.read.stride);
  }

  /// Moves the rows of the halo from row `from` on to the first ones.
  void keepHalo(unsigned link, int64_t from) {
    int64_t halo = chain.links[link].getHalo(), step = std::min(halo, from);
    for (int64_t row = 0; step > 0 && row < halo; row += step) {
      int64_t count = std::min(step, halo - row);
      Value source = getRows(link, from + row, count);
      memref::CopyOp::create(b, source, getRows(link, row, count));
    }
  }

  void emitBand(Value band) {
    for (unsigned i = 0; i < chain.stages.size(); ++i)
      emitStage(i, band);
    for (auto [i, stage] : llvm::enumerate(ArrayRef(chain.stages).drop_back()))
      keepHalo(i, stage.rows);
  }

  void emitStage(unsigned at, Value band) {
    const BandStage &stage = chain.stages[at];
    Value begin = arith::MulIOp::create(b, band, index(stage.rows));
    if (stage.ahead > 0)
      begin = arith::AddIOp::create(b, begin, index(stage.ahead));
    int64_t to = at < chain.links.size() ? chain.links[at].getHalo() : 0;
    int64_t last = stage.getLastRows(chain.bands);
    if (last == stage.rows)
      return emitRows(at, begin, stage.rows, to);
    Value isLast = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, band, index(chain.bands - 1));
    auto branch = scf::IfOp::create(b, isLast, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    if (last > 0)
      emitRows(at, begin, last, to);
    if (at < chain.links.size() && !chain.links[at].fills.empty())
      fillAfter(at, to + last, stage.rows - last);
    b.setInsertionPointToStart(branch.elseBlock());
    emitRows(at, begin, stage.rows, to);
  }

  /// The rows that are padding in the last band.
  void fillAfter(unsigned at, int64_t begin, int64_t count) {
    linalg::FillOp fill = chain.links[at].fills.front();
    linalg::FillOp::create(b, fill.getInputs(), getRows(at, begin, count));
  }

  void eraseWhole() {
    for (const BandStage &stage : chain.stages)
      stage.kernel->erase();
    for (const BandLink &link : chain.links) {
      for (linalg::FillOp fill : link.fills)
        fill->erase();
      eraseWithViews(link.buffer.getDefiningOp());
    }
  }

  static void eraseWithViews(Operation *op) {
    for (Operation *view : llvm::make_early_inc_range(op->getUsers()))
      eraseWithViews(view);
    op->erase();
  }

  const BandChain &chain;
  ImplicitLocOpBuilder b;
  /// Of the links, for one band; for those of all chunks, until a loop over these begins.
  SmallVector<Value> buffers;
};

/// Bytes of what each part of a kernel needs all of.
int64_t getSharedBytes(const BandStage &stage) {
  llvm::SetVector<Value> shared;
  for (const KernelAxis::Member &member : stage.axis.members)
    for (auto [operand, slice] : llvm::zip_equal(member.op->getOperands(), member.operands))
      if (!slice && isa<MemRefType>(operand.getType()))
        shared.insert(operand);
  int64_t bytes = 0;
  for (Value buffer : shared)
    bytes += getByteSize(cast<MemRefType>(buffer.getType()));
  return bytes;
}

struct FuseBandsPass : onnxc::impl::FuseBandsBase<FuseBandsPass> {
  using FuseBandsBase::FuseBandsBase;

  void runOnOperation() override {
    nearBytes = getNearBytes();
    if (nearBytes == 0)
      return;
    SmallVector<Operation *> kernels;
    for (Operation &op : getOperation().getBody().front())
      if (isKernel(&op) && !isa<linalg::FillOp>(op))
        kernels.push_back(&op);
    llvm::DenseSet<Operation *> seen;
    for (Operation *kernel : kernels) {
      if (seen.contains(kernel))
        continue;
      BandChain chain = findBandChain(kernel);
      for (const BandStage &stage : chain.stages)
        seen.insert(stage.kernel);
      for (BandChain &part : cut(chain))
        fuse(part);
    }
  }

private:
  /// The memory that bands are to stay in; none where there is no second cache to gain.
  int64_t getNearBytes() {
    constexpr int64_t littleMemory = 64 * 1024;
    kernel::MachineAttr machine = kernel::getMachine(getOperation());
    return machine.getUniformMemory() ? littleMemory : machine.getL2Bytes();
  }

  /// The parts of a chain whose links would go through memory, and whose weights stay in the cache
  /// beside them.
  std::vector<BandChain> cut(const BandChain &chain) {
    std::vector<BandChain> parts(1);
    int64_t shared = 0;
    for (auto [i, stage] : llvm::enumerate(chain.stages)) {
      int64_t bytes = getSharedBytes(stage);
      if (i > 0) {
        const BandLink &link = chain.links[i - 1];
        if (link.getBytes() > getSmallBytes() && shared + bytes <= nearBytes / 4) {
          parts.back().links.push_back(link);
        } else {
          parts.emplace_back();
          shared = 0;
        }
      }
      parts.back().stages.push_back(stage);
      shared += bytes;
    }
    return parts;
  }

  /// The stages from `begin` to before `end`.
  static BandChain getPart(const BandChain &chain, size_t begin, size_t end) {
    ArrayRef<BandStage> stages(chain.stages);
    ArrayRef<BandLink> links(chain.links);
    BandChain part;
    part.stages.assign(stages.begin() + begin, stages.begin() + end);
    part.links.assign(links.begin() + begin, links.begin() + end - 1);
    return part;
  }

  /// The size of what stays there between two kernels in any case. Each of several threads keeps a
  /// part of it in a cache of its own.
  int64_t getSmallBytes() const { return threads ? nearBytes / 2 : nearBytes / 4; }

  /// Fuses a chain, or what is before and after its smallest link if all has no bands.
  void fuse(BandChain chain) {
    if (chain.links.empty())
      return;
    if (failed(planBands(chain, nearBytes / 2, threads))) {
      auto smallest = llvm::min_element(chain.links, [](const BandLink &a, const BandLink &b) {
        return a.getBytes() < b.getBytes();
      });
      size_t before = smallest - chain.links.begin();
      fuse(getPart(chain, 0, before + 1));
      fuse(getPart(chain, before + 1, chain.stages.size()));
      return;
    }
    Operation *last = chain.stages.back().kernel;
    remark::passed(last->getLoc(), remark::RemarkOpts::name("Bands").category("onnxc-fuse-bands"))
        << llvm::formatv("computes {0} kernels in {1} bands of {2} rows", chain.stages.size(),
                         chain.bands, chain.stages.back().rows)
               .str();
    BandEmitter(chain).emit();
  }

  int64_t nearBytes = 0;
};
} // namespace
