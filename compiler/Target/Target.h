// What a CPU offers: the table that emission reads, and that the module's `#kernel.machine` for
// all passes is made from.
#ifndef ONNXC_COMPILER_TARGET_TARGET_H
#define ONNXC_COMPILER_TARGET_TARGET_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/CodeGen.h"

#include <memory>
#include <string>
#include <vector>

namespace llvm {
class TargetMachine;
} // namespace llvm

namespace mlir {
class MLIRContext;
} // namespace mlir

namespace onnxc::kernel {
class MachineAttr;
} // namespace onnxc::kernel

namespace onnxc {

struct Target {
  /// What the user asked for: an alias, a CPU or a triple.
  std::string name;
  /// The three as LLVM spells them.
  std::string triple;
  std::string cpu;
  std::string features;
  /// All that cpu and features switch on, in LLVM's names, sorted.
  std::vector<std::string> enabledFeatures;

  /// What passes are told of it (describeMachine), by the same names as in `#kernel.machine`, which
  /// says what each of them is.
  bool round = false;
  bool minMax = false;
  bool maximum = false;
  bool sqrt = false;
  bool f64 = false;
  bool f16 = false;
  bool f16Conversion = false;
  bool bf16Conversion = false;
  bool fma = false;
  bool fmaByLane = false;
  bool broadcast = false;
  bool rowPointers = false;
  bool narrowing = false;
  bool wideningProducts = false;
  bool halfWords = false;
  bool prefetch = false;
  unsigned pointerBits = 64;
  unsigned vectorBytes = 4;
  unsigned vectorRegisters = 8;
  unsigned l1Bytes = 0;
  unsigned l1Ways = 1;
  unsigned l2Bytes = 0;
  bool uniformMemory = false;
  std::string clock;

  bool bigEndian = false;

  /// Dot products of integers that are instructions, the best first, by the names of
  /// `kernel::DotKind`.
  std::vector<std::string> dots;

  /// How many times 128 bits (RISC-V: 64) the vectors may have where the machine decides their
  /// size.
  unsigned maxVectorScale = 1;

  /// Bytes below the stack's pointer that a function which calls nothing may use.
  unsigned redZone = 0;

  bool hasFeature(llvm::StringRef feature) const;
};

/// Finds a target. `target` is an alias (`x86-64-v3`, `aarch64`, `cortex-m4`), a CPU that LLVM
/// knows (`znver4`), `native`, or a triple; `cpu` and `attributes` (`+dotprod,-fma`) mean what
/// -mcpu and -mattr mean in clang, and may be empty, as may `floatAbi`, which is that of 32-bit
/// Arm: `hard`, `softfp` or `soft`. A name that is unknown is an error on `errors`, which lists the
/// known ones. A Cortex may be spelled `cortex-m4f`, and `+nofp` after it means `soft`.
mlir::FailureOr<Target> parseTarget(llvm::StringRef target, llvm::StringRef cpu,
                                    llvm::StringRef attributes, llvm::raw_ostream &errors,
                                    llvm::StringRef floatAbi = "");

/// What passes may know of `target`.
kernel::MachineAttr describeMachine(const Target &target, mlir::MLIRContext *context);

/// `native` and the aliases, for a tool's help.
std::string listTargets();

/// A code generator whose objects link into position-independent programs where the target
/// has an operating system.
std::unique_ptr<llvm::TargetMachine> createTargetMachine(const Target &target,
                                                         llvm::CodeGenOptLevel level);

} // namespace onnxc

#endif
