#include "compiler/Support/FixingFlags.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

/// The name of an input of the model, if `value` is one that a number can give.
static StringRef getNameOfSmallInput(BlockArgument value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  auto loc = dyn_cast<NameLoc>(value.getLoc());
  bool isSmall = type && type.hasStaticShape() && type.getNumElements() == 1 &&
                 type.getElementType().isIntOrFloat();
  if (!isSmall || !loc || !isa_and_nonnull<func::FuncOp>(value.getOwner()->getParentOp()))
    return "";
  return loc.getName();
}

std::string onnxc::getFixingFlags(Value value) {
  llvm::SetVector<Value> pending;
  pending.insert(value);
  std::string flags;
  for (size_t i = 0; i < pending.size(); ++i) {
    if (auto argument = dyn_cast<BlockArgument>(pending[i])) {
      StringRef name = getNameOfSmallInput(argument);
      if (name.empty())
        return "";
      flags += (" --input " + name + "=<value>").str();
      continue;
    }
    Operation *operation = pending[i].getDefiningOp();
    if (operation->getNumRegions() > 0 || !isMemoryEffectFree(operation))
      return "";
    pending.insert(operation->operand_begin(), operation->operand_end());
  }
  return flags;
}
