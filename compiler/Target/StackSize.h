// The bound of a model's stack.
#ifndef ONNXC_COMPILER_TARGET_STACKSIZE_H
#define ONNXC_COMPILER_TARGET_STACKSIZE_H

#include "compiler/Target/Target.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"

namespace onnxc {

/// Which functions a function calls or may call by a pointer, by name. There is no recursion.
using CallGraph = llvm::StringMap<std::vector<std::string>>;
CallGraph getCallGraph(const llvm::Module &module);

/// The bytes that `function` needs with all that it calls, where `getFrameSize` says what LLVM
/// reserves for one function.
uint64_t getStackBound(const CallGraph &graph, llvm::StringRef function, const Target &target,
                       llvm::function_ref<uint64_t(llvm::StringRef)> getFrameSize);

} // namespace onnxc

#endif
