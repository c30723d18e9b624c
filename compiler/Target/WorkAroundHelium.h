// What LLVM 22's back end for Helium (MVE) takes wrongly.
#ifndef ONNXC_COMPILER_TARGET_WORKAROUNDHELIUM_H
#define ONNXC_COMPILER_TARGET_WORKAROUNDHELIUM_H

namespace llvm {
class Module;
} // namespace llvm

namespace onnxc {

/// Rewrites an optimized module into forms that the back end takes rightly.
void workAroundHelium(llvm::Module &module);

/// Switches off the lowering of gathers and scatters, for all modules: it moves the addition of a
/// loop's induction variable without moving the uses in the loop's exit, so that some loops never
/// end.
void disableHeliumGathers();

} // namespace onnxc

#endif
