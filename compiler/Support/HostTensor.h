#ifndef ONNXC_COMPILER_SUPPORT_HOSTTENSOR_H
#define ONNXC_COMPILER_SUPPORT_HOSTTENSOR_H

#include "mlir/IR/BuiltinTypes.h"

#include <vector>

namespace onnxc {

/// A tensor in memory, as a compiled model reads and writes it: row-major, dense, the host's
/// byte order; bool and sub-byte elements take one byte each. Element types are those of the
/// `onnx` dialect (bool is i1, unsigned is uiN).
struct HostTensor {
  mlir::RankedTensorType type;
  std::vector<char> bytes;
};

/// The bytes of one element in a HostTensor.
int64_t getHostElementSize(mlir::Type elementType);

/// A tensor of zeros. The type must be static.
HostTensor makeHostTensor(mlir::RankedTensorType type);

} // namespace onnxc

#endif
