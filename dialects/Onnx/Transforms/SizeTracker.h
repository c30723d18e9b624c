// Sizes that a run settles, followed through a model.
#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_SIZETRACKER_H
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_SIZETRACKER_H

#include "dialects/Onnx/IR/ListEntry.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/ReshapedSizes.h"

#include <deque>
#include <map>

namespace onnxc::onnx {

/// A dimension of a value.
using Dim = std::pair<mlir::Value, int64_t>;

/// What a run settles of one dimension and of those that carry it on.
struct Size {
  mlir::Value count;
  int64_t room;
  /// Whether some operator needs it to be as large as its room.
  bool isExact = false;
  /// The counts that it is a product of, or else its own.
  Extent extent = {1, {count}};
};

/// Where sizes come from and go to, operator by operator: those that add, keep or read them in
/// general, then Concat and Scatter, Reshape, and regions in files of their own.
class SizeTracker {
public:
  /// Follows all sizes in `block`. Returns how many do not fit there, an int64 scalar at its end;
  /// null if all are known to fit.
  mlir::Value track(mlir::Block &block);

  /// Whether an error was reported.
  bool hasFailed = false;

  const Size *find(mlir::Value value, int64_t dim) const {
    auto size = sizes.find({value, dim});
    return size == sizes.end() ? nullptr : size->second;
  }

private:
  void track(mlir::Operation *op);
  void trackIf(IfOp op, mlir::Value thenMisfits, mlir::Value elseMisfits);
  void trackLoop(LoopOp op, mlir::Value misfits);
  void settleTypes(mlir::Operation *op);
  void carry(mlir::Operation *op);
  mlir::LogicalResult ignore(mlir::OpOperand &operand, int64_t dim, Size &size);
  void readInPart(mlir::OpOperand &operand, int64_t dim, Size &size);
  void join(ConcatOp op);
  Size *join(ConcatOp op, mlir::Value joined, llvm::ArrayRef<Size *> parts);
  Size *findEntry(mlir::Value list, int64_t i) const;
  ListEntry traceListEntry(mlir::Value list, int64_t i) const;
  bool reshape(mlir::Operation *op);
  std::optional<llvm::SmallVector<TargetDim>> getTarget(mlir::Operation *op,
                                                        llvm::ArrayRef<OpenDim> input) const;
  llvm::SmallVector<OpenDim> getDims(mlir::Value value) const;
  Size *addProduct(mlir::Operation *op, int64_t dim, const OpenDim &open);
  void carryProduct(mlir::Operation *op, int64_t dim, const OpenDim &open);
  void scatter(mlir::Operation *op);
  template <typename Op> void replaceIndices(Op scatter, mlir::Value indices);
  Size *findPlaced(mlir::OpOperand &operand, int64_t dim) const;
  Size *findShared(mlir::OpResult result, int64_t dim) const;
  Size *findExpanded(ExpandOp op, int64_t dim) const;
  void carryTo(mlir::Operation *op, int64_t dim, llvm::ArrayRef<Size *> carried);
  void addSizes(mlir::Operation *op);
  Size *addSize(mlir::Value value, int64_t dim, mlir::Value count);
  void answerShape(ShapeOp op);
  void answerSize(SizeOp op);
  void needExact(mlir::OpOperand &operand);
  bool isOpen(mlir::RankedTensorType type, int64_t dim, llvm::ArrayRef<mlir::Value> values) const;
  mlir::Value buildCount(mlir::Operation *yield, mlir::Value value, int64_t dim) const;

  /// The sizes that are settled in the block at hand, and what did not fit in blocks inside of it.
  struct Scope {
    llvm::SmallVector<Size *> sizes;
    llvm::SmallVector<mlir::Value> misfits;
  };
  Scope *scope = nullptr;
  std::deque<Size> owned;
  llvm::DenseMap<Dim, Size *> sizes;
  /// The sizes by what tells them.
  llvm::DenseMap<mlir::Value, Size *> byCount;
  /// The sizes of what Concat makes, by those of its parts, or else their room.
  std::map<llvm::SmallVector<std::pair<Size *, int64_t>>, Size *> joined;
  /// The sizes that are products, by their counts, then factor and room.
  std::map<std::pair<llvm::SmallVector<void *>, std::pair<int64_t, int64_t>>, Size *> products;
};

/// 0 for what is no tensor.
int64_t getRank(mlir::Value value);
bool hasStaticShape(mlir::Value value);
/// `number`, or if it is null, a 0 in front of `at`.
mlir::Value orZero(mlir::Value number, mlir::Operation *at);

} // namespace onnxc::onnx

#endif
