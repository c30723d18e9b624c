#include "compiler/KernelGen/Emit/LoopBuilders.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace onnxc;

void onnxc::buildLoop(ImplicitLocOpBuilder &b, Value begin, Value end, int64_t step,
                      function_ref<void(Value)> body) {
  Value by = arith::ConstantIndexOp::create(b, step);
  auto loop = scf::ForOp::create(b, begin, end, by);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

void onnxc::buildLoop(ImplicitLocOpBuilder &b, int64_t begin, int64_t end, int64_t step,
                      function_ref<void(Value)> body) {
  if (begin >= end)
    return;
  Value low = arith::ConstantIndexOp::create(b, begin);
  if (begin + step >= end)
    return body(low);
  buildLoop(b, low, arith::ConstantIndexOp::create(b, end), step, body);
}

void onnxc::keepFromUnrolling(Operation *loop) {
  MLIRContext *context = loop->getContext();
  auto unroll = LLVM::LoopUnrollAttr::get(context, /*disable=*/BoolAttr::get(context, true), {}, {},
                                          {}, {}, {}, {});
  loop->setAttr("llvm.loop_annotation",
                LLVM::LoopAnnotationAttr::get(context, {}, {}, {}, unroll, {}, {}, {}, {}, {}, {},
                                              {}, {}, {}, {}, {}));
}

Values onnxc::buildSumLoop(ImplicitLocOpBuilder &b, int64_t begin, int64_t end, int64_t step,
                           ArrayRef<Value> sums, function_ref<Values(Value, Values)> body) {
  Value low = arith::ConstantIndexOp::create(b, begin);
  return buildSumLoop(b, low, arith::ConstantIndexOp::create(b, end), step, sums, body);
}

Values onnxc::buildSumLoop(ImplicitLocOpBuilder &b, Value begin, Value end, int64_t step,
                           ArrayRef<Value> sums, function_ref<Values(Value, Values)> body) {
  Value by = arith::ConstantIndexOp::create(b, step);
  auto loop = scf::ForOp::create(b, begin, end, by, sums);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Values next = body(loop.getInductionVar(), Values(loop.getRegionIterArgs()));
  scf::YieldOp::create(b, next);
  return Values(loop.getResults());
}
