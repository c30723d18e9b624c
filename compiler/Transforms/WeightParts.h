#ifndef ONNXC_COMPILER_TRANSFORMS_WEIGHTPARTS_H
#define ONNXC_COMPILER_TRANSFORMS_WEIGHTPARTS_H

#include "llvm/ADT/StringRef.h"

namespace onnxc {

/// Marks constants that nothing else has: parts of weights, which are of no use once they are
/// packed. Other constants may belong to several modules.
inline constexpr llvm::StringLiteral kWeightPart("onnxc.weight_part");

} // namespace onnxc

#endif
