// The passes that tools know by their names.
#ifndef ONNXC_COMPILER_PIPELINES_ALLPASSES_H
#define ONNXC_COMPILER_PIPELINES_ALLPASSES_H

namespace onnxc {

/// Registers onnxc's passes, and those of MLIR that its pipelines use.
void registerCompilerPasses();

} // namespace onnxc

#endif
