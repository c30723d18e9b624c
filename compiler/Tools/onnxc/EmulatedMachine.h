// How programs for another machine are linked and run here.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_EMULATEDMACHINE_H
#define ONNXC_COMPILER_TOOLS_ONNXC_EMULATEDMACHINE_H

#include "compiler/Target/Target.h"

namespace onnxc {

struct EmulatedMachine {
  /// Commands: a C compiler with its flags, and QEMU with its flags, which the program follows.
  std::vector<std::string> compiler, emulator;
  /// A board without an operating system, which the program has to start.
  bool isBoard = false;
};

/// Whether this machine runs code for `target`.
bool runsHere(const Target &target);

/// The machine for a target, with the command `emulator` unless that is empty. Prints an error if
/// none is known, or if a program is not installed.
mlir::FailureOr<EmulatedMachine> findEmulatedMachine(const Target &target,
                                                     llvm::StringRef emulator);

} // namespace onnxc

#endif
