#include "compiler/Transforms/Kernels/BandChain.h"

#include "compiler/Transforms/Analysis/BufferViews.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace onnxc;
using kernel::OperandSlice;

int64_t BandLink::getRowBytes() const {
  return getByteSize(buffer.getType()) / buffer.getType().getDimSize(read.dim);
}

int64_t BandLink::getBytes() const { return getRowBytes() * buffer.getType().getDimSize(read.dim); }

//===-- Finding a chain ----------------------------------------------------===//

static SmallVector<Value> getCaptured(Operation *op) {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  return captured.takeVector();
}

static bool areApart(memref::SubViewOp a, memref::SubViewOp b) {
  for (auto [beginA, sizeA, beginB, sizeB] : llvm::zip_equal(
           a.getStaticOffsets(), a.getStaticSizes(), b.getStaticOffsets(), b.getStaticSizes()))
    if (beginA + sizeA <= beginB || beginB + sizeB <= beginA)
      return true;
  return false;
}

/// Whether `value` is a part of `buffer` in one piece, of as many dimensions.
static memref::SubViewOp getPart(Value value, Value buffer) {
  auto part = value.getDefiningOp<memref::SubViewOp>();
  bool isPart = part && part.getSource() == buffer && part.getType().hasStaticShape() &&
                part.getType().getRank() == part.getSourceType().getRank() &&
                !ShapedType::isDynamicShape(part.getStaticOffsets()) &&
                llvm::all_of(part.getStaticStrides(), [](int64_t step) { return step == 1; });
  return isPart ? part : memref::SubViewOp();
}

/// Whether `fill` fills padding of `link` with the same value as all others: rows, along `dim`,
/// above or below those that are written, or something beside them.
static bool addFill(BandLink &link, unsigned dim, linalg::FillOp fill) {
  memref::SubViewOp written = getPart(link.written, link.buffer);
  memref::SubViewOp padding = getPart(fill.getOutputs()[0], link.buffer);
  if (!written || !padding || !areApart(written, padding) ||
      (!link.fills.empty() && link.fills[0].getInputs()[0] != fill.getInputs()[0]))
    return false;
  int64_t begin = padding.getStaticOffset(dim), end = begin + padding.getStaticSize(dim),
          firstRow = written.getStaticOffset(dim), rows = written.getStaticSize(dim);
  if (end > firstRow && begin < firstRow + rows && (begin != firstRow || end != firstRow + rows))
    return false;
  link.fills.push_back(fill);
  return true;
}

/// The one kernel that reads `link`. All other users are its writer and what fills the padding.
static Operation *findReader(BandLink &link, const BandStage &stage) {
  Operation *writer = stage.kernel;
  Operation *reader = nullptr;
  for (Operation *user : getBufferUsers(writer->getBlock(), link.buffer)) {
    if (user == writer || user == reader)
      continue;
    auto fill = dyn_cast<linalg::FillOp>(user);
    if (fill ? !addFill(link, stage.axis.dim, fill) : reader != nullptr)
      return nullptr;
    if (!fill)
      reader = user;
  }
  llvm::sort(link.fills, [](linalg::FillOp a, linalg::FillOp b) { return a->isBeforeInBlock(b); });
  return reader;
}

/// Sets what `stage` reads of the link's buffer, if that is the rows around one and the same.
static bool setRead(BandLink &link, const BandStage &stage) {
  std::optional<OperandSlice> read;
  for (const KernelAxis::Member &member : stage.axis.members) {
    for (auto [operand, slice] : llvm::zip_equal(member.op->getOperands(), member.operands)) {
      if (getViewedBuffer(operand) != link.buffer)
        continue;
      if (operand != link.buffer || !slice || slice->dim != stage.axis.dim || slice->round != 1 ||
          (read && slice->stride != read->stride))
        return false;
      int64_t rest = read ? std::max(read->rest, slice->rest) : slice->rest;
      read = slice;
      read->rest = rest;
    }
    if (llvm::any_of(getCaptured(member.op),
                     [&](Value value) { return getViewedBuffer(value) == link.buffer; }))
      return false;
  }
  link.read = read.value_or(OperandSlice());
  return read.has_value();
}

static std::optional<BandStage> getStage(Operation *kernel, unsigned dim) {
  for (KernelAxis &axis : getAxes(kernel))
    if (!axis.rows && axis.dim == dim)
      return BandStage{kernel, std::move(axis)};
  return std::nullopt;
}

static bool uses(const BandStage &stage, Value buffer) {
  llvm::SetVector<Value> used(stage.kernel->operand_begin(), stage.kernel->operand_end());
  getUsedValuesDefinedAbove(stage.kernel->getRegions(), used);
  return llvm::any_of(used, [&](Value value) { return getViewedBuffer(value) == buffer; });
}

/// Whether what lies before `reader`, after the last of `stages`, can be done before the first of
/// them as well. What fills the padding of `link` can.
static bool isQuietBefore(Operation *reader, ArrayRef<BandStage> stages, const BandLink &link) {
  Operation *writer = stages.back().kernel;
  if (writer->getBlock() != reader->getBlock() || !writer->isBeforeInBlock(reader))
    return false;
  for (Operation *op = writer->getNextNode(); op != reader; op = op->getNextNode()) {
    if (kernel::computesNothing(op))
      continue;
    auto fill = dyn_cast<linalg::FillOp>(op);
    if (!fill)
      return false;
    Value buffer = getViewedBuffer(fill.getOutputs()[0]);
    if (buffer != link.buffer &&
        llvm::any_of(stages, [&](const BandStage &stage) { return uses(stage, buffer); }))
      return false;
  }
  return true;
}

/// What the last of `stages` hands on along its axis, and who reads it.
static std::optional<std::pair<BandLink, BandStage>> getNext(ArrayRef<BandStage> stages) {
  const BandStage &writer = stages.back();
  unsigned dim = writer.axis.dim;
  for (const KernelAxis::Member &member : writer.axis.members) {
    for (Value written : getWritten(member.op)) {
      auto alloc = getViewedBuffer(written).getDefiningOp<memref::AllocOp>();
      memref::SubViewOp part = alloc ? getPart(written, alloc) : memref::SubViewOp();
      if (!alloc || (!part && written != alloc.getMemref()))
        continue;
      BandLink link;
      link.buffer = alloc.getMemref();
      link.written = written;
      link.padding = part ? part.getStaticOffset(dim) : 0;
      Operation *reader = findReader(link, writer);
      std::optional<BandStage> stage = reader ? getStage(reader, dim) : std::nullopt;
      if (stage && isQuietBefore(reader, stages, link) && setRead(link, *stage))
        return std::make_pair(link, *stage);
    }
  }
  return std::nullopt;
}

BandChain onnxc::findBandChain(Operation *kernel) {
  BandChain longest{{BandStage{kernel, {}}}, {}};
  for (KernelAxis &axis : getAxes(kernel)) {
    if (axis.rows)
      break;
    BandChain chain{{BandStage{kernel, axis}}, {}};
    while (auto next = getNext(chain.stages)) {
      chain.links.push_back(next->first);
      chain.stages.push_back(next->second);
    }
    if (chain.stages.size() > longest.stages.size())
      longest = std::move(chain);
  }
  return longest;
}

//===-- Planning bands -----------------------------------------------------===//

/// Sets the rows of all stages from those of the last, and says whether these fit: each row is
/// computed once, in bands of whole granules.
static bool setRows(BandChain &chain, int64_t rows) {
  chain.bands = chain.stages.back().axis.size / rows;
  chain.stages.back().rows = rows;
  chain.stages.back().ahead = chain.stages.back().behind = 0;
  for (size_t i = chain.links.size(); i-- > 0;) {
    BandStage &stage = chain.stages[i];
    const BandStage &reader = chain.stages[i + 1];
    const BandLink &link = chain.links[i];
    stage.rows = reader.rows * link.read.stride;
    stage.behind = reader.behind * link.read.stride + link.getHalo();
    stage.ahead = reader.ahead * link.read.stride + link.getHalo() - link.padding;
  }
  return llvm::all_of(chain.stages, [&](const BandStage &stage) {
    auto fits = [&](int64_t before) {
      return before >= 0 && before <= stage.rows && before % stage.axis.granule == 0;
    };
    return stage.rows % stage.axis.granule == 0 && fits(stage.ahead) &&
           (chain.chunks == 1 || fits(stage.behind)) && stage.getLastRows(chain.bands) >= 0;
  });
}

static int64_t getBandBytes(const BandChain &chain) {
  int64_t bytes = 0;
  for (auto [i, link] : llvm::enumerate(chain.links))
    bytes += (chain.stages[i].rows + link.getHalo()) * link.getRowBytes();
  return bytes;
}

/// Whether `stage` reads nothing that `writer`, after it in the chain, has overwritten with
/// `written` in a band before: rows of the same place, at least as far ahead; and only those of the
/// band itself, if others may run at the same time.
static bool isReadInTime(const BandStage &stage, const BandStage &writer, Value written,
                         bool threads) {
  for (const KernelAxis::Member &member : stage.axis.members) {
    for (Value value : getCaptured(member.op))
      if (getViewedBuffer(value) == getViewedBuffer(written))
        return false;
    for (auto [operand, slice] : llvm::zip_equal(member.op->getOperands(), member.operands)) {
      if (getViewedBuffer(operand) != getViewedBuffer(written))
        continue;
      if (operand != written || !slice || slice->dim != stage.axis.dim ||
          stage.rows * slice->stride < writer.rows || stage.ahead * slice->stride < writer.ahead)
        return false;
      if (threads && (stage.behind > 0 || stage.ahead > 0 || slice->rest > 0))
        return false;
    }
  }
  return true;
}

/// Whether no stage sees that another one runs earlier or later than by itself.
static bool areOrdered(const BandChain &chain, bool threads) {
  for (auto [at, writer] : llvm::enumerate(chain.stages))
    for (const KernelAxis::Member &member : writer.axis.members)
      for (Value written : getWritten(member.op)) {
        Value buffer = getViewedBuffer(written);
        if (at < chain.links.size() && chain.links[at].buffer == buffer)
          continue;
        for (size_t other = 0; other < chain.stages.size(); ++other)
          if (other < at ? !isReadInTime(chain.stages[other], writer, written, threads)
                         : other > at && uses(chain.stages[other], buffer))
            return false;
      }
  return true;
}

/// Chunks that keep four or eight threads busy, of several bands each: the first band of a chunk
/// computes rows that another chunk has, too, and finds nothing in the cache.
static int64_t getChunks(int64_t bands) {
  constexpr int64_t fewBands = 3;
  for (int64_t chunks : {8, 4})
    if (bands >= fewBands * chunks)
      return chunks;
  return 1;
}

LogicalResult onnxc::planBands(BandChain &chain, int64_t bytes, bool threads) {
  int64_t size = chain.stages.back().axis.size;
  for (int64_t rows = size - 1; rows > 0; --rows) {
    chain.chunks = threads ? getChunks(size / rows) : 1;
    if (size % rows == 0 && setRows(chain, rows) && getBandBytes(chain) <= bytes &&
        (chain.chunks > 1) == threads)
      return success(areOrdered(chain, threads));
  }
  return failure();
}
