// Which nodes of the ONNX model became which function.
#ifndef ONNXC_COMPILER_TARGET_KERNELNODES_H
#define ONNXC_COMPILER_TARGET_KERNELNODES_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

#include <map>
#include <string>
#include <vector>

namespace onnxc {

/// Names of nodes by their number in the ONNX file, from 1.
using NodeNames = std::map<unsigned, std::string>;

/// Adds the nodes in a location: each NameLoc around a position in the ONNX file, whose line is
/// the node's number.
void addNodeNames(mlir::Location location, NodeNames &nodes);

/// The names of the nodes whose code is in each function of the module, in the order of the
/// ONNX file.
llvm::StringMap<std::vector<std::string>> getKernelNodes(mlir::ModuleOp module);

} // namespace onnxc

#endif
