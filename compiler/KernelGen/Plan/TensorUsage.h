// What tensors take at each operation, before they are buffers.
#ifndef ONNXC_COMPILER_KERNELGEN_PLAN_TENSORUSAGE_H
#define ONNXC_COMPILER_KERNELGEN_PLAN_TENSORUSAGE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"

namespace onnxc {

/// The bytes that a model needs at each operation, as far as tensors tell: inputs and outputs of
/// the function, and temporaries from their first to their last use. What usually becomes one
/// buffer counts once: reshapes and transposes, elementwise results in place of an operand, parts
/// of a concatenation, what is padded.
class TensorUsage {
public:
  explicit TensorUsage(mlir::func::FuncOp function);

  int64_t getBytes(mlir::Operation *op) const { return usage[numbers.lookup(op)]; }
  int64_t getPeak() const;

private:
  struct Buffer {
    int64_t size = 0, first = 0, last = 0;
    /// Memory of the caller.
    bool isOutside = false;
  };

  void number(mlir::func::FuncOp function);
  void addArguments(mlir::func::FuncOp function);
  void addResults(mlir::Operation *op);
  void addResult(mlir::OpResult result);
  mlir::Value findShared(mlir::OpResult result) const;
  bool endsAt(mlir::Value value, mlir::Operation *op) const;
  int64_t getLastUse(mlir::Value value) const;
  void join(mlir::Value part, size_t whole);
  void sum();

  llvm::DenseMap<mlir::Operation *, int64_t> numbers, ends;
  llvm::DenseMap<mlir::Value, size_t> bufferOf;
  llvm::SmallVector<Buffer> buffers;
  llvm::SmallVector<int64_t> usage; // by the number of an operation
};

} // namespace onnxc

#endif
