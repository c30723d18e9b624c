#include "dialects/Kernel/IR/Machine.h"

#include "dialects/Kernel/IR/PassAttributes.h"
#include "mlir/AsmParser/AsmParser.h"

using namespace mlir;
using namespace onnxc::kernel;

/// What its text without parameters means.
template <typename Attr> static Attr getUnsaid(MLIRContext *context) {
  return cast<Attr>(parseAttribute(("#kernel." + Attr::getMnemonic()).str(), context));
}

/// The attribute `name` of the module around `op`, or else the one of which nothing is said.
template <typename Attr> static Attr getOfModule(Operation *op, StringRef name) {
  for (Operation *scope = op; scope; scope = scope->getParentOp())
    if (auto attr = scope->getAttrOfType<Attr>(name))
      return attr;
  return getUnsaid<Attr>(op->getContext());
}

SmallVector<DotKind> MachineAttr::getDotKinds() const {
  SmallVector<DotKind> kinds;
  for (auto name : getDots().getAsRange<StringAttr>())
    if (std::optional<DotKind> kind = symbolizeDotKind(name.getValue()))
      kinds.push_back(*kind);
  return kinds;
}

MachineAttr onnxc::kernel::getAnyMachine(MLIRContext *context) {
  return getUnsaid<MachineAttr>(context);
}

MachineAttr onnxc::kernel::getMachine(Operation *op) {
  return getOfModule<MachineAttr>(op, kMachineAttr);
}

PolicyAttr onnxc::kernel::getPolicy(Operation *op) {
  return getOfModule<PolicyAttr>(op, kPolicyAttr);
}

void onnxc::kernel::setMachine(ModuleOp module, MachineAttr machine, PolicyAttr policy) {
  module->setAttr(kMachineAttr, machine);
  module->setAttr(kPolicyAttr, policy);
}
