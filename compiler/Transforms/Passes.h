// All passes on linalg, tensor and memref.
#ifndef ONNXC_COMPILER_TRANSFORMS_PASSES_H
#define ONNXC_COMPILER_TRANSFORMS_PASSES_H

#include "compiler/Transforms/Kernels/Passes.h"
#include "compiler/Transforms/Math/Passes.h"
#include "compiler/Transforms/Memory/Passes.h"
#include "compiler/Transforms/Tensors/Passes.h"

#endif
