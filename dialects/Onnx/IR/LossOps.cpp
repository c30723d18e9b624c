#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/LossOps.cpp.inc"

void OnnxDialect::registerLossOps() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/IR/LossOps.cpp.inc"
      >();
}

/// The shape of the losses of `input` [N, C, d...] against `target` [N, d...], where both know
/// a part of it. Fails with an error if they do not fit, or `weight` has not one value per class.
static FailureOr<SmallVector<int64_t>> inferLosses(std::optional<Location> loc,
                                                   RankedTensorType input, RankedTensorType target,
                                                   Value weight) {
  if (input.getRank() < 2)
    return emitOptionalError(loc, "expects an input of rank 2 or more, but got ", input);
  SmallVector<int64_t> shape(input.getShape());
  int64_t classes = shape[1];
  shape.erase(shape.begin() + 1);
  std::optional<RankedTensorType> merged = mergeTypes(target, target.clone(shape));
  if (!merged)
    return emitOptionalError(loc, "expects targets like ", target.clone(shape), ", but got ",
                             target);
  if (weight && failed(verifyCompatibleShape({classes}, getTensorType(weight).getShape())))
    return emitOptionalError(loc, "expects one weight for each of ", classes, " classes, but got ",
                             getTensorType(weight));
  if (failed(checkElementType(loc, input.getElementType(), weight)))
    return failure();
  return SmallVector<int64_t>(merged->getShape());
}

/// The type of the reduced losses, of the element type of `input`.
static FailureOr<RankedTensorType> inferLoss(std::optional<Location> loc, RankedTensorType input,
                                             RankedTensorType target, Value weight,
                                             StringRef reduction) {
  if (!llvm::is_contained({"none", "sum", "mean"}, reduction))
    return emitOptionalError(loc, "reduction is '", reduction, "', not none, sum or mean");
  FailureOr<SmallVector<int64_t>> losses = inferLosses(loc, input, target, weight);
  if (failed(losses))
    return failure();
  return RankedTensorType::get(reduction == "none" ? *losses : ArrayRef<int64_t>(),
                               input.getElementType());
}

LogicalResult NegativeLogLikelihoodLossOp::inferReturnTypes(MLIRContext *,
                                                            std::optional<Location> loc,
                                                            Adaptor adaptor,
                                                            SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> loss =
      inferLoss(loc, getTensorType(adaptor.getInput()), getTensorType(adaptor.getTarget()),
                adaptor.getWeight(), adaptor.getReduction());
  if (failed(loss))
    return failure();
  types.push_back(*loss);
  return success();
}

LogicalResult SoftmaxCrossEntropyLossOp::inferReturnTypes(MLIRContext *,
                                                          std::optional<Location> loc,
                                                          Adaptor adaptor,
                                                          SmallVectorImpl<Type> &types) {
  RankedTensorType scores = getTensorType(adaptor.getScores());
  FailureOr<RankedTensorType> loss = inferLoss(loc, scores, getTensorType(adaptor.getLabels()),
                                               adaptor.getWeights(), adaptor.getReduction());
  if (failed(loss))
    return failure();
  types.append({*loss, scores});
  return success();
}
