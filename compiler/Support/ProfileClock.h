#ifndef ONNXC_COMPILER_SUPPORT_PROFILECLOCK_H
#define ONNXC_COMPILER_SUPPORT_PROFILECLOCK_H

#include "llvm/ADT/StringRef.h"

namespace onnxc {

/// The function by which a program tells ticks to a model that measures itself, on targets without
/// an instruction for that: the only one that an object may leave undefined (runtime/profile.h).
inline constexpr llvm::StringLiteral kClockFunction("onnxc_clock");

} // namespace onnxc

#endif
