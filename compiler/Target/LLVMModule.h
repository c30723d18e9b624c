// From the LLVM dialect to an optimized LLVM module, for objects and for the JIT alike.
#ifndef ONNXC_COMPILER_TARGET_LLVMMODULE_H
#define ONNXC_COMPILER_TARGET_LLVMMODULE_H

#include "compiler/Target/Target.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/OptimizationLevel.h"

#include <string>

namespace onnxc {

/// -O0 to -O3, -Os and -Oz.
enum class OptLevel { O0, O1, O2, O3, Os, Oz };

llvm::CodeGenOptLevel getCodeGenLevel(OptLevel level);

/// Collects what LLVM reports while it is the handler of a context: errors become errors of
/// the module, stack sizes are kept.
class LLVMDiagnostics {
public:
  LLVMDiagnostics(llvm::LLVMContext &context, mlir::ModuleOp module);

  bool hasErrors() const { return state->errors; }
  /// The bytes of a function's frame, once its code was generated.
  uint64_t getStackSize(llvm::StringRef function, const Target &target) const;

private:
  struct Handler;
  struct State {
    bool errors = false;
    struct Frame {
      uint64_t bytes = 0;
      /// Of vector registers whose size the machine decides, at their smallest size.
      uint64_t scalableBytes = 0;
    };
    llvm::StringMap<Frame> frames;
  };
  std::shared_ptr<State> state;
};

/// Translates a module whose only functions are `main` and its kernels. All of them become
/// internal, and such that LLVM calls no library on its own.
std::unique_ptr<llvm::Module> translateModule(mlir::ModuleOp module, llvm::LLVMContext &context,
                                              const Target &target, llvm::TargetMachine &machine,
                                              OptLevel level);

/// Sets what every function needs, those that were added after the translation too.
void setFunctionAttributes(llvm::Module &module, const Target &target, OptLevel level);

/// Runs LLVM's optimizer.
void optimizeModule(llvm::Module &module, llvm::TargetMachine &machine, OptLevel level);

/// Generates an object or assembly. Changes the module.
mlir::LogicalResult generateCode(llvm::Module &module, llvm::TargetMachine &machine,
                                 llvm::CodeGenFileType type, llvm::SmallVectorImpl<char> &output);

} // namespace onnxc

#endif
