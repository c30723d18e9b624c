// The `kernel` dialect: contractions as the kernel generator takes them, and selection.
#ifndef ONNXC_DIALECTS_KERNEL_IR_KERNELOPS_H
#define ONNXC_DIALECTS_KERNEL_IR_KERNELOPS_H

#include "dialects/Kernel/IR/Machine.h"
#include "dialects/Kernel/IR/Split.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#define GET_OP_CLASSES
#include "dialects/Kernel/IR/ContractionOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Kernel/IR/GroupOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Kernel/IR/TopKOps.h.inc"
#define GET_OP_CLASSES
#include "dialects/Kernel/IR/WinogradOps.h.inc"

namespace onnxc::kernel {

/// What the contractions of the dialect have in common, with a gemm as a convolution over no
/// space: its rows are the batch.
struct Contraction {
  mlir::Operation *op = nullptr;
  mlir::Value input, weights, sums;
  TileAttr tile;
  /// What weights are made of; null if they are stored as they are.
  BlocksAttr blocks;
  /// Whether an input of integers is unsigned.
  bool unsignedInput = false;
  int64_t groups = 1;
  /// Output and input channels of one group.
  int64_t filters = 0, channels = 0;
  /// The output's dimensions before the channels: batch and space. The rows of a gemm may be
  /// dynamic; then they are its one dimension.
  llvm::SmallVector<int64_t> pixels;
  /// One for each dimension of space.
  llvm::SmallVector<int64_t> kernel, strides, dilations;

  /// The products in each sum.
  int64_t getDepth() const;

  /// The elements of the weights that each output channel has: one for each product, or the bytes
  /// of its blocks.
  int64_t getStoredDepth() const;

  /// Whether the sums are integers.
  bool hasIntegers() const;

  /// Whether the number of rows is known at run time only.
  bool hasDynamicRows() const;
};

/// `op` as a contraction; nothing if it is none of this dialect.
std::optional<Contraction> getContraction(mlir::Operation *op);

/// Whether `op` is a view, a constant or an allocation.
bool computesNothing(mlir::Operation *op);

/// How many products along the depth a step of `dot` adds to a sum.
int64_t getGroupSize(DotKind dot);

/// The output channels of a group as panels of `tile.columns`; the last may be narrower. `valid`
/// is what a panel has of output channels, `width` what it stores.
struct Panel {
  int64_t begin = 0, valid = 0, width = 0;
};
llvm::SmallVector<Panel> getPanels(int64_t filters, TileAttr tile);

/// The elements of a packed panel for each of its columns.
int64_t getPackedDepth(int64_t depth, TileAttr tile);

/// The bytes of one output channel whose weights are blocks: where its scales end, its zero points,
/// and its numbers.
struct BlockLayout {
  int64_t scaleBytes = 0, zerosBegin = 0, numbersBegin = 0, size = 0;
};
BlockLayout getBlockLayout(BlocksAttr blocks, int64_t depth);

/// The elements of all packed panels of a group, of which each output channel has `depth`.
int64_t getPackedSize(int64_t filters, int64_t depth, TileAttr tile);

/// The output channels that `kernel.winograd_conv` computes at a time: whole panels.
int64_t getWinogradGroup(int64_t filters, TileAttr tile);

/// Lets bufferization handle the operations as it does linalg's.
void registerBufferizableOpInterfaceModels(mlir::DialectRegistry &registry);

} // namespace onnxc::kernel

#endif
