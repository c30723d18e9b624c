// All passes of the kernel generator.
#ifndef ONNXC_COMPILER_KERNELGEN_PASSES_H
#define ONNXC_COMPILER_KERNELGEN_PASSES_H

#include "compiler/KernelGen/Emit/Passes.h"
#include "compiler/KernelGen/Plan/Passes.h"

#endif
