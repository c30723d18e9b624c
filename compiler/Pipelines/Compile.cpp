#include "compiler/Pipelines/Compile.h"

#include "compiler/Pipelines/GraphPipeline.h"
#include "compiler/Pipelines/LLVMPipeline.h"
#include "compiler/Pipelines/MemoryPipeline.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace onnxc;

static constexpr StringLiteral stageNames[] = {"import", "graph",    "kernels",
                                               "memory", "generate", "emit"};
static constexpr StringLiteral stageAttribute("onnxc.stage");

StringRef onnxc::getStageName(Stage stage) { return stageNames[static_cast<unsigned>(stage)]; }

static void setStage(ModuleOp module, Stage stage) {
  module->setAttr(stageAttribute, StringAttr::get(module.getContext(), getStageName(stage)));
}

static FailureOr<Stage> getStage(ModuleOp module) {
  auto name = module->getAttrOfType<StringAttr>(stageAttribute);
  if (!name)
    return Stage::Import;
  const StringLiteral *found = llvm::find(stageNames, name.getValue());
  if (found == std::end(stageNames))
    return module.emitError() << "there is no stage '" << name.getValue() << "'";
  return static_cast<Stage>(found - std::begin(stageNames));
}

OwningOpRef<ModuleOp> onnxc::loadModel(StringRef path, MLIRContext *context,
                                       const ImportOptions &options) {
  if (path.ends_with(".mlir"))
    return parseSourceFile<ModuleOp>(path, context);
  OwningOpRef<ModuleOp> module = importModel(path, context, options);
  if (module)
    setStage(*module, Stage::Import);
  return module;
}

/// Fills `llvmOptions`, which cannot be copied.
static void setLLVMOptions(LLVMPipelineOptions &llvmOptions, const CompileOptions &options) {
  const Target &target = options.target;
  llvmOptions.indexBits = target.pointerBits;
  llvmOptions.vectorBytes = target.vectorBytes;
  llvmOptions.vectorRegisters = target.vectorRegisters;
  llvmOptions.fma = target.hasFma;
  llvmOptions.nativeRound = target.hasRound;
  llvmOptions.nativeMinMax = target.hasMinMax;
  llvmOptions.nativeMaximum = target.hasMaximum;
  llvmOptions.prefetch = target.prefetches;
  llvmOptions.nativeSqrt = target.hasSqrt;
  llvmOptions.nativeF64 = target.hasF64;
  llvmOptions.nativeF16 = target.hasF16;
  llvmOptions.nativeF16Conversion = target.hasF16Convert;
  llvmOptions.nativeBF16Conversion = target.hasBf16Convert;
  llvmOptions.byLane = target.hasFmaByLane;
  // What is gained there is the way to the second cache. A microcontroller has none, and too few
  // registers for the addresses.
  llvmOptions.l1Bytes = target.l2Bytes > 0 ? target.l1Bytes : 0;
  llvmOptions.broadcasts = target.hasBroadcast;
  llvmOptions.rowPointers = target.needsRowPointers;
  llvmOptions.cacheBytes = std::max(target.l1Bytes, target.l2Bytes);
  llvmOptions.reassociate = !options.strictFloat;
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
    if (options.profile)
      pm.addPass(onnx::createRecordOperators());
    return buildGraphStage(pm, options);
  case Stage::Kernels:
    return buildKernelsPipeline(pm);
  case Stage::Memory: {
    MemoryPipelineOptions memoryOptions;
    memoryOptions.vectorBytes = options.target.vectorBytes;
    memoryOptions.vectorRegisters = options.target.vectorRegisters;
    memoryOptions.byLane = options.target.hasFmaByLane;
    memoryOptions.l1Bytes = options.target.l1Bytes;
    memoryOptions.l1Ways = options.target.l1Ways;
    memoryOptions.cacheBytes = options.target.l2Bytes;
    memoryOptions.f16Conversion = options.target.hasF16Convert;
    // All memory of a microcontroller is equally fast, but little.
    constexpr int64_t littleMemory = 64 * 1024;
    memoryOptions.nearBytes = options.target.l2Bytes > 0 ? options.target.l2Bytes : littleMemory;
    memoryOptions.winograd = options.winograd && options.fuse && !options.strictFloat;
    memoryOptions.reassociate = !options.strictFloat;
    memoryOptions.fuse = options.fuse;
    memoryOptions.threads = options.threads;
    memoryOptions.threadCount = options.threadCount;
    memoryOptions.slowness = options.slowness;
    return buildMemoryPipeline(pm, memoryOptions);
  }
  case Stage::Generate: {
    GeneratePipelineOptions generateOptions;
    generateOptions.profile = options.profile;
    generateOptions.clock = options.target.clock;
    generateOptions.threads = options.threads;
    return buildGeneratePipeline(pm, generateOptions);
  }
  case Stage::Emit: {
    LLVMPipelineOptions llvmOptions;
    setLLVMOptions(llvmOptions, options);
    return buildLLVMPipeline(pm, llvmOptions);
  }
  }
}

static LogicalResult runStage(ModuleOp module, Stage stage, const CompileOptions &options) {
  PassManager pm(module.getContext(), ModuleOp::getOperationName());
  if (options.configure && failed(options.configure(pm)))
    return failure();
  buildStage(stage, pm, options);
  if (failed(pm.run(module)))
    return failure();
  setStage(module, stage);
  return success();
}

LogicalResult onnxc::runStages(ModuleOp module, Stage last, const CompileOptions &options,
                               StageTimes &times) {
  FailureOr<Stage> passed = getStage(module);
  if (failed(passed))
    return failure();
  // Counters of a kernel would be written by all threads that compute its chunks.
  if (options.profile && options.threads)
    return module.emitError("a model that measures its kernels cannot take threads");
  for (int i = static_cast<int>(*passed) + 1; i <= static_cast<int>(last); ++i) {
    auto stage = static_cast<Stage>(i);
    if (failed(times.measure(stage, [&] { return runStage(module, stage, options); })))
      return failure();
  }
  return success();
}
