#include "compiler/Target/JitModel.h"

#include "compiler/Target/EntryPoints.h"
#include "compiler/Target/Weights.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/Alignment.h"
#include "llvm/Target/TargetMachine.h"

#include <cstdlib>

using namespace mlir;
using namespace onnxc;

void JitModel::FreeAligned::operator()(char *memory) const { std::free(memory); }

JitModel::AlignedMemory JitModel::allocate(uint64_t size, uint64_t align) {
  // aligned_alloc takes only multiples of the alignment.
  uint64_t bytes = llvm::alignTo(std::max<uint64_t>(size, 1), align);
  auto *memory = static_cast<char *>(std::aligned_alloc(align, bytes));
  if (!memory)
    llvm::report_bad_alloc_error("no memory for the model's arena or weights");
  return AlignedMemory(memory);
}

JitModel::JitModel(ModelInterface interface) : model(std::move(interface)) {
  weights = allocate(model.weightsSize, kAlignment);
  arena = allocate(model.arenaSize, model.arenaAlign);
  sizes.resize(std::max<size_t>(model.countSizes(), 1));
}

JitModel::~JitModel() = default;

static llvm::Expected<std::unique_ptr<llvm::orc::LLJIT>> makeJit(const Target &target,
                                                                 OptLevel level) {
  llvm::orc::JITTargetMachineBuilder machine{llvm::Triple(target.triple)};
  SmallVector<StringRef> features;
  StringRef(target.features).split(features, ',', -1, /*KeepEmpty=*/false);
  machine.setCPU(target.cpu);
  machine.addFeatures(std::vector<std::string>(features.begin(), features.end()));
  machine.setCodeGenOptLevel(getCodeGenLevel(level));
  // A call of a library is as much an error here as in an object.
  return llvm::orc::LLJITBuilder()
      .setJITTargetMachineBuilder(std::move(machine))
      .setLinkProcessSymbolsByDefault(false)
      .setPlatformSetUp(llvm::orc::setUpInactivePlatform)
      .create();
}

/// Compiles and returns the address of the entry point; null after an error.
static void *compile(llvm::orc::LLJIT &jit, llvm::orc::ThreadSafeModule llvmModule,
                     ModuleOp module) {
  // The session tells the cause (a symbol that is missing), the look-up only that it failed.
  llvm::Error cause = llvm::Error::success();
  jit.getExecutionSession().setErrorReporter(
      [&](llvm::Error error) { cause = llvm::joinErrors(std::move(cause), std::move(error)); });
  auto fail = [&](llvm::Error error) -> void * {
    emitError(module.getLoc(), "cannot compile the model in process: ")
        << llvm::toString(llvm::joinErrors(std::move(cause), std::move(error)));
    return nullptr;
  };
  if (llvm::Error error = jit.addIRModule(std::move(llvmModule)))
    return fail(std::move(error));
  llvm::Expected<llvm::orc::ExecutorAddr> address = jit.lookup("onnxc_jit_run");
  jit.getExecutionSession().setErrorReporter(llvm::consumeError);
  if (!address)
    return fail(address.takeError());
  llvm::cantFail(std::move(cause));
  return address->toPtr<void *>();
}

FailureOr<std::unique_ptr<JitModel>> JitModel::create(ModuleOp module, const Target &target,
                                                      OptLevel level) {
  FailureOr<ModelInterface> model = getModelInterface(module, "model", /*hasStaticArena=*/false);
  FailureOr<Weights> weights = Weights::get(module);
  if (failed(model) || failed(weights) || failed(verifyMain(module, *model)))
    return failure();

  auto context = std::make_unique<llvm::LLVMContext>();
  LLVMDiagnostics diagnostics(*context, module);
  std::unique_ptr<llvm::TargetMachine> machine =
      createTargetMachine(target, getCodeGenLevel(level));
  std::unique_ptr<llvm::Module> llvmModule =
      translateModule(module, *context, target, *machine, level);
  if (!llvmModule)
    return failure();
  addJitEntryPoint(*llvmModule, *model);
  setFunctionAttributes(*llvmModule, target, level);
  optimizeModule(*llvmModule, *machine, level);

  std::unique_ptr<JitModel> result(new JitModel(std::move(*model)));
  llvm::Expected<std::unique_ptr<llvm::orc::LLJIT>> jit = makeJit(target, level);
  if (!jit)
    return emitError(module.getLoc(), "cannot compile in process: ")
           << llvm::toString(jit.takeError());
  result->jit = std::move(*jit);
  void *address = compile(
      *result->jit, llvm::orc::ThreadSafeModule(std::move(llvmModule), std::move(context)), module);
  if (!address || diagnostics.hasErrors())
    return failure();
  result->entryPoint = reinterpret_cast<EntryPoint>(address);
  char *next = result->weights.get();
  weights->write([&](ArrayRef<char> bytes) { next = llvm::copy(bytes, next); });
  return result;
}

onnxc_status JitModel::run(ArrayRef<const void *> inputs, ArrayRef<void *> outputs,
                           const onnxc_threads *threads) {
  return runInArena(inputs, outputs, arena.get(), threads);
}

onnxc_status JitModel::runInArena(ArrayRef<const void *> inputs, ArrayRef<void *> outputs,
                                  void *callersArena, const onnxc_threads *threads) {
  assert(inputs.size() == model.inputs.size() && outputs.size() == model.outputs.size() &&
         "one pointer for each input and output");
  SmallVector<void *> results(outputs);
  results.push_back(sizes.data());
  entryPoint(inputs.data(), results.data(), callersArena, weights.get(), threads);
  return sizes.front() == 0  ? ONNXC_OK
         : sizes.front() < 0 ? ONNXC_ERROR_TEXT
                             : ONNXC_ERROR_CAPACITY;
}
