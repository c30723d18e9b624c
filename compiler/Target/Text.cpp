#include "compiler/Target/Text.h"

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

// LLVM bitcode of runtime/text for targets with pointers of 32 and 64 bits.
static constexpr unsigned char kBitcode32[] = {
#include "compiler/Target/text32.inc"
};
static constexpr unsigned char kBitcode64[] = {
#include "compiler/Target/text64.inc"
};

static bool isTextFunction(const Function &function) {
  return function.isDeclaration() && function.getName().starts_with("onnxc_text_");
}

static Expected<std::unique_ptr<Module>> readFunctions(Module &module) {
  ArrayRef<unsigned char> bitcode =
      module.getDataLayout().getPointerSizeInBits() == 32 ? ArrayRef(kBitcode32) : kBitcode64;
  MemoryBufferRef buffer(toStringRef(bitcode), "text");
  return parseBitcodeFile(buffer, module.getContext());
}

/// What clang says of the CPU that it compiled for does not hold for the model's.
static void forgetTarget(Module &functions, const Module &module) {
  functions.setTargetTriple(module.getTargetTriple());
  functions.setDataLayout(module.getDataLayout());
  if (NamedMDNode *flags = functions.getNamedMetadata("llvm.module.flags"))
    flags->eraseFromParent();
  if (NamedMDNode *names = functions.getNamedMetadata("llvm.ident"))
    names->eraseFromParent();
  for (Function &function : functions)
    if (!function.isIntrinsic())
      function.setAttributes(function.getAttributes().removeFnAttributes(module.getContext()));
}

Error onnxc::linkTextFunctions(Module &module) {
  if (none_of(module, isTextFunction))
    return Error::success();
  Expected<std::unique_ptr<Module>> functions = readFunctions(module);
  if (!functions)
    return functions.takeError();
  forgetTarget(**functions, module);
  if (Linker::linkModules(module, std::move(*functions), Linker::LinkOnlyNeeded))
    return createStringError("internal error: functions on strings cannot be linked");
  return Error::success();
}
