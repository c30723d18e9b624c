// The operation on strings, and what its functions need.
#ifndef ONNXC_DIALECTS_KERNEL_IR_TEXTOP_H
#define ONNXC_DIALECTS_KERNEL_IR_TEXTOP_H

#include "dialects/Kernel/IR/Split.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#define GET_OP_CLASSES
#include "dialects/Kernel/IR/TextOps.h.inc"

namespace onnxc {

/// Of a module: the bytes of text that one run can make.
inline constexpr llvm::StringLiteral kMaxTextAttr("onnxc.max_text");
inline constexpr uint64_t kDefaultMaxText = 16384;

/// Of a module that makes some.
inline constexpr llvm::StringLiteral kMakesTextAttr("onnxc.makes_text");

} // namespace onnxc

namespace onnxc::kernel {

/// A function of runtime/text.
struct TextFunction {
  llvm::StringLiteral name;
  /// Whether it takes the memory for text, to make some or to report an error.
  bool takesMemory = false;
  bool makesText = false;
};

/// The function of that name; null if there is none.
const TextFunction *getTextFunction(llvm::StringRef name);

} // namespace onnxc::kernel

#endif
