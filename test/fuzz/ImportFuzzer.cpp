// libFuzzer's entry to the importer and the graph stage after it. Inputs are binary models;
// most mutations keep them well-formed, so that they get past the parser.
#include "compiler/Import/Import.h"
#include "compiler/Import/onnx.pb.h"
#include "compiler/Pipelines/GraphPipeline.h"
#include "compiler/Pipelines/LinalgPipeline.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "test/fuzz/ProtoMutator.h"

using namespace mlir;

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

namespace {
/// What many inputs share: making it costs more than compiling a small model.
struct Compiler {
  Compiler() : context(MLIRContext::Threading::DISABLED), passes(&context) {
    onnxc::buildGraphPipeline(passes);
    const char *stage = std::getenv("ONNXC_FUZZ_STAGE");
    if (stage && llvm::StringRef(stage) == "linalg")
      onnxc::buildLinalgPipeline(passes);
  }
  MLIRContext context;
  PassManager passes;
};
} // namespace

/// Made anew from time to time, as a context keeps every type and attribute it has seen.
static Compiler &getCompiler() {
  static std::unique_ptr<Compiler> compiler;
  static int uses = 0;
  if (uses++ % 200 == 0)
    compiler = std::make_unique<Compiler>();
  return *compiler;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Compiler &compiler = getCompiler();
  ScopedDiagnosticHandler silent(&compiler.context, [](Diagnostic &) { return success(); });
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  OwningOpRef<ModuleOp> module =
      onnxc::importModelFromMemory(bytes, "fuzz.onnx", "/nonexistent", &compiler.context);
  if (module)
    (void)compiler.passes.run(*module);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize,
                                          unsigned seed) {
  google::protobuf::LogSilencer silence;
  onnxc::proto::ModelProto model;
  if (seed % 4 == 0 || !model.ParsePartialFromArray(data, static_cast<int>(size)))
    return LLVMFuzzerMutate(data, size, maxSize);
  onnxc::ProtoMutator(seed).mutate(model);
  std::string bytes = model.SerializePartialAsString();
  if (bytes.size() > maxSize)
    return LLVMFuzzerMutate(data, size, maxSize);
  llvm::copy(bytes, data);
  return bytes.size();
}
