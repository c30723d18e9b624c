#include "compiler/Support/NodeNames.h"
#include "compiler/Transforms/Analysis/KernelWork.h"
#include "compiler/Transforms/Kernels/Passes.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_DESCRIBEKERNELS
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

/// The nodes whose operations are in a kernel. Constants and views have the location of whoever
/// used them first.
static onnxc::NodeNames getNodes(func::FuncOp kernel) {
  onnxc::NodeNames nodes;
  kernel.getBody().walk([&](Operation *op) {
    if (!op->hasTrait<OpTrait::ConstantLike>() && !isa<ViewLikeOpInterface>(op))
      onnxc::addNodeNames(op->getLoc(), nodes);
  });
  return nodes;
}

/// The operators of `nodes`, equal ones next to one another once.
static std::string getOperators(const onnxc::NodeNames &nodes, ArrayAttr operators) {
  SmallVector<StringRef> names;
  for (const auto &[number, name] : nodes) {
    if (!operators || number > operators.size())
      continue;
    StringRef op = cast<StringAttr>(operators[number - 1]).getValue();
    if (!op.empty() && (names.empty() || names.back() != op))
      names.push_back(op);
  }
  return llvm::join(names, ", ");
}

static DictionaryAttr describe(func::FuncOp kernel, ArrayAttr operators) {
  Builder builder(kernel.getContext());
  onnxc::NodeNames nodes = getNodes(kernel);
  onnxc::KernelWork work = onnxc::getKernelWork(kernel);
  auto names = llvm::map_range(nodes, [](const auto &node) { return node.second; });
  auto entry = [&](StringRef key, Attribute value) { return builder.getNamedAttr(key, value); };
  return builder.getDictionaryAttr(
      {entry("bytes", builder.getI64IntegerAttr(work.bytes)),
       entry("flops", builder.getI64IntegerAttr(work.flops)),
       entry("nodes", builder.getStringAttr(llvm::join(names, ", "))),
       entry("operators", builder.getStringAttr(getOperators(nodes, operators))),
       entry("work", builder.getStringAttr(work.text))});
}

namespace {
struct DescribeKernelsPass : onnxc::impl::DescribeKernelsBase<DescribeKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto operators = module->getAttrOfType<ArrayAttr>(kOperatorsAttr);
    module->removeAttr(kOperatorsAttr);
    SymbolTable symbols(module);
    module.walk([&](func::CallOp call) {
      if (auto kernel = symbols.lookup<func::FuncOp>(call.getCallee()))
        call->setAttr(kKernelAttr, describe(kernel, operators));
    });
  }
};
} // namespace
