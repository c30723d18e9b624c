#include "compiler/Conversion/OnnxToLinalg/TextTable.h"

#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "dialects/Kernel/IR/Machine.h"
#include "dialects/Kernel/IR/TextOp.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/TextOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace onnxc;

//===-- Constants ----------------------------------------------------------===//

void TextTable::add(StringRef text) {
  if (text.empty() || !places.try_emplace(text, bytes.size()).second)
    return;
  char size[4];
  llvm::support::endian::write32le(size, text.size());
  bytes.append(std::begin(size), std::end(size));
  bytes.append(text.begin(), text.end());
}

/// The strings that an operator has beside tensors.
static SmallVector<StringRef> getParameters(Operation *op) {
  if (auto split = dyn_cast<onnx::StringSplitOp>(op))
    return {split.getDelimiter().value_or("")};
  if (auto normalizer = dyn_cast<onnx::StringNormalizerOp>(op))
    return onnx::getTexts(normalizer.getStopwords().value_or(nullptr));
  auto tokenizer = dyn_cast<onnx::TokenizerOp>(op);
  if (!tokenizer)
    return {};
  SmallVector<StringRef> texts = onnx::getTexts(tokenizer.getSeparators().value_or(nullptr));
  texts.append({tokenizer.getPadValue(), "\x02", "\x03"});
  return texts;
}

TextTable::TextTable(ModuleOp module) {
  module.walk([&](Operation *op) {
    for (NamedAttribute attribute : op->getAttrs())
      if (auto texts = dyn_cast<DenseStringElementsAttr>(attribute.getValue()))
        for (StringRef text : texts.getValues<StringRef>())
          add(text);
    for (StringRef text : getParameters(op))
      add(text);
  });
}

int64_t TextTable::getString(StringRef text) const {
  return text.empty() ? 0 : places.at(text) * 2 + 1;
}

Value TextTable::buildList(ImplicitLocOpBuilder &b, ArrayRef<StringRef> texts) const {
  SmallVector<int64_t> strings =
      llvm::map_to_vector(texts, [&](StringRef text) { return getString(text); });
  if (strings.empty())
    strings.push_back(0);
  auto type = RankedTensorType::get({int64_t(strings.size())}, b.getI64Type());
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, ArrayRef(strings)));
}

Value TextTable::buildBytes(ImplicitLocOpBuilder &b) const {
  SmallVector<char> all = bytes;
  if (all.empty())
    all.push_back(0);
  auto type = RankedTensorType::get({int64_t(all.size())}, b.getI8Type());
  return arith::ConstantOp::create(b, cast<TypedAttr>(onnx::makeConstant(type, all)));
}

//===-- Calls --------------------------------------------------------------===//

SmallVector<Value> onnxc::buildText(ImplicitLocOpBuilder &b, StringRef function, ValueRange inputs,
                                    ArrayRef<RankedTensorType> types, ArrayRef<int64_t> numbers) {
  auto flatten = [&](Value value) {
    return buildReshape(b, b.getLoc(), value, {getType(value).getNumElements()});
  };
  SmallVector<Value> lists = llvm::map_to_vector(inputs, flatten), outputs;
  for (RankedTensorType type : types)
    outputs.push_back(buildEmpty(
        b, b.getLoc(), RankedTensorType::get({type.getNumElements()}, type.getElementType())));
  auto call = kernel::TextOp::create(b, ValueRange(outputs).getTypes(), function, lists, outputs,
                                     Value(), numbers);
  SmallVector<Value> results;
  for (auto [result, type] : llvm::zip_equal(call.getResults(), types))
    results.push_back(buildReshape(b, b.getLoc(), result, type.getShape()));
  return results;
}

//===-- The model's edge ---------------------------------------------------===//

static bool isText(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape() && isa<onnx::StringType>(tensor.getElementType());
}

/// What the conversion takes for the same.
static Value cast(ImplicitLocOpBuilder &b, Value value, Type type) {
  return UnrealizedConversionCastOp::create(b, type, value).getResult(0);
}

void onnxc::openTexts(ModuleOp module, const TextTable &texts) {
  auto main = module.lookupSymbol<func::FuncOp>("main");
  if (!main || main.isExternal() || !main.getBody().hasOneBlock())
    return;
  ImplicitLocOpBuilder b(main.getLoc(), main.getBody());
  Type word = b.getIntegerType(kernel::getMachine(module).getPointerBits());
  auto inMemory = [&](RankedTensorType type) { return type.clone(b.getI64Type()); };
  auto wordsOf = [&](RankedTensorType type) {
    return RankedTensorType::get({2 * type.getNumElements()}, word);
  };
  for (BlockArgument argument : main.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!isText(argument.getType()))
      continue;
    argument.setType(wordsOf(type));
    SmallVector<Operation *> users(argument.getUsers());
    Value strings = buildText(b, "enter", argument, inMemory(type), type.getNumElements()).front();
    Value value = cast(b, strings, type);
    for (Operation *user : users)
      user->replaceUsesOfWith(argument, value);
  }
  Operation *end = main.front().getTerminator();
  b.setInsertionPoint(end);
  for (OpOperand &operand : end->getOpOperands()) {
    auto type = dyn_cast<RankedTensorType>(operand.get().getType());
    if (!isText(operand.get().getType()))
      continue;
    Value strings = cast(b, operand.get(), inMemory(type));
    operand.set(
        buildText(b, "leave", {texts.buildBytes(b), strings}, wordsOf(type), type.getNumElements())
            .front());
  }
  main.setFunctionType(b.getFunctionType(main.front().getArgumentTypes(), end->getOperandTypes()));
}
