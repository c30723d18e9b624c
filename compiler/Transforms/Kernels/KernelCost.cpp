#include "compiler/Transforms/Kernels/KernelCost.h"

#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Analysis/SumOfProducts.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc;

/// How many operations on vectors one operation inside of a linalg operation takes.
static double countOperations(Operation &scalar) {
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

/// Ticks of arithmetic, times the lanes of a vector.
static double getArithmetic(linalg::LinalgOp op, kernel::MachineAttr machine) {
  double steps = ShapedType::getNumElements(op.getStaticLoopRanges());
  if (auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
      generic && matchSumOfProducts(generic))
    return steps * machine.getMultiplyAddTicks();
  double operations = 0;
  for (Operation &scalar : *op.getBlock())
    operations += countOperations(scalar);
  return steps * operations * machine.getOperationTicks();
}

/// The same of a contraction.
static double getArithmetic(const kernel::Contraction &view, kernel::MachineAttr machine) {
  double products = double(ShapedType::getNumElements(view.pixels)) * view.groups * view.filters *
                    view.getDepth();
  // Winograd's method has a quarter of the products, and transformations.
  if (isa<kernel::WinogradConvOp>(view.op))
    products *= 0.5;
  return products * machine.getMultiplyAddTicks();
}

/// The same of a selection: each element is compared, and each that is kept sinks into a heap, one
/// step after the other.
static double getArithmetic(kernel::TopKOp op, double lanes, kernel::MachineAttr machine) {
  constexpr double comparison = 4, stepOfHeap = 8;
  auto values = cast<ShapedType>(op.getValues().getType());
  double elements = cast<ShapedType>(op.getInput().getType()).getNumElements();
  double steps = double(values.getNumElements()) * llvm::Log2_64_Ceil(values.getDimSize(1) + 1);
  return (elements * comparison + steps * stepOfHeap * lanes) * machine.getOperationTicks();
}

static double getArithmeticTicks(Operation *op, kernel::MachineAttr machine) {
  if (isa<scf::ForOp, kernel::GroupOp>(op)) {
    double sum = 0;
    for (Region &region : op->getRegions())
      for (Operation &inner : region.getOps())
        sum += getArithmeticTicks(&inner, machine);
    auto loop = dyn_cast<scf::ForOp>(op);
    std::optional<APInt> steps = loop ? loop.getStaticTripCount() : std::nullopt;
    return steps ? sum * steps->getSExtValue() : sum;
  }
  auto getLanes = [&](Value value) {
    double bits = cast<ShapedType>(value.getType()).getElementTypeBitWidth();
    return std::max(1.0, machine.getVectorBytes() * 8 / bits);
  };
  if (std::optional<kernel::Contraction> view = kernel::getContraction(op))
    return getArithmetic(*view, machine) / getLanes(view->sums);
  if (auto selection = dyn_cast<kernel::TopKOp>(op)) {
    double lanes = getLanes(selection.getValues());
    return getArithmetic(selection, lanes, machine) / lanes;
  }
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return getArithmetic(linalgOp, machine) / getLanes(linalgOp.getDpsInits().front());
  return 0;
}

static double getBytes(Value buffer) {
  auto type = dyn_cast<MemRefType>(buffer.getType());
  return type ? getByteSize(type) : 0;
}

static double getReadTicks(double bytes, kernel::MachineAttr machine) {
  bool isNear = bytes <= machine.getL2Bytes();
  return bytes * (isNear ? machine.getNearByteTicks() : machine.getFarByteTicks());
}

double onnxc::getTicks(ArrayRef<Operation *> members, kernel::MachineAttr machine) {
  double arithmetic = 0, bytes = 0;
  llvm::SetVector<Value> buffers;
  for (Operation *op : members) {
    arithmetic += getArithmeticTicks(op, machine);
    buffers.insert(op->operand_begin(), op->operand_end());
    getUsedValuesDefinedAbove(op->getRegions(), buffers);
  }
  for (Value buffer : buffers)
    bytes += getBytes(buffer);
  return std::max(arithmetic, getReadTicks(bytes, machine));
}

double onnxc::getSharedTicks(const KernelAxis &axis, kernel::MachineAttr machine) {
  llvm::SetVector<Value> shared;
  for (const KernelAxis::Member &member : axis.members)
    for (auto [operand, slice] : llvm::zip_equal(member.op->getOperands(), member.operands))
      if (!slice)
        shared.insert(operand);
  double bytes = 0;
  for (Value buffer : shared)
    bytes += getBytes(buffer);
  return getReadTicks(bytes, machine);
}
