#include "dialects/Onnx/IR/TextOps.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace onnxc::onnx;

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/TextOps.cpp.inc"

//===-- Constants ----------------------------------------------------------===//

ElementsAttr onnxc::onnx::makeTexts(MLIRContext *context, ArrayRef<StringRef> texts,
                                    std::optional<ArrayRef<int64_t>> shape) {
  int64_t count = texts.size();
  auto type = RankedTensorType::get(shape.value_or(count), StringType::get(context));
  return cast<ElementsAttr>(DenseStringElementsAttr::get(type, texts));
}

SmallVector<StringRef> onnxc::onnx::getTexts(ArrayAttr texts) {
  if (!texts)
    return {};
  return llvm::map_to_vector(texts.getAsRange<StringAttr>(),
                             [](StringAttr text) { return text.getValue(); });
}

ElementsAttr onnxc::onnx::makeZero(RankedTensorType type) {
  if (isa<StringType>(type.getElementType()))
    return makeTexts(type.getContext(), SmallVector<StringRef>(type.getNumElements(), ""),
                     type.getShape());
  return ConstantTensor(type).toAttr();
}

//===-- Types --------------------------------------------------------------===//

static RankedTensorType withElement(Value value, Type elementType) {
  return getTensorType(value).clone(elementType);
}

LogicalResult StringConcatOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferBroadcastType(loc, adaptor.getOperands(), /*toBool=*/false, /*elementOf=*/0,
                            /*mixed=*/false, types);
}

LogicalResult StringSplitOp::inferReturnTypes(MLIRContext *context, std::optional<Location>,
                                              Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  SmallVector<int64_t> shape(input.getShape());
  bool isEmpty = input.hasStaticShape() && input.getNumElements() == 0;
  shape.push_back(isEmpty ? 0 : ShapedType::kDynamic);
  types.push_back(input.clone(shape));
  types.push_back(input.clone(IntegerType::get(context, 64)));
  return success();
}

LogicalResult RegexFullMatchOp::inferReturnTypes(MLIRContext *context, std::optional<Location>,
                                                 Adaptor adaptor, SmallVectorImpl<Type> &types) {
  types.push_back(withElement(adaptor.getInput(), IntegerType::get(context, 1)));
  return success();
}

LogicalResult StringNormalizerOp::inferReturnTypes(MLIRContext *context,
                                                   std::optional<Location> loc, Adaptor adaptor,
                                                   SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  bool isRow = input.getRank() == 2 && (input.isDynamicDim(0) || input.getDimSize(0) == 1);
  if (input.getRank() != 1 && !isRow)
    return emitOptionalError(loc, "expects a list, or one row, but got ", input);
  StringRef change = adaptor.getCaseChangeAction();
  if (change != "NONE" && change != "LOWER" && change != "UPPER")
    return emitOptionalError(loc, "has case_change_action '", change, "'");
  SmallVector<int64_t> shape(input.getShape());
  if (std::optional<ArrayAttr> words = adaptor.getStopwords(); words && !words->empty())
    shape.back() = ShapedType::kDynamic;
  types.push_back(input.clone(shape));
  types.push_back(RankedTensorType::get({}, IntegerType::get(context, 64)));
  return success();
}

LogicalResult FindTextOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                           Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (!isa<DenseStringElementsAttr>(adaptor.getKeys()))
    return emitOptionalError(loc, "expects strings as keys");
  types.push_back(withElement(adaptor.getInput(), IntegerType::get(context, 64)));
  return success();
}

LogicalResult RankTextOp::inferReturnTypes(MLIRContext *context, std::optional<Location>,
                                           Adaptor adaptor, SmallVectorImpl<Type> &types) {
  types.push_back(withElement(adaptor.getInput(), IntegerType::get(context, 64)));
  return success();
}

LogicalResult TokenizerOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (input.getRank() != 1 && input.getRank() != 2)
    return emitOptionalError(loc, "expects an input of rank 1 or 2, but got ", input);
  SmallVector<int64_t> shape(input.getShape());
  shape.push_back(ShapedType::kDynamic);
  types.push_back(input.clone(shape));
  types.push_back(RankedTensorType::get({}, IntegerType::get(context, 64)));
  return success();
}
