#ifndef ONNXC_COMPILER_SUPPORT_NODENAMES_H
#define ONNXC_COMPILER_SUPPORT_NODENAMES_H

#include "mlir/IR/Location.h"

#include <map>
#include <string>

namespace onnxc {

/// Names of nodes by their number in the ONNX file, from 1.
using NodeNames = std::map<unsigned, std::string>;

/// Adds the nodes in a location: each NameLoc around a position in the ONNX file, whose line is
/// the node's number.
void addNodeNames(mlir::Location location, NodeNames &nodes);

} // namespace onnxc

#endif
