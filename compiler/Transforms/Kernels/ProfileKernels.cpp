#include "compiler/Support/ProfileClock.h"
#include "compiler/Transforms/Kernels/Passes.h"
#include "dialects/Kernel/IR/PassAttributes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_PROFILEKERNELS
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

/// The position of the arena among the arguments of `@main`: after inputs, outputs and the list of
/// sizes, if the model tells any.
static std::optional<unsigned> getArenaIndex(ModuleOp module, func::FuncOp main) {
  auto inputs = module->getAttrOfType<ArrayAttr>("onnx.inputs"),
       outputs = module->getAttrOfType<ArrayAttr>("onnx.outputs");
  if (!inputs || !outputs || !module->hasAttr(kArenaSizeAttr))
    return std::nullopt;
  unsigned index = inputs.size() + outputs.size() + module->hasAttr("onnx.returns_sizes");
  return index < main.getNumArguments() ? std::optional(index) : std::nullopt;
}

/// Makes room after the arena; its offset.
static int64_t growArena(ModuleOp module, func::FuncOp main, unsigned index, int64_t bytes) {
  Builder builder(module.getContext());
  int64_t offset = llvm::alignTo(module->getAttrOfType<IntegerAttr>(kArenaSizeAttr).getInt(), 8);
  auto type = MemRefType::get({offset + bytes}, builder.getI8Type());
  main.getArgument(index).setType(type);
  SmallVector<Type> types(main.getArgumentTypes());
  types[index] = type;
  main.setType(builder.getFunctionType(types, main.getResultTypes()));
  module->setAttr(kArenaSizeAttr, builder.getI64IntegerAttr(offset + bytes));
  return offset;
}

namespace {
/// Counts the calls and the ticks of each kernel in a buffer.
class Instrumenter {
public:
  Instrumenter(func::FuncOp main, Value counters, StringRef clock)
      : main(main), counters(counters), clock(clock) {}

  /// Entries are numbered in the order of the calls; the last one is the whole run.
  void run(ArrayRef<func::CallOp> calls) {
    Block &body = main.getBody().front();
    for (auto [i, call] : llvm::enumerate(calls))
      entries[call] = i;
    ImplicitLocOpBuilder b(main.getLoc(), counters.getDefiningOp()->getNextNode());
    // What runs once a run is stored, all else is added up.
    for (func::CallOp call : calls)
      if (call->getBlock() != &body)
        clear(b, entries.lookup(call));
    Value begin = readClock(b);
    instrument(body);
    b.setInsertionPoint(body.getTerminator());
    store(b, calls.size(), constant(b, 1), arith::SubIOp::create(b, readClock(b), begin));
  }

private:
  Value constant(ImplicitLocOpBuilder &b, int64_t value) {
    return arith::ConstantIntOp::create(b, b.getI64Type(), value);
  }

  Value readClock(ImplicitLocOpBuilder &b) {
    if (clock.empty())
      return func::CallOp::create(b, onnxc::kClockFunction, b.getI64Type(), ValueRange{})
          .getResult(0);
    if (clock.starts_with("llvm."))
      return LLVM::CallIntrinsicOp::create(b, b.getI64Type(), b.getStringAttr(clock), ValueRange{})
          .getResult(0);
    return LLVM::InlineAsmOp::create(b, b.getI64Type(), ValueRange{}, clock, "=r,~{memory}",
                                     /*has_side_effects=*/true, /*is_align_stack=*/false,
                                     LLVM::TailCallKind::None, LLVM::AsmDialectAttr(), ArrayAttr())
        .getResult(0);
  }

  SmallVector<Value, 2> at(ImplicitLocOpBuilder &b, int64_t entry, int64_t field) {
    return {arith::ConstantIndexOp::create(b, entry), arith::ConstantIndexOp::create(b, field)};
  }

  void store(ImplicitLocOpBuilder &b, int64_t entry, Value calls, Value ticks) {
    memref::StoreOp::create(b, calls, counters, at(b, entry, 0));
    memref::StoreOp::create(b, ticks, counters, at(b, entry, 1));
  }

  void clear(ImplicitLocOpBuilder &b, int64_t entry) {
    store(b, entry, constant(b, 0), constant(b, 0));
  }

  void add(ImplicitLocOpBuilder &b, int64_t entry, Value ticks) {
    Value oldCalls = memref::LoadOp::create(b, counters, at(b, entry, 0));
    Value oldTicks = memref::LoadOp::create(b, counters, at(b, entry, 1));
    store(b, entry, arith::AddIOp::create(b, oldCalls, constant(b, 1)),
          arith::AddIOp::create(b, oldTicks, ticks));
  }

  /// The clock is read once between two calls.
  void instrument(Block &block) {
    Value last;
    for (Operation &op : llvm::make_early_inc_range(block)) {
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          instrument(inner);
      if (op.getNumRegions() > 0)
        last = nullptr;
      auto entry = entries.find(&op);
      if (entry == entries.end())
        continue;
      ImplicitLocOpBuilder b(op.getLoc(), &op);
      Value begin = last ? last : readClock(b);
      b.setInsertionPointAfter(&op);
      last = readClock(b);
      Value ticks = arith::SubIOp::create(b, last, begin);
      if (&block == &main.getBody().front())
        store(b, entry->second, constant(b, 1), ticks);
      else
        add(b, entry->second, ticks);
    }
  }

  func::FuncOp main;
  Value counters;
  StringRef clock;
  llvm::DenseMap<Operation *, int64_t> entries;
};

struct ProfileKernelsPass : onnxc::impl::ProfileKernelsBase<ProfileKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto main = module.lookupSymbol<func::FuncOp>("main");
    std::optional<unsigned> arena = main ? getArenaIndex(module, main) : std::nullopt;
    if (!arena) {
      module.emitError("has no @main with an arena after inputs and outputs");
      return signalPassFailure();
    }
    SmallVector<func::CallOp> calls;
    main.walk([&](func::CallOp call) {
      if (call->hasAttr(kKernelAttr))
        calls.push_back(call);
    });
    StringRef clock = onnxc::kernel::getMachine(module).getClock();
    if (clock.empty())
      declareClock(module);
    Value counters = makeCounters(main, *arena, calls.size() + 1);
    Instrumenter(main, counters, clock).run(calls);
    moveTable(module, calls);
  }

  static void declareClock(ModuleOp module) {
    ImplicitLocOpBuilder b(module.getLoc(), module.getBody(), module.getBody()->end());
    func::FuncOp::create(b, onnxc::kClockFunction, b.getFunctionType({}, b.getI64Type()))
        .setPrivate();
  }

  /// The counters, after what the arena holds.
  static Value makeCounters(func::FuncOp main, unsigned arena, int64_t count) {
    auto module = main->getParentOfType<ModuleOp>();
    ImplicitLocOpBuilder b(main.getLoc(), &main.getBody().front(), main.getBody().front().begin());
    auto type = MemRefType::get({count, 2}, b.getI64Type());
    int64_t offset = growArena(module, main, arena, count * 2 * sizeof(int64_t));
    module->setAttr(kProfileOffsetAttr, b.getI64IntegerAttr(offset));
    Value position = arith::ConstantIndexOp::create(b, offset);
    return memref::ViewOp::create(b, type, main.getArgument(arena), position, ValueRange{});
  }

  /// What is known of each call becomes the module's, with the kernel's name.
  static void moveTable(ModuleOp module, ArrayRef<func::CallOp> calls) {
    Builder builder(module.getContext());
    SmallVector<Attribute> table;
    for (func::CallOp call : calls) {
      NamedAttrList entry(cast<DictionaryAttr>(call->removeAttr(kKernelAttr)));
      entry.set("kernel", builder.getStringAttr(call.getCallee()));
      table.push_back(entry.getDictionary(module.getContext()));
    }
    module->setAttr(kProfileAttr, builder.getArrayAttr(table));
  }
};
} // namespace
