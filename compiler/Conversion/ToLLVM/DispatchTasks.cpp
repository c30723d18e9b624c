#include "compiler/Conversion/ToLLVM/ToLLVM.h"
#include "dialects/Kernel/IR/PassAttributes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_DISPATCHTASKS
#include "compiler/Conversion/ToLLVM/Passes.h.inc"
} // namespace onnxc

namespace {
/// Turns calls of tasks into calls of the program's `parallel_for`. What `@main` got as arguments
/// lies in its frame, where tasks find it.
class TaskDispatcher {
public:
  TaskDispatcher(LLVM::LLVMFuncOp main)
      : main(main), b(main.getLoc(), main), pointer(LLVM::LLVMPointerType::get(main.getContext())),
        frameType(LLVM::LLVMArrayType::get(pointer, main.getNumArguments())) {}

  void run() {
    auto module = main->getParentOfType<ModuleOp>();
    SmallVector<LLVM::CallOp> calls;
    llvm::SetVector<LLVM::LLVMFuncOp> tasks;
    main.walk([&](LLVM::CallOp call) {
      auto callee = call.getCallee() ? module.lookupSymbol<LLVM::LLVMFuncOp>(*call.getCallee())
                                     : LLVM::LLVMFuncOp();
      if (!callee || !callee->hasAttr(kTaskAttr))
        return;
      calls.push_back(call);
      tasks.insert(callee);
    });
    Value threads = addThreadsArgument();
    if (calls.empty())
      return;
    Value frame = buildFrame();
    LLVM::LLVMFuncOp dispatch = buildDispatch();
    for (LLVM::CallOp call : calls)
      replaceCall(call, dispatch, threads, frame);
    for (LLVM::LLVMFuncOp task : tasks)
      readFrame(task);
  }

private:
  Value constant(int64_t value) {
    return LLVM::ConstantOp::create(b, b.getI32Type(), b.getI32IntegerAttr(value));
  }

  Value addThreadsArgument() {
    SmallVector<Type> types(main.getArgumentTypes());
    types.push_back(pointer);
    main.setFunctionType(
        LLVM::LLVMFunctionType::get(main.getFunctionType().getReturnType(), types));
    if (ArrayAttr attributes = main.getArgAttrsAttr()) {
      SmallVector<Attribute> extended(attributes.begin(), attributes.end());
      extended.push_back(b.getDictionaryAttr({}));
      main.setArgAttrsAttr(b.getArrayAttr(extended));
    }
    return main.getBody().front().addArgument(pointer, main.getLoc());
  }

  Value getEntry(Value frame, unsigned i) {
    return LLVM::GEPOp::create(b, pointer, frameType, frame, ArrayRef<LLVM::GEPArg>{0, i});
  }

  Value buildFrame() {
    b.setInsertionPointToStart(&main.getBody().front());
    Value frame = LLVM::AllocaOp::create(b, pointer, frameType, constant(1));
    for (unsigned i = 0; i < frameType.getNumElements(); ++i)
      LLVM::StoreOp::create(b, main.getArgument(i), getEntry(frame, i));
    return frame;
  }

  LLVM::LLVMFunctionType getFunctionType(ArrayRef<Type> arguments) {
    return LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), arguments);
  }
  LLVM::LLVMFunctionType getTaskType() { return getFunctionType({pointer, b.getI32Type()}); }

  /// run_tasks(threads, task, frame, count): by the program's threads, or one chunk after another.
  LLVM::LLVMFuncOp buildDispatch() {
    b.setInsertionPointAfter(main);
    Type i32 = b.getI32Type();
    auto function = LLVM::LLVMFuncOp::create(
        b, "run_tasks", getFunctionType({pointer, pointer, pointer, i32}), LLVM::Linkage::Internal);
    function.setPassthroughAttr(b.getStrArrayAttr({"noinline"}));
    Block *entry = function.addEntryBlock(b);
    Block *parallel = b.createBlock(&function.getBody()),
          *loop = b.createBlock(&function.getBody()), *end = b.createBlock(&function.getBody());
    Value threads = entry->getArgument(0), task = entry->getArgument(1),
          frame = entry->getArgument(2), count = entry->getArgument(3);

    b.setInsertionPointToStart(entry);
    Value null = LLVM::ZeroOp::create(b, pointer);
    Value isSerial = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq, threads, null);
    LLVM::CondBrOp::create(b, isSerial, loop, ValueRange{constant(0)}, parallel, ValueRange{});

    b.setInsertionPointToStart(parallel);
    // onnxc_threads: the context, then the function.
    auto type = LLVM::LLVMStructType::getLiteral(b.getContext(), {pointer, pointer});
    auto load = [&](int32_t field) -> Value {
      Value address =
          LLVM::GEPOp::create(b, pointer, type, threads, ArrayRef<LLVM::GEPArg>{0, field});
      return LLVM::LoadOp::create(b, pointer, address);
    };
    Value context = load(0), parallelFor = load(1);
    LLVM::CallOp::create(b, getFunctionType({pointer, pointer, pointer, i32}),
                         ValueRange{parallelFor, context, task, frame, count});
    LLVM::BrOp::create(b, end);

    Value chunk = loop->addArgument(i32, b.getLoc());
    b.setInsertionPointToStart(loop);
    LLVM::CallOp::create(b, getTaskType(), ValueRange{task, frame, chunk});
    Value next = LLVM::AddOp::create(b, chunk, constant(1));
    Value isMore = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::ult, next, count);
    LLVM::CondBrOp::create(b, isMore, loop, ValueRange{next}, end, ValueRange{});

    b.setInsertionPointToStart(end);
    LLVM::ReturnOp::create(b, ValueRange{});
    return function;
  }

  void replaceCall(LLVM::CallOp call, LLVM::LLVMFuncOp dispatch, Value threads, Value frame) {
    b.setInsertionPoint(call);
    b.setLoc(call.getLoc());
    Value task = LLVM::AddressOfOp::create(b, pointer, *call.getCallee());
    Value count = call.getArgOperands().back();
    if (count.getType() != b.getI32Type())
      count = LLVM::TruncOp::create(b, b.getI32Type(), count);
    LLVM::CallOp::create(b, dispatch, ValueRange{threads, task, frame, count});
    call.erase();
  }

  /// Makes `task` a function of the frame and the number of a chunk.
  void readFrame(LLVM::LLVMFuncOp task) {
    Block &entry = task.getBody().front();
    unsigned count = entry.getNumArguments();
    b.setInsertionPointToStart(&entry);
    b.setLoc(task.getLoc());
    Value frame = entry.addArgument(pointer, task.getLoc());
    Value chunk = entry.addArgument(b.getI32Type(), task.getLoc());
    for (unsigned i = 0; i + 1 < count; ++i)
      if (Value argument = entry.getArgument(i); !argument.use_empty())
        argument.replaceAllUsesWith(LLVM::LoadOp::create(b, pointer, getEntry(frame, i)));
    Value index = entry.getArgument(count - 1);
    index.replaceAllUsesWith(index.getType() == chunk.getType()
                                 ? chunk
                                 : LLVM::ZExtOp::create(b, index.getType(), chunk).getResult());
    entry.eraseArguments(0, count);
    task.setFunctionType(getTaskType());
    task.removeArgAttrsAttr();
    task->removeAttr(kTaskAttr);
  }

  LLVM::LLVMFuncOp main;
  ImplicitLocOpBuilder b;
  LLVM::LLVMPointerType pointer;
  LLVM::LLVMArrayType frameType;
};

struct DispatchTasksPass : onnxc::impl::DispatchTasksBase<DispatchTasksPass> {
  void runOnOperation() override {
    auto main = getOperation().lookupSymbol<LLVM::LLVMFuncOp>("main");
    if (main && getOperation()->hasAttr(kThreadsAttr))
      TaskDispatcher(main).run();
  }
};
} // namespace
