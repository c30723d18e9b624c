#include "compiler/Transforms/Analysis/SumOfProducts.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace onnxc;

std::optional<int64_t> onnxc::getCoefficient(AffineExpr expr, unsigned dim) {
  if (isa<AffineConstantExpr>(expr))
    return 0;
  if (auto dimExpr = dyn_cast<AffineDimExpr>(expr))
    return dimExpr.getPosition() == dim;
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::nullopt;
  std::optional<int64_t> left = getCoefficient(binary.getLHS(), dim),
                         right = getCoefficient(binary.getRHS(), dim);
  if (!left || !right)
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::Add)
    return *left + *right;
  if (auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
      factor && expr.getKind() == AffineExprKind::Mul)
    return *left * factor.getValue();
  return *left == 0 && *right == 0 ? std::optional<int64_t>(0) : std::nullopt;
}

std::optional<int64_t> onnxc::getStride(linalg::GenericOp op, OpOperand &operand, unsigned dim) {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  if (!type)
    return 0;
  SmallVector<int64_t> strides;
  int64_t offset;
  if (failed(type.getStridesAndOffset(strides, offset)))
    return std::nullopt;
  int64_t sum = 0;
  AffineMap map = op.getMatchingIndexingMap(&operand);
  for (auto [expr, stride] : llvm::zip_equal(map.getResults(), strides)) {
    std::optional<int64_t> factor = getCoefficient(expr, dim);
    if (!factor || (*factor != 0 && ShapedType::isDynamic(stride)))
      return std::nullopt;
    sum += *factor == 0 ? 0 : *factor * stride;
  }
  return sum;
}

SmallVector<Value> onnxc::getMovedIndices(ImplicitLocOpBuilder &b, linalg::GenericOp op,
                                          OpOperand &operand, ArrayRef<Value> ivs,
                                          ArrayRef<int64_t> moves) {
  SmallVector<AffineExpr> moved;
  for (auto [dim, by] : llvm::enumerate(moves))
    moved.push_back(b.getAffineDimExpr(dim) + by);
  SmallVector<OpFoldResult> operands(ivs.begin(), ivs.end());
  SmallVector<Value> indices;
  for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults())
    indices.push_back(getValueOrCreateConstantIndexOp(
        b, b.getLoc(),
        affine::makeComposedFoldedAffineApply(b, b.getLoc(), expr.replaceDims(moved), operands)));
  return indices;
}

/// The operand behind `value`, which the body reads directly or widened.
static std::optional<Factor> getFactor(linalg::GenericOp op, Value value) {
  Operation *extension = value.getDefiningOp();
  if (isa_and_nonnull<arith::ExtFOp, arith::ExtSIOp, arith::ExtUIOp>(extension))
    value = extension->getOperand(0);
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || argument.getOwner() != op.getBody() || argument.getArgNumber() > 1)
    return std::nullopt;
  return Factor{op.getDpsInputOperand(argument.getArgNumber()), extension};
}

template <typename Mul, typename Add>
static bool matchBody(linalg::GenericOp op, SumOfProducts &match) {
  auto yield = cast<linalg::YieldOp>(op.getBody()->getTerminator());
  auto add = yield.getOperand(0).getDefiningOp<Add>();
  if (!add)
    return false;
  Value sum = op.getBody()->getArgument(2);
  Value product = add.getLhs() == sum ? add.getRhs() : add.getLhs();
  auto mul = product.template getDefiningOp<Mul>();
  if (!mul || (add.getLhs() != sum && add.getRhs() != sum))
    return false;
  std::optional<Factor> a = getFactor(op, mul.getLhs()), b = getFactor(op, mul.getRhs());
  if (!a || !b || a->operand == b->operand)
    return false;
  match.factors[0] = *a;
  match.factors[1] = *b;
  return true;
}

std::optional<SumOfProducts> onnxc::matchSumOfProducts(linalg::GenericOp op) {
  if (!op.hasPureBufferSemantics() || op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 ||
      op.getNumReductionLoops() == 0 || op.hasIndexSemantics())
    return std::nullopt;
  SumOfProducts match;
  match.op = op;
  match.sum = op.getDpsInitOperand(0);
  match.sizes = op.getStaticLoopRanges();
  if (llvm::any_of(match.sizes, ShapedType::isDynamic) ||
      !op.getMatchingIndexingMap(match.sum).isProjectedPermutation())
    return std::nullopt;
  if (!matchBody<arith::MulFOp, arith::AddFOp>(op, match) &&
      !matchBody<arith::MulIOp, arith::AddIOp>(op, match))
    return std::nullopt;
  match.type = cast<MemRefType>(match.sum->get().getType()).getElementType();
  return match;
}

bool onnxc::hasLanes(const SumOfProducts &product) {
  bool found = false;
  linalg::GenericOp op = product.op;
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  for (unsigned dim = 0; dim < iterators.size(); ++dim) {
    auto stride = [&](OpOperand *operand) { return getStride(op, *operand, dim).value_or(-1); };
    int64_t ofA = stride(product.factors[0].operand), ofB = stride(product.factors[1].operand),
            ofSum = stride(product.sum);
    if (ofA < 0 || ofB < 0 || ofSum < 0)
      return false;
    found |= iterators[dim] == utils::IteratorType::reduction ? ofA == 1 && ofB == 1 : ofSum == 1;
  }
  return found;
}
