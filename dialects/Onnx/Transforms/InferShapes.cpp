#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "dialects/Onnx/Transforms/DropScans.h"
#include "dialects/Onnx/Transforms/InferOperands.h"
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

/// What inference finds counts more than sizes that the model declares wrong. Those it finds here
/// follow from constants that were not known to the importer.
static Type overrule(Type actual, Type inferred) {
  auto declared = dyn_cast<RankedTensorType>(actual), found = dyn_cast<RankedTensorType>(inferred);
  if (!declared || !found || declared.getElementType() != found.getElementType() ||
      mergeTypes(found, declared))
    return actual;
  RankedTensorType filled = fillOpenSizes(found, declared);
  return isAddressable(filled) ? filled : actual;
}

namespace {
struct RefineResults : OpInterfaceRewritePattern<InferTypeOpInterface> {
  RefineResults(MLIRContext *context, bool &overruled)
      : OpInterfaceRewritePattern(context), overruled(overruled) {}

  LogicalResult matchAndRewrite(InferTypeOpInterface op, PatternRewriter &rewriter) const override {
    if (!isa<OnnxDialect>(op->getDialect()))
      return failure();
    SmallVector<Type> types;
    if (failed(op.inferReturnTypes(getContext(), std::nullopt, op->getOperands(),
                                   op->getAttrDictionary(), op->getPropertiesStorage(),
                                   op->getRegions(), types)))
      return failure();
    for (auto [type, actual] : llvm::zip_equal(types, op->getResultTypes()))
      type = refineResult(op, type, actual);
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

private:
  Type refineResult(Operation *op, Type inferred, Type actual) const {
    Type right = overrule(actual, inferred);
    if (right == actual)
      return refineType(inferred, actual);
    // All that is made from it may contradict, too.
    if (!overruled)
      op->emitWarning() << "'" << op->getName() << "' op makes " << right << "; the model declares "
                        << actual << ", which is ignored (as are further ones)";
    overruled = true;
    return right;
  }

  bool &overruled;
};

/// The entry of `onnx.outputs` for a result of `type`.
Attribute withType(DictionaryAttr entry, Type type) {
  NamedAttrList attributes(entry);
  attributes.set("type", TypeAttr::get(type));
  return attributes.getDictionary(entry.getContext());
}

struct InferShapesPass : onnxc::onnx::impl::InferShapesBase<InferShapesPass> {
  void runOnOperation() override {
    bool overruled = false;
    RewritePatternSet patterns(&getContext());
    patterns.add<RefineResults>(&getContext(), overruled);
    populateInferOperandsPatterns(patterns);
    populateDropScansPatterns(patterns);
    for (RegisteredOperationName name : getContext().getRegisteredOperations())
      if (name.getDialectNamespace() == OnnxDialect::getDialectNamespace())
        name.getCanonicalizationPatterns(patterns, &getContext());
    FrozenRewritePatternSet frozen(std::move(patterns));
    for (func::FuncOp function : getOperation().getOps<func::FuncOp>()) {
      // Knowledge runs along chains of any length.
      GreedyRewriteConfig config;
      config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
      // Operands say more of a result than what the model declares of those after it.
      config.setUseTopDownTraversal();
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
    // Sizes may follow the outputs.
    if (!outputs || outputs.size() > results.size())
      return;
    SmallVector<Attribute> entries;
    for (auto [entry, type] : llvm::zip(outputs.getAsRange<DictionaryAttr>(), results))
      entries.push_back(withType(entry, type));
    getOperation()->setAttr("onnx.outputs", ArrayAttr::get(&getContext(), entries));
  }
};
} // namespace
