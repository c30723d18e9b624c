// Small MLIR modules as native code, for tests that compare numbers.
#ifndef ONNXC_TEST_UNIT_COMPILEDMODULE_H
#define ONNXC_TEST_UNIT_COMPILEDMODULE_H

#include "compiler/KernelGen/Passes.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "llvm/Support/TargetSelect.h"
#include "gtest/gtest.h"

/// A module of functions on scalars, vectors and memrefs of static shape; memrefs become bare
/// pointers.
class CompiledModule {
public:
  /// Runs `passes` (a textual pipeline) on functions for `machine` before the conversion to LLVM.
  CompiledModule(const std::string &functions, const std::string &machine,
                 const std::string &passes) {
    registerOnce();
    mlir::DialectRegistry registry;
    mlir::registerAllDialects(registry);
    mlir::registerAllExtensions(registry);
    mlir::registerBuiltinDialectTranslation(registry);
    mlir::registerLLVMDialectTranslation(registry);
    registry.insert<onnxc::kernel::KernelDialect>();
    context.appendDialectRegistry(registry);
    std::string text = "module attributes {onnxc.machine = " + machine + "} {" + functions + "}";
    module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    mlir::PassManager manager(&context);
    std::string pipeline = passes + ",canonicalize,cse,convert-vector-to-scf,convert-scf-to-cf,"
                                    "convert-vector-to-llvm,finalize-memref-to-llvm,"
                                    "convert-func-to-llvm{use-bare-ptr-memref-call-conv},"
                                    "convert-to-llvm,reconcile-unrealized-casts";
    if (!module || failed(mlir::parsePassPipeline(pipeline, manager)) ||
        failed(manager.run(*module))) {
      ADD_FAILURE() << "cannot lower the module";
      return;
    }
    mlir::ExecutionEngineOptions options;
    auto transformer = mlir::makeOptimizingTransformer(2, 0, nullptr);
    options.transformer = transformer;
    auto made = mlir::ExecutionEngine::create(*module, options);
    if (made)
      engine = std::move(*made);
    else
      ADD_FAILURE() << llvm::toString(made.takeError());
  }

  explicit operator bool() const { return engine != nullptr; }

  template <typename Function> Function *lookup(llvm::StringRef name) {
    return reinterpret_cast<Function *>(llvm::cantFail(engine->lookup(name)));
  }

private:
  static void registerOnce() {
    static bool done = [] {
      llvm::InitializeNativeTarget();
      llvm::InitializeNativeTargetAsmPrinter();
      mlir::registerAllPasses();
      onnxc::registerKernelGenEmitPasses();
      onnxc::registerKernelGenPlanPasses();
      onnxc::registerKernelsPasses();
      onnxc::registerMathPasses();
      onnxc::registerMemoryPasses();
      onnxc::registerTensorsPasses();
      return true;
    }();
    (void)done;
  }

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::unique_ptr<mlir::ExecutionEngine> engine;
};

#endif
