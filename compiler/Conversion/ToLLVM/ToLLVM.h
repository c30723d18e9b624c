#ifndef ONNXC_COMPILER_CONVERSION_TOLLVM_TOLLVM_H
#define ONNXC_COMPILER_CONVERSION_TOLLVM_TOLLVM_H

#include "dialects/Kernel/IR/Machine.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Pass/Pass.h"

namespace onnxc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Conversion/ToLLVM/Passes.h.inc"

} // namespace onnxc

#endif
