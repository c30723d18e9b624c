#include "compiler/KernelGen/Emit/ContractionRoles.h"
#include "compiler/KernelGen/Emit/LaneSums.h"
#include "compiler/KernelGen/Emit/Passes.h"
#include "compiler/KernelGen/Emit/RowPointers.h"
#include "compiler/KernelGen/Emit/TileProducts.h"
#include "compiler/KernelGen/Plan/ContractionTile.h"
#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Analysis/Epilogue.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <map>

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERCONTRACTIONS
#include "compiler/KernelGen/Emit/Passes.h.inc"
} // namespace onnxc

namespace {
/// How far an element of the tile is from the tile's first one.
struct Offset {
  int64_t row = 0;
  int64_t lane = 0;
  int64_t column = 0;
  int64_t depth = 0;
};

/// Emits one contraction.
class Emitter {
public:
  Emitter(SumOfProducts &product, const Roles &roles, const TileMachine &machine, bool reassociate,
          OpBuilder &builder)
      : product(product), roles(roles), machine(machine), reassociate(reassociate),
        b(product.op.getLoc(), builder), isReduction(product.op.getNumLoops()),
        ends(b, {product.op, product.sum->get()}, getLaneOfResult()) {
    for (auto [i, iterator] : llvm::enumerate(product.op.getIteratorTypesArray()))
      isReduction[i] = iterator == utils::IteratorType::reduction;
  }

  /// Emits the loops in place of the contraction, with what fills the sums before it and what
  /// computes with them after it.
  void emit() {
    SmallVector<Value> ivs(product.sizes.size());
    for (auto [dim, size] : llvm::enumerate(product.sizes))
      ivs[dim] = arith::ConstantIndexOp::create(b, 0);
    for (Segment block : splitLoop(product.sizes[roles.lane], getLaneBlock()))
      buildLoop(b, block.begin, block.begin + block.count * block.width, block.width,
                [&](Value iv) {
                  firstLane = iv;
                  laneCount = block.width;
                  emitOuterLoops(0, ivs);
                });
    ends.erase();
  }

private:
  /// The lanes of a word, as each lane is a sum in a general register.
  static constexpr int64_t kWordLanes = 4;

  int64_t getNativeLanes() const {
    if (roles.readsWords)
      return kWordLanes;
    unsigned bits = roles.readsHalves ? 16 : product.type.getIntOrFloatBitWidth();
    return std::max<int64_t>(1, machine->getVectorBytes() * 8 / bits);
  }

  /// Sums of lanes are the target's, or the same on all targets.
  int64_t getVectorLanes() const {
    bool isFixed = roles.lanesAreSummed && !reassociate && isa<FloatType>(product.type);
    return isFixed ? kSumLanes : getNativeLanes();
  }

  /// How many lanes are computed for all rows before the next ones are. Where taps make rows of
  /// sums read the same rows of the input, so many of it stay in the first cache, and the way to
  /// the second one is gained. An input from beyond that is read as it lies, which the CPU
  /// foresees. A machine of uniform memory has nothing to gain, and too few registers for the
  /// addresses.
  int64_t getLaneBlock() {
    int64_t lanes = product.sizes[roles.lane];
    if (!roles.taps || machine->getUniformMemory() || machine->getL1Bytes() == 0)
      return lanes;
    OpOperand *input = product.factors[1 - roles.shared].operand;
    if (2 * getExtentBytes(input->get()) >= machine->getOwnCacheBytes())
      return lanes;
    int64_t bytes = product.type.getIntOrFloatBitWidth() / 8;
    for (AffineExpr index : product.op.getMatchingIndexingMap(input).getResults()) {
      int64_t positions = 1;
      for (unsigned dim = 0; dim < product.sizes.size(); ++dim)
        if (isReduction[dim] || roles.row == dim)
          positions += getCoefficient(index, dim).value_or(0) * (product.sizes[dim] - 1);
      bytes *= positions;
    }
    int64_t vector = getVectorLanes();
    int64_t most = std::max(2 * vector, machine->getL1Bytes() / 2 / bytes / vector * vector);
    if (most >= lanes)
      return lanes;
    // At best equal blocks, which share their code.
    for (int64_t block = most; block > most / 2; block -= vector)
      if (lanes % block == 0)
        return block;
    return most;
  }

  ContractionMachine getContractionMachine() const {
    // One sum for each of the lanes, and as much for factors.
    if (roles.readsWords)
      return {.registers = 2};
    // Both factors of a sum of lanes are vectors, as are all without lanes.
    bool broadcasts = machine->getBroadcast() || roles.lanesAreSummed || getVectorLanes() == 1;
    int64_t registersOfVector =
        llvm::divideCeil(getVectorLanes(), getNativeLanes()) * (roles.readsHalves ? 2 : 1);
    return {machine.getRegisters() / registersOfVector,
            roles.access == Roles::RowAccess::Lanes,
            roles.access == Roles::RowAccess::Pointer,
            broadcasts,
            machine->getMultiplyAddTicks(),
            machine->getLatencyTicks()};
  }

  /// One loop for each parallel dimension that the tile does not cover.
  void emitOuterLoops(unsigned dim, SmallVector<Value> &ivs) {
    if (dim == product.sizes.size())
      return emitTiles(ivs);
    bool inTile = dim == roles.lane || roles.row == dim || roles.column == dim || isReduction[dim];
    if (inTile || product.sizes[dim] == 1)
      return emitOuterLoops(dim + 1, ivs);
    buildLoop(b, 0, product.sizes[dim], 1, [&](Value iv) {
      ivs[dim] = iv;
      emitOuterLoops(dim + 1, ivs);
    });
  }

  int64_t getSize(std::optional<unsigned> dim) const { return dim ? product.sizes[*dim] : 1; }

  void emitTiles(SmallVector<Value> &ivs) {
    int64_t rows = getSize(roles.row);
    if (roles.lanesAreSummed) {
      int64_t columns = getSize(roles.column);
      RegisterTile tile = chooseRegisterTile(rows, columns, getContractionMachine());
      for (Segment column : splitLoop(columns, tile.vectors))
        for (Segment row : splitLoop(rows, tile.rows))
          emitTileLoops(roles.column, column, row, ivs,
                        [&] { emitDotTile(row.width, column.width, ivs); });
      return;
    }
    int64_t lanes = std::min<int64_t>(getVectorLanes(), llvm::bit_floor(uint64_t(laneCount)));
    for (const LaneSegment &lane :
         splitLanes(rows, laneCount, lanes, getContractionMachine(), isUniform()))
      for (Segment row : splitEvenly(rows, lane.rows))
        emitTileLoops(roles.lane, lane.segment, row, ivs,
                      [&] { emitTile(row.width, lane.vectors, lanes, ivs); });
  }

  /// Whether the factor of the rows is the same for all lanes. Else it is read for each sum, as in
  /// a depthwise convolution.
  bool isUniform() {
    return *getStride(product.op, *product.factors[1 - roles.shared].operand, roles.lane) == 0;
  }

  void emitRowLoop(Segment row, SmallVector<Value> &ivs, function_ref<void()> body) {
    buildLoop(b, row.begin, row.begin + row.count * row.width, row.width, [&](Value iv) {
      if (roles.row)
        ivs[*roles.row] = iv;
      body();
    });
  }

  /// The larger factor is read once: its loop is the outer one.
  void emitTileLoops(std::optional<unsigned> dim, Segment segment, Segment row,
                     SmallVector<Value> &ivs, function_ref<void()> body) {
    auto acrossLoop = [&](function_ref<void()> inner) {
      buildLoop(b, segment.begin, segment.begin + segment.count * segment.width, segment.width,
                [&](Value iv) {
                  // Else LLVM would keep the weights of several vectors at hand.
                  if (roles.taps && isa<BlockArgument>(iv))
                    keepFromUnrolling(iv.getParentBlock()->getParentOp());
                  if (dim)
                    ivs[*dim] = dim == roles.lane
                                    ? arith::AddIOp::create(b, firstLane, iv).getResult()
                                    : iv;
                  inner();
                });
    };
    auto sizeOf = [&](unsigned factor) {
      return cast<MemRefType>(product.factors[factor].operand->get().getType()).getNumElements();
    };
    if (sizeOf(roles.shared) >= sizeOf(1 - roles.shared))
      acrossLoop([&] { emitRowLoop(row, ivs, body); });
    else
      emitRowLoop(row, ivs, [&] { acrossLoop(body); });
  }

  //===-- Addresses ----------------------------------------------------------===//

  /// The indices of `operand` at `ivs`, moved by `offset`.
  SmallVector<Value> getIndices(OpOperand &operand, ArrayRef<Value> ivs, Offset offset) {
    SmallVector<int64_t> moves(ivs.size());
    for (unsigned dim = 0; dim < moves.size(); ++dim)
      moves[dim] = dim == roles.lane     ? offset.lane
                   : roles.row == dim    ? offset.row
                   : roles.column == dim ? offset.column
                   : roles.depth == dim  ? offset.depth
                                         : 0;
    return getMovedIndices(b, product.op, operand, ivs, moves);
  }

  //===-- Values of one or several lanes -------------------------------------===//

  static Type withLanes(Type type, int64_t lanes) {
    return lanes == 1 ? type : VectorType::get({lanes}, type);
  }

  Value load(OpOperand &operand, ArrayRef<Value> ivs, Offset offset, int64_t lanes) {
    int64_t stride = *getStride(product.op, operand, roles.lane);
    Value buffer = operand.get();
    Type element = cast<MemRefType>(buffer.getType()).getElementType();
    SmallVector<Value> indices = getIndices(operand, ivs, offset);
    if (lanes == 1 || stride == 0) {
      Value scalar = memref::LoadOp::create(b, buffer, indices);
      return lanes == 1 ? scalar
                        : vector::BroadcastOp::create(b, VectorType::get({lanes}, element), scalar);
    }
    auto type = VectorType::get({lanes}, element);
    if (stride == 1)
      return vector::LoadOp::create(b, type, buffer, indices);
    if (stride == 2 && isContiguousLast(operand))
      return loadEven(operand, ivs, offset, type);
    SmallVector<Value> scalars;
    for (int64_t i = 0; i < lanes; ++i, ++offset.lane)
      scalars.push_back(memref::LoadOp::create(b, buffer, getIndices(operand, ivs, offset)));
    return vector::FromElementsOp::create(b, type, scalars);
  }

  /// Whether the last dimension of a buffer has stride one, so that a vector can be loaded there.
  static bool isContiguousLast(OpOperand &operand) {
    auto [strides, offset] = cast<MemRefType>(operand.get().getType()).getStridesAndOffset();
    return !strides.empty() && strides.back() == 1;
  }

  /// Every second element, from two vectors of which the second ends with the last one needed.
  Value loadEven(OpOperand &operand, ArrayRef<Value> ivs, Offset offset, VectorType type) {
    int64_t lanes = type.getNumElements();
    SmallVector<Value> indices = getIndices(operand, ivs, offset);
    Value low = vector::LoadOp::create(b, type, operand.get(), indices);
    Value shift = arith::ConstantIndexOp::create(b, lanes - 1);
    indices.back() = arith::AddIOp::create(b, indices.back(), shift);
    Value high = vector::LoadOp::create(b, type, operand.get(), indices);
    SmallVector<int64_t> mask;
    for (int64_t i = 0; i < lanes; ++i)
      mask.push_back(2 * i < lanes ? 2 * i : 2 * i - (lanes - 1) + lanes);
    return vector::ShuffleOp::create(b, low, high, mask);
  }

  //===-- What is around the contraction -------------------------------------===//

  /// The dimension of the result that the lanes run along; null for sums of lanes.
  std::optional<unsigned> getLaneOfResult() {
    AffineMap map = product.op.getMatchingIndexingMap(product.sum);
    return map.getResultPosition(b.getAffineDimExpr(roles.lane));
  }

  /// What a sum starts with.
  Value loadInit(ArrayRef<Value> ivs, Offset offset, int64_t lanes) {
    return ends.loadInit(getIndices(*product.sum, ivs, offset), lanes, lanes);
  }

  /// Stores the finished sums at `offsets` after what follows them. Each `perRow` lie side by side.
  void finish(ArrayRef<Value> sums, ArrayRef<Offset> offsets, ArrayRef<Value> ivs, int64_t lanes,
              int64_t perRow) {
    SmallVector<SmallVector<Value>> positions;
    for (Offset offset : offsets)
      positions.push_back(getIndices(*product.sum, ivs, offset));
    ends.finish(Values(sums), positions, perRow, SmallVector<int64_t>(sums.size(), lanes));
  }

  Value loadFactor(unsigned which, ArrayRef<Value> ivs, Offset offset, int64_t lanes) {
    const Factor &factor = product.factors[which];
    Value value = load(*factor.operand, ivs, offset, lanes);
    if (roles.readsWords && lanes == kWordLanes)
      return extendWord(b, value, isa<arith::ExtUIOp>(factor.extension));
    if (!factor.extension)
      return value;
    return b
        .create(b.getLoc(), factor.extension->getName().getIdentifier(), {value},
                {withLanes(product.type, lanes)})
        ->getResult(0);
  }

  /// What adds products of `lanes` lanes, of factors that have the type of the sum already.
  std::unique_ptr<Dot> createDot(int64_t lanes) {
    return createMultiplyAdd({product.type, product.type, product.type, false, lanes},
                             machine->getFma());
  }

  Value zero(int64_t lanes) {
    Type type = withLanes(product.type, lanes);
    return arith::ConstantOp::create(b, b.getZeroAttr(type));
  }

  //===-- Reductions ---------------------------------------------------------===//

  /// The loops over reductions from `dim` on, with `sums` carried; short ones are unrolled.
  Values emitReductions(unsigned dim, SmallVector<Value> &ivs, Values sums,
                        function_ref<Values(Values)> body) {
    constexpr int64_t kUnrolled = 4;
    if (dim == product.sizes.size())
      return body(sums);
    if (!isReduction[dim] || (roles.lanesAreSummed && dim == roles.lane) || roles.depth == dim)
      return emitReductions(dim + 1, ivs, sums, body);
    Value saved = ivs[dim];
    if (product.sizes[dim] <= kUnrolled) {
      for (int64_t i = 0; i < product.sizes[dim]; ++i) {
        ivs[dim] = arith::ConstantIndexOp::create(b, i);
        sums = emitReductions(dim + 1, ivs, sums, body);
      }
    } else {
      sums = buildLongSumLoop(0, product.sizes[dim], 1, sums, [&](Value iv, Values carried) {
        ivs[dim] = iv;
        return emitReductions(dim + 1, ivs, carried, body);
      });
    }
    ivs[dim] = saved;
    return sums;
  }

  /// A loop that carries sums. Where they are long, blocks of it have sums of their own, which
  /// keeps rounding errors small.
  Values buildLongSumLoop(int64_t begin, int64_t end, int64_t step, Values sums,
                          function_ref<Values(Value, Values)> body) {
    constexpr int64_t kBlock = 1024;
    if (end - begin <= 2 * kBlock * step)
      return buildSumLoop(b, begin, end, step, sums, body);
    return buildSumLoop(b, begin, end, kBlock * step, sums, [&](Value from, Values carried) {
      Value to = arith::AddIOp::create(b, from, arith::ConstantIndexOp::create(b, kBlock * step));
      to = arith::MinSIOp::create(b, to, arith::ConstantIndexOp::create(b, end));
      Values zeros = llvm::map_to_vector(carried, [&](Value sum) -> Value {
        return arith::ConstantOp::create(b, b.getZeroAttr(sum.getType()));
      });
      Values ofBlock = buildSumLoop(b, from, to, step, zeros, body);
      for (auto [sum, part] : llvm::zip_equal(carried, ofBlock))
        sum = addSums(sum, part);
      return carried;
    });
  }

  Value addSums(Value x, Value y) {
    return isa<FloatType>(product.type) ? arith::AddFOp::create(b, x, y).getResult()
                                        : arith::AddIOp::create(b, x, y).getResult();
  }

  //===-- Tiles --------------------------------------------------------------===//

  /// `rows` sums for each vector of `lanes` lanes that starts at one of `vectors`. All are loaded
  /// before any is stored, so vectors may overlap.
  void emitTile(int64_t rows, ArrayRef<int64_t> vectors, int64_t lanes, SmallVector<Value> &ivs) {
    dot = createDot(lanes);
    Values sums;
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t lane : vectors)
        sums.push_back(loadInit(ivs, {row, lane}, lanes));
    sums = emitReductions(0, ivs, sums, [&](Values carried) {
      if (roles.taps) {
        addTaps(rows, vectors, lanes, ivs, carried);
        return carried;
      }
      if (roles.access != Roles::RowAccess::Indexed)
        return emitDepth(rows, vectors, lanes, ivs, carried);
      Values shared;
      for (int64_t lane : vectors)
        shared.push_back(loadFactor(roles.shared, ivs, {0, lane}, lanes));
      for (int64_t row = 0; row < rows; ++row)
        addRow(row, vectors, lanes, ivs, shared, carried);
      return carried;
    });
    SmallVector<Offset> offsets;
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t lane : vectors)
        offsets.push_back({row, lane});
    bool overlap = vectors.back() % lanes != 0;
    finish(sums, offsets, ivs, lanes, overlap ? 1 : vectors.size());
  }

  /// All taps of each row. What several rows read is loaded once, and each sum takes its taps in
  /// order. A few positions at a time: tap by tap, so that there are products that do not wait for
  /// one another.
  void addTaps(int64_t rows, ArrayRef<int64_t> vectors, int64_t lanes, ArrayRef<Value> ivs,
               Values &sums) {
    const Roles::Taps &taps = *roles.taps;
    SmallVector<Values> weights(product.sizes[*roles.depth]);
    // The rows and taps that read each position, tap by tap.
    std::map<int64_t, SmallVector<Offset>> readers;
    for (auto [tap, ofTap] : llvm::enumerate(weights)) {
      for (int64_t lane : vectors)
        ofTap.push_back(loadFactor(roles.shared, ivs, {0, lane, 0, int64_t(tap)}, lanes));
      for (int64_t row = 0; row < rows; ++row)
        readers[row * taps.rowStep + tap * taps.tapStep].push_back({row, 0, 0, int64_t(tap)});
    }
    Value pointer = buildTapPointer(ivs, lanes);
    size_t atOnce = std::max<int64_t>(1, machine.getRegisters() / 4 / int64_t(vectors.size()));
    for (auto from = readers.begin(); from != readers.end();) {
      auto to = from;
      for (size_t i = 0; i < atOnce && to != readers.end(); ++i)
        ++to;
      addPositions(llvm::make_range(from, to), vectors, lanes, ivs, pointer, weights, sums);
      from = to;
    }
  }

  /// A pointer to the first position, if the target reads rows through pointers; else null. LLVM
  /// would read the rows of all windows through one, and all of them before the first product.
  Value buildTapPointer(ArrayRef<Value> ivs, int64_t lanes) {
    const Factor &input = product.factors[1 - roles.shared];
    if (!machine->getRowPointers() || lanes == 1 || input.extension ||
        getStride(product.op, *input.operand, roles.lane) != 1)
      return {};
    return buildRowPointer(b, input.operand->get(), getIndices(*input.operand, ivs, {}));
  }

  Value loadPosition(ArrayRef<Value> ivs, Value pointer, Offset at, int64_t lanes) {
    if (!pointer)
      return loadFactor(1 - roles.shared, ivs, at, lanes);
    OpOperand &operand = *product.factors[1 - roles.shared].operand;
    int64_t first = at.row * *getStride(product.op, operand, *roles.row) +
                    at.depth * *getStride(product.op, operand, *roles.depth) + at.lane;
    return loadFromRow(b, pointer, first, lanes, product.type);
  }

  template <typename Positions>
  void addPositions(Positions positions, ArrayRef<int64_t> vectors, int64_t lanes,
                    ArrayRef<Value> ivs, Value pointer, ArrayRef<Values> weights, Values &sums) {
    SmallVector<Values> inputs;
    for (auto &[position, offsets] : positions) {
      Values &input = inputs.emplace_back();
      for (int64_t lane : vectors) {
        Offset at = offsets.front();
        at.lane = lane;
        input.push_back(loadPosition(ivs, pointer, at, lanes));
      }
    }
    for (auto [tap, weight] : llvm::enumerate(weights))
      for (auto [reader, input] : llvm::zip(positions, inputs))
        for (const Offset &at : reader.second)
          for (size_t v = 0; at.depth == int64_t(tap) && v < vectors.size(); ++v) {
            Value &sum = sums[at.row * vectors.size() + v];
            sum = dot->add(b, input[v], weight[v], sum);
          }
  }

  /// The loop over the products along `depth`. By lane, another one takes what remains after whole
  /// vectors of them.
  Values emitDepth(int64_t rows, ArrayRef<int64_t> vectors, int64_t lanes, SmallVector<Value> &ivs,
                   Values sums) {
    OpOperand &operand = *product.factors[1 - roles.shared].operand;
    int64_t size = product.sizes[*roles.depth], whole = size - size % lanes;
    Value saved = ivs[*roles.depth];
    auto getRowIndices = [&](int64_t row, Value k) {
      ivs[*roles.depth] = k;
      return getIndices(operand, ivs, {row});
    };
    TileProducts tile(
        b, *dot, /*group=*/1,
        {operand.get(), rows, getRowIndices, *getStride(product.op, operand, *roles.depth)});
    auto addGroups = [&](ArrayRef<Value> inputs, Value k, int64_t count, Values &carried) {
      ivs[*roles.depth] = k;
      for (int64_t i = 0; i < count; ++i) {
        Values shared;
        for (int64_t lane : vectors)
          shared.push_back(loadFactor(roles.shared, ivs, {0, lane, 0, i}, lanes));
        tile.addGroup(inputs, i, shared, carried);
      }
    };
    if (roles.access == Roles::RowAccess::Pointer) {
      sums = tile.emitPointerLoop({0, size, 1}, 1, sums, addGroups);
    } else {
      sums = tile.emitLoop({0, whole, lanes}, lanes, sums, addGroups);
      sums = tile.emitLoop({whole, size, 1}, 1, sums, addGroups);
    }
    ivs[*roles.depth] = saved;
    return sums;
  }

  void addRow(int64_t row, ArrayRef<int64_t> vectors, int64_t lanes, ArrayRef<Value> ivs,
              ArrayRef<Value> shared, Values &sums) {
    bool uniform = isUniform();
    Value factor;
    for (auto [v, lane] : llvm::enumerate(vectors)) {
      if (!uniform || v == 0)
        factor = loadFactor(1 - roles.shared, ivs, {row, lane}, lanes);
      Value &sum = sums[row * vectors.size() + v];
      sum = dot->add(b, factor, shared[v], sum);
    }
  }

  /// `rows` times `columns` dot products, each with a vector of partial sums.
  void emitDotTile(int64_t rows, int64_t columns, SmallVector<Value> &ivs) {
    int64_t lanes = getVectorLanes(), size = product.sizes[roles.lane];
    int64_t whole = size - size % lanes;
    dot = createDot(lanes);
    Values partial(rows * columns, zero(lanes)), rest;
    SmallVector<Offset> offsets;
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t column = 0; column < columns; ++column)
        offsets.push_back({row, 0, column});
    for (Offset offset : offsets)
      rest.push_back(loadInit(ivs, offset, 1));
    Value saved = ivs[roles.lane];
    auto overLanes = [&](int64_t begin, int64_t end, int64_t width, Values sums) {
      if (begin == end)
        return sums;
      return buildLongSumLoop(begin, end, width, sums, [&](Value iv, Values carried) {
        ivs[roles.lane] = iv;
        addProducts(rows, columns, width, ivs, carried);
        return carried;
      });
    };
    partial = emitReductions(0, ivs, partial,
                             [&](Values sums) { return overLanes(0, whole, lanes, sums); });
    rest =
        emitReductions(0, ivs, rest, [&](Values sums) { return overLanes(whole, size, 1, sums); });
    ivs[roles.lane] = saved;
    if (whole > 0)
      for (auto [sum, lanesOfSum] : llvm::zip_equal(rest, partial))
        sum = addLanes(lanesOfSum, sum);
    finish(rest, offsets, ivs, 1, /*perRow=*/1);
  }

  void addProducts(int64_t rows, int64_t columns, int64_t lanes, ArrayRef<Value> ivs,
                   Values &sums) {
    Values shared;
    for (int64_t column = 0; column < columns; ++column)
      shared.push_back(loadFactor(roles.shared, ivs, {0, 0, column}, lanes));
    for (int64_t row = 0; row < rows; ++row) {
      Value factor = loadFactor(1 - roles.shared, ivs, {row}, lanes);
      for (int64_t column = 0; column < columns; ++column) {
        Value &sum = sums[row * columns + column];
        sum = dot->add(b, factor, shared[column], sum);
      }
    }
  }

  Value addLanes(Value partial, Value sum) {
    partial = combineLanes(b, partial, [&](Value x, Value y) { return addSums(x, y); });
    return addSums(partial, sum);
  }

  SumOfProducts &product;
  const Roles &roles;
  const TileMachine &machine;
  bool reassociate;
  ImplicitLocOpBuilder b;
  SmallVector<bool> isReduction;
  TileEnds ends;
  /// Of the tile that is being emitted.
  std::unique_ptr<Dot> dot;
  /// The block of lanes that is being emitted.
  Value firstLane;
  int64_t laneCount = 0;
};
} // namespace

namespace {
struct LowerContractionsPass : onnxc::impl::LowerContractionsBase<LowerContractionsPass> {
  using LowerContractionsBase::LowerContractionsBase;

  void runOnOperation() override {
    TileMachine machine(getOperation());
    // Before the first is emitted, which erases the operations around it.
    std::vector<SumOfProducts> products;
    getOperation().walk([&](linalg::GenericOp op) {
      std::optional<SumOfProducts> product = matchSumOfProducts(op);
      if (product && !llvm::is_contained(product->sizes, 0))
        products.push_back(std::move(*product));
    });
    for (SumOfProducts &product : products) {
      std::optional<Roles> roles = chooseRoles(product, machine);
      if (!roles)
        continue;
      OpBuilder builder(product.op);
      Emitter(product, *roles, machine, reassociate, builder).emit();
    }
    // Those of loops, and of what has no tiles: other passes lower their members on their own.
    SmallVector<kernel::GroupOp> groups;
    getOperation().walk([&](kernel::GroupOp group) { groups.push_back(group); });
    for (kernel::GroupOp group : groups)
      group.dissolve();
  }
};
} // namespace
