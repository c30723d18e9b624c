// libFuzzer's entry to the importer. Inputs are binary models; half of the mutations keep
// them well-formed, so that they get behind the parser.
#include "compiler/Import/Import.h"
#include "compiler/Import/onnx.pb.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "test/fuzz/ProtoMutator.h"

using namespace mlir;

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  ScopedDiagnosticHandler silent(&context, [](Diagnostic &) { return success(); });
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  onnxc::importModelFromMemory(bytes, "fuzz.onnx", "/nonexistent", &context);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize,
                                          unsigned seed) {
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
