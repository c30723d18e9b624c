#include "compiler/Target/EmitModel.h"

#include "compiler/Support/ProfileClock.h"
#include "compiler/Target/DebugInfo.h"
#include "compiler/Target/EntryPoints.h"
#include "compiler/Target/Header.h"
#include "compiler/Target/KernelNodes.h"
#include "compiler/Target/Libraries.h"
#include "compiler/Target/StackSize.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace mlir;
using namespace onnxc;

static raw_ostream &operator<<(raw_ostream &os, ArrayRef<char> bytes) {
  return os.write(bytes.data(), bytes.size());
}

namespace {

enum class FileKind { Object, Archive, SharedLibrary, Assembly, LLVMIR };

class Emitter {
public:
  Emitter(ModuleOp module, const Target &target, const EmitOptions &options, StringRef path,
          FileKind kind, OutputFiles &files)
      : module(module), target(target), options(options), path(path), kind(kind), files(files),
        diagnostics(context, module) {}

  FailureOr<EmittedModel> emit();

private:
  LogicalResult readModule();
  LogicalResult checkFormat();
  LogicalResult buildLLVMModule();
  LogicalResult generateAssembly();
  LogicalResult assemble(uint64_t zeros);
  LogicalResult assembleWithWeights();
  LogicalResult generateObject();
  LogicalResult checkUndefined();
  void measureKernels(const CallGraph &calls);
  llvm::Error writeOutput();
  llvm::Error writeFiles();
  void writeObject(raw_ostream &os) const;
  void writeAssembly(raw_ostream &os) const;
  LogicalResult check(llvm::Error error);

  ModuleOp module;
  const Target &target;
  const EmitOptions &options;
  StringRef path;
  FileKind kind;
  OutputFiles &files;
  llvm::LLVMContext context;
  LLVMDiagnostics diagnostics;
  llvm::StringMap<std::vector<std::string>> kernelNodes;
  std::unique_ptr<llvm::TargetMachine> machine;
  std::unique_ptr<llvm::Module> llvmModule;
  Weights weights;
  EmittedModel result;
  std::string nodeListing;
  SmallVector<char, 0> object;
  SmallVector<char, 0> assembly;
  uint64_t padding = 0; // between the object and the weights after it
};

} // namespace

static std::optional<FileKind> getFileKind(StringRef path) {
  return llvm::StringSwitch<std::optional<FileKind>>(llvm::sys::path::extension(path))
      .Cases({".o", ".obj"}, FileKind::Object)
      .Case(".a", FileKind::Archive)
      .Case(".so", FileKind::SharedLibrary)
      .Case(".s", FileKind::Assembly)
      .Case(".ll", FileKind::LLVMIR)
      .Default(std::nullopt);
}

uint64_t EmittedModel::getCodeSize(StringRef kernel) const {
  std::string symbol = interface.identifier + "." + kernel.str();
  auto found = llvm::find_if(kernels, [&](const Kernel &other) { return other.symbol == symbol; });
  return found == kernels.end() ? 0 : found->codeSize;
}

bool onnxc::isEmittedFile(StringRef path) { return getFileKind(path).has_value(); }

LogicalResult Emitter::check(llvm::Error error) {
  if (!error)
    return success();
  return emitError(UnknownLoc::get(module.getContext())) << llvm::toString(std::move(error));
}

static std::string getPathBeside(StringRef path, StringRef suffix) {
  SmallString<128> file(path);
  llvm::sys::path::replace_extension(file, suffix);
  return std::string(file);
}

LogicalResult Emitter::readModule() {
  FailureOr<ModelInterface> interface =
      getModelInterface(module, options.name, options.staticArena);
  FailureOr<Weights> found = Weights::get(module);
  if (failed(interface) || failed(found) || failed(verifyMain(module, *interface)))
    return failure();
  result.interface = std::move(*interface);
  weights = std::move(*found);
  kernelNodes = getKernelNodes(module);
  if (!options.debugInfo)
    return success();
  FailureOr<std::string> text =
      addDebugInfo(module, llvm::sys::path::filename(getPathBeside(path, ".nodes")));
  if (failed(text))
    return failure();
  nodeListing = std::move(*text);
  return success();
}

/// What is written for ELF only.
LogicalResult Emitter::checkFormat() {
  const llvm::Triple &triple = machine->getTargetTriple();
  if (triple.isOSBinFormatELF())
    return success();
  if (kind == FileKind::SharedLibrary)
    return emitError(module.getLoc()) << "no shared library can be written for " << triple.str()
                                      << ": write an object, and link it yourself";
  if (options.debugInfo)
    return emitError(module.getLoc())
           << "-g makes debug information for ELF, which " << triple.str() << " does not use";
  return success();
}

LogicalResult Emitter::buildLLVMModule() {
  machine = createTargetMachine(target, getCodeGenLevel(options.level));
  if (!machine)
    return emitError(module.getLoc()) << "no objects can be written for " << target.triple;
  if (failed(checkFormat()))
    return failure();
  llvmModule = translateModule(module, context, target, *machine, options.level);
  if (!llvmModule)
    return failure();
  llvmModule->setSourceFileName(result.interface.sourceName);
  addEntryPoints(*llvmModule, result.interface);
  setFunctionAttributes(*llvmModule, target, options.level);
  optimizeModule(*llvmModule, *machine, options.level);
  return success();
}

/// Assembly in which the weights' symbol is still missing: writeAssembly adds it.
LogicalResult Emitter::generateAssembly() {
  // The object, which tells the sizes, is generated from the same module afterwards.
  std::unique_ptr<llvm::Module> copy = llvm::CloneModule(*llvmModule);
  return generateCode(*copy, *machine, llvm::CodeGenFileType::AssemblyFile, assembly);
}

/// The object with `zeros` bytes for the weights, if there are any.
LogicalResult Emitter::assemble(uint64_t zeros) {
  if (weights.size() > 0)
    llvmModule->appendModuleInlineAsm(defineWeightsSymbol(result.interface.identifier,
                                                          machine->getTargetTriple(),
                                                          ".zero " + std::to_string(zeros) + "\n"));
  return generateCode(*llvmModule, *machine, llvm::CodeGenFileType::ObjectFile, object);
}

/// The object with its weights, which the assembler reads from a file.
LogicalResult Emitter::assembleWithWeights() {
  auto write = [&](raw_ostream &os) {
    weights.write([&](ArrayRef<char> bytes) { os << bytes; }, target.bigEndian);
  };
  const llvm::Triple &triple = machine->getTargetTriple();
  const std::string &identifier = result.interface.identifier;
  auto use = [&](StringRef file) {
    llvmModule->appendModuleInlineAsm(defineWeightsSymbol(
        identifier, triple, includeWeights(file, weights.size(), identifier, triple)));
    return succeeded(generateCode(*llvmModule, *machine, llvm::CodeGenFileType::ObjectFile, object))
               ? llvm::Error::success()
               : llvm::createStringError("no code can be generated for " + triple.str());
  };
  return check(withTemporaryFile(path, ".weights", write, use));
}

LogicalResult Emitter::generateObject() {
  const std::string &identifier = result.interface.identifier;
  bool isElf = machine->getTargetTriple().isOSBinFormatELF();
  CallGraph calls = getCallGraph(*llvmModule);
  if (failed(isElf || weights.size() == 0 || options.onlyMeasure
                 ? assemble(isElf ? 64 : weights.size())
                 : assembleWithWeights()) ||
      diagnostics.hasErrors())
    return failure();
  if (weights.size() > 0 && isElf) {
    llvm::Expected<uint64_t> bytes = appendWeightsSection(object, identifier, weights.size());
    if (!bytes)
      return check(bytes.takeError());
    padding = *bytes;
  }
  llvm::Expected<ObjectInfo> info = inspectObject(object);
  if (!info)
    return check(info.takeError());
  result.object = std::move(*info);
  measureKernels(calls);
  return checkUndefined();
}

void Emitter::measureKernels(const CallGraph &calls) {
  auto getFrameSize = [&](StringRef function) {
    return diagnostics.getStackSize(function, target);
  };
  const std::string &identifier = result.interface.identifier;
  result.stackSize = getStackBound(calls, identifier + ".run", target, getFrameSize);
  if (!result.object.undefined.empty())
    result.stackSize += kHelperStackSize;
  for (const auto &[symbol, size] : result.object.functions) {
    StringRef kernel = symbol;
    kernel.consume_front(identifier + ".");
    result.kernels.push_back({symbol, size, getFrameSize(symbol), kernelNodes.lookup(kernel)});
  }
}

LogicalResult Emitter::checkUndefined() {
  std::string names;
  bool isOfCompilers = true;
  for (StringRef symbol : result.object.undefined) {
    if (isAllowedUndefined(symbol, machine->getTargetTriple()) ||
        (result.interface.profile && symbol == kClockFunction))
      continue;
    names += (names.empty() ? "'" : ", '") + symbol.str() + "'";
    isOfCompilers &= symbol.starts_with("__");
  }
  if (names.empty())
    return success();
  InFlightDiagnostic error = emitError(module.getLoc());
  error << (isOfCompilers ? "" : "internal error: ") << "the code for " << target.name
        << " would need a library for " << names;
  if (isOfCompilers)
    error << ": choose a CPU that has instructions for it, with -mcpu or -mattr";
  return error;
}

void Emitter::writeObject(raw_ostream &os) const {
  os << ArrayRef<char>(object);
  if (!machine->getTargetTriple().isOSBinFormatELF())
    return;
  os.write_zeros(padding);
  weights.write([&](ArrayRef<char> bytes) { os << bytes; }, target.bigEndian);
}

void Emitter::writeAssembly(raw_ostream &os) const {
  os << ArrayRef<char>(assembly);
  if (weights.size() == 0)
    return;
  os << defineWeightsSymbol(result.interface.identifier, machine->getTargetTriple(), "");
  unsigned column = 0;
  weights.write(
      [&](ArrayRef<char> bytes) {
        for (char byte : bytes) {
          os << (column == 0 ? "\n.byte " : ",") << unsigned(static_cast<unsigned char>(byte));
          column = (column + 1) % 32;
        }
      },
      target.bigEndian);
  os << '\n';
  if (machine->getTargetTriple().isWasm())
    os << ".size " << result.interface.identifier << "_weights, " << weights.size() << '\n';
}

llvm::Error Emitter::writeOutput() {
  auto write = [&](raw_ostream &os) { writeObject(os); };
  switch (kind) {
  case FileKind::Object:
    return files.write(path, write);
  case FileKind::Archive:
    return writeStaticLibrary(files, path, machine->getTargetTriple(),
                              result.interface.identifier + ".o", write);
  case FileKind::SharedLibrary:
    return linkSharedLibrary(files, path, machine->getTargetTriple(), write);
  case FileKind::Assembly:
    return files.write(path, [&](raw_ostream &os) { writeAssembly(os); });
  case FileKind::LLVMIR:
    return files.write(path, [&](raw_ostream &os) { llvmModule->print(os, nullptr); });
  }
  llvm_unreachable("all kinds are listed");
}

llvm::Error Emitter::writeFiles() {
  llvm::Error error = llvm::Error::success();
  if (kind != FileKind::LLVMIR)
    error = files.write(getPathBeside(path, ".h"),
                        [&](raw_ostream &os) { writeHeader(result, target, os); });
  if (!error && options.debugInfo)
    error = files.write(getPathBeside(path, ".nodes"), [&](raw_ostream &os) { os << nodeListing; });
  return error ? std::move(error) : writeOutput();
}

FailureOr<EmittedModel> Emitter::emit() {
  if (failed(readModule()) || failed(buildLLVMModule()))
    return failure();
  if (kind == FileKind::Assembly && failed(generateAssembly()))
    return failure();
  if (kind != FileKind::LLVMIR && failed(generateObject()))
    return failure();
  if (diagnostics.hasErrors() || (!options.onlyMeasure && failed(check(writeFiles()))))
    return failure();
  return std::move(result);
}

llvm::Error onnxc::claimEmittedFiles(OutputFiles &files, StringRef path,
                                     const EmitOptions &options) {
  llvm::Error error = files.claim(path);
  if (!error && getFileKind(path) != FileKind::LLVMIR)
    error = files.claim(getPathBeside(path, ".h"));
  if (!error && options.debugInfo)
    error = files.claim(getPathBeside(path, ".nodes"));
  return error;
}

FailureOr<EmittedModel> onnxc::emitModel(ModuleOp module, const Target &target,
                                         const EmitOptions &options, StringRef path,
                                         OutputFiles &files) {
  std::optional<FileKind> kind = getFileKind(path);
  if (!kind)
    return emitError(UnknownLoc::get(module.getContext()))
           << path << ": expected a file name that ends in .o, .obj, .a, .so, .s or .ll";
  return Emitter(module, target, options, path, *kind, files).emit();
}
