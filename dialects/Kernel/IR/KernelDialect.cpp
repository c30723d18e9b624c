#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "dialects/Kernel/IR/TextOp.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc::kernel;

#include "dialects/Kernel/IR/KernelDialect.cpp.inc"
#include "dialects/Kernel/IR/KernelEnums.cpp.inc"

/// A parameter of an attribute.
static FailureOr<int64_t> parseNumber(AsmParser &parser, int64_t least) {
  SMLoc loc = parser.getCurrentLocation();
  int64_t number = 0;
  if (failed(parser.parseInteger(number)))
    return failure();
  if (number < least)
    return parser.emitError(loc, "expected at least ") << least << ", but got " << number;
  return number;
}

#include "dialects/Kernel/IR/SplittableOpInterface.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Kernel/IR/KernelAttrs.cpp.inc"

void KernelDialect::initialize() {
  // Modules of kernels have its attributes, such as onnxc.machine.
  getContext()->getOrLoadDialect<OnnxcDialect>();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Kernel/IR/KernelAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Kernel/IR/ContractionOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Kernel/IR/GroupOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Kernel/IR/TextOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Kernel/IR/TopKOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Kernel/IR/WinogradOps.cpp.inc"
      >();
}
