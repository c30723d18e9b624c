#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "dialects/Onnx/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace onnxc::onnx;

namespace onnxc::onnx {
#define GEN_PASS_DEF_INFERSHAPES
#include "dialects/Onnx/Transforms/Passes.h.inc"
} // namespace onnxc::onnx

/// What is known of a result of type `actual` that inference finds to be `inferred`; `actual` where
/// they contradict each other, which the verifier reports, or no tensor is that large.
static Type refine(Type inferred, Type actual) {
  auto inferredTensor = dyn_cast<RankedTensorType>(inferred),
       actualTensor = dyn_cast<RankedTensorType>(actual);
  if (!inferredTensor || !actualTensor)
    return actual;
  std::optional<RankedTensorType> merged = mergeTypes(inferredTensor, actualTensor);
  return merged && isAddressable(*merged) ? *merged : actual;
}

namespace {
struct RefineResults : OpInterfaceRewritePattern<InferTypeOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(InferTypeOpInterface op, PatternRewriter &rewriter) const override {
    if (!isa<OnnxDialect>(op->getDialect()))
      return failure();
    SmallVector<Type> types;
    if (failed(op.inferReturnTypes(getContext(), std::nullopt, op->getOperands(),
                                   op->getAttrDictionary(), op->getPropertiesStorage(),
                                   op->getRegions(), types)))
      return failure();
    for (auto [type, actual] : llvm::zip_equal(types, op->getResultTypes()))
      type = refine(type, actual);
    if (llvm::equal(types, op->getResultTypes()))
      return failure();
    rewriter.modifyOpInPlace(op, [&] {
      for (auto [result, type] : llvm::zip_equal(op->getResults(), types))
        result.setType(type);
    });
    for (Operation *user : op->getUsers())
      rewriter.modifyOpInPlace(user, [] {});
    return success();
  }
};

/// Tells the operands of `op`, all of the shape of its result, what the model declares of that:
///
///   %0 = onnx.ReduceSum %x, %axes : (tensor<3x4x5xf32>, tensor<2xi64>) -> tensor<?xf32>
///   %1 = onnx.Log %0 : (tensor<?xf32>) -> tensor<5xf32>
/// becomes
///   %0 = onnx.ReduceSum %x, %axes : (tensor<3x4x5xf32>, tensor<2xi64>) -> tensor<5xf32>
LogicalResult refineOperands(Operation *op, PatternRewriter &rewriter) {
  bool changed = false;
  for (Value operand : op->getOperands()) {
    Operation *maker = operand.getDefiningOp();
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    auto result = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    // Results of subgraphs have the types of what these yield.
    if (!maker || !isa<OnnxDialect>(maker->getDialect()) || maker->getNumRegions() || !type ||
        !result)
      continue;
    Type refined = refine(result.clone(type.getElementType()), type);
    if (refined == type)
      continue;
    rewriter.modifyOpInPlace(maker, [&] { operand.setType(refined); });
    for (Operation *user : operand.getUsers())
      rewriter.modifyOpInPlace(user, [] {});
    changed = true;
  }
  return success(changed);
}

struct RefineOperandsOfSameType : OpTraitRewritePattern<OpTrait::SameOperandsAndResultType> {
  using OpTraitRewritePattern::OpTraitRewritePattern;
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    return isa<OnnxDialect>(op->getDialect()) ? refineOperands(op, rewriter) : failure();
  }
};

struct RefineOperandOfCast : OpRewritePattern<CastOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(CastOp op, PatternRewriter &rewriter) const override {
    return refineOperands(op, rewriter);
  }
};

/// The entry of `onnx.outputs` for a result of `type`.
Attribute withType(DictionaryAttr entry, Type type) {
  NamedAttrList attributes(entry);
  attributes.set("type", TypeAttr::get(type));
  return attributes.getDictionary(entry.getContext());
}

struct InferShapesPass : onnxc::onnx::impl::InferShapesBase<InferShapesPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<RefineResults, RefineOperandsOfSameType, RefineOperandOfCast>(&getContext());
    for (RegisteredOperationName name : getContext().getRegisteredOperations())
      if (name.getDialectNamespace() == OnnxDialect::getDialectNamespace())
        name.getCanonicalizationPatterns(patterns, &getContext());
    FrozenRewritePatternSet frozen(std::move(patterns));
    for (func::FuncOp function : getOperation().getOps<func::FuncOp>()) {
      // Knowledge runs along chains of any length.
      GreedyRewriteConfig config;
      config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
      if (failed(applyPatternsGreedily(function, frozen, config)))
        return signalPassFailure();
      TypeRange results = function.front().getTerminator()->getOperandTypes();
      function.setFunctionType(
          FunctionType::get(&getContext(), function.getArgumentTypes(), results));
      if (function.getName() == "main")
        describeOutputs(results);
    }
  }

private:
  /// Keeps what the module says of its outputs in agreement with the results.
  void describeOutputs(TypeRange results) {
    auto outputs = getOperation()->getAttrOfType<ArrayAttr>("onnx.outputs");
    if (!outputs || outputs.size() != results.size())
      return;
    SmallVector<Attribute> entries;
    for (auto [entry, type] : llvm::zip_equal(outputs.getAsRange<DictionaryAttr>(), results))
      entries.push_back(withType(entry, type));
    getOperation()->setAttr("onnx.outputs", ArrayAttr::get(&getContext(), entries));
  }
};
} // namespace
