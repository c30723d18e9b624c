#include "dialects/Kernel/IR/Destinations.h"
#include "dialects/Kernel/IR/TextOp.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace onnxc::kernel;

#define GET_OP_CLASSES
#include "dialects/Kernel/IR/TextOps.cpp.inc"

const TextFunction *onnxc::kernel::getTextFunction(StringRef name) {
  static constexpr TextFunction kFunctions[] = {// What makes text.
                                                {"concat", true, true},
                                                {"format_float", true, true},
                                                {"format_int", true, true},
                                                {"normalize", true, true},
                                                {"search", true, true},
                                                {"split", true, true},
                                                {"tokenize", true, true},
                                                // What only needs the memory.
                                                {"begin", true},
                                                {"end", true},
                                                {"parse_float", true},
                                                {"parse_int", true},
                                                // Others.
                                                {"enter"},
                                                {"equal"},
                                                {"find"},
                                                {"full_match"},
                                                {"leave"},
                                                {"rank"}};
  const auto *found = llvm::find_if(
      kFunctions, [&](const TextFunction &function) { return function.name == name; });
  return found == std::end(kFunctions) ? nullptr : found;
}

LogicalResult TextOp::verify() {
  const TextFunction *function = getTextFunction(getFunction());
  if (!function)
    return emitOpError("has no function '") << getFunction() << "'";
  if (getMemory() && !function->takesMemory)
    return emitOpError("has memory for '") << getFunction() << "', which takes none";
  for (Value operand : getOperands()) {
    auto buffer = dyn_cast<MemRefType>(operand.getType());
    if (getShaped(operand).getRank() != 1 ||
        (buffer && buffer.getStridesAndOffset().first != SmallVector<int64_t>{1}))
      return emitOpError("takes lists of elements side by side, but got ") << operand.getType();
  }
  return getOutputs().empty() ? success()
                              : verifyResults(cast<DestinationStyleOpInterface>(getOperation()));
}

/// What is made lies one after the other in the memory for text.
std::optional<Split> TextOp::getSplit(unsigned) { return std::nullopt; }

/// Beside its operands, it reads text wherever that lies, and writes to the memory for it.
void TextOp::getEffects(Effects &effects) {
  addEffects(*this, effects);
  if (getMemory())
    effects.emplace_back(MemoryEffects::Write::get());
}
