#include "compiler/Tools/onnxc/EmulateModel.h"

#include "compiler/Tools/onnxc/Inputs.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;

/// Writes model.o and model.h.
static FailureOr<EmittedModel> emit(Session &session, ModuleOp module, const Target &target,
                                    StringRef folder) {
  OutputFiles files;
  EmitOptions options;
  options.level = session.flags.optLevel;
  std::string path = (folder + "/model.o").str();
  if (failed(session.check(claimEmittedFiles(files, path, options))))
    return failure();
  FailureOr<EmittedModel> model = session.times.measure(
      Stage::LLVM, [&] { return emitModel(module, target, options, path, files); });
  if (failed(model) || failed(session.check(files.commit())))
    return failure();
  return model;
}

static bool takesStrings(const ModelValue &input) {
  return isa<onnx::StringType>(input.type.getElementType());
}

static FailureOr<CountReport> emulate(Session &session, const Target &target,
                                      const EmulatedMachine &machine, const TestData &data,
                                      StringRef folder) {
  FailureOr<OwningOpRef<ModuleOp>> module = loadForInputs(session, data);
  if (failed(module))
    return failure();
  CompileOptions options = session.getCompileOptions(target);
  options.schedule = true;
  if (failed(runStages(**module, Stage::Linalg, options, session.times)))
    return failure();
  FailureOr<ModelSignature> signature = getModelSignature(**module);
  if (failed(signature))
    return failure();
  if (llvm::any_of(signature->inputs, takesStrings)) {
    llvm::WithColor::error() << "onnxc bench -target: inputs of strings are not handed to emulated "
                                "programs\n";
    return failure();
  }
  FailureOr<std::vector<HostTensor>> inputs = getInputs(*signature, data, session.context);
  if (failed(inputs) || failed(runStages(**module, Stage::LLVM, options, session.times)))
    return failure();
  FailureOr<EmittedModel> model = emit(session, **module, target, folder);
  if (failed(model))
    return failure();
  StringRef name = llvm::sys::path::filename(session.flags.model);
  if (!model->interface.schedule) {
    llvm::WithColor::error() << name << ": has passed stage 'memory' already\n";
    return failure();
  }
  FailureOr<InstructionCounts> counts = countInstructions(machine, *model, *inputs, folder);
  if (failed(counts))
    return failure();
  return CountReport(name, target, machine, *model, *counts);
}

FailureOr<CountReport> onnxc::emulateModel(Session &session, const Target &target,
                                           const TestData &data) {
  FailureOr<EmulatedMachine> machine = findEmulatedMachine(target, session.flags.emulator);
  if (failed(machine))
    return failure();
  if (session.flags.threadCount > 1) {
    llvm::WithColor::error() << "--threads: instructions are counted on one thread\n";
    return failure();
  }
  SmallString<128> folder;
  if (std::error_code error = llvm::sys::fs::createUniqueDirectory("onnxc-bench", folder))
    return session.check(llvm::createStringError("no temporary folder: " + error.message()));
  llvm::scope_exit remove([&] { llvm::sys::fs::remove_directories(folder); });
  return emulate(session, target, *machine, data, folder);
}
