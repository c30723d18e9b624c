#include "compiler/Conversion/ToLLVM/ToLLVM.h"
#include "dialects/Kernel/IR/TextOp.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_LOWERTEXT
#include "compiler/Conversion/ToLLVM/Passes.h.inc"
} // namespace onnxc

/// Where the first element of `buffer` lies.
static Value buildAddress(ImplicitLocOpBuilder &b, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  Value address = memref::ExtractAlignedPointerAsIndexOp::create(b, buffer);
  if (type.getStridesAndOffset().second == 0)
    return address;
  auto metadata = memref::ExtractStridedMetadataOp::create(b, buffer);
  int64_t size = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  Value bytes =
      arith::MulIOp::create(b, metadata.getOffset(), arith::ConstantIndexOp::create(b, size));
  return arith::AddIOp::create(b, address, bytes);
}

static func::FuncOp declare(ModuleOp module, StringRef name, size_t arguments) {
  if (auto known = module.lookupSymbol<func::FuncOp>(name))
    return known;
  OpBuilder b(module.getBodyRegion());
  SmallVector<Type> types(arguments, b.getIndexType());
  auto function =
      func::FuncOp::create(b, module.getLoc(), name, b.getFunctionType(types, TypeRange()));
  function.setPrivate();
  return function;
}

static void lower(kernel::TextOp op, ModuleOp module) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  SmallVector<Value> arguments;
  if (op.getMemory())
    arguments.push_back(buildAddress(b, op.getMemory()));
  for (Value buffer : op.getInputs())
    arguments.push_back(buildAddress(b, buffer));
  for (Value buffer : op.getOutputs())
    arguments.push_back(buildAddress(b, buffer));
  for (int64_t number : op.getNumbers())
    arguments.push_back(arith::ConstantIndexOp::create(b, number));
  std::string name = ("onnxc_text_" + op.getFunction()).str();
  func::CallOp::create(b, declare(module, name, arguments.size()), arguments);
  op.erase();
}

namespace {
struct LowerTextPass : onnxc::impl::LowerTextBase<LowerTextPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SmallVector<kernel::TextOp> ops;
    module.walk([&](kernel::TextOp op) { ops.push_back(op); });
    for (kernel::TextOp op : ops)
      lower(op, module);
  }
};
} // namespace
