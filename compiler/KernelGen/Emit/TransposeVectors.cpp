#include "compiler/KernelGen/Emit/TransposeVectors.h"

#include <numeric>

using namespace mlir;

/// From each group of four lanes of `x` and `y` the lanes that `lanes` names: 0 to 3 of `x`, 4 to 7
/// of `y`.
static Value shuffleGroups(ImplicitLocOpBuilder &b, Value x, Value y, ArrayRef<int64_t> lanes) {
  int64_t count = cast<VectorType>(x.getType()).getNumElements();
  SmallVector<int64_t> mask;
  for (int64_t group = 0; group < count; group += 4)
    for (int64_t lane : lanes)
      mask.push_back(group + (lane < 4 ? lane : count + lane - 4));
  return vector::ShuffleOp::create(b, x, y, mask);
}

/// Transposes each square of four rows by four lanes on its own, by steps for which each CPU has
/// an instruction.
static void transposeSquaresOfFour(ImplicitLocOpBuilder &b, MutableArrayRef<Value> rows) {
  for (size_t i = 0; i < rows.size(); i += 4) {
    auto interleave = [&](size_t x, ArrayRef<int64_t> lanes) {
      return shuffleGroups(b, rows[i + x], rows[i + x + 1], lanes);
    };
    Value low01 = interleave(0, {0, 4, 1, 5}), high01 = interleave(0, {2, 6, 3, 7});
    Value low23 = interleave(2, {0, 4, 1, 5}), high23 = interleave(2, {2, 6, 3, 7});
    rows[i] = shuffleGroups(b, low01, low23, {0, 1, 4, 5});
    rows[i + 1] = shuffleGroups(b, low01, low23, {2, 3, 6, 7});
    rows[i + 2] = shuffleGroups(b, high01, high23, {0, 1, 4, 5});
    rows[i + 3] = shuffleGroups(b, high01, high23, {2, 3, 6, 7});
  }
}

/// Transposes squares of 2 * `size` whose quarters are transposed already: the two quarters that
/// are not on the diagonal change places.
static void exchangeQuarters(ImplicitLocOpBuilder &b, MutableArrayRef<Value> rows, int64_t size) {
  int64_t count = rows.size();
  SmallVector<int64_t> first, second;
  for (int64_t lane = 0; lane < count; ++lane) {
    bool right = lane & size;
    first.push_back(right ? count + lane - size : lane);
    second.push_back(right ? count + lane : lane + size);
  }
  for (int64_t i = 0; i < count; ++i) {
    if (i & size)
      continue;
    Value upper = rows[i], lower = rows[i + size];
    rows[i] = vector::ShuffleOp::create(b, upper, lower, first);
    rows[i + size] = vector::ShuffleOp::create(b, upper, lower, second);
  }
}

void onnxc::transposeSquare(ImplicitLocOpBuilder &b, MutableArrayRef<Value> rows) {
  transposeSquaresOfFour(b, rows);
  for (size_t size = 4; size < rows.size(); size *= 2)
    exchangeQuarters(b, rows, size);
}

/// The lanes of `x` and after them those of `y` or, if that is null, some of any value.
static Value concatenate(ImplicitLocOpBuilder &b, Value x, Value y) {
  int64_t count = cast<VectorType>(x.getType()).getNumElements();
  SmallVector<int64_t> mask(2 * count);
  std::iota(mask.begin(), mask.end(), 0);
  if (!y)
    std::fill(mask.begin() + count, mask.end(), vector::ShuffleOp::kPoisonIndex);
  return vector::ShuffleOp::create(b, x, y ? y : x, mask);
}

Value onnxc::interleave(ImplicitLocOpBuilder &b, ArrayRef<Value> vectors) {
  int64_t count = cast<VectorType>(vectors[0].getType()).getNumElements();
  SmallVector<int64_t> mask;
  for (int64_t lane = 0; lane < count; ++lane)
    for (size_t i = 0; i < vectors.size(); ++i)
      mask.push_back(i * count + lane);
  if (vectors.size() == 2)
    return vector::ShuffleOp::create(b, vectors[0], vectors[1], mask);
  return vector::ShuffleOp::create(b, concatenate(b, vectors[0], vectors[1]),
                                   concatenate(b, vectors[2], Value()), mask);
}
