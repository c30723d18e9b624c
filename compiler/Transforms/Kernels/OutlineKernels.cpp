#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Kernels/Kernel.h"
#include "compiler/Transforms/Kernels/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "compiler/Transforms/Kernels/Passes.h.inc"
} // namespace onnxc

namespace {
/// What becomes a function: the operation, what is cloned into the function before it, and the
/// values that become arguments.
struct Kernel {
  Operation *op;
  SmallVector<Operation *> prologue;
  llvm::SetVector<Value> arguments;
};
} // namespace

/// Makes `value` available in the kernel: constants and views are computed there again, so that
/// arguments are whole buffers, and so are sums that are never stored; all else is an argument, and
/// so is where a view begins.
static void require(Kernel &kernel, Value value, llvm::DenseSet<Operation *> &cloned) {
  Operation *producer = value.getDefiningOp();
  bool isView = isa_and_nonnull<memref::SubViewOp, memref::ReinterpretCastOp, memref::ExpandShapeOp,
                                memref::CollapseShapeOp, memref::CastOp>(producer);
  if (!isView && !isa_and_nonnull<memref::AllocaOp>(producer) &&
      !(producer && producer->hasTrait<OpTrait::ConstantLike>())) {
    kernel.arguments.insert(value);
    return;
  }
  if (!cloned.insert(producer).second)
    return;
  auto cast = dyn_cast<memref::ReinterpretCastOp>(producer);
  for (Value operand : producer->getOperands())
    if (cast && llvm::is_contained(cast.getOffsets(), operand))
      kernel.arguments.insert(operand);
    else
      require(kernel, operand, cloned);
  kernel.prologue.push_back(producer);
}

static Kernel getKernel(Operation *op) {
  Kernel kernel{op, {}, {}};
  llvm::DenseSet<Operation *> cloned;
  llvm::SetVector<Value> captured(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  for (Value value : captured)
    require(kernel, value, cloned);
  return kernel;
}

/// Whether `view` is the only way by which `kernel` reaches its buffer, and no view is made of it.
/// A second view could not be told apart from one whose place is not known.
static bool isOnlyView(const Kernel &kernel, memref::SubViewOp view) {
  auto isUsed = [&](Operation *user) {
    return kernel.op->isAncestor(user) || llvm::is_contained(kernel.prologue, user);
  };
  return kernel.arguments.contains(view.getSource()) &&
         llvm::all_of(view.getSource().getUsers(),
                      [&](Operation *user) { return user == view || !isUsed(user); }) &&
         llvm::all_of(view->getUsers(), [&](Operation *user) {
           return !isUsed(user) || !isa<ViewLikeOpInterface>(user);
         });
}

/// Lets `op` see a part of a buffer at a place that becomes an argument: kernels that differ by it,
/// as the copies of what is concatenated, are equal then.
static void moveOffset(Operation *op, memref::SubViewOp view) {
  auto [strides, offset] = view.getType().getStridesAndOffset();
  if (offset <= 0 || !view.getType().hasStaticShape() || ShapedType::isDynamicShape(strides))
    return;
  OpBuilder b(op);
  Location loc = op->getLoc();
  ArrayRef<int64_t> shape = view.getType().getShape();
  auto layout = StridedLayoutAttr::get(b.getContext(), ShapedType::kDynamic, strides);
  auto type = MemRefType::get(shape, view.getType().getElementType(), layout);
  Value place = arith::ConstantIndexOp::create(b, loc, offset);
  Value moved =
      memref::ReinterpretCastOp::create(b, loc, type, view.getSource(), OpFoldResult(place),
                                        getAsIndexOpFoldResult(b.getContext(), shape),
                                        getAsIndexOpFoldResult(b.getContext(), strides));
  view.getResult().replaceUsesWithIf(
      moved, [&](OpOperand &use) { return op->isAncestor(use.getOwner()); });
}

static void moveOffsets(Operation *op) {
  Kernel kernel = getKernel(op);
  for (Operation *member : kernel.prologue)
    if (auto view = dyn_cast<memref::SubViewOp>(member); view && isOnlyView(kernel, view))
      moveOffset(op, view);
}

/// A bare pointer stands for a buffer with identity layout only.
static bool canBeArgument(Value value) {
  auto type = dyn_cast<MemRefType>(value.getType());
  return !type || type.getLayout().isIdentity();
}

/// Whether `value` is a buffer that shares no byte with any other such buffer of one operation:
/// an argument of `@main`, or a place in the arena or the weights. Buffers that live at one
/// time have places apart.
static bool hasOwnMemory(Value value, func::FuncOp main) {
  while (auto view = value.getDefiningOp<memref::ViewOp>())
    value = view.getSource();
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && argument.getOwner() == &main.getBody().front();
}

static func::FuncOp buildFunction(const Kernel &kernel, SymbolTable &symbols, func::FuncOp main) {
  OpBuilder builder(main->getContext());
  SmallVector<Type> types;
  for (Value argument : kernel.arguments)
    types.push_back(argument.getType());
  Location loc = kernel.op->getLoc();
  auto function = func::FuncOp::create(builder, loc, onnxc::getKernelName(kernel.op),
                                       builder.getFunctionType(types, {}));
  function.setPrivate();
  // Facts about pointers hold for arguments: they would be lost by inlining.
  function->setAttr("passthrough", builder.getStrArrayAttr({"noinline"}));
  bool apart = llvm::all_of(kernel.arguments, [&](Value argument) {
    return !isa<MemRefType>(argument.getType()) || hasOwnMemory(argument, main);
  });
  symbols.insert(function);

  Block *block = function.addEntryBlock();
  builder.setInsertionPointToStart(block);
  IRMapping mapping;
  for (auto [i, argument] : llvm::enumerate(kernel.arguments)) {
    mapping.map(argument, block->getArgument(i));
    if (apart && isa<MemRefType>(argument.getType()))
      function.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(), builder.getUnitAttr());
  }
  for (Operation *op : kernel.prologue)
    builder.clone(*op, mapping);
  builder.clone(*kernel.op, mapping);
  func::ReturnOp::create(builder, loc);
  return function;
}

/// Erases sums that only the function has now.
static void eraseSums(const Kernel &kernel) {
  for (Operation *producer : llvm::reverse(kernel.prologue))
    if (producer->use_empty() &&
        onnxc::getViewedBuffer(producer->getResult(0)).getDefiningOp<memref::AllocaOp>())
      producer->erase();
}

namespace {
struct OutlineKernelsPass : onnxc::impl::OutlineKernelsBase<OutlineKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto main = module.lookupSymbol<func::FuncOp>("main");
    if (!main)
      return;
    SymbolTable symbols(module);
    for (Operation *op : onnxc::findKernels(main)) {
      moveOffsets(op);
      Kernel kernel = getKernel(op);
      if (!llvm::all_of(kernel.arguments, canBeArgument))
        continue;
      func::FuncOp function = buildFunction(kernel, symbols, main);
      OpBuilder builder(op);
      func::CallOp::create(builder, op->getLoc(), function, kernel.arguments.getArrayRef());
      op->erase();
      eraseSums(kernel);
    }
  }
};
} // namespace
