#include "compiler/Target/KernelNodes.h"

#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace onnxc;

llvm::StringMap<std::vector<std::string>> onnxc::getKernelNodes(ModuleOp module) {
  llvm::StringMap<std::vector<std::string>> kernels;
  for (auto function : module.getOps<FunctionOpInterface>()) {
    NodeNames nodes;
    // A constant has the location of whoever used it first.
    function->walk([&](Operation *op) {
      if (!op->hasTrait<OpTrait::ConstantLike>())
        addNodeNames(op->getLoc(), nodes);
    });
    std::vector<std::string> &names = kernels[function.getName()];
    for (auto &[line, name] : nodes)
      names.push_back(std::move(name));
  }
  return kernels;
}
