#include "compiler/Transforms/Kernels/KernelCost.h"

#include "compiler/Transforms/Analysis/SumOfProducts.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace onnxc;

// At 3 GHz: two multiply-adds of vectors in each cycle, or one vector of anything else.
static constexpr double kProductsPerNanosecond = 6;
static constexpr double kOperationsPerNanosecond = 3;
// From caches that cores share or from memory, and from a core's own cache.
static constexpr double kFarBytesPerNanosecond = 16;
static constexpr double kNearBytesPerNanosecond = 64;

/// Cycles of one operation inside of a linalg operation.
static double getCycles(Operation &scalar) {
  if (scalar.hasTrait<OpTrait::ConstantLike>() || isa<linalg::YieldOp, linalg::IndexOp>(scalar))
    return 0;
  if (isa<math::AbsFOp, math::CopySignOp, math::FmaOp, math::RoundEvenOp, math::FloorOp,
          math::CeilOp>(scalar))
    return 1;
  if (isa<arith::DivFOp, math::SqrtOp, memref::LoadOp>(scalar))
    return 4;
  // Polynomials.
  if (isa<math::MathDialect>(scalar.getDialect()))
    return 12;
  return 1;
}

static double getElementBytes(Value value) {
  return cast<ShapedType>(value.getType()).getElementTypeBitWidth() / 8.0;
}

static int64_t multiply(ArrayRef<int64_t> sizes) {
  int64_t product = 1;
  for (int64_t size : sizes)
    product *= size;
  return product;
}

/// Cycles of arithmetic, times the lanes of a vector.
static double getArithmetic(linalg::LinalgOp op) {
  int64_t steps = multiply(op.getStaticLoopRanges());
  if (auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
      generic && matchSumOfProducts(generic))
    return steps * kOperationsPerNanosecond / kProductsPerNanosecond;
  double cycles = 0;
  for (Operation &scalar : *op.getBlock())
    cycles += getCycles(scalar);
  return steps * cycles;
}

static double getArithmeticNanoseconds(Operation *op, int64_t vectorBytes) {
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    double sum = 0;
    for (Operation &inner : loop.getBody()->without_terminator())
      sum += getArithmeticNanoseconds(&inner, vectorBytes);
    std::optional<APInt> steps = loop.getStaticTripCount();
    return steps ? sum * steps->getSExtValue() : sum;
  }
  auto getLanes = [&](Value value) { return std::max(1.0, vectorBytes / getElementBytes(value)); };
  if (std::optional<kernel::Contraction> view = kernel::getContraction(op)) {
    double products =
        double(multiply(view->pixels)) * view->groups * view->filters * view->getDepth();
    // Winograd's method has a quarter of the products, and transformations.
    if (isa<kernel::WinogradConvOp>(op))
      products *= 0.5;
    return products / getLanes(view->sums) / kProductsPerNanosecond;
  }
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp)
    return 0;
  return getArithmetic(linalgOp) / getLanes(linalgOp.getDpsInits().front()) /
         kOperationsPerNanosecond;
}

static double getBytes(Value buffer) {
  auto type = dyn_cast<MemRefType>(buffer.getType());
  return type ? type.getNumElements() * getElementBytes(buffer) : 0;
}

static double getReadNanoseconds(double bytes, kernel::MachineAttr machine) {
  bool isNear = bytes <= machine.getL2Bytes();
  return bytes / (isNear ? kNearBytesPerNanosecond : kFarBytesPerNanosecond);
}

double onnxc::getNanoseconds(ArrayRef<Operation *> members, kernel::MachineAttr machine) {
  double arithmetic = 0, bytes = 0;
  llvm::SetVector<Value> buffers;
  for (Operation *op : members) {
    arithmetic += getArithmeticNanoseconds(op, machine.getVectorBytes());
    buffers.insert(op->operand_begin(), op->operand_end());
    getUsedValuesDefinedAbove(op->getRegions(), buffers);
  }
  for (Value buffer : buffers)
    bytes += getBytes(buffer);
  return std::max(arithmetic, getReadNanoseconds(bytes, machine));
}

double onnxc::getSharedNanoseconds(const KernelAxis &axis, kernel::MachineAttr machine) {
  llvm::SetVector<Value> shared;
  for (const KernelAxis::Member &member : axis.members)
    for (auto [operand, slice] : llvm::zip_equal(member.op->getOperands(), member.operands))
      if (!slice)
        shared.insert(operand);
  double bytes = 0;
  for (Value buffer : shared)
    bytes += getBytes(buffer);
  return getReadNanoseconds(bytes, machine);
}
