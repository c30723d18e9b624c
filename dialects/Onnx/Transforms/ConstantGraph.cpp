#include "dialects/Onnx/Transforms/ConstantGraph.h"

#include "dialects/Onnx/IR/ConstantEvaluator.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/RuntimeSizes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::onnx;

/// How many operations computing one value may take.
static constexpr size_t kMaxSlice = 4096;
/// How often a loop may run at compile time.
static constexpr int64_t kMaxTrips = 1 << 16;

const ConstantEvaluator *ConstantEvaluator::get(MLIRContext *context) {
  auto *dialect = context->getLoadedDialect<OnnxDialect>();
  return dialect ? dialect->getRegisteredInterface<ConstantEvaluator>() : nullptr;
}

llvm::SetVector<Value> onnxc::onnx::getReads(Operation *op) {
  llvm::SetVector<Value> reads(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op->getRegions(), reads);
  return reads;
}

//===-- What can be run ----------------------------------------------------===//

static bool isNumeric(Value value) {
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  return tensor && tensor.getElementType().isIntOrFloat();
}

/// Whether a result is of moderate size, as far as its type tells.
static bool isModerate(OpResult result) {
  if (result.use_empty())
    return true;
  if (!isNumeric(result))
    return false;
  auto type = cast<RankedTensorType>(result.getType());
  return type.hasStaticShape() ? isComputable(type) : isLeftOpen(result.getOwner());
}

/// A loop that only its condition ends may never end.
static bool isShort(LoopOp loop) {
  std::optional<int64_t> limit = loop.getM() ? getConstantInt(loop.getM()) : std::nullopt;
  return limit && *limit <= kMaxTrips;
}

/// Whether a graph that a node contains can be run. The sizes inside may be open as long as the
/// results are known: compiling finds them, or fails.
static bool hasShortLoops(Operation *op) {
  return !op->walk([](LoopOp loop) {
              return isShort(loop) ? WalkResult::advance() : WalkResult::interrupt();
            }).wasInterrupted();
}

bool onnxc::onnx::isEvaluable(Operation *op) {
  return isa<OnnxDialect>(op->getDialect()) && !isa<ConstantOp, YieldOp>(op) &&
         op->getNumResults() > 0 && isMemoryEffectFree(op) &&
         llvm::all_of(op->getResults(), isModerate) && llvm::all_of(getReads(op), isNumeric) &&
         hasShortLoops(op);
}

//===-- Slices -------------------------------------------------------------===//

/// Adds the operations before `value`, then its own, to `slice`.
static bool collect(Value value, OperationSet &slice) {
  Operation *op = value.getDefiningOp();
  if (!op || slice.size() >= kMaxSlice)
    return false;
  if (isa<ConstantOp>(op) || slice.contains(op))
    return true;
  if (!isEvaluable(op) || isLeftOpen(op) ||
      !llvm::all_of(getReads(op), [&](Value read) { return collect(read, slice); }))
    return false;
  slice.insert(op);
  return true;
}

OperationSet onnxc::onnx::getConstantSlice(Value value) {
  OperationSet slice;
  return collect(value, slice) ? slice : OperationSet();
}

//===-- Running ------------------------------------------------------------===//

namespace {
/// A module whose `@main` has copies of operations. Large constants become its inputs, so that no
/// byte of them is copied.
class ModuleBuilder {
public:
  ModuleBuilder(Location loc)
      : module(ModuleOp::create(loc)), builder(OpBuilder::atBlockBegin(module->getBody())),
        main(func::FuncOp::create(builder, loc, "main", builder.getFunctionType({}, {}))) {
    builder.setInsertionPointToStart(main.addEntryBlock());
  }

  void add(Operation *op) {
    for (Value read : getReads(op))
      if (!mapping.contains(read))
        addConstant(read);
    builder.clone(*op, mapping);
  }

  OwningOpRef<ModuleOp> finish(ArrayRef<Value> values) {
    SmallVector<Value> results;
    for (Value value : values)
      results.push_back(mapping.lookup(value));
    func::ReturnOp::create(builder, main.getLoc(), results);
    TypeRange inputTypes = main.front().getArgumentTypes();
    main.setType(builder.getFunctionType(inputTypes, TypeRange(ValueRange(results))));
    module->getOperation()->setAttr("onnx.inputs", describe(inputTypes));
    module->getOperation()->setAttr("onnx.outputs", describe(TypeRange(ValueRange(results))));
    return std::move(module);
  }

  ArrayRef<ElementsAttr> getInputs() const { return inputs; }

private:
  void addConstant(Value value) {
    auto constant = value.getDefiningOp<ConstantOp>();
    if (!isa<DenseResourceElementsAttr>(constant.getValue())) {
      builder.clone(*constant, mapping);
      return;
    }
    inputs.push_back(constant.getValue());
    mapping.map(value, main.front().addArgument(value.getType(), value.getLoc()));
  }

  ArrayAttr describe(TypeRange types) {
    SmallVector<Attribute> entries;
    for (auto [i, type] : llvm::enumerate(types))
      entries.push_back(builder.getDictionaryAttr(
          {builder.getNamedAttr("name", builder.getStringAttr("v" + Twine(i))),
           builder.getNamedAttr("type", TypeAttr::get(type))}));
    return builder.getArrayAttr(entries);
  }

  OwningOpRef<ModuleOp> module;
  OpBuilder builder;
  func::FuncOp main;
  IRMapping mapping;
  SmallVector<ElementsAttr> inputs;
};
} // namespace

FailureOr<SmallVector<ElementsAttr>> onnxc::onnx::evaluate(ArrayRef<Operation *> operations,
                                                           ArrayRef<Value> values) {
  Operation *first = operations.front();
  const ConstantEvaluator *evaluator = ConstantEvaluator::get(first->getContext());
  if (!evaluator)
    return failure();
  ModuleBuilder builder(first->getLoc());
  for (Operation *op : operations)
    builder.add(op);
  OwningOpRef<ModuleOp> module = builder.finish(values);
  // That the model does not compile is told where the model is compiled.
  ScopedDiagnosticHandler handler(first->getContext(), [](Diagnostic &) { return success(); });
  return evaluator->run(*module, builder.getInputs());
}
