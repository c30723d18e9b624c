#ifndef ONNXC_COMPILER_SUPPORT_FIXINGFLAGS_H
#define ONNXC_COMPILER_SUPPORT_FIXINGFLAGS_H

#include "mlir/IR/Value.h"

#include <string>

namespace onnxc {

/// The flags that make `value` a constant, if it depends on nothing but the model's inputs of few
/// numbers; else empty.
std::string getFixingFlags(mlir::Value value);

} // namespace onnxc

#endif
