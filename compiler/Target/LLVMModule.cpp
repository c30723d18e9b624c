#include "compiler/Target/LLVMModule.h"

#include "compiler/Support/ProfileClock.h"
#include "compiler/Target/Text.h"
#include "compiler/Target/WorkAroundHelium.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/CodeGen/MachineOptimizationRemarkEmitter.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopUnrollPass.h"
#include "llvm/Transforms/Scalar/SeparateConstOffsetFromGEP.h"

using namespace mlir;
using namespace onnxc;

llvm::CodeGenOptLevel onnxc::getCodeGenLevel(OptLevel level) {
  switch (level) {
  // LLVM 22's fast instruction selector, which the lowest level has, makes the load of a float that
  // is selected with AVX an operand of 16 bytes (vblendvps), which reads beyond the end of a
  // tensor.
  case OptLevel::O0:
  case OptLevel::O1:
    return llvm::CodeGenOptLevel::Less;
  case OptLevel::O3:
    return llvm::CodeGenOptLevel::Aggressive;
  default:
    return llvm::CodeGenOptLevel::Default;
  }
}

/// The slots of a frame in the remark of the pass stack-frame-layout whose sizes are multiples of
/// the machine's vectors, as in "vscale x 16".
static uint64_t getScalableBytes(const llvm::DiagnosticInfoOptimizationBase &layout) {
  uint64_t sum = 0;
  for (const auto &argument : layout.getArgs()) {
    StringRef size = argument.Val;
    uint64_t bytes;
    if (argument.Key == "Size" && size.consume_front("vscale x ") && !size.getAsInteger(10, bytes))
      sum += bytes;
  }
  return sum;
}

static bool isStackLayout(StringRef pass) { return pass == "stack-frame-layout"; }

struct LLVMDiagnostics::Handler : llvm::DiagnosticHandler {
  Handler(std::shared_ptr<State> state, ModuleOp module)
      : state(std::move(state)), module(module) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    if (auto *stack = llvm::dyn_cast<llvm::DiagnosticInfoStackSize>(&info)) {
      state->frames[stack->getFunction().getName()].bytes = stack->getStackSize();
      return true;
    }
    auto *layout = llvm::dyn_cast<llvm::MachineOptimizationRemarkAnalysis>(&info);
    if (layout && isStackLayout(layout->getPassName())) {
      state->frames[layout->getFunction().getName()].scalableBytes = getScalableBytes(*layout);
      return true;
    }
    if (info.getSeverity() == llvm::DS_Error) {
      std::string text;
      llvm::raw_string_ostream os(text);
      llvm::DiagnosticPrinterRawOStream printer(os);
      info.print(printer);
      emitError(module.getLoc(), "LLVM: ") << text;
      state->errors = true;
    }
    return true;
  }

  /// The size of a frame that LLVM reports leaves out what is scalable.
  bool isAnalysisRemarkEnabled(StringRef pass) const override { return isStackLayout(pass); }

  std::shared_ptr<State> state;
  ModuleOp module;
};

LLVMDiagnostics::LLVMDiagnostics(llvm::LLVMContext &context, ModuleOp module)
    : state(std::make_shared<State>()) {
  context.setDiagnosticHandler(std::make_unique<Handler>(state, module));
}

uint64_t LLVMDiagnostics::getStackSize(StringRef function, const Target &target) const {
  State::Frame frame = state->frames.lookup(function);
  if (frame.scalableBytes == 0)
    return frame.bytes;
  // What is scalable is rounded up to a pair of registers.
  constexpr uint64_t pair = 32;
  return frame.bytes + (frame.scalableBytes + pair) * target.maxVectorScale;
}

std::unique_ptr<llvm::Module> onnxc::translateModule(ModuleOp module, llvm::LLVMContext &context,
                                                     const Target &target,
                                                     llvm::TargetMachine &machine, OptLevel level) {
  DialectRegistry registry;
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  module.getContext()->appendDialectRegistry(registry);
  std::unique_ptr<llvm::Module> llvmModule = translateModuleToLLVMIR(module, context);
  if (!llvmModule)
    return nullptr;
  llvmModule->setTargetTriple(machine.getTargetTriple());
  llvmModule->setDataLayout(machine.createDataLayout());
  if (llvm::Error error = linkTextFunctions(*llvmModule)) {
    emitError(module.getLoc()) << llvm::toString(std::move(error));
    return nullptr;
  }
  if (machine.isPositionIndependent())
    llvmModule->setPICLevel(llvm::PICLevel::BigPIC);
  for (llvm::Function &function : *llvmModule) {
    if (function.isIntrinsic() || function.getName() == kClockFunction)
      continue;
    if (function.isDeclaration()) {
      emitError(module.getLoc(), "internal error: function '")
          << function.getName().str() << "' is called but not defined";
      return nullptr;
    }
    function.setLinkage(llvm::Function::InternalLinkage);
  }
  setFunctionAttributes(*llvmModule, target, level);
  return llvmModule;
}

void onnxc::setFunctionAttributes(llvm::Module &module, const Target &target, OptLevel level) {
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.setDoesNotThrow();
    function.addFnAttr("no-builtins");
    function.addFnAttr("target-cpu", target.cpu);
    function.addFnAttr("target-features", target.features);
    // Every frame is over the limit, so LLVM reports its size.
    function.addFnAttr("warn-stack-size", "0");
    // LLVM prefers half of the width of AVX-512 on some CPUs; the loops have our width.
    if (target.vectorBytes > 16)
      function.addFnAttr("prefer-vector-width", std::to_string(target.vectorBytes * 8));
    if (level == OptLevel::Os || level == OptLevel::Oz)
      function.addFnAttr(llvm::Attribute::OptimizeForSize);
    if (level == OptLevel::Oz)
      function.addFnAttr(llvm::Attribute::MinSize);
  }
}

static llvm::OptimizationLevel getOptimizationLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return llvm::OptimizationLevel::O0;
  case OptLevel::O1:
    return llvm::OptimizationLevel::O1;
  case OptLevel::O2:
    return llvm::OptimizationLevel::O2;
  case OptLevel::O3:
    return llvm::OptimizationLevel::O3;
  case OptLevel::Os:
    return llvm::OptimizationLevel::Os;
  case OptLevel::Oz:
    return llvm::OptimizationLevel::Oz;
  }
  llvm_unreachable("all levels are listed");
}

/// A program that links the object may have no library at all.
static llvm::TargetLibraryInfoImpl getLibraryInfo(const llvm::TargetMachine &machine) {
  llvm::TargetLibraryInfoImpl library(machine.getTargetTriple());
  library.disableAllFunctions();
  return library;
}

/// What is constant of an address becomes the offset of an instruction, and neighbours share the
/// rest: a tile has one address for each of its buffers.
static void addAddressPasses(llvm::PassBuilder &builder) {
  builder.registerOptimizerLastEPCallback(
      [](llvm::ModulePassManager &passes, llvm::OptimizationLevel level, llvm::ThinOrFullLTOPhase) {
        if (level == llvm::OptimizationLevel::O0)
          return;
        llvm::FunctionPassManager functions;
        functions.addPass(llvm::SeparateConstOffsetFromGEPPass());
        functions.addPass(llvm::EarlyCSEPass());
        functions.addPass(llvm::createFunctionToLoopPassAdaptor(llvm::LICMPass(llvm::LICMOptions()),
                                                                /*UseMemorySSA=*/true));
        passes.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(functions)));
      });
}

/// Unrolls loops of a few steps only, which often makes constants of all indices. On a
/// microcontroller, which has short pipelines and little flash, more of it takes ten times the code
/// and gains next to nothing; kernels have as much in one step as registers hold.
static void addShortUnrolling(llvm::PassBuilder &builder) {
  builder.registerScalarOptimizerLateEPCallback(
      [](llvm::FunctionPassManager &passes, llvm::OptimizationLevel level) {
        if (level.getSpeedupLevel() < 2)
          return;
        constexpr int fewSteps = 4;
        passes.addPass(llvm::LoopUnrollPass(llvm::LoopUnrollOptions(level.getSpeedupLevel())
                                                .setFullUnrollMaxCount(fewSteps)
                                                .setPartial(false)
                                                .setPeeling(false)
                                                .setRuntime(false)
                                                .setUpperBound(false)));
      });
}

static bool isEnabled(StringRef feature, const llvm::TargetMachine &machine) {
  return llvm::any_of(machine.getMCSubtargetInfo()->getEnabledProcessorFeatures(),
                      [&](const auto &row) { return feature == row.Key; });
}

void onnxc::optimizeModule(llvm::Module &module, llvm::TargetMachine &machine, OptLevel level) {
  bool hasHelium = isEnabled("mve", machine);
  if (hasHelium)
    disableHeliumGathers();
  llvm::PipelineTuningOptions options;
  options.SLPVectorization = level >= OptLevel::O2;
  options.LoopVectorization = level >= OptLevel::O2;
  options.LoopInterleaving = options.LoopVectorization;
  bool isMicrocontroller = isEnabled("mclass", machine);
  options.LoopUnrolling = !isMicrocontroller;
  llvm::PassBuilder builder(&machine, options);
  addAddressPasses(builder);
  if (isMicrocontroller)
    addShortUnrolling(builder);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::TargetLibraryInfoImpl library = getLibraryInfo(machine);
  functions.registerPass([&] { return llvm::TargetLibraryAnalysis(library); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::OptimizationLevel llvmLevel = getOptimizationLevel(level);
  llvm::ModulePassManager passes = level == OptLevel::O0
                                       ? builder.buildO0DefaultPipeline(llvmLevel)
                                       : builder.buildPerModuleDefaultPipeline(llvmLevel);
  passes.run(module, modules);
  if (hasHelium)
    workAroundHelium(module);
}

LogicalResult onnxc::generateCode(llvm::Module &module, llvm::TargetMachine &machine,
                                  llvm::CodeGenFileType type, SmallVectorImpl<char> &output) {
  llvm::raw_svector_ostream os(output);
  llvm::legacy::PassManager passes;
  passes.add(new llvm::TargetLibraryInfoWrapperPass(getLibraryInfo(machine)));
  if (machine.addPassesToEmitFile(passes, os, nullptr, type))
    return failure();
  passes.run(module);
  return success();
}
