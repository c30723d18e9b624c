#include "dialects/Kernel/IR/DotKinds.h"

using namespace onnxc::kernel;

DotFacts onnxc::kernel::getDotFacts(DotKind dot) {
  switch (dot) {
  case DotKind::MultiplyAdd:
    return {.group = 1};
  case DotKind::MaddWords:
    return {.group = 2, .input = DotFacts::Words};
  case DotKind::MaddBytes:
    return {.group = 4, .input = DotFacts::Unsigned, .pairSums = DotFacts::Saturating};
  case DotKind::Vnni:
    return {.group = 4, .input = DotFacts::Unsigned, .isInstruction = true};
  case DotKind::DotProd:
    return {.group = 4, .input = DotFacts::Signed, .byLane = true, .isInstruction = true};
  case DotKind::SmullPairs:
    return {.group = 4,
            .input = DotFacts::Signed,
            .byLane = true,
            .pairSums = DotFacts::Wrapping,
            .pairsOfWeights = true};
  case DotKind::Smmla:
    return {.group = 8, .byLane = true, .rowsOfSum = 2, .isInstruction = true};
  case DotKind::Smlad:
    return {.group = 4, .inGeneralRegisters = true, .widensBytes = true};
  case DotKind::Vmladava:
    return {.group = 16,
            .input = DotFacts::Signed,
            .isInstruction = true,
            .inGeneralRegisters = true,
            .fromVectors = true};
  }
  llvm_unreachable("unknown dot kind");
}

int64_t onnxc::kernel::getGroupSize(DotKind dot) { return getDotFacts(dot).group; }
