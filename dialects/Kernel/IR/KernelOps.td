#ifndef ONNXC_DIALECTS_KERNEL_IR_KERNELOPS_TD
#define ONNXC_DIALECTS_KERNEL_IR_KERNELOPS_TD

include "dialects/Kernel/IR/ContractionOps.td"
include "dialects/Kernel/IR/GroupOps.td"
include "dialects/Kernel/IR/MachineAttr.td"
include "dialects/Kernel/IR/TextOps.td"
include "dialects/Kernel/IR/TopKOps.td"
include "dialects/Kernel/IR/WinogradOps.td"

#endif
