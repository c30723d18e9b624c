#include "compiler/KernelGen/Emit/PointerWalk.h"

#include "compiler/KernelGen/Emit/RowPointers.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace onnxc;

/// How far a load reaches from its pointer.
static constexpr int64_t kReachedBytes = 4095;

static Type getElement(Value buffer) { return cast<MemRefType>(buffer.getType()).getElementType(); }

namespace {
/// What happens to a group: `loadRow` gives what a row reads, `at` points to what goes on beside.
using GroupBody =
    function_ref<void(function_ref<Value(int64_t)> loadRow, Value at, MutableArrayRef<Value> sums)>;

/// Walks through rows, and beside them through a buffer, of which each group takes `besideGroup`
/// elements. The state of a loop is the sums, the pointers of the rows, and the one beside.
class PointerWalk {
public:
  PointerWalk(ImplicitLocOpBuilder &builder, const WalkedRows &rows, WalkedPlace beside,
              int64_t besideGroup, GroupBody body)
      : b(builder), rows(rows), beside(beside), besideGroup(besideGroup), body(body),
        element(getElement(rows.input)), besideElement(getElement(beside.buffer)) {
    for (const WalkedLoop &loop : rows.loops)
      if (loop.size > 1)
        loops.push_back(loop);
    groupsOfStep = chooseGroupsOfStep();
    loopsOfStep = chooseLoopsOfStep();
    sharesPointer = reachesAllRows();
  }

  Values run(Values sums) {
    sumCount = sums.size();
    Values state = std::move(sums);
    Value base = buildRowPointer(b, rows.input, rows.first);
    state.push_back(base);
    for (int64_t row = 1; !sharesPointer && row < getRows(); ++row)
      state.push_back(hidePointer(b, moveRowPointer(b, base, rows.rows[row], element)));
    state.push_back(buildRowPointer(b, beside.buffer, beside.first));
    state = walk(0, state);
    state.truncate(sumCount);
    return state;
  }

private:
  int64_t getRows() const { return rows.rows.size(); }

  /// All groups, if they are few; else as many as leave no rest, or the most.
  int64_t chooseGroupsOfStep() const {
    int64_t most = rows.mostGroups;
    if (rows.groups <= most + most / 2)
      return rows.groups;
    for (int64_t count = most; 2 * count > most; --count)
      if (rows.groups % count == 0)
        return count;
    return most;
  }

  /// How many steps of the last of `loops` are taken at once, where these have few groups.
  int64_t chooseLoopsOfStep() const {
    if (loops.empty() || groupsOfStep < rows.groups)
      return 1;
    int64_t count = std::max<int64_t>(1, rows.mostGroups / rows.groups);
    while (loops.back().size % count != 0)
      --count;
    return count;
  }

  bool reachesAllRows() const {
    int64_t elements = rows.rows.back() + groupsOfStep * rows.distance;
    if (loopsOfStep > 1)
      elements += loopsOfStep * loops.back().stride;
    return elements * element.getIntOrFloatBitWidth() / 8 <= kReachedBytes;
  }

  /// The loops from `dim` on.
  Values walk(unsigned dim, Values state) {
    if (dim == loops.size())
      return walkGroups(state);
    const WalkedLoop &loop = loops[dim];
    int64_t atOnce = dim + 1 == loops.size() ? loopsOfStep : 1;
    return repeat(loop.size / atOnce, state, [&](Values carried) {
      if (atOnce == 1)
        carried = walk(dim + 1, carried);
      else
        for (int64_t i = 0; i < atOnce; ++i)
          takeGroups(rows.groups, i * loop.stride, carried);
      moveRows(carried, atOnce * loop.stride - (atOnce == 1 ? getDistance(dim + 1) : 0));
      return carried;
    });
  }

  /// How far the loops from `dim` on move the rows.
  int64_t getDistance(unsigned dim) const {
    if (dim < loops.size())
      return loops[dim].size * loops[dim].stride;
    int64_t steps = rows.groups / groupsOfStep;
    return steps == 1 ? 0 : steps * groupsOfStep * rows.distance;
  }

  Values walkGroups(Values state) {
    int64_t steps = rows.groups / groupsOfStep;
    if (steps > 1)
      state = repeat(steps, state, [&](Values carried) {
        takeGroups(groupsOfStep, 0, carried);
        moveRows(carried, groupsOfStep * rows.distance);
        return carried;
      });
    takeGroups(steps > 1 ? rows.groups % groupsOfStep : rows.groups, 0, state);
    return state;
  }

  Values repeat(int64_t steps, Values state, function_ref<Values(Values)> step) {
    Values results = buildSumLoop(b, 0, steps, 1, state,
                                  [&](Value, Values carried) { return step(std::move(carried)); });
    keepFromUnrolling(results.front().getDefiningOp());
    return results;
  }

  void moveRows(Values &state, int64_t elements) {
    if (elements == 0)
      return;
    for (Value &pointer : MutableArrayRef(state).drop_front(sumCount).drop_back())
      pointer = hidePointer(b, moveRowPointer(b, pointer, elements, element));
  }

  /// `groups` groups, `offset` elements after the pointers of the rows.
  void takeGroups(int64_t groups, int64_t offset, Values &state) {
    if (groups == 0)
      return;
    ArrayRef<Value> pointers = ArrayRef(state).drop_front(sumCount).drop_back();
    for (int64_t group = 0; group < groups; ++group) {
      auto loadRow = [&](int64_t row) {
        int64_t at = offset + group * rows.distance + (sharesPointer ? rows.rows[row] : 0);
        return loadFromRow(b, pointers[sharesPointer ? 0 : row], at, rows.groupSize, element);
      };
      Value at = moveRowPointer(b, state.back(), group * besideGroup, besideElement);
      body(loadRow, at, MutableArrayRef(state).take_front(sumCount));
    }
    state.back() =
        hidePointer(b, moveRowPointer(b, state.back(), groups * besideGroup, besideElement));
  }

  ImplicitLocOpBuilder &b;
  const WalkedRows &rows;
  WalkedPlace beside;
  int64_t besideGroup;
  GroupBody body;
  Type element, besideElement;
  SmallVector<WalkedLoop> loops;
  int64_t groupsOfStep = 1, loopsOfStep = 1;
  bool sharesPointer = true;
  size_t sumCount = 0;
};
} // namespace

Values onnxc::addWalkedProducts(ImplicitLocOpBuilder &b, const Dot &dot, const WalkedRows &rows,
                                WalkedPlace weights, int64_t columns, Values sums) {
  Type weight = getElement(weights.buffer);
  int64_t size = rows.groupSize;
  auto body = [&](function_ref<Value(int64_t)> loadRow, Value at, MutableArrayRef<Value> sums) {
    Values factors;
    for (int64_t column = 0; column < columns; ++column)
      factors.push_back(dot.prepareWeights(b, loadFromRow(b, at, column * size, size, weight)));
    for (int64_t row = 0; row < int64_t(rows.rows.size()); ++row)
      dot.addToRow(b, dot.prepareInput(b, loadRow(row), /*index=*/0), factors,
                   sums.slice(row * columns, columns));
  };
  return PointerWalk(b, rows, weights, columns * size, body).run(std::move(sums));
}

void onnxc::widenRows(ImplicitLocOpBuilder &b, const WalkedRows &rows, WalkedPlace places,
                      bool isUnsigned) {
  Type element = getElement(places.buffer);
  int64_t size = rows.groupSize;
  auto body = [&](function_ref<Value(int64_t)> loadRow, Value at, MutableArrayRef<Value>) {
    for (int64_t row = 0; row < int64_t(rows.rows.size()); ++row)
      LLVM::StoreOp::create(b, widenWord(b, loadRow(row), isUnsigned),
                            moveRowPointer(b, at, row * size, element), /*alignment=*/4);
  };
  PointerWalk(b, rows, places, int64_t(rows.rows.size()) * size, body).run({});
}
