#include "dialects/Kernel/IR/DotKinds.h"

using namespace onnxc::kernel;

DotFacts onnxc::kernel::getDotFacts(DotKind dot) {
  switch (dot) {
  case DotKind::MultiplyAdd:
    return {.group = 1};
  case DotKind::MaddWords:
    return {.group = 2, .input = DotFacts::Words};
  case DotKind::MaddBytes:
  case DotKind::Vnni:
    return {.group = 4, .input = DotFacts::Unsigned};
  case DotKind::DotProd:
  case DotKind::SmullPairs:
    return {.group = 4, .input = DotFacts::Signed, .byLane = true};
  case DotKind::Smmla:
    return {.group = 8, .byLane = true, .rowsOfSum = 2};
  case DotKind::Smlad:
    return {.group = 4, .inGeneralRegisters = true};
  case DotKind::Vmladava:
    return {.group = 16, .input = DotFacts::Signed, .inGeneralRegisters = true};
  }
  llvm_unreachable("unknown dot kind");
}

int64_t onnxc::kernel::getGroupSize(DotKind dot) { return getDotFacts(dot).group; }
