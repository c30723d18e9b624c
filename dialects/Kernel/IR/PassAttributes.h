// The attributes `onnxc.<name>`, in which passes leave for later ones, and for the object, what
// they found or decided.
#ifndef ONNXC_DIALECTS_KERNEL_IR_PASSATTRIBUTES_H
#define ONNXC_DIALECTS_KERNEL_IR_PASSATTRIBUTES_H

#include "mlir/IR/Dialect.h"

namespace onnxc {

// Of a module, through all stages: the last one that it passed, the CPU, what is wanted of the
// code.
inline constexpr llvm::StringLiteral kStageAttr("onnxc.stage");
inline constexpr llvm::StringLiteral kMachineAttr("onnxc.machine");
inline constexpr llvm::StringLiteral kPolicyAttr("onnxc.policy");

// Of a module: what its object and its header tell.
inline constexpr llvm::StringLiteral kArenaSizeAttr("onnxc.arena_size");
inline constexpr llvm::StringLiteral kArenaAlignAttr("onnxc.arena_align");
inline constexpr llvm::StringLiteral kArenaLowerBoundAttr("onnxc.arena_lower_bound");
inline constexpr llvm::StringLiteral kPeakBuffersAttr("onnxc.peak_buffers");
inline constexpr llvm::StringLiteral kWeightsSizeAttr("onnxc.weights_size");
inline constexpr llvm::StringLiteral kWeightValuesAttr("onnxc.weight_values");
inline constexpr llvm::StringLiteral kWeightOffsetsAttr("onnxc.weight_offsets");
inline constexpr llvm::StringLiteral kMultiplyAddsAttr("onnxc.multiply_adds");
inline constexpr llvm::StringLiteral kProfileAttr("onnxc.profile");
inline constexpr llvm::StringLiteral kProfileOffsetAttr("onnxc.profile_offset");

/// Of a module whose kernels the program's threads share.
inline constexpr llvm::StringLiteral kThreadsAttr("onnxc.threads");

/// Of a module from which the schedule is wanted: temporaries keep apart then, even those that have
/// the same place and type one after the other.
inline constexpr llvm::StringLiteral kWantsScheduleAttr("onnxc.wants_schedule");

/// Of a module: what each step of a run computes and which temporaries live meanwhile.
inline constexpr llvm::StringLiteral kScheduleAttr("onnxc.schedule");

/// Of a view of the arena: the number of its temporary, for the schedule.
inline constexpr llvm::StringLiteral kBufferAttr("onnxc.buffer");

/// Of a module: the operator of each node of the ONNX file, for profiles.
inline constexpr llvm::StringLiteral kOperatorsAttr("onnxc.operators");

/// Of a loop over blocks of rows, which becomes one kernel.
inline constexpr llvm::StringLiteral kRowsAttr("onnxc.rows");

/// Of constants that nothing else has: parts of weights, which are of no use once they are packed.
/// Other constants may belong to several modules.
inline constexpr llvm::StringLiteral kWeightPartAttr("onnxc.weight_part");

/// Of the call of a kernel: what it stands for, for profiles.
inline constexpr llvm::StringLiteral kKernelAttr("onnxc.kernel");

/// Of a function that carries out one chunk of a kernel.
inline constexpr llvm::StringLiteral kTaskAttr("onnxc.task");

/// Verifies these attributes; it has no operations.
class OnnxcDialect : public mlir::Dialect {
public:
  explicit OnnxcDialect(mlir::MLIRContext *context);
  static constexpr llvm::StringLiteral getDialectNamespace() { return "onnxc"; }

  llvm::LogicalResult verifyOperationAttribute(mlir::Operation *op,
                                               mlir::NamedAttribute attribute) override;
};

} // namespace onnxc

MLIR_DECLARE_EXPLICIT_TYPE_ID(onnxc::OnnxcDialect)

#endif
