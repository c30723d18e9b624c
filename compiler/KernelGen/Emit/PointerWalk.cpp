#include "compiler/KernelGen/Emit/PointerWalk.h"

#include "compiler/KernelGen/Emit/RowPointers.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace onnxc;

/// How far a load reaches from its pointer.
static constexpr int64_t kReachedBytes = 4095;

static Type getElement(Value buffer) { return cast<MemRefType>(buffer.getType()).getElementType(); }

namespace {
class PointerWalk {
public:
  PointerWalk(ImplicitLocOpBuilder &builder, const Dot &dot, const WalkedProducts &products)
      : b(builder), dot(dot), products(products), element(getElement(products.input)),
        weight(getElement(products.weights)), groupsOfStep(chooseGroupsOfStep()),
        sharesPointer(reachesAllRows()) {}

  Values run(Values sums) {
    sumCount = sums.size();
    // Sums, the pointers of the rows, and the one of the weights.
    Values state = std::move(sums);
    Value base = buildRowPointer(b, products.input, products.first);
    state.push_back(base);
    for (int64_t row = 1; !sharesPointer && row < getRows(); ++row)
      state.push_back(hidePointer(b, moveRowPointer(b, base, products.rows[row], element)));
    state.push_back(buildRowPointer(b, products.weights, products.firstWeight));
    state = walk(0, state);
    state.truncate(sumCount);
    return state;
  }

private:
  int64_t getRows() const { return products.rows.size(); }

  /// All groups, if they are few; else as many as leave no rest, or the most.
  int64_t chooseGroupsOfStep() const {
    int64_t most = products.mostGroups;
    if (products.groups <= most + most / 2)
      return products.groups;
    for (int64_t count = most; 2 * count > most; --count)
      if (products.groups % count == 0)
        return count;
    return most;
  }

  bool reachesAllRows() const {
    int64_t elements = products.rows.back() + groupsOfStep * products.groupSize;
    return elements * element.getIntOrFloatBitWidth() / 8 <= kReachedBytes;
  }

  /// The loops from `dim` on.
  Values walk(unsigned dim, Values state) {
    if (dim == products.loops.size())
      return walkGroups(state);
    const WalkedLoop &loop = products.loops[dim];
    if (loop.size == 1)
      return walk(dim + 1, state);
    return repeat(loop.size, state, [&](Values carried) {
      carried = walk(dim + 1, carried);
      moveRows(carried, loop.stride - getDistance(dim + 1));
      return carried;
    });
  }

  /// How far the loops from `dim` on move the rows.
  int64_t getDistance(unsigned dim) const {
    if (dim == products.loops.size())
      return products.groups == groupsOfStep
                 ? 0
                 : products.groups / groupsOfStep * groupsOfStep * products.groupSize;
    const WalkedLoop &loop = products.loops[dim];
    return loop.size == 1 ? getDistance(dim + 1) : loop.size * loop.stride;
  }

  Values walkGroups(Values state) {
    int64_t steps = products.groups / groupsOfStep;
    if (steps == 1)
      return addGroups(products.groups, state);
    state = repeat(steps, state, [&](Values carried) {
      carried = addGroups(groupsOfStep, carried);
      moveRows(carried, groupsOfStep * products.groupSize);
      return carried;
    });
    return addGroups(products.groups % groupsOfStep, state);
  }

  Values repeat(int64_t steps, Values state, function_ref<Values(Values)> body) {
    Values results = buildSumLoop(b, 0, steps, 1, state,
                                  [&](Value, Values carried) { return body(std::move(carried)); });
    keepFromUnrolling(results.front().getDefiningOp());
    return results;
  }

  void moveRows(Values &state, int64_t elements) {
    if (elements == 0)
      return;
    for (Value &pointer : MutableArrayRef(state).drop_front(sumCount).drop_back())
      pointer = hidePointer(b, moveRowPointer(b, pointer, elements, element));
  }

  Values addGroups(int64_t groups, Values state) {
    if (groups == 0)
      return state;
    MutableArrayRef<Value> sums = MutableArrayRef(state).take_front(sumCount);
    ArrayRef<Value> rows = ArrayRef(state).drop_front(sumCount).drop_back();
    int64_t size = products.groupSize, columns = products.columns;
    for (int64_t group = 0; group < groups; ++group) {
      Values factors;
      for (int64_t column = 0; column < columns; ++column)
        factors.push_back(dot.prepareWeights(
            b, loadFromRow(b, state.back(), (group * columns + column) * size, size, weight)));
      for (int64_t row = 0; row < getRows(); ++row) {
        int64_t behind = group * size + (sharesPointer ? products.rows[row] : 0);
        Value input = dot.prepareInput(
            b, loadFromRow(b, rows[sharesPointer ? 0 : row], behind, size, element),
            /*index=*/0);
        dot.addToRow(b, input, factors, sums.slice(row * columns, columns));
      }
    }
    state.back() = hidePointer(b, moveRowPointer(b, state.back(), groups * columns * size, weight));
    return state;
  }

  ImplicitLocOpBuilder &b;
  const Dot &dot;
  const WalkedProducts &products;
  /// Of the input and of the weights.
  Type element, weight;
  int64_t groupsOfStep;
  bool sharesPointer;
  size_t sumCount = 0;
};
} // namespace

Values onnxc::addWalkedProducts(ImplicitLocOpBuilder &b, const Dot &dot,
                                const WalkedProducts &products, Values sums) {
  return PointerWalk(b, dot, products).run(std::move(sums));
}
