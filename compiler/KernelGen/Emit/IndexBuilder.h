// Arithmetic on indices.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_INDEXBUILDER_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_INDEXBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace onnxc {

/// What emitters of loops inherit to compute places in buffers.
class IndexBuilder {
protected:
  explicit IndexBuilder(mlir::ImplicitLocOpBuilder &b) : b(b) {}

  mlir::Value index(int64_t value) { return mlir::arith::ConstantIndexOp::create(b, value); }

  mlir::Value add(mlir::Value x, mlir::Value y) { return mlir::arith::AddIOp::create(b, x, y); }
  mlir::Value add(mlir::Value x, int64_t y) { return y == 0 ? x : add(x, index(y)); }

  mlir::Value scale(mlir::Value x, int64_t factor) {
    return factor == 1 ? x : mlir::arith::MulIOp::create(b, x, index(factor)).getResult();
  }

  mlir::ImplicitLocOpBuilder &b;
};

} // namespace onnxc

#endif
