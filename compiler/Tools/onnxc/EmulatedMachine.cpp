#include "compiler/Tools/onnxc/EmulatedMachine.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/WithColor.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace onnxc;
using llvm::Triple;

namespace {

/// Programs of an operating system.
struct SystemRow {
  Triple::ArchType arch;
  StringLiteral compiler, emulator, packages;
};

/// Boards with a core that runs the code of a CPU, and where their memory lies.
struct BoardRow {
  StringLiteral cpu, board, vectors, origin, length;
};

} // namespace

static constexpr SystemRow kSystems[] = {
    {Triple::x86_64, "x86_64-linux-gnu-gcc", "qemu-x86_64 -cpu max",
     "gcc-x86-64-linux-gnu and qemu-user"},
    {Triple::aarch64, "aarch64-linux-gnu-gcc", "qemu-aarch64 -cpu max",
     "gcc-aarch64-linux-gnu and qemu-user"},
    {Triple::arm, "arm-linux-gnueabihf-gcc", "qemu-arm -cpu max",
     "gcc-arm-linux-gnueabihf and qemu-user"},
    {Triple::riscv64, "riscv64-linux-gnu-gcc", "qemu-riscv64",
     "gcc-riscv64-linux-gnu and qemu-user"},
};

/// Cores for which QEMU has no board run on one of a later core of their architecture.
static constexpr BoardRow kBoards[] = {
    {"cortex-m0", "mps2-an385", "0", "0x21000000", "0x1000000"},
    {"cortex-m0plus", "mps2-an385", "0", "0x21000000", "0x1000000"},
    {"cortex-m3", "mps2-an385", "0", "0x21000000", "0x1000000"},
    {"cortex-m4", "mps2-an386", "0", "0x21000000", "0x1000000"},
    {"cortex-m7", "mps2-an500", "0", "0x60000000", "0x1000000"},
    {"cortex-m33", "mps3-an547", "0x10000000", "0x70000000", "0x8000000"},
    {"cortex-m55", "mps3-an547", "0x10000000", "0x70000000", "0x8000000"},
    {"cortex-m85", "mps3-an547", "0x10000000", "0x70000000", "0x8000000"},
};

bool onnxc::runsHere(const Target &target) {
  Triple triple(target.triple), host(llvm::sys::getProcessTriple());
  if (triple.getArch() != host.getArch() || triple.getOS() != host.getOS())
    return false;
  llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
  return llvm::all_of(target.enabledFeatures, [&](const std::string &feature) {
    auto found = features.find(feature);
    return found == features.end() || found->second;
  });
}

static std::vector<std::string> splitCommand(StringRef text) {
  SmallVector<StringRef> words;
  text.split(words, ' ', -1, /*KeepEmpty=*/false);
  return {words.begin(), words.end()};
}

static EmulatedMachine makeBoard(const BoardRow &row, const Target &target) {
  bool isHard = Triple(target.triple).getEnvironmentName().ends_with("hf");
  EmulatedMachine machine;
  machine.isBoard = true;
  machine.compiler = {"arm-none-eabi-gcc",
                      "-mthumb",
                      "-mcpu=" + target.cpu,
                      isHard ? "-mfloat-abi=hard" : "-mfloat-abi=soft",
                      "-ffreestanding",
                      "-fno-tree-loop-distribute-patterns",
                      "-nostdlib",
                      "-Wl,--no-warn-rwx-segments",
                      "-Wl,--build-id=none",
                      "-Wl,--defsym=VECTORS_ORIGIN=" + row.vectors.str(),
                      "-Wl,--defsym=MEMORY_ORIGIN=" + row.origin.str(),
                      "-Wl,--defsym=MEMORY_LENGTH=" + row.length.str(),
                      "-T",
                      "board.ld",
                      "board.c"};
  machine.emulator = splitCommand("qemu-system-arm -display none -monitor none -serial none "
                                  "-semihosting-config enable=on,target=native -M");
  machine.emulator.push_back(row.board.str());
  return machine;
}

/// The machine and the Debian packages that have its programs; nothing if there is none.
static std::optional<std::pair<EmulatedMachine, StringRef>> findMachine(const Target &target) {
  Triple triple(target.triple);
  bool isArm = triple.isARM() || triple.isThumb();
  if (triple.isOSLinux())
    for (const SystemRow &row : kSystems)
      if (row.arch == (isArm ? Triple::arm : triple.getArch()) && triple.isLittleEndian()) {
        EmulatedMachine machine;
        machine.compiler = {row.compiler.str(), "-static"};
        machine.emulator = splitCommand(row.emulator);
        return std::pair(machine, StringRef(row.packages));
      }
  if (isArm && triple.isLittleEndian() && triple.getOS() == Triple::UnknownOS)
    for (const BoardRow &row : kBoards)
      if (target.cpu == row.cpu)
        return std::pair(makeBoard(row, target),
                         StringRef("gcc-arm-none-eabi and qemu-system-arm"));
  return std::nullopt;
}

static LogicalResult checkProgram(StringRef name, const Target &target, StringRef packages) {
  if (llvm::sys::findProgramByName(name))
    return success();
  llvm::WithColor::error() << "onnxc bench -target=" << target.name << " needs " << name
                           << ", which is not installed: Debian has it in the packages " << packages
                           << "\n";
  return failure();
}

FailureOr<EmulatedMachine> onnxc::findEmulatedMachine(const Target &target, StringRef emulator) {
  auto found = findMachine(target);
  if (!found) {
    llvm::WithColor::error() << "onnxc bench -target=" << target.name
                             << ": this machine does not run such code, and no emulator for it is "
                                "known (those of x86-64, aarch64, arm and riscv64 for Linux, and "
                                "of Cortex-M)\n";
    return failure();
  }
  auto &[machine, packages] = *found;
  if (!emulator.empty())
    machine.emulator = splitCommand(emulator);
  if (failed(checkProgram(machine.compiler.front(), target, packages)) ||
      failed(checkProgram(machine.emulator.front(), target, packages)))
    return failure();
  if (machine.isBoard)
    machine.emulator.push_back("-kernel");
  return std::move(machine);
}
