// What operations have in common that write to destinations: tensors, or buffers.
#ifndef ONNXC_DIALECTS_KERNEL_IR_DESTINATIONS_H
#define ONNXC_DIALECTS_KERNEL_IR_DESTINATIONS_H

#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace onnxc::kernel {

inline mlir::ShapedType getShaped(mlir::Value value) {
  return llvm::cast<mlir::ShapedType>(value.getType());
}

/// Results of the destinations' types for tensors only, and operands of one kind.
llvm::LogicalResult verifyResults(mlir::DestinationStyleOpInterface op);

/// Reads and writes buffers as they were before a cast forgot their layout: what lies side by side
/// for all that is known is loaded as a vector.
llvm::LogicalResult foldCasts(mlir::Operation *op);

using Effects =
    llvm::SmallVectorImpl<mlir::SideEffects::EffectInstance<mlir::MemoryEffects::Effect>>;

/// Buffers are read, and destinations written too; tensors have no effects.
void addEffects(mlir::DestinationStyleOpInterface op, Effects &effects);

} // namespace onnxc::kernel

#endif
