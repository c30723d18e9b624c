// What a CPU offers: the one description that pipelines, the kernel generator and emission read.
#ifndef ONNXC_COMPILER_TARGET_TARGET_H
#define ONNXC_COMPILER_TARGET_TARGET_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/CodeGen.h"

#include <memory>
#include <string>
#include <vector>

namespace llvm {
class TargetMachine;
} // namespace llvm

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

  unsigned pointerBits = 64;
  bool bigEndian = false;

  /// Whether these are instructions; otherwise LLVM would call a library for them.
  bool hasRound = false;       // floor, ceil, trunc and roundeven of f32
  bool hasMinMax = false;      // maxnum and minnum of f32
  bool hasMaximum = false;     // maximum and minimum of f32 that keep NaN
  bool hasFma = false;         // fma of f32
  bool hasFmaByLane = false;   // of f32, with one lane of a vector as a factor
  bool hasBroadcast = false;   // of an f32 in memory to all lanes, or where it is a factor
  bool hasSqrt = false;        // square root of f32
  bool hasF64 = false;         // arithmetic and square root of f64
  bool hasF16 = false;         // arithmetic of f16
  bool hasF16Convert = false;  // f16 to and from f32
  bool hasBf16Convert = false; // f32 to bf16

  /// Whether kernels that ask for weights in advance were found to be faster.
  bool prefetches = false;

  /// Whether a load to all lanes takes no offset, so that a loop reads each row through a pointer.
  bool needsRowPointers = false;

  /// The widest vectors that are worth using: 4 bytes where there are none.
  unsigned vectorBytes = 4;
  unsigned vectorRegisters = 8;

  /// How many times 128 bits (RISC-V: 64) the vectors may have where the machine decides their
  /// size.
  unsigned maxVectorScale = 1;

  /// Bytes below the stack's pointer that a function which calls nothing may use.
  unsigned redZone = 0;

  /// Data caches of one core; 0 where there is none.
  unsigned l1Bytes = 0;
  unsigned l1Ways = 1;
  unsigned l2Bytes = 0;

  /// What reads a counter of constant rate: an intrinsic of LLVM, or an instruction with `$0` as
  /// its result; empty if programs cannot read one.
  std::string clock;

  bool hasFeature(llvm::StringRef feature) const;
};

/// Finds a target. `target` is an alias (`x86-64-v3`, `aarch64`, `cortex-m4`), a CPU that LLVM
/// knows (`znver4`), `native`, or a triple; `cpu` and `attributes` (`+dotprod,-fma`) mean what
/// -mcpu and -mattr mean in clang, and may be empty. A name that is unknown is an error on
/// `errors`, which lists the known ones.
mlir::FailureOr<Target> parseTarget(llvm::StringRef target, llvm::StringRef cpu,
                                    llvm::StringRef attributes, llvm::raw_ostream &errors);

/// `native` and the aliases, for a tool's help.
std::string listTargets();

/// A code generator whose objects link into position-independent programs where the target
/// has an operating system.
std::unique_ptr<llvm::TargetMachine> createTargetMachine(const Target &target,
                                                         llvm::CodeGenOptLevel level);

} // namespace onnxc

#endif
