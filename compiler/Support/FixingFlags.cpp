#include "compiler/Support/FixingFlags.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

/// How many numbers a shape, pads or their like may have.
static constexpr int64_t kMaxListed = 16;

/// Whether a value of `type` is a number, or a list of sizes.
static bool isNumberOrList(RankedTensorType type) {
  if (!type.hasStaticShape() || !type.getElementType().isIntOrFloat())
    return false;
  return type.getNumElements() == 1 || (type.getElementType().isInteger() && type.getRank() == 1 &&
                                        type.getNumElements() <= kMaxListed);
}

/// The flag that gives `value` if it is an input of the model of few numbers, or else nothing.
static std::string getInputFlag(BlockArgument value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  auto loc = dyn_cast<NameLoc>(value.getLoc());
  if (!type || !isNumberOrList(type) || !loc ||
      !isa_and_nonnull<func::FuncOp>(value.getOwner()->getParentOp()))
    return "";
  StringRef numbers = type.getNumElements() == 1 ? "=<value>" : "=<value>,<value>,...";
  return (" --input " + loc.getName().strref() + numbers).str();
}

std::string onnxc::getFixingFlags(Value value) {
  llvm::SetVector<Value> pending;
  pending.insert(value);
  std::string flags;
  for (size_t i = 0; i < pending.size(); ++i) {
    if (auto argument = dyn_cast<BlockArgument>(pending[i])) {
      std::string flag = getInputFlag(argument);
      if (flag.empty())
        return "";
      flags += flag;
      continue;
    }
    Operation *operation = pending[i].getDefiningOp();
    if (operation->getNumRegions() > 0 || !isMemoryEffectFree(operation))
      return "";
    pending.insert(operation->operand_begin(), operation->operand_end());
  }
  return flags;
}
