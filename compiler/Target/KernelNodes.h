// Which nodes of the ONNX model became which function.
#ifndef ONNXC_COMPILER_TARGET_KERNELNODES_H
#define ONNXC_COMPILER_TARGET_KERNELNODES_H

#include "compiler/Support/NodeNames.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

#include <string>
#include <vector>

namespace onnxc {

/// The names of the nodes whose code is in each function of the module, in the order of the
/// ONNX file.
llvm::StringMap<std::vector<std::string>> getKernelNodes(mlir::ModuleOp module);

} // namespace onnxc

#endif
