// Operators on strings.
#include "compiler/Conversion/OnnxToLinalg/Text.h"

#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Regex.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace onnxc;

static bool isText(Value value) {
  return isa<onnx::StringType>(onnx::getTensorType(value).getElementType());
}

namespace {
/// A conversion that knows the constant strings.
template <typename Op> struct ConvertText : OpConversionPattern<Op> {
  ConvertText(const TypeConverter &types, MLIRContext *context, const TextTable &texts)
      : OpConversionPattern<Op>(types, context, /*benefit=*/2), texts(texts) {}

  RankedTensorType getStored(Type type) const {
    return cast<RankedTensorType>(this->getTypeConverter()->convertType(type));
  }

  const TextTable &texts;
};
} // namespace

/// `value` repeated to `shape`, as NumPy broadcasts it.
static Value buildBroadcast(ImplicitLocOpBuilder &b, Value value, ArrayRef<int64_t> shape) {
  RankedTensorType type = getType(value);
  if (type.getShape() == shape)
    return value;
  return buildElementwise(b, b.getLoc(), value, type.getElementType(), type.clone(shape),
                          [](ImplicitLocOpBuilder &, ValueRange scalars) { return scalars[0]; });
}

//===-- Constants ----------------------------------------------------------===//

namespace {
struct ConvertTextConstant : ConvertText<onnx::ConstantOp> {
  using ConvertText::ConvertText;
  LogicalResult matchAndRewrite(onnx::ConstantOp op, OpAdaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto given = dyn_cast<DenseStringElementsAttr>(op.getValue());
    if (!given)
      return rewriter.notifyMatchFailure(op, "not strings");
    RankedTensorType type = getStored(op.getType());
    std::vector<int64_t> strings;
    for (StringRef text : given.getValues<StringRef>())
      strings.push_back(texts.getString(text));
    strings.resize(type.getNumElements(), strings.empty() ? 0 : strings.front());
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(
        op, cast<TypedAttr>(
                onnx::makeConstant(type, ArrayRef(reinterpret_cast<const char *>(strings.data()),
                                                  strings.size() * sizeof(int64_t)))));
    return success();
  }
};

//===-- One element of each operand ----------------------------------------===//

/// Equal and StringConcat: of two strings each.
template <typename Op> struct ConvertPairs : ConvertText<Op> {
  using ConvertText<Op>::ConvertText;
  LogicalResult matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op) || !isText(op->getOperand(0)))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or not strings");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    RankedTensorType type = this->getStored(op.getType());
    SmallVector<Value> inputs = {this->texts.buildBytes(b)};
    for (Value operand : adaptor.getOperands())
      inputs.push_back(buildBroadcast(b, operand, type.getShape()));
    StringRef function = isa<onnx::EqualOp>(op) ? "equal" : "concat";
    rewriter.replaceOp(op, buildText(b, function, inputs, type, type.getNumElements()));
    return success();
  }
};

struct ConvertFindText : ConvertText<onnx::FindTextOp> {
  using ConvertText::ConvertText;
  LogicalResult matchAndRewrite(onnx::FindTextOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    // The first of equal keys counts.
    std::map<StringRef, int32_t> sorted;
    auto keys = cast<DenseStringElementsAttr>(op.getKeys());
    for (auto [i, key] : llvm::enumerate(keys.getValues<StringRef>()))
      sorted.try_emplace(key, i);
    SmallVector<StringRef> texts;
    SmallVector<int32_t> places;
    for (auto [key, place] : sorted) {
      texts.push_back(key);
      places.push_back(place);
    }
    int64_t count = places.size();
    places.resize(std::max<int64_t>(count, 1));
    auto placesType = RankedTensorType::get({int64_t(places.size())}, b.getI32Type());
    Value places32 =
        arith::ConstantOp::create(b, DenseElementsAttr::get(placesType, ArrayRef(places)));
    RankedTensorType type = getStored(op.getType());
    rewriter.replaceOp(
        op, buildText(b, "find",
                      {this->texts.buildBytes(b), adaptor.getInput(),
                       this->texts.buildList(b, texts), places32},
                      type, {type.getNumElements(), count, op.getKeys().getNumElements()}));
    return success();
  }
};

} // namespace

namespace {
struct ConvertRankText : ConvertText<onnx::RankTextOp> {
  using ConvertText::ConvertText;
  LogicalResult matchAndRewrite(onnx::RankTextOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    RankedTensorType type = getStored(op.getType());
    rewriter.replaceOp(op, buildText(b, "rank", {texts.buildBytes(b), adaptor.getInput()}, type,
                                     type.getNumElements()));
    return success();
  }
};
} // namespace

/// An integer table, in a list.
template <typename T> static Value buildTable(ImplicitLocOpBuilder &b, ArrayRef<T> numbers) {
  auto type = RankedTensorType::get({int64_t(numbers.size())}, b.getIntegerType(8 * sizeof(T)));
  return arith::ConstantOp::create(
      b, cast<TypedAttr>(
             onnx::makeConstant(type, ArrayRef(reinterpret_cast<const char *>(numbers.data()),
                                               numbers.size() * sizeof(T)))));
}

namespace {
struct ConvertRegexFullMatch : ConvertText<onnx::RegexFullMatchOp> {
  using ConvertText::ConvertText;
  LogicalResult matchAndRewrite(onnx::RegexFullMatchOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    llvm::Expected<Automaton> automaton = compileRegex(op.getPattern());
    if (!automaton)
      return op.emitError("pattern '")
             << op.getPattern() << "' " << llvm::toString(automaton.takeError());
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    RankedTensorType type = getStored(op.getType());
    rewriter.replaceOp(op, buildText(b, "full_match",
                                     {texts.buildBytes(b), adaptor.getInput(),
                                      buildTable<uint8_t>(b, automaton->classOf),
                                      buildTable<uint16_t>(b, automaton->next),
                                      buildTable<uint8_t>(b, automaton->ends)},
                                     type,
                                     {type.getNumElements(), int64_t(automaton->classes),
                                      automaton->starts[Automaton::End]}));
    return success();
  }
};
} // namespace

//===-- Cast ---------------------------------------------------------------===//

/// What runtime/text/numbers.c wants to know of a type: the bits of the significand, the least
/// exponent, the bytes of a number.
static std::optional<SmallVector<int64_t>> describeFloat(Type type) {
  if (!isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(type))
    return std::nullopt;
  const llvm::fltSemantics &semantics = cast<FloatType>(type).getFloatSemantics();
  int64_t precision = APFloat::semanticsPrecision(semantics);
  return SmallVector<int64_t>{precision, APFloat::semanticsMinExponent(semantics) - precision + 1,
                              int64_t(type.getIntOrFloatBitWidth() / 8)};
}

namespace {
struct ConvertTextCast : ConvertText<onnx::CastOp> {
  using ConvertText::ConvertText;
  LogicalResult matchAndRewrite(onnx::CastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op) || isText(op.getInput()) == isText(op.getOutput()))
      return rewriter.notifyMatchFailure(op, "dynamic shape, or not between strings and numbers");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    return isText(op.getInput()) ? parse(b, op, adaptor.getInput(), rewriter)
                                 : format(b, op, adaptor.getInput(), rewriter);
  }

private:
  /// `value` in an integer type of 64 bits, or from one.
  static Value castInteger(ImplicitLocOpBuilder &b, Value value, Type type) {
    RankedTensorType from = onnx::getTensorType(value);
    if (from.getElementType() == type)
      return value;
    return onnx::CastOp::create(b, from.clone(type), value, type, /*saturate=*/1, "up");
  }

  LogicalResult format(ImplicitLocOpBuilder &b, onnx::CastOp op, Value input,
                       ConversionPatternRewriter &rewriter) const {
    Type from = onnx::getTensorType(op.getInput()).getElementType();
    RankedTensorType type = getStored(op.getType());
    SmallVector<int64_t> numbers = {type.getNumElements()};
    if (std::optional<SmallVector<int64_t>> format = describeFloat(from)) {
      llvm::append_range(numbers, *format);
      rewriter.replaceOp(op, buildText(b, "format_float", input, type, numbers));
      return success();
    }
    if (!isa<IntegerType>(from))
      return rewriter.notifyMatchFailure(op, "small floats");
    numbers.push_back(from.isUnsignedInteger());
    Value wide = from.isUnsignedInteger(64) ? input : castInteger(b, op.getInput(), b.getI64Type());
    rewriter.replaceOp(op, buildText(b, "format_int", wide, type, numbers));
    return success();
  }

  LogicalResult parse(ImplicitLocOpBuilder &b, onnx::CastOp op, Value input,
                      ConversionPatternRewriter &rewriter) const {
    Type to = op.getTo();
    RankedTensorType type = getStored(op.getType());
    SmallVector<int64_t> numbers = {type.getNumElements()};
    SmallVector<Value> inputs = {texts.buildBytes(b), input};
    if (std::optional<SmallVector<int64_t>> format = describeFloat(to)) {
      llvm::append_range(numbers, *format);
      rewriter.replaceOp(op, buildText(b, "parse_float", inputs, type, numbers));
      return success();
    }
    if (!isa<IntegerType>(to))
      return rewriter.notifyMatchFailure(op, "small floats");
    numbers.append({to.isUnsignedInteger() || to.isInteger(1), to.getIntOrFloatBitWidth()});
    Value wide = buildText(b, "parse_int", inputs, type.clone(b.getI64Type()), numbers).front();
    rewriter.replaceOp(op, to.isUnsignedInteger(64) ? wide : castInteger(b, wide, to));
    return success();
  }
};

//===-- More or fewer elements ---------------------------------------------===//

struct ConvertStringSplit : ConvertText<onnx::StringSplitOp> {
  using ConvertText::ConvertText;
  LogicalResult matchAndRewrite(onnx::StringSplitOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    RankedTensorType parts = getStored(op.getParts().getType()),
                     counts = getStored(op.getCounts().getType());
    // A number below 0 is none.
    int64_t most = op.getMaxsplit().value_or(-1);
    most = most < 0 ? INT32_MAX : std::min<int64_t>(most, INT32_MAX);
    Value delimiter = texts.buildList(b, op.getDelimiter().value_or(""));
    rewriter.replaceOp(
        op, buildText(b, "split", {texts.buildBytes(b), adaptor.getInput(), delimiter},
                      {parts, counts}, {counts.getNumElements(), parts.getShape().back(), most}));
    return success();
  }
};

struct ConvertStringNormalizer : ConvertText<onnx::StringNormalizerOp> {
  using ConvertText::ConvertText;
  LogicalResult matchAndRewrite(onnx::StringNormalizerOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    RankedTensorType type = getStored(op.getOutput().getType());
    SmallVector<StringRef> words = onnx::getTexts(op.getStopwords().value_or(nullptr));
    int64_t change = op.getCaseChangeAction() == "LOWER"   ? 1
                     : op.getCaseChangeAction() == "UPPER" ? 2
                                                           : 0;
    rewriter.replaceOp(
        op, buildText(b, "normalize",
                      {texts.buildBytes(b), adaptor.getInput(), texts.buildList(b, words)},
                      {type, getStored(op.getCount().getType())},
                      {getType(adaptor.getInput()).getNumElements(), type.getNumElements(),
                       int64_t(words.size()), change, op.getIsCaseSensitive() != 0}));
    return success();
  }
};

/// Tokens are what an expression matches, or what stands between separators. Without either, or
/// with an empty separator, each character is one.
struct ConvertTokenizer : ConvertText<onnx::TokenizerOp> {
  using ConvertText::ConvertText;
  LogicalResult matchAndRewrite(onnx::TokenizerOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isStatic(op))
      return rewriter.notifyMatchFailure(op, "dynamic shape");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    RankedTensorType type = getStored(op.getOutput().getType());
    SmallVector<Value> inputs = {texts.buildBytes(b), adaptor.getInput(),
                                 texts.buildList(b, {"\x02", "\x03", op.getPadValue()})};
    SmallVector<int64_t> numbers = {getType(adaptor.getInput()).getNumElements(),
                                    type.getShape().back(), op.getMark() != 0,
                                    int64_t(op.getMincharnum())};
    if (std::optional<StringRef> pattern = op.getTokenexp()) {
      llvm::Expected<Automaton> automaton = compileSearch(*pattern);
      if (!automaton)
        return op.emitError("tokenexp '")
               << *pattern << "' " << llvm::toString(automaton.takeError());
      inputs.append(
          {buildTable<uint8_t>(b, automaton->classOf), buildTable<uint16_t>(b, automaton->next),
           buildTable<uint8_t>(b, automaton->ends), buildTable<uint16_t>(b, automaton->starts)});
      numbers.append({int64_t(automaton->classes), automaton->dead});
    } else {
      SmallVector<StringRef> separators = onnx::getTexts(op.getSeparators().value_or(nullptr));
      if (llvm::is_contained(separators, ""))
        separators.clear();
      inputs.push_back(texts.buildList(b, separators));
      numbers.push_back(int64_t(separators.size()));
    }
    rewriter.replaceOp(op, buildText(b, op.getTokenexp() ? "search" : "tokenize", inputs,
                                     {type, getStored(op.getCount().getType())}, numbers));
    return success();
  }
};
} // namespace

void onnxc::populateTextToLinalg(const TypeConverter &types, const TextTable &texts,
                                 RewritePatternSet &patterns) {
  patterns.add<ConvertTextConstant, ConvertPairs<onnx::EqualOp>, ConvertPairs<onnx::StringConcatOp>,
               ConvertFindText, ConvertRankText, ConvertRegexFullMatch, ConvertTextCast,
               ConvertStringSplit, ConvertStringNormalizer, ConvertTokenizer>(
      types, patterns.getContext(), texts);
}
