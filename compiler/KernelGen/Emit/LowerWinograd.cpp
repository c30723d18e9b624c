#include "compiler/KernelGen/Emit/IndexBuilder.h"
#include "compiler/KernelGen/Emit/LinearMap.h"
#include "compiler/KernelGen/Emit/Passes.h"
#include "compiler/KernelGen/Plan/ContractionTile.h"
#include "compiler/Transforms/Analysis/Epilogue.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERWINOGRAD
#include "compiler/KernelGen/Emit/Passes.h.inc"
} // namespace onnxc

namespace {
/// A square of the output: its place in the batch and its upper left pixel.
struct Square {
  Value image, row, column;
};

/// A part of the scratch buffer: matrices of one kind, `size` elements apart.
struct Matrices {
  Value buffer;
  int64_t begin = 0, size = 0;
};

/// Emits one convolution. Loops, from the outside: blocks of squares; then squares and channels for
/// the transformation of the input; groups of output channels, and in each of them the weights, if
/// they are transformed here, the matrices, which are left to the kernel generator, and squares and
/// channels for the transformation back.
class WinogradEmitter : IndexBuilder {
public:
  WinogradEmitter(ImplicitLocOpBuilder &b, kernel::WinogradConvOp op, bool fma)
      : IndexBuilder(b), op(op), fma(fma), ends(b, {op, op.getSums()}, /*lane=*/3),
        output(op.getOutputTile()), edge(output + 2), matrices(op.getMatrices()),
        channels(op.getChannels()), lanes(op.getTile().getLanes()), hasIntegers(op.hasIntegers()),
        transform(hasIntegers ? getIntegerWinogradTransform(output)
                              : getWinogradTransform(output)) {
    ArrayRef<int64_t> shape = cast<MemRefType>(op.getSums().getType()).getShape();
    height = shape[1];
    width = shape[2];
    Type element = cast<MemRefType>(op.getSums().getType()).getElementType();
    vector = VectorType::get({lanes}, element);
    // Of i16 there are twice as many.
    inputVector = hasIntegers ? VectorType::get({2 * lanes}, b.getI16Type()) : vector;
  }

  void emit() {
    placeMatrices();
    for (Segment segment : splitEvenly(op.getSquares(), op.getBlock()))
      buildLoop(b, segment.begin, segment.begin + segment.count * segment.width, segment.width,
                [&](Value first) { emitBlock(first, segment.width); });
    ends.erase();
  }

private:
  //===-- Scratch ------------------------------------------------------------===//

  void placeMatrices() {
    inputs.size = op.getInputMatrixSize();
    weights.size = op.getWeightMatrixSize();
    products.size = op.getProductMatrixSize();
    if (!hasIntegers) {
      inputs.buffer = products.buffer = op.getScratch();
      products.begin = matrices * inputs.size;
      return;
    }
    int64_t byte = 0;
    for (auto [kind, element] : {std::pair(&inputs, inputVector.getElementType()),
                                 std::pair(&weights, inputVector.getElementType()),
                                 std::pair(&products, vector.getElementType())}) {
      kind->buffer = viewScratch(byte, matrices * kind->size, element);
      byte += matrices * kind->size * element.getIntOrFloatBitWidth() / 8;
    }
  }

  /// The bytes of the scratch buffer from `byte` on as elements of another type. A part of a larger
  /// buffer has an offset, which no view may have.
  Value viewScratch(int64_t byte, int64_t elements, Type element) {
    auto memory = memref::ExtractStridedMetadataOp::create(b, op.getScratch());
    Value begin = memory.getOffset(), end = add(begin, op.getScratchSize());
    auto bytes = MemRefType::get({ShapedType::kDynamic}, b.getI8Type());
    Value whole = memref::ReinterpretCastOp::create(
        b, bytes, memory.getBaseBuffer(), OpFoldResult(b.getIndexAttr(0)),
        ArrayRef<OpFoldResult>{OpFoldResult(end)},
        ArrayRef<OpFoldResult>{OpFoldResult(b.getIndexAttr(1))});
    return memref::ViewOp::create(b, MemRefType::get({elements}, element), whole, add(begin, byte),
                                  ValueRange{});
  }

  /// Where matrix `number` begins.
  Value getMatrix(const Matrices &kind, Value number) {
    return add(scale(number, kind.size), kind.begin);
  }

  void emitBlock(Value first, int64_t squares) {
    emitSquares(first, squares, [&](Square square, Value number, bool inside) {
      transformInput(square, number, inside);
    });
    int64_t columns = op.getGroupColumns(), filters = op.getFilters();
    int64_t whole = filters / columns;
    buildLoop(b, 0, whole, 1, [&](Value group) {
      emitGroup(first, squares, scale(group, columns), columns, columns);
    });
    if (int64_t rest = filters % columns)
      emitGroup(first, squares, index(whole * columns), rest, llvm::alignTo(rest, lanes));
  }

  /// The output channels from `firstFilter` on, of which `valid` are in the output and `columns`
  /// in the packed weights.
  void emitGroup(Value first, int64_t squares, Value firstFilter, int64_t valid, int64_t columns) {
    if (hasIntegers)
      transformWeights(firstFilter, columns);
    emitProducts(squares, firstFilter, columns);
    emitSquares(first, squares, [&](Square square, Value number, bool inside) {
      transformOutput(square, number, inside, firstFilter, valid, columns);
    });
  }

  //===-- Squares ------------------------------------------------------------===//

  /// `body` for each square of a block, with its number there, and whether all of it lies inside
  /// of the output.
  void emitSquares(Value first, int64_t squares, function_ref<void(Square, Value, bool)> body) {
    buildLoop(b, 0, squares, 1, [&](Value number) {
      Value all = add(first, number);
      int64_t columns = op.getSquares(2), rows = op.getSquares(1);
      Value column = arith::RemUIOp::create(b, all, index(columns));
      Value rest = arith::DivUIOp::create(b, all, index(columns));
      Value row = arith::RemUIOp::create(b, rest, index(rows));
      Value image = arith::DivUIOp::create(b, rest, index(rows));
      Square square{image, scale(row, output), scale(column, output)};
      if (height % output == 0 && width % output == 0)
        return body(square, number, true);
      Value inside = arith::AndIOp::create(b, isBelow(square.row, height - output + 1),
                                           isBelow(square.column, width - output + 1));
      auto branch = scf::IfOp::create(b, inside, /*withElseRegion=*/true);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(branch.thenBlock());
      body(square, number, true);
      b.setInsertionPointToStart(branch.elseBlock());
      body(square, number, false);
    });
  }

  Value isBelow(Value x, int64_t bound) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::slt, x, index(bound));
  }

  /// `matrix` applied to the columns of `values`, which are `rows` by `columns`, then to the rows.
  Values transformBoth(const Matrix &matrix, ArrayRef<Value> values, int64_t size) {
    int64_t results = matrix.size();
    SmallVector<Values> rows(results);
    for (int64_t column = 0; column < size; ++column) {
      Values entries;
      for (int64_t row = 0; row < size; ++row)
        entries.push_back(values[row * size + column]);
      for (auto [row, value] : llvm::enumerate(emitLinearMap(b, matrix, entries, fma)))
        rows[row].push_back(value);
    }
    Values transformed;
    for (const Values &row : rows)
      llvm::append_range(transformed, emitLinearMap(b, matrix, row, fma));
    return transformed;
  }

  //===-- Input --------------------------------------------------------------===//

  /// Vectors along the channels; the last one overlaps the one before where channels are left.
  void emitChannels(function_ref<void(Value)> body) {
    int64_t step = inputVector.getNumElements();
    buildLoop(b, 0, channels - channels % step, step, body);
    if (channels % step != 0)
      body(index(channels - step));
  }

  /// Row or column `i` of a square, or the last of the input. What is read twice there only reaches
  /// outputs that do not exist.
  Value clamp(Value begin, int64_t i, int64_t size, bool inside) {
    Value at = add(begin, i);
    return inside || i < 3 ? at : arith::MinSIOp::create(b, at, index(size - 1)).getResult();
  }

  void transformInput(Square square, Value number, bool inside) {
    SmallVector<Value> rows, columns;
    for (int64_t i = 0; i < edge; ++i) {
      rows.push_back(clamp(square.row, i, height + 2, inside));
      columns.push_back(clamp(square.column, i, width + 2, inside));
    }
    Value base = scale(number, channels);
    emitChannels([&](Value channel) {
      Values pixels;
      for (Value row : rows)
        for (Value column : columns)
          pixels.push_back(vector::LoadOp::create(b, inputVector, op.getInput(),
                                                  ValueRange{square.image, row, column, channel}));
      Value to = add(base, channel);
      for (auto [matrix, value] : llvm::enumerate(transformBoth(transform.input, pixels, edge)))
        vector::StoreOp::create(b, value, inputs.buffer,
                                add(to, matrix * inputs.size + inputs.begin));
    });
  }

  //===-- Weights ------------------------------------------------------------===//

  /// Those of a group, one panel after the other.
  void transformWeights(Value firstFilter, int64_t columns) {
    int64_t width = op.getTile().getColumns(), whole = columns / width;
    buildLoop(b, 0, whole, 1,
              [&](Value panel) { transformPanel(firstFilter, scale(panel, width), width); });
    if (columns % width != 0)
      transformPanel(firstFilter, index(whole * width), columns % width);
  }

  /// Vectors of pairs of channels.
  void transformPanel(Value firstFilter, Value column, int64_t width) {
    constexpr int64_t taps = 9, edgeOfTaps = 3;
    Value from = scale(add(firstFilter, column), channels * taps), to = scale(column, channels);
    auto bytes = VectorType::get({2 * lanes}, b.getI8Type());
    buildLoop(b, 0, channels / 2, 1, [&](Value pair) {
      Value fromPair = add(from, scale(pair, taps * width * 2));
      Value toPair = add(to, scale(pair, width * 2));
      buildLoop(b, 0, width * 2, 2 * lanes, [&](Value lane) {
        Values values;
        for (int64_t tap = 0; tap < taps; ++tap) {
          Value at = add(add(fromPair, lane), tap * width * 2);
          values.push_back(arith::ExtSIOp::create(
              b, inputVector, vector::LoadOp::create(b, bytes, op.getWeights(), at)));
        }
        Values transformed = transformBoth(transform.weights, values, edgeOfTaps);
        for (auto [matrix, value] : llvm::enumerate(transformed))
          vector::StoreOp::create(b, value, weights.buffer,
                                  add(add(toPair, lane), matrix * weights.size));
      });
    });
  }

  //===-- Products -----------------------------------------------------------===//

  /// The part of `buffer` from its element `begin` on.
  Value viewPart(Value buffer, Value begin, ArrayRef<int64_t> shape) {
    Type element = cast<MemRefType>(buffer.getType()).getElementType();
    SmallVector<int64_t> strides(shape.size(), 1);
    for (size_t i = shape.size() - 1; i-- > 0;)
      strides[i] = strides[i + 1] * shape[i + 1];
    auto layout = StridedLayoutAttr::get(b.getContext(), ShapedType::kDynamic, strides);
    auto getAttrs = [&](ArrayRef<int64_t> values) {
      return getAsIndexOpFoldResult(b.getContext(), values);
    };
    // The offset of a view counts from the beginning of the memory that `buffer` itself is a view
    // of.
    auto memory = memref::ExtractStridedMetadataOp::create(b, buffer);
    OpFoldResult offset = add(memory.getOffset(), begin);
    return memref::ReinterpretCastOp::create(b, MemRefType::get(shape, element, layout),
                                             memory.getBaseBuffer(), offset, getAttrs(shape),
                                             getAttrs(strides));
  }

  /// The weights of a group in matrix `number`.
  Value viewWeights(Value number, Value firstFilter, int64_t columns) {
    int64_t size = channels * columns;
    if (hasIntegers)
      return viewPart(weights.buffer, getMatrix(weights, number), {size});
    Value first = scale(firstFilter, channels * matrices);
    return viewPart(op.getWeights(), add(first, scale(number, size)), {size});
  }

  void emitProducts(int64_t squares, Value firstFilter, int64_t columns) {
    buildLoop(b, 0, matrices, 1, [&](Value matrix) {
      Value input = viewPart(inputs.buffer, getMatrix(inputs, matrix), {squares, channels});
      Value packed = viewWeights(matrix, firstFilter, columns);
      Value sums = viewPart(products.buffer, getMatrix(products, matrix), {squares, columns});
      Value zero = arith::ConstantOp::create(b, b.getZeroAttr(vector.getElementType()));
      // Its own kernel, of which the tiles begin with zeros.
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(&kernel::GroupOp::create(b).getBody().front());
      linalg::FillOp::create(b, zero, sums);
      kernel::GemmOp::create(b, TypeRange{}, input, packed, sums, /*transposed=*/UnitAttr(),
                             /*unsigned_input=*/UnitAttr(), op.getTileAttr(), /*blocks=*/nullptr);
    });
  }

  //===-- Output -------------------------------------------------------------===//

  void transformOutput(Square square, Value number, bool inside, Value firstFilter, int64_t valid,
                       int64_t columns) {
    Value base = add(scale(number, columns), products.begin);
    int64_t whole = valid / lanes * lanes;
    buildLoop(b, 0, whole, lanes, [&](Value column) {
      transformOutputs(square, inside, add(firstFilter, column), add(base, column), lanes);
    });
    if (whole < valid)
      transformOutputs(square, inside, add(firstFilter, whole), add(base, whole), valid - whole);
  }

  void transformOutputs(Square square, bool inside, Value filter, Value from, int64_t valid) {
    Values loaded;
    for (int64_t matrix = 0; matrix < matrices; ++matrix)
      loaded.push_back(
          vector::LoadOp::create(b, vector, products.buffer, add(from, matrix * products.size)));
    Values sums = transformBoth(transform.output, loaded, edge);
    if (transform.divisor != 1)
      for (Value &sum : sums)
        sum = divide(sum, transform.divisor * transform.divisor);
    SmallVector<Values> positions;
    for (int64_t row = 0; row < output; ++row)
      for (int64_t column = 0; column < output; ++column)
        positions.push_back(
            {square.image, add(square.row, row), add(square.column, column), filter});
    if (inside)
      return finish(sums, positions, valid);
    for (auto [sum, at] : llvm::zip_equal(sums, positions)) {
      Value exists = arith::AndIOp::create(b, isBelow(at[1], height), isBelow(at[2], width));
      auto branch = scf::IfOp::create(b, exists, /*withElseRegion=*/false);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(branch.thenBlock());
      finish(sum, at, valid);
    }
  }

  /// A multiple of `divisor`, of which the lower bits are known, divided by it: a product with the
  /// inverse of its odd part modulo 2^32 is exact, and then a shift.
  Value divide(Value sum, int64_t divisor) {
    unsigned shift = llvm::countr_zero(uint64_t(divisor));
    uint32_t odd = uint32_t(divisor >> shift), inverse = odd;
    // Each step doubles the bits that are right, of which an odd number has three.
    for (unsigned bits = 3; bits < 32; bits *= 2)
      inverse *= 2 - odd * inverse;
    auto splat = [&](uint32_t value) {
      return arith::ConstantOp::create(b, DenseElementsAttr::get(vector, int32_t(value)));
    };
    if (odd != 1)
      sum = arith::MulIOp::create(b, sum, splat(inverse));
    return arith::ShRSIOp::create(b, sum, splat(shift));
  }

  Value addInit(Value sum, Value init) {
    if (hasIntegers)
      return arith::AddIOp::create(b, sum, init);
    return arith::AddFOp::create(b, sum, init);
  }

  /// Adds what the sums start with, and what follows them.
  void finish(ArrayRef<Value> sums, ArrayRef<Values> positions, int64_t valid) {
    Values finished;
    for (auto [sum, at] : llvm::zip_equal(sums, positions))
      finished.push_back(addInit(sum, ends.loadInit(at, lanes, valid)));
    ends.finish(finished, positions, /*perRow=*/1, SmallVector<int64_t>(sums.size(), valid));
  }

  kernel::WinogradConvOp op;
  bool fma;
  TileEnds ends;
  int64_t output, edge, matrices, channels, lanes, height, width;
  bool hasIntegers;
  WinogradTransform transform;
  /// Of sums, and of what is transformed into factors.
  VectorType vector, inputVector;
  Matrices inputs, weights, products;
};

struct LowerWinogradPass : onnxc::impl::LowerWinogradBase<LowerWinogradPass> {
  void runOnOperation() override {
    std::vector<kernel::WinogradConvOp> convs;
    getOperation().walk([&](kernel::WinogradConvOp op) { convs.push_back(op); });
    bool fma = kernel::getMachine(getOperation()).getFma();
    for (kernel::WinogradConvOp op : convs) {
      ImplicitLocOpBuilder builder(op.getLoc(), op);
      WinogradEmitter(builder, op, fma).emit();
    }
  }
};
} // namespace
