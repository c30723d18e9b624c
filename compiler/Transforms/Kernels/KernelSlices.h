// Parts of kernels on buffers, along one dimension of their result.
#ifndef ONNXC_COMPILER_TRANSFORMS_KERNELS_KERNELSLICES_H
#define ONNXC_COMPILER_TRANSFORMS_KERNELS_KERNELSLICES_H

#include "compiler/Transforms/Kernels/Kernel.h"
#include "dialects/Kernel/IR/Split.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

namespace onnxc {

/// How a kernel can be split along one dimension of its result, or into parts of its loop.
struct KernelAxis {
  struct Member {
    mlir::Operation *op = nullptr;
    /// One for each operand; nothing if each part needs all of it.
    llvm::SmallVector<std::optional<kernel::OperandSlice>> operands;
  };
  llvm::SmallVector<Member> members;
  /// Null, or all of the kernel: a loop whose iterations are steps, in any order.
  mlir::scf::ForOp rows;
  /// The dimension of the result, and steps along it.
  unsigned dim = 0;
  int64_t size = 1;
  /// As `kernel::Split` has them, for all members.
  int64_t granule = 1, unit = 1, least = 1;
  /// Whether a part of the result is in one piece of memory.
  bool isContiguous = true;
};

/// The dimensions along which the parts of `kernel` can be computed in any order, also at one time,
/// and give what the whole kernel does, bit by bit. Parts of a loop each need temporaries of their
/// own.
llvm::SmallVector<KernelAxis> getAxes(mlir::Operation *kernel);

/// Whether nobody but `kernel` uses the memory of `alloc`.
bool isUsedOnlyBy(mlir::memref::AllocOp alloc, mlir::Operation *kernel);

/// Builds a kernel for `count` steps from `begin` on. Operands that `places` maps have their part
/// of just this size there.
void buildSlice(mlir::OpBuilder &builder, mlir::Operation *kernel, const KernelAxis &axis,
                mlir::Value begin, int64_t count, const mlir::IRMapping &places = {});

} // namespace onnxc

#endif
