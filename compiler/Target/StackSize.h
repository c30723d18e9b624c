// The bound of a model's stack.
#ifndef ONNXC_COMPILER_TARGET_STACKSIZE_H
#define ONNXC_COMPILER_TARGET_STACKSIZE_H

#include "compiler/Target/Target.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"

namespace onnxc {

struct CallGraphNode {
  /// What the function calls or may call by a pointer, by name. There is no recursion.
  std::vector<std::string> callees;
  uint64_t argumentBytes = 0;
};
using CallGraph = llvm::StringMap<CallGraphNode>;
CallGraph getCallGraph(const llvm::Module &module);

/// What a helper of the ABI (`__aeabi_dmul`) takes at most. It comes with the program's compiler;
/// those of libgcc were measured to take up to 100 (on Cortex-M0).
constexpr uint64_t kHelperStackSize = 192;

/// The bytes that `function` needs with all that it calls, where `getFrameSize` says what LLVM
/// reserves for one function.
uint64_t getStackBound(const CallGraph &graph, llvm::StringRef function, const Target &target,
                       llvm::function_ref<uint64_t(llvm::StringRef)> getFrameSize);

} // namespace onnxc

#endif
