// Parts of kernels on buffers, along one dimension of their result.
#ifndef ONNXC_COMPILER_TRANSFORMS_KERNELS_KERNELSLICES_H
#define ONNXC_COMPILER_TRANSFORMS_KERNELS_KERNELSLICES_H

#include "compiler/Transforms/Kernels/Kernel.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

#include <optional>

namespace onnxc {

/// What a part of the result needs of an operand: for `count` steps of the result's dimension from
/// `begin` on, `count * stride + rest` elements of `dim` from `begin * stride` on. The count is
/// rounded up to a multiple of `round` first.
struct OperandSlice {
  unsigned dim = 0;
  int64_t stride = 1, rest = 0, round = 1;

  bool operator==(const OperandSlice &other) const;
};

/// How a kernel can be split along one dimension of its result, or into parts of its loop.
struct KernelAxis {
  struct Member {
    mlir::Operation *op = nullptr;
    /// One for each operand; nothing if each part needs all of it.
    llvm::SmallVector<std::optional<OperandSlice>> operands;
    /// The loop of a linalg operation that runs along the dimension.
    unsigned loop = 0;
  };
  llvm::SmallVector<Member> members;
  /// Null, or all of the kernel: a loop whose iterations are steps, in any order.
  mlir::scf::ForOp rows;
  /// The dimension of the result, and steps along it.
  unsigned dim = 0;
  int64_t size = 1;
  /// Every part but the last has a multiple of so many steps; see planChunks for the unit.
  int64_t granule = 1, unit = 1;
  /// Every part has so many steps: with fewer, another loop could run along the lanes of vectors,
  /// and sums have another order.
  int64_t least = 1;
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
