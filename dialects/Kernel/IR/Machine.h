// The CPU that code is made for, and what is wanted of the code: attributes of the module.
#ifndef ONNXC_DIALECTS_KERNEL_IR_MACHINE_H
#define ONNXC_DIALECTS_KERNEL_IR_MACHINE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dialect.h"

#include "dialects/Kernel/IR/KernelDialect.h.inc"
#include "dialects/Kernel/IR/KernelEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Kernel/IR/KernelAttrs.h.inc"

namespace onnxc::kernel {

/// Costs are in ticks; a core of today, at 3 GHz, has so many of them.
inline constexpr int64_t kTicksPerCycle = 192, kTicksPerNanosecond = 3 * kTicksPerCycle;

/// The machine of which nothing is said: any CPU.
MachineAttr getAnyMachine(mlir::MLIRContext *context);

/// The machine of the module that `op` is or lies in. A module that names none is for any CPU.
MachineAttr getMachine(mlir::Operation *op);

/// The policy of the module that `op` is or lies in; without one, quick code is wanted.
PolicyAttr getPolicy(mlir::Operation *op);

/// Writes both into `module`, where they stay to its end.
void setMachine(mlir::ModuleOp module, MachineAttr machine, PolicyAttr policy);

} // namespace onnxc::kernel

#endif
