#include "compiler/Target/StackSize.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"

using namespace onnxc;

/// What `call` may call by its pointer: all functions of its type whose address is somewhere.
static void addIndirectCallees(const llvm::CallBase &call, const llvm::Module &module,
                               std::vector<std::string> &callees) {
  for (const llvm::Function &function : module)
    if (!function.isDeclaration() && function.hasAddressTaken() &&
        function.getFunctionType() == call.getFunctionType())
      callees.push_back(function.getName().str());
}

CallGraph onnxc::getCallGraph(const llvm::Module &module) {
  CallGraph graph;
  for (const llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    CallGraphNode &node = graph[function.getName()];
    for (const llvm::Argument &argument : function.args())
      node.argumentBytes += llvm::alignTo(
          module.getDataLayout().getTypeAllocSize(argument.getType()).getFixedValue(), 8);
    std::vector<std::string> &callees = node.callees;
    for (const llvm::Instruction &instruction : llvm::instructions(function))
      if (const auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction)) {
        if (call->isIndirectCall())
          addIndirectCallees(*call, module, callees);
        else if (const llvm::Function *callee = call->getCalledFunction();
                 callee && !callee->isDeclaration())
          callees.push_back(callee->getName().str());
      }
  }
  return graph;
}

/// What a call takes beside the frame that LLVM counts: on x86 the return address and arguments
/// that are pushed, and what is lost when a frame is aligned for vectors that are wider than the
/// stack's alignment.
static uint64_t getCallOverhead(const CallGraphNode &node, const Target &target) {
  uint64_t lost = std::max(target.vectorBytes, 16u);
  bool pushes = llvm::Triple(target.triple).isX86();
  return lost + (pushes ? target.pointerBits / 8 + node.argumentBytes : 0);
}

/// `known` holds the bounds of functions that were seen, so that each is visited once.
static uint64_t getBound(const CallGraph &graph, llvm::StringRef function, const Target &target,
                         llvm::function_ref<uint64_t(llvm::StringRef)> getFrameSize,
                         llvm::StringMap<uint64_t> &known) {
  if (auto entry = known.find(function); entry != known.end())
    return entry->second;
  const CallGraphNode &node = graph.at(function);
  uint64_t deepest = target.redZone;
  for (const std::string &callee : node.callees)
    deepest = std::max(deepest, getBound(graph, callee, target, getFrameSize, known));
  return known[function] = getFrameSize(function) + getCallOverhead(node, target) + deepest;
}

uint64_t onnxc::getStackBound(const CallGraph &graph, llvm::StringRef function,
                              const Target &target,
                              llvm::function_ref<uint64_t(llvm::StringRef)> getFrameSize) {
  llvm::StringMap<uint64_t> known;
  return getBound(graph, function, target, getFrameSize, known);
}
