#include "compiler/Transforms/Kernels/Passes.h"
#include "dialects/Kernel/IR/PassAttributes.h"

#include "mlir/IR/SymbolTable.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_OUTLINETASKS
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

/// `task_conv1` for a loop that calls `kernel_conv1`.
static std::string getTaskName(scf::ForallOp loop) {
  StringRef name = "chunk";
  loop.walk([&](func::CallOp call) { name = call.getCallee(); });
  name.consume_front("kernel_");
  return ("task_" + name).str();
}

/// Computes `value` again in the function that `mapping` maps arguments to.
static void rematerialize(OpBuilder &builder, Value value, IRMapping &mapping) {
  if (mapping.contains(value))
    return;
  Operation *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    rematerialize(builder, operand, mapping);
  builder.clone(*op, mapping);
}

static func::FuncOp buildTask(scf::ForallOp loop, func::FuncOp main, SymbolTable &symbols) {
  OpBuilder builder(loop.getContext());
  SmallVector<Type> types(main.getArgumentTypes());
  types.push_back(builder.getIndexType());
  Location loc = loop.getLoc();
  auto task =
      func::FuncOp::create(builder, loc, getTaskName(loop), builder.getFunctionType(types, {}));
  task.setPrivate();
  task->setAttr(kTaskAttr, builder.getUnitAttr());
  symbols.insert(task);

  Block *block = task.addEntryBlock();
  builder.setInsertionPointToStart(block);
  IRMapping mapping;
  mapping.map(main.getArguments(), block->getArguments().drop_back());
  mapping.map(loop.getInductionVar(0), block->getArguments().back());
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(loop->getRegions(), captured);
  for (Value value : captured)
    rematerialize(builder, value, mapping);
  for (Operation &op : loop.getBody()->without_terminator())
    builder.clone(op, mapping);
  func::ReturnOp::create(builder, loc);
  return task;
}

namespace {
struct OutlineTasksPass : onnxc::impl::OutlineTasksBase<OutlineTasksPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    module->setAttr(kThreadsAttr, UnitAttr::get(&getContext()));
    auto main = module.lookupSymbol<func::FuncOp>("main");
    if (!main)
      return;
    SymbolTable symbols(module);
    SmallVector<scf::ForallOp> loops;
    main.walk([&](scf::ForallOp loop) { loops.push_back(loop); });
    for (scf::ForallOp loop : loops) {
      func::FuncOp task = buildTask(loop, main, symbols);
      OpBuilder builder(loop);
      SmallVector<Value> arguments(main.getArguments());
      arguments.push_back(arith::ConstantIndexOp::create(builder, loop.getLoc(),
                                                         loop.getStaticUpperBound().front()));
      func::CallOp::create(builder, loop.getLoc(), task, arguments);
      loop.erase();
    }
  }
};
} // namespace
