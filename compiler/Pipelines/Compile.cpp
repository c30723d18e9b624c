#include "compiler/Pipelines/Compile.h"

#include "compiler/Pipelines/FunctionsPipeline.h"
#include "compiler/Pipelines/GraphPipeline.h"
#include "compiler/Pipelines/LLVMPipeline.h"
#include "compiler/Pipelines/LinalgPipeline.h"
#include "compiler/Pipelines/MemoryPipeline.h"
#include "dialects/Kernel/IR/Machine.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "dialects/Kernel/IR/TextOp.h"
#include "dialects/Onnx/Transforms/Decompose/Passes.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "dialects/Onnx/Transforms/Quantize/Passes.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace onnxc;

OwningOpRef<ModuleOp> onnxc::loadModel(StringRef path, MLIRContext *context,
                                       const ImportOptions &options) {
  if (path.ends_with(".mlir"))
    return parseSourceFile<ModuleOp>(path, context);
  OwningOpRef<ModuleOp> module = importModel(path, context, options);
  if (module)
    setStage(*module, Stage::Import);
  return module;
}

static void describe(ModuleOp module, const CompileOptions &options) {
  MLIRContext *context = module.getContext();
  kernel::MachineAttr machine = describeMachine(options.target, context);
  kernel::setMachine(module, machine, kernel::PolicyAttr::get(context, options.optimizeSize));
  if (options.maxText != kDefaultMaxText)
    module->setAttr(kMaxTextAttr, Builder(context).getI64IntegerAttr(int64_t(options.maxText)));
  if (options.schedule)
    module->setAttr(kWantsScheduleAttr, UnitAttr::get(context));
}

static void buildGraphStage(OpPassManager &pm, const CompileOptions &options) {
  GraphPipelineOptions graphOptions;
  graphOptions.evaluate = options.evaluateConstants;
  graphOptions.fuse = options.fuse;
  graphOptions.fuseAffine = !options.strictFloat;
  buildGraphPipeline(pm, graphOptions);
}

static void buildStage(Stage stage, OpPassManager &pm, const CompileOptions &options) {
  switch (stage) {
  case Stage::Import:
    return;
  case Stage::Graph:
    if (options.profile || options.schedule)
      pm.addPass(onnx::createRecordOperators());
    return buildGraphStage(pm, options);
  case Stage::Linalg:
    return buildLinalgPipeline(pm);
  case Stage::Memory: {
    MemoryPipelineOptions memoryOptions;
    memoryOptions.winograd =
        options.winograd && options.fuse && !options.strictFloat && !options.optimizeSize;
    memoryOptions.reassociate = !options.strictFloat;
    memoryOptions.fuse = options.fuse;
    memoryOptions.threads = options.threads;
    memoryOptions.threadCount = options.threadCount;
    memoryOptions.slowness = options.slowness;
    return buildMemoryPipeline(pm, memoryOptions);
  }
  case Stage::Functions: {
    FunctionsPipelineOptions functionsOptions;
    functionsOptions.profile = options.profile;
    functionsOptions.schedule = options.schedule;
    functionsOptions.threads = options.threads;
    return buildFunctionsPipeline(pm, functionsOptions);
  }
  case Stage::LLVM: {
    LLVMPipelineOptions llvmOptions;
    llvmOptions.reassociate = !options.strictFloat;
    return buildLLVMPipeline(pm, llvmOptions);
  }
  }
}

static LogicalResult runStage(ModuleOp module, Stage stage, const CompileOptions &options) {
  PassManager pm(module.getContext(), ModuleOp::getOperationName());
  if (options.configure && failed(options.configure(pm)))
    return failure();
  buildStage(stage, pm, options);
  bool isTold = false;
  ScopedDiagnosticHandler handler(module.getContext(), [&](Diagnostic &diagnostic) {
    isTold |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return failure();
  });
  if (succeeded(pm.run(module)))
    return success();
  if (!isTold)
    module.emitError() << "internal error: a pass of stage '" << getStageName(stage)
                       << "' fails and does not tell why";
  return failure();
}

LogicalResult onnxc::runStages(ModuleOp module, Stage last, const CompileOptions &options,
                               StageTimes &times) {
  FailureOr<Stage> passed = getStage(module);
  if (failed(passed))
    return failure();
  // Counters of a kernel would be written by all threads that compute its chunks.
  if (options.profile && options.threads)
    return module.emitError("a model that measures its kernels cannot take threads");
  describe(module, options);
  for (int i = static_cast<int>(*passed) + 1; i <= static_cast<int>(last); ++i) {
    auto stage = static_cast<Stage>(i);
    if (failed(times.measure(stage, [&] { return runStage(module, stage, options); })))
      return failure();
  }
  return success();
}
