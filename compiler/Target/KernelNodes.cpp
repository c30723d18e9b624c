#include "compiler/Target/KernelNodes.h"

#include "mlir/Interfaces/FunctionInterfaces.h"

#include <map>

using namespace mlir;
using namespace onnxc;

/// Adds the nodes in `location`: each NameLoc around a position in the ONNX file, whose line is
/// the node's number.
static void addNodes(Location location, std::map<unsigned, std::string> &nodes) {
  location->walk([&](Location part) {
    if (auto name = dyn_cast<NameLoc>(part))
      if (auto position = dyn_cast<FileLineColLoc>(name.getChildLoc()))
        nodes[position.getLine()] = name.getName().str();
    return WalkResult::advance();
  });
}

llvm::StringMap<std::vector<std::string>> onnxc::getKernelNodes(ModuleOp module) {
  llvm::StringMap<std::vector<std::string>> kernels;
  for (auto function : module.getOps<FunctionOpInterface>()) {
    std::map<unsigned, std::string> nodes;
    function->walk([&](Operation *op) { addNodes(op->getLoc(), nodes); });
    std::vector<std::string> &names = kernels[function.getName()];
    for (auto &[line, name] : nodes)
      names.push_back(std::move(name));
  }
  return kernels;
}
