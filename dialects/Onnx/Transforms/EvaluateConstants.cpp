#include "dialects/Onnx/IR/ConstantEvaluator.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/NarrowWeights.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/QuantizedWeights.h"
#include "dialects/Onnx/IR/RuntimeSizes.h"
#include "dialects/Onnx/Transforms/ConstantGraph.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/EquivalenceClasses.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace onnxc::onnx {
#define GEN_PASS_DEF_EVALUATECONSTANTS
#include "dialects/Onnx/Transforms/Passes.h.inc"
} // namespace onnxc::onnx

/// By how much the constants of a group may grow.
static constexpr int64_t kFreeBytes = 4096;

/// A size that only the run tells counts as nothing.
static int64_t getBytes(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  return type.hasStaticShape() ? type.getNumElements() * getElementBytes(type.getElementType()) : 0;
}

namespace {
/// Operations that hang together by their results, in their order.
struct Group {
  OperationSet operations;

  /// The results that others read, or a subgraph or function returns.
  SmallVector<Value> getResults() const {
    SmallVector<Value> results;
    for (Operation *op : operations)
      for (Value result : op->getResults())
        if (llvm::any_of(result.getUsers(), [&](Operation *user) { return !isInside(user); }))
          results.push_back(result);
    return results;
  }

  int64_t getMadeBytes() const {
    int64_t bytes = 0;
    for (Value result : getResults())
      bytes += getBytes(result);
    return bytes;
  }

  /// The bytes of constants that the group makes superfluous. Of one with several readers, each
  /// counts for its part.
  int64_t getFreedBytes() const {
    llvm::SetVector<Value> constants;
    for (Operation *op : operations)
      for (Value read : getReads(op))
        if (read.getDefiningOp<ConstantOp>())
          constants.insert(read);
    int64_t bytes = 0;
    for (Value constant : constants) {
      int64_t inside = llvm::count_if(constant.getUsers(), [&](auto *op) { return isInside(op); });
      bytes +=
          getBytes(constant) * inside / std::distance(constant.use_begin(), constant.use_end());
    }
    return bytes;
  }

  bool isWorthIt() const { return getMadeBytes() <= getFreedBytes() + kFreeBytes; }

  bool isInside(Operation *op) const {
    for (; op; op = op->getParentOp())
      if (operations.contains(op))
        return true;
    return false;
  }
};
} // namespace

/// Whether `op` makes weights that kernels take as they are stored.
static bool makesWeights(Operation *op) {
  return (isa<DequantizeLinearOp>(op) && staysQuantized(op->getResult(0))) ||
         (isa<CastOp>(op) && staysNarrow(op->getResult(0)));
}

/// All operations whose values are known, outermost first. What reads a size that their run tells
/// is evaluated after it.
static OperationSet findConstants(ModuleOp module) {
  OperationSet found;
  auto isKnown = [&](Value value) {
    Operation *op = value.getDefiningOp();
    return op && (isa<ConstantOp>(op) || (found.contains(op) && !isLeftOpen(op)));
  };
  module.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!isEvaluable(op) || makesWeights(op) || !llvm::all_of(getReads(op), isKnown))
      return WalkResult::advance();
    found.insert(op);
    return WalkResult::skip();
  });
  return found;
}

static std::vector<Group> split(const OperationSet &operations) {
  llvm::EquivalenceClasses<Operation *> classes;
  for (Operation *op : operations) {
    classes.insert(op);
    for (Value read : getReads(op))
      if (operations.contains(read.getDefiningOp()))
        classes.unionSets(op, read.getDefiningOp());
  }
  std::vector<Group> groups;
  llvm::DenseMap<Operation *, size_t> places;
  for (Operation *op : operations) {
    auto [place, isNew] = places.try_emplace(classes.getLeaderValue(op), groups.size());
    if (isNew)
      groups.emplace_back();
    groups[place->second].operations.insert(op);
  }
  return groups;
}

/// The operations of `group` but those that make its large results, and what reads these.
static OperationSet withoutLargeResults(const Group &group) {
  llvm::SmallPtrSet<Operation *, 8> left;
  for (Value result : group.getResults())
    if (getBytes(result) > kFreeBytes)
      left.insert(result.getDefiningOp());
  OperationSet rest;
  for (Operation *op : group.operations) {
    if (llvm::any_of(getReads(op), [&](Value read) { return left.contains(read.getDefiningOp()); }))
      left.insert(op);
    if (!left.contains(op))
      rest.insert(op);
  }
  return rest;
}

/// The groups that are worth it. What grows too much at its end may not at an earlier point:
/// a sum of weights that is repeated afterwards.
static std::vector<Group> chooseGroups(ModuleOp module) {
  std::vector<Group> pending = split(findConstants(module)), chosen;
  while (!pending.empty()) {
    Group group = std::move(pending.back());
    pending.pop_back();
    if (group.isWorthIt()) {
      chosen.push_back(std::move(group));
      continue;
    }
    remark::missed(group.operations.back()->getLoc(),
                   remark::RemarkOpts::name("Evaluate").category("onnx-evaluate-constants"))
        << "constants of " << std::to_string(group.getFreedBytes()) << " bytes would become "
        << std::to_string(group.getMadeBytes());
    OperationSet rest = withoutLargeResults(group);
    if (rest.size() < group.operations.size())
      llvm::append_range(pending, split(rest));
  }
  return chosen;
}

/// Whether `group`, all that is evaluated in one run, became constants.
static bool replace(const Group &group) {
  SmallVector<Value> results = group.getResults();
  if (results.empty())
    return false;
  FailureOr<SmallVector<ElementsAttr>> values = evaluate(group.operations.getArrayRef(), results);
  if (failed(values))
    return false;
  for (auto [result, value] : llvm::zip_equal(results, *values)) {
    OpBuilder builder(result.getDefiningOp());
    result.replaceAllUsesWith(ConstantOp::create(builder, result.getLoc(), value.getType(), value));
  }
  for (Operation *op : llvm::reverse(group.operations))
    op->erase();
  return true;
}

static void reportFailure(const Group &group) {
  remark::failed(group.operations.back()->getLoc(),
                 remark::RemarkOpts::name("Evaluate").category("onnx-evaluate-constants"))
      << "reads only constants, but does not compile";
}

/// Evaluates all groups at once, as compiling takes longer than running. Where one does not
/// compile, each on its own.
static bool replace(ArrayRef<Group> groups) {
  Group all;
  for (const Group &group : groups)
    all.operations.insert_range(group.operations);
  if (groups.size() > 1 && replace(all))
    return true;
  bool replaced = false;
  for (const Group &group : groups) {
    if (replace(group))
      replaced = true;
    else
      reportFailure(group);
  }
  return replaced;
}

namespace {
struct EvaluateConstantsPass : onnxc::onnx::impl::EvaluateConstantsBase<EvaluateConstantsPass> {
  void runOnOperation() override {
    if (!ConstantEvaluator::get(&getContext()))
      return;
    OpPassManager inference(ModuleOp::getOperationName());
    inference.addPass(createInferShapes());
    // A value may tell a size that more values hang on.
    while (replace(chooseGroups(getOperation())))
      if (failed(runPipeline(inference, getOperation())))
        return signalPassFailure();
  }
};
} // namespace
