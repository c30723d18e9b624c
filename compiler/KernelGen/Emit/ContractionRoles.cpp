#include "compiler/KernelGen/Emit/ContractionRoles.h"

using namespace mlir;
using namespace onnxc;

/// Whether `factor` is the same for all steps of loop `dim`.
static bool isFreeOf(SumOfProducts &product, unsigned factor, unsigned dim) {
  return getStride(product.op, *product.factors[factor].operand, dim) == 0;
}

/// Rows: a loop of the result that one factor does not depend on, at best the one that is loaded
/// as vectors; of these the longest, and the last of several, whose elements lie closest.
static void chooseRow(SumOfProducts &product, Roles &roles) {
  std::pair<bool, int64_t> best;
  for (auto [dim, iterator] : llvm::enumerate(product.op.getIteratorTypesArray())) {
    bool freeOfFirst = isFreeOf(product, 0, dim);
    if (iterator == utils::IteratorType::reduction || dim == roles.lane ||
        product.sizes[dim] == 1 || freeOfFirst == isFreeOf(product, 1, dim))
      continue;
    unsigned shared = freeOfFirst ? 0 : 1;
    std::pair<bool, int64_t> row(!isFreeOf(product, shared, roles.lane), product.sizes[dim]);
    if (row < best)
      continue;
    roles.row = dim;
    roles.shared = shared;
    best = row;
  }
}

static std::optional<unsigned> getInnermostSum(SumOfProducts &product) {
  std::optional<unsigned> last;
  for (auto [dim, iterator] : llvm::enumerate(product.op.getIteratorTypesArray()))
    if (iterator == utils::IteratorType::reduction)
      last = dim;
  return last;
}

/// The taps of a depthwise convolution, as of any that slides, and the rows along which it does:
/// always the last ones, so that the order of sums does not follow from the size of an image.
static bool chooseTaps(SumOfProducts &product, Roles &roles) {
  // Weights of all taps are in registers.
  constexpr int64_t mostTaps = 5;
  std::optional<unsigned> last = getInnermostSum(product);
  if (!last || product.sizes[*last] < 2 || product.sizes[*last] > mostTaps)
    return false;
  for (unsigned input : {0, 1})
    for (AffineExpr index :
         product.op.getMatchingIndexingMap(product.factors[input].operand).getResults()) {
      std::optional<int64_t> tapStep = getCoefficient(index, *last);
      if (!tapStep || *tapStep < 1)
        continue;
      for (auto [dim, iterator] : llvm::enumerate(product.op.getIteratorTypesArray())) {
        std::optional<int64_t> rowStep = getCoefficient(index, dim);
        if (iterator != utils::IteratorType::parallel || dim == roles.lane || !rowStep ||
            *rowStep < 1 || product.sizes[dim] < 2 || !isFreeOf(product, 1 - input, dim) ||
            isFreeOf(product, input, roles.lane) || isFreeOf(product, 1 - input, roles.lane))
          continue;
        roles.row = dim;
        roles.shared = 1 - input;
        roles.depth = last;
        roles.taps = {*rowStep, *tapStep};
        return true;
      }
    }
  return false;
}

/// Whether `product` is of bytes, with sums of i32, and those of both factors lie side by side
/// along the lanes.
static bool readsBytes(SumOfProducts &product, const Roles &roles) {
  return product.type.isInteger(32) && llvm::all_of(product.factors, [&](const Factor &factor) {
           Type element = cast<MemRefType>(factor.operand->get().getType()).getElementType();
           return isa_and_nonnull<arith::ExtSIOp, arith::ExtUIOp>(factor.extension) &&
                  element.isInteger(8) && getStride(product.op, *factor.operand, roles.lane) == 1;
         });
}

/// How the target reads bytes: as words of which it multiplies halves, if it has no vectors, or as
/// halves of vectors whose products it widens.
static void chooseByteAccess(SumOfProducts &product, const TileMachine &machine, Roles &roles) {
  if (roles.lanesAreSummed || !readsBytes(product, roles))
    return;
  roles.readsWords = !machine.hasVectors() && machine->getHalfWords();
  roles.readsHalves = machine.hasVectors() && machine->getWideningProducts();
}

/// The way to read the factors of rows that suits the target. The order of sums stays.
static void chooseRowAccess(SumOfProducts &product, const TileMachine &machine, Roles &roles) {
  const Factor &factor = product.factors[1 - roles.shared];
  std::optional<unsigned> depth = getInnermostSum(product);
  if (!depth || !product.type.isF32() || factor.extension ||
      !isFreeOf(product, 1 - roles.shared, roles.lane))
    return;
  int64_t lanes = machine->getVectorBytes() * 8 / product.type.getIntOrFloatBitWidth();
  if (product.sizes[*depth] < lanes || product.sizes[roles.lane] < lanes)
    return;
  int64_t stride = *getStride(product.op, *factor.operand, *depth);
  if (machine.multipliesByLane() && stride == 1)
    roles.access = Roles::RowAccess::Lanes;
  else if (machine->getRowPointers() && stride > 0)
    roles.access = Roles::RowAccess::Pointer;
  else
    return;
  roles.depth = depth;
}

/// Columns: the longest loop of the result that the factor of the rows does not depend on.
static void chooseColumn(SumOfProducts &product, Roles &roles) {
  int64_t best = 1;
  for (auto [dim, iterator] : llvm::enumerate(product.op.getIteratorTypesArray()))
    if (iterator == utils::IteratorType::parallel && product.sizes[dim] > best &&
        isFreeOf(product, 1 - roles.shared, dim) && !isFreeOf(product, roles.shared, dim)) {
      roles.column = dim;
      best = product.sizes[dim];
    }
}

std::optional<Roles> onnxc::chooseRoles(SumOfProducts &product, const TileMachine &machine) {
  if (!hasLanes(product))
    return std::nullopt;
  auto stride = [&](OpOperand *operand, unsigned dim) {
    return *getStride(product.op, *operand, dim);
  };
  OpOperand *a = product.factors[0].operand, *b = product.factors[1].operand;
  std::optional<Roles> best;
  int64_t bestCost = std::numeric_limits<int64_t>::max();
  for (auto [dim, iterator] : llvm::enumerate(product.op.getIteratorTypesArray())) {
    bool summed = iterator == utils::IteratorType::reduction;
    int64_t ofA = stride(a, dim), ofB = stride(b, dim), ofSum = stride(product.sum, dim);
    if (summed ? ofA != 1 || ofB != 1 : ofSum != 1)
      continue;
    // Gathered lanes cost a load each, sums of lanes an epilogue, and lanes that are missing
    // all that a vector could have done.
    int64_t cost = summed ? 2 : 0;
    for (int64_t factorStride : {ofA, ofB})
      cost += factorStride <= 1 ? 0 : factorStride == 2 ? 2 : 8;
    cost += std::max<int64_t>(0, 8 - product.sizes[dim]);
    if (cost >= bestCost)
      continue;
    Roles roles;
    roles.lane = dim;
    roles.lanesAreSummed = summed;
    roles.shared = ofB > 0 ? 1 : 0;
    best = roles;
    bestCost = cost;
  }

  chooseByteAccess(product, machine, *best);
  if (!best->lanesAreSummed && chooseTaps(product, *best))
    return best;
  chooseRow(product, *best);
  if (best->lanesAreSummed)
    chooseColumn(product, *best);
  else
    chooseRowAccess(product, machine, *best);
  return best;
}
