// The order in which a graph's nodes can be built.
#ifndef ONNXC_COMPILER_IMPORT_NODEORDER_H
#define ONNXC_COMPILER_IMPORT_NODEORDER_H

#include "mlir/Support/LLVM.h"

#include <vector>

namespace onnxc::importer {

/// What a node reads and makes, by name, its subgraphs included.
struct NodeNames {
  llvm::SmallVector<llvm::StringRef> reads;
  llvm::SmallVector<llvm::StringRef> makes;
};

/// An order of the nodes in which each comes after those whose values it reads, and otherwise
/// as they stand. Nodes that wait for each other are left out: the result is then shorter.
std::vector<size_t> orderNodes(llvm::ArrayRef<NodeNames> nodes);

} // namespace onnxc::importer

#endif
