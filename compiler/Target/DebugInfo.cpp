#include "compiler/Target/DebugInfo.h"

#include "compiler/Support/PrintableText.h"
#include "compiler/Target/KernelNodes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace onnxc;

static std::string printListing(const NodeNames &nodes) {
  std::string text;
  unsigned line = 1;
  for (const auto &[number, name] : nodes) {
    text.append(number - line, '\n');
    // A name may hold a line break, the listing's line may not.
    text += toPrintable(name);
    line = number;
  }
  return text + "\n";
}

/// The number of the first node in `location`; 0, which DWARF knows as "no line", without one.
static unsigned getLine(Location location) {
  NodeNames nodes;
  addNodeNames(location, nodes);
  return nodes.empty() ? 0 : nodes.begin()->first;
}

FailureOr<std::string> onnxc::addDebugInfo(ModuleOp module, StringRef listing) {
  MLIRContext *context = module.getContext();
  auto makeLocation = [&](unsigned line) -> Location {
    return FileLineColLoc::get(context, listing, line, line == 0 ? 0 : 1);
  };
  NodeNames nodes;
  for (auto function : module.getOps<LLVM::LLVMFuncOp>()) {
    NodeNames own;
    function->walk([&](Operation *op) { addNodeNames(op->getLoc(), own); });
    // Every call needs a line: one that comes from no node has that of its function.
    unsigned functionLine = own.empty() ? 0 : own.begin()->first;
    function->walk([&](Operation *op) {
      unsigned line = getLine(op->getLoc());
      op->setLoc(makeLocation(line == 0 ? functionLine : line));
    });
    nodes.merge(own);
  }
  module->setLoc(makeLocation(1));

  PassManager passes(context, ModuleOp::getOperationName());
  LLVM::DIScopeForLLVMFuncOpPassOptions options;
  options.emissionKind = LLVM::DIEmissionKind::Full;
  passes.addPass(LLVM::createDIScopeForLLVMFuncOpPass(options));
  if (failed(passes.run(module)))
    return failure();
  return printListing(nodes);
}
