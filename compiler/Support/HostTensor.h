#ifndef ONNXC_COMPILER_SUPPORT_HOSTTENSOR_H
#define ONNXC_COMPILER_SUPPORT_HOSTTENSOR_H

#include "mlir/IR/BuiltinTypes.h"

#include <string>
#include <vector>

namespace onnxc {

/// A tensor in memory, as a compiled model reads and writes it: row-major, dense, the host's
/// byte order; bool and sub-byte elements take one byte each. Element types are those of the
/// `onnx` dialect (bool is i1, unsigned is uiN).
struct HostTensor {
  mlir::RankedTensorType type;
  std::vector<char> bytes;
  /// The elements of a tensor of strings, which has no bytes.
  std::vector<std::string> strings = {};
};

/// Whether elements of this type are strings.
bool isString(mlir::Type elementType);

/// The bytes of one element in a HostTensor; of a string, what onnxc_string takes.
int64_t getHostElementSize(mlir::Type elementType);

/// A tensor of zeros. The type must be static.
HostTensor makeHostTensor(mlir::RankedTensorType type);

/// The first elements along each dimension, as many as `shape` says.
HostTensor cropTensor(const HostTensor &tensor, llvm::ArrayRef<int64_t> shape);

/// The bits of one element of at most eight bytes, in the low bits.
uint64_t getElementBits(mlir::Type elementType, const char *data);

/// The value of one float element.
double getFloatElement(mlir::FloatType type, const char *data);

/// One element as text: `2.5`, `nan`, `-7`, `(1,2)`.
std::string formatElement(mlir::Type elementType, const char *data);

/// A string as a message has it: `"a\x0a"`.
std::string quote(llvm::StringRef text);

/// The elements in order, at most the first `limit`: `[1, 2.5, nan, ...]`.
std::string formatElements(const HostTensor &tensor, int64_t limit);

} // namespace onnxc

#endif
