#include "test/e2e/Toolchain.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc::e2e;

const char *const onnxc::e2e::kTargetHelp =
    "The target of onnxc: native, x86-64*, aarch64, armv7a, riscv64, cortex-m3, -m4 or -m55";

namespace {
struct Row {
  StringLiteral target;
  StringLiteral compiler;
  StringLiteral emulator;
  StringLiteral machine;
};
} // namespace

#define ARM_GCC "arm-none-eabi-gcc -mthumb "
#define BOARD(name)                                                                                \
  "qemu-system-arm -display none -monitor none -serial none "                                      \
  "-semihosting-config enable=on,target=native -M " name " -kernel"
#define MEMORY(vectors, flash, flashLength, protectedOrigin, ram, ramLength)                       \
  " -Wl,--defsym=VECTORS_ORIGIN=" vectors " -Wl,--defsym=FLASH_ORIGIN=" flash                      \
  " -Wl,--defsym=FLASH_LENGTH=" flashLength " -Wl,--defsym=PROTECTED_ORIGIN=" protectedOrigin      \
  " -Wl,--defsym=RAM_ORIGIN=" ram " -Wl,--defsym=RAM_LENGTH=" ramLength
#define MPS2 MEMORY("0", "0x400", "0x3ffc00", "0", "0x21000000", "0x1000000")
#define MPS3                                                                                       \
  MEMORY("0x10000000", "0x70000000", "0x4000000", "0x70000000", "0x74000000", "0x8000000")

/// A target is the first row that its name begins with.
static constexpr Row kRows[] = {
    {"native", "cc", "", "posix"},
    {"x86-64", "cc", "", "posix"},
    {"aarch64", "aarch64-linux-gnu-gcc -static", "qemu-aarch64 -cpu max", "posix"},
    {"armv7a", "arm-linux-gnueabihf-gcc -static", "qemu-arm", "posix"},
    {"riscv64", "riscv64-linux-gnu-gcc -static", "qemu-riscv64", "posix"},
    {"cortex-m3", ARM_GCC "-mcpu=cortex-m3" MPS2, BOARD("mps2-an385"), "cortex_m"},
    {"cortex-m4", ARM_GCC "-mcpu=cortex-m4 -mfloat-abi=hard -mfpu=fpv4-sp-d16" MPS2,
     BOARD("mps2-an386"), "cortex_m"},
    {"cortex-m55", ARM_GCC "-mcpu=cortex-m55 -mfloat-abi=hard" MPS3, BOARD("mps3-an547"),
     "cortex_m"},
};

std::vector<std::string> onnxc::e2e::splitCommand(StringRef text) {
  SmallVector<StringRef> words;
  text.split(words, ' ', -1, /*KeepEmpty=*/false);
  return {words.begin(), words.end()};
}

/// Programs for a board have no C library and no start-up code but ours. That traps unaligned
/// accesses if it has none itself.
static void addBoardFlags(Toolchain &toolchain, ArrayRef<std::string> onnxcFlags) {
  constexpr StringLiteral strict = "-mno-unaligned-access";
  if (llvm::is_contained(onnxcFlags, strict))
    toolchain.compiler.push_back(strict.str());
  std::string script = toolchain.sourceRoot + "/test/e2e/runner/" + toolchain.machine + ".ld";
  for (StringRef flag : {"-ffreestanding", "-fno-tree-loop-distribute-patterns", "-nostdlib",
                         "-static", "-Wl,--no-warn-rwx-segments", "-Wl,--build-id=none", "-T"})
    toolchain.compiler.push_back(flag.str());
  toolchain.compiler.push_back(script);
}

FailureOr<Toolchain> onnxc::e2e::findToolchain(StringRef target, StringRef emulator,
                                               ArrayRef<std::string> onnxcFlags,
                                               StringRef sourceRoot, StringRef workFolder) {
  const Row *row = llvm::find_if(kRows, [&](const Row &r) { return target.starts_with(r.target); });
  if (row == std::end(kRows)) {
    llvm::WithColor::error() << "no toolchain is known for target '" << target << "'\n";
    return failure();
  }
  Toolchain toolchain{splitCommand(row->compiler),
                      splitCommand(emulator.empty() ? StringRef(row->emulator) : emulator),
                      sourceRoot.str(), workFolder.str(), row->machine.str()};
  if (row->machine != "posix")
    addBoardFlags(toolchain, onnxcFlags);
  return toolchain;
}
