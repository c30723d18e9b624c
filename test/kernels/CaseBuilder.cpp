#include "test/kernels/CaseBuilder.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"

#include <cstring>

using namespace onnxc;
using namespace onnxc::test;
using llvm::APFloat;
using llvm::ArrayRef;
using llvm::StringRef;
using proto::TensorProto;

//===-- Element types ------------------------------------------------------===//

static bool isInteger(DataType type) {
  return type == TensorProto::UINT8 || type == TensorProto::INT8 || type == TensorProto::INT32;
}

static const llvm::fltSemantics &getSemantics(DataType type) {
  if (type == TensorProto::FLOAT16)
    return APFloat::IEEEhalf();
  return type == TensorProto::BFLOAT16 ? APFloat::BFloat() : APFloat::IEEEsingle();
}

static APFloat toFloat(DataType type, double value) {
  APFloat number(value);
  bool losesInfo;
  number.convert(getSemantics(type), APFloat::rmNearestTiesToEven, &losesInfo);
  return number;
}

/// Adds what storing `elements` in `type` does to their errors.
static void roundTo(DataType type, llvm::MutableArrayRef<Bounded> elements) {
  const llvm::fltSemantics &semantics = getSemantics(type);
  double unit = std::ldexp(1.0, -int(APFloat::semanticsPrecision(semantics)));
  double least = APFloat::getSmallest(semantics).convertToDouble();
  for (Bounded &x : elements)
    x.error = isInteger(type) ? 0 : x.error + unit * (std::abs(x.value) + x.error) + least;
}

/// `value` as it is stored in `type`.
static double store(DataType type, double value) {
  if (isInteger(type))
    return value;
  return type == TensorProto::FLOAT ? float(value) : toFloat(type, value).convertToDouble();
}

static void appendElement(std::vector<char> &bytes, DataType type, double value) {
  if (isInteger(type)) {
    int32_t number = int32_t(value);
    const char *begin = reinterpret_cast<const char *>(&number);
    bytes.insert(bytes.end(), begin, begin + (type == TensorProto::INT32 ? sizeof(number) : 1));
    return;
  }
  bool isSingle = type == TensorProto::FLOAT;
  uint32_t word = isSingle ? llvm::bit_cast<uint32_t>(float(value))
                           : toFloat(type, value).bitcastToAPInt().getZExtValue();
  for (unsigned i = 0; i < (isSingle ? 4 : 2); ++i)
    bytes.push_back(char(word >> 8 * i));
}

//===-- Leaves -------------------------------------------------------------===//

CaseInput CaseBuilder::makeElements(DataType type, ArrayRef<int64_t> shape, double scale,
                                    BoundedTensor &tensor) {
  CaseInput data{type, Shape(shape), {}};
  tensor.shape = data.shape;
  int64_t count = countElements(shape);
  for (int64_t i = 0; i < count; ++i) {
    double value = type == TensorProto::UINT8   ? double(random.below(256))
                   : type == TensorProto::INT8  ? double(random.between(-128, 127))
                   : type == TensorProto::INT32 ? double(random.between(-9999, 9999))
                                                : random.unit() * scale;
    value = store(type, value);
    appendElement(data.bytes, type, value);
    tensor.elements.push_back({value, 0});
  }
  return data;
}

Operand CaseBuilder::addInput(DataType type, ArrayRef<int64_t> shape, double scale) {
  Operand operand{graph.addInput(type, shape), {}};
  result.inputs.push_back(makeElements(type, shape, scale, operand.tensor));
  return operand;
}

Operand CaseBuilder::addConstant(DataType type, ArrayRef<int64_t> shape, double scale) {
  BoundedTensor tensor;
  CaseInput data = makeElements(type, shape, scale, tensor);
  return {graph.addConstant(type, shape, std::string(data.bytes.begin(), data.bytes.end())),
          std::move(tensor)};
}

Operand CaseBuilder::addNumbers(DataType type, ArrayRef<int64_t> shape, ArrayRef<double> numbers) {
  std::vector<char> bytes;
  BoundedTensor tensor{Shape(shape), {}};
  for (double number : numbers) {
    appendElement(bytes, type, number);
    tensor.elements.push_back({number, 0});
  }
  return {graph.addConstant(type, shape, std::string(bytes.begin(), bytes.end())),
          std::move(tensor)};
}

Operand CaseBuilder::addWeight(DataType type, ArrayRef<int64_t> shape, double scale) {
  return random.oneIn(6) ? addInput(type, shape, scale) : addConstant(type, shape, scale);
}

//===-- Nodes --------------------------------------------------------------===//

static std::string formatList(ArrayRef<int64_t> values, StringRef separator) {
  return llvm::join(llvm::map_range(values, [](int64_t x) { return std::to_string(x); }),
                    separator);
}

static std::string formatOperand(const Operand &operand) {
  StringRef type = operand.type() == TensorProto::FLOAT      ? "f32"
                   : operand.type() == TensorProto::FLOAT16  ? "f16"
                   : operand.type() == TensorProto::BFLOAT16 ? "bf16"
                   : operand.type() == TensorProto::UINT8    ? "u8"
                   : operand.type() == TensorProto::INT8     ? "i8"
                                                             : "i32";
  return operand.value.name + ":" + formatList(operand.shape(), "x") +
         (operand.shape().empty() ? "" : "x") + type.str();
}

proto::NodeProto &CaseBuilder::addNode(StringRef op, ArrayRef<const Operand *> inputs) {
  std::vector<GraphValue> operands;
  std::vector<std::string> texts;
  for (const Operand *input : inputs) {
    operands.push_back(input ? input->value : GraphValue());
    texts.push_back(input ? formatOperand(*input) : "-");
  }
  result.description += (op + "(" + llvm::join(texts, ", ") + ")").str();
  return graph.addNode(op, operands);
}

static std::string formatAttributes(const proto::NodeProto &node) {
  std::string text;
  for (const proto::AttributeProto &attribute : node.attribute()) {
    Shape ints(attribute.ints().begin(), attribute.ints().end());
    text += " " + attribute.name() + "=";
    text += attribute.type() == proto::AttributeProto::INT     ? std::to_string(attribute.i())
            : attribute.type() == proto::AttributeProto::FLOAT ? std::to_string(attribute.f())
            : attribute.type() == proto::AttributeProto::INTS  ? formatList(ints, ",")
                                                               : attribute.s();
  }
  return text;
}

Operand CaseBuilder::addResult(proto::NodeProto &node, DataType type, BoundedTensor tensor) {
  roundTo(type, tensor.elements);
  Operand operand{graph.addResult(node, type, tensor.shape), std::move(tensor)};
  result.description += formatAttributes(node) + " -> " + formatOperand(operand) + "; ";
  return operand;
}

//===-- Contractions -------------------------------------------------------===//

/// What convolutions and pools share.
static void setPositions(proto::NodeProto &node, const Window &window) {
  Shape pads(window.padsBegin);
  llvm::append_range(pads, window.padsEnd);
  Attributes(node).set("kernel_shape", window.kernel);
  Attributes(node).set("strides", window.strides);
  Attributes(node).set("dilations", window.dilations);
  Attributes(node).set("pads", pads);
}

static void setWindow(proto::NodeProto &node, const Window &window, bool isTransposed) {
  setPositions(node, window);
  Attributes(node).set("group", window.groups);
  if (isTransposed)
    Attributes(node).set("output_padding", window.outputPadding);
}

/// Whether Winograd's algorithm may take the convolution. Its errors are not those of a sum, but
/// spread over the outputs of a square.
static bool mayBeWinograd(const Operand &x, const Window &window) {
  auto isAll = [](ArrayRef<int64_t> values, int64_t value) {
    return llvm::all_of(values, [&](int64_t x) { return x == value; });
  };
  return x.type() == TensorProto::FLOAT && window.groups == 1 && window.kernel.size() == 2 &&
         isAll(window.kernel, 3) && isAll(window.dilations, 1);
}

static void addWinogradError(BoundedTensor &tensor, int64_t terms) {
  double largest = 0;
  for (Bounded element : tensor.elements)
    largest = std::max(largest, element.error);
  // The largest error of a sum of `terms` products is relative to the sum of their magnitudes.
  double magnitude = largest / (terms * kSingleUnit);
  for (Bounded &element : tensor.elements)
    element.error += 1e-5 * magnitude;
}

Operand CaseBuilder::addConv(const Operand &x, const Operand &w, const Operand *bias,
                             const Window &window) {
  proto::NodeProto &node = addNode("Conv", {&x, &w, bias});
  setWindow(node, window, /*isTransposed=*/false);
  BoundedTensor y = convolve(x.tensor, w.tensor, bias ? &bias->tensor : nullptr, window);
  if (mayBeWinograd(x, window))
    addWinogradError(y, 9 * w.shape()[1]);
  return addResult(node, x.type(), std::move(y));
}

Operand CaseBuilder::addConvTranspose(const Operand &x, const Operand &w, const Operand *bias,
                                      const Window &window) {
  proto::NodeProto &node = addNode("ConvTranspose", {&x, &w, bias});
  setWindow(node, window, /*isTransposed=*/true);
  BoundedTensor y = convolveTransposed(x.tensor, w.tensor, bias ? &bias->tensor : nullptr, window);
  // It becomes a convolution of fewer taps for each phase of the strides.
  if (x.type() == TensorProto::FLOAT && window.kernel.size() == 2)
    addWinogradError(y, 9 * w.shape()[0] / window.groups);
  return addResult(node, x.type(), std::move(y));
}

static BoundedTensor subtract(const Operand &x, const Operand &zero) {
  BoundedTensor result = x.tensor;
  for (Bounded &element : result.elements)
    element.value -= zero.tensor.elements[0].value;
  return result;
}

Operand CaseBuilder::addConvInteger(const Operand &x, const Operand &w, const Operand &xZero,
                                    const Operand &wZero, const Window &window) {
  proto::NodeProto &node = addNode("ConvInteger", {&x, &w, &xZero, &wZero});
  setWindow(node, window, /*isTransposed=*/false);
  return addResult(node, TensorProto::INT32,
                   convolve(subtract(x, xZero), subtract(w, wZero), nullptr, window));
}

//===-- Quantized tensors --------------------------------------------------===//

/// The scales, a scalar or one for each filter, and the zero point.
std::pair<Operand, Operand> CaseBuilder::addParameters(const Quantization &quantization) {
  Shape shape;
  if (quantization.scales.size() > 1)
    shape.push_back(quantization.scales.size());
  std::vector<double> scales(quantization.scales.begin(), quantization.scales.end()),
      zeros(scales.size(), double(quantization.zeroPoint));
  return {addNumbers(TensorProto::FLOAT, shape, scales),
          addNumbers(quantization.type, shape, zeros)};
}

static double saturate(DataType type, double value) {
  return type == TensorProto::UINT8 ? std::clamp(value, 0.0, 255.0)
                                    : std::clamp(value, -128.0, 127.0);
}

/// Sums of products of quantized numbers in the steps of `y`: one multiplication in f32 and one
/// rounding.
static BoundedTensor requantize(const QuantizedOperand &x, const QuantizedOperand &w,
                                const Operand *bias, const Quantization &y, const Window &window) {
  auto subtract = [](const QuantizedOperand &operand) {
    BoundedTensor result = operand.elements.tensor;
    for (Bounded &element : result.elements)
      element.value -= double(operand.quantization.zeroPoint);
    return result;
  };
  BoundedTensor sums = convolve(subtract(x), subtract(w), bias ? &bias->tensor : nullptr, window);
  int64_t filters = sums.shape[1],
          inner = countElements(ArrayRef<int64_t>(sums.shape).drop_front(2));
  const std::vector<float> &scales = w.quantization.scales;
  for (auto [i, sum] : llvm::enumerate(sums.elements)) {
    size_t filter = scales.size() == 1 ? 0 : i / inner % filters;
    float scale = x.quantization.scales[0] * scales[filter] / y.scales[0];
    double steps = std::nearbyint(float(sum.value) * scale);
    sum = {saturate(y.type, steps + double(y.zeroPoint)), 0};
  }
  return sums;
}

Operand CaseBuilder::addQLinearConv(const QuantizedOperand &x, const QuantizedOperand &w,
                                    const Operand *bias, const Quantization &y,
                                    const Window &window) {
  auto [xScale, xZero] = addParameters(x.quantization);
  auto [wScale, wZero] = addParameters(w.quantization);
  auto [yScale, yZero] = addParameters(y);
  proto::NodeProto &node = addNode("QLinearConv", {&x.elements, &xScale, &xZero, &w.elements,
                                                   &wScale, &wZero, &yScale, &yZero, bias});
  setWindow(node, window, /*isTransposed=*/false);
  return addResult(node, y.type, requantize(x, w, bias, y, window));
}

Operand CaseBuilder::addDequantize(const QuantizedOperand &x) {
  auto [scale, zero] = addParameters(x.quantization);
  proto::NodeProto &node = addNode("DequantizeLinear", {&x.elements, &scale, &zero});
  Attributes(node).set("axis", int64_t(0));
  // What it stands for in between is of no interest.
  return addResult(node, TensorProto::FLOAT, x.elements.tensor);
}

Operand CaseBuilder::addQuantizedConv(const QuantizedOperand &x, const QuantizedOperand &w,
                                      const Operand *bias, const Quantization &y,
                                      const Window &window, bool hasRelu) {
  std::optional<Operand> floatBias;
  if (bias) {
    Quantization steps{TensorProto::INT32, w.quantization.scales, 0};
    for (float &scale : steps.scales)
      scale *= x.quantization.scales[0];
    // One scale for each filter, as the bias is a vector.
    if (steps.scales.size() == 1)
      steps.scales.assign(bias->shape()[0], steps.scales[0]);
    floatBias = addDequantize({*bias, steps});
  }
  BoundedTensor result = requantize(x, w, bias, y, window);
  Operand xFloat = addDequantize(x), wFloat = addDequantize(w);
  proto::NodeProto &conv = addNode("Conv", {&xFloat, &wFloat, floatBias ? &*floatBias : nullptr});
  setWindow(conv, window, /*isTransposed=*/false);
  Operand value = addResult(conv, TensorProto::FLOAT, result);
  if (hasRelu) {
    value = addResult(addNode("Relu", {&value}), TensorProto::FLOAT, result);
    for (Bounded &element : result.elements)
      element.value = std::max(element.value, double(y.zeroPoint));
  }
  auto [yScale, yZero] = addParameters(y);
  return addResult(addNode("QuantizeLinear", {&value, &yScale, &yZero}), y.type, result);
}

/// The product of matrices with batches in front, or of vectors.
static BoundedTensor multiplyMatrices(const BoundedTensor &a, const BoundedTensor &b) {
  StringRef batch = "abcdef";
  size_t aBatch = std::max<size_t>(a.shape.size(), 2) - 2,
         bBatch = std::max<size_t>(b.shape.size(), 2) - 2, most = std::max(aBatch, bBatch);
  std::string aLabels = batch.substr(most - aBatch, aBatch).str(),
              bLabels = batch.substr(most - bBatch, bBatch).str(),
              output = batch.take_front(most).str();
  aLabels += a.shape.size() > 1 ? "mk" : "k";
  bLabels += b.shape.size() > 1 ? "kn" : "k";
  output += std::string(a.shape.size() > 1 ? "m" : "") + (b.shape.size() > 1 ? "n" : "");
  return contract({&a, &b}, {aLabels, bLabels}, output);
}

Operand CaseBuilder::addMatMul(const Operand &a, const Operand &b) {
  proto::NodeProto &node = addNode("MatMul", {&a, &b});
  return addResult(node, a.type(), multiplyMatrices(a.tensor, b.tensor));
}

Operand CaseBuilder::addMatMulInteger(const Operand &a, const Operand &b, const Operand &aZero,
                                      const Operand &bZero) {
  proto::NodeProto &node = addNode("MatMulInteger", {&a, &b, &aZero, &bZero});
  return addResult(node, TensorProto::INT32,
                   multiplyMatrices(subtract(a, aZero), subtract(b, bZero)));
}

static BoundedTensor scale(BoundedTensor tensor, double factor) {
  if (factor != 1)
    for (Bounded &element : tensor.elements)
      element = multiply(element, {factor, 0});
  return tensor;
}

Operand CaseBuilder::addGemm(const Operand &a, const Operand &b, const Operand *c, bool transA,
                             bool transB, float alpha, float beta) {
  proto::NodeProto &node = addNode("Gemm", {&a, &b, c});
  Attributes(node).set("transA", int64_t(transA));
  Attributes(node).set("transB", int64_t(transB));
  Attributes(node).set("alpha", alpha);
  Attributes(node).set("beta", beta);
  BoundedTensor y =
      contract({&a.tensor, &b.tensor}, {transA ? "km" : "mk", transB ? "nk" : "kn"}, "mn");
  y = scale(std::move(y), alpha);
  if (c)
    y = combine(y, scale(c->tensor, beta), add);
  return addResult(node, a.type(), std::move(y));
}

Operand CaseBuilder::addEinsum(ArrayRef<Operand> inputs, ArrayRef<std::string> labels,
                               const std::string &output) {
  std::vector<const Operand *> operands;
  std::vector<const BoundedTensor *> tensors;
  for (const Operand &input : inputs) {
    operands.push_back(&input);
    tensors.push_back(&input.tensor);
  }
  proto::NodeProto &node = addNode("Einsum", operands);
  Attributes(node).set("equation", (llvm::join(labels, ",") + "->" + output).c_str());
  return addResult(node, inputs[0].type(), contract(tensors, labels, output));
}

//===-- What surrounds them ------------------------------------------------===//

Operand CaseBuilder::addSum(const Operand &a, const Operand &b) {
  return addResult(addNode("Add", {&a, &b}), a.type(), combine(a.tensor, b.tensor, add));
}

Operand CaseBuilder::addProduct(const Operand &a, const Operand &b) {
  return addResult(addNode("Mul", {&a, &b}), a.type(), combine(a.tensor, b.tensor, multiply));
}

static BoundedTensor applyToAll(const BoundedTensor &x, double (*function)(double), double slope,
                                double units) {
  BoundedTensor result{x.shape, {}};
  for (Bounded element : x.elements)
    result.elements.push_back(apply(element, function, slope, units));
  return result;
}

Operand CaseBuilder::addRelu(const Operand &x) {
  auto relu = [](double x) { return std::max(x, 0.0); };
  return addResult(addNode("Relu", {&x}), x.type(), applyToAll(x.tensor, relu, 1, 0));
}

Operand CaseBuilder::addSigmoid(const Operand &x) {
  auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  return addResult(addNode("Sigmoid", {&x}), x.type(), applyToAll(x.tensor, sigmoid, 0.25, 16));
}

Operand CaseBuilder::addTanh(const Operand &x) {
  auto tanh = [](double x) { return std::tanh(x); };
  return addResult(addNode("Tanh", {&x}), x.type(), applyToAll(x.tensor, tanh, 1, 16));
}

Operand CaseBuilder::addClip(const Operand &x, float low, float high) {
  auto addLimit = [&](float limit) {
    std::vector<char> bytes;
    appendElement(bytes, x.type(), limit);
    return Operand{graph.addConstant(x.type(), {}, std::string(bytes.begin(), bytes.end())),
                   {{}, {{limit, 0}}}};
  };
  Operand least = addLimit(low), most = addLimit(high);
  BoundedTensor y = x.tensor;
  for (Bounded &element : y.elements)
    element.value = std::clamp(element.value, double(low), double(high));
  return addResult(addNode("Clip", {&x, &least, &most}), x.type(), std::move(y));
}

Operand CaseBuilder::addCastToFloat(const Operand &x) {
  proto::NodeProto &node = addNode("Cast", {&x});
  Attributes(node).set("to", int64_t(TensorProto::FLOAT));
  return addResult(node, TensorProto::FLOAT, x.tensor);
}

Operand CaseBuilder::addTranspose(const Operand &x, ArrayRef<int64_t> permutation) {
  proto::NodeProto &node = addNode("Transpose", {&x});
  Attributes(node).set("perm", permutation);
  return addResult(node, x.type(), transpose(x.tensor, permutation));
}

Operand CaseBuilder::addGlobalAveragePool(const Operand &x) {
  Shape shape(x.shape());
  int64_t pixels = countElements(ArrayRef<int64_t>(shape).drop_front(2));
  std::fill(shape.begin() + 2, shape.end(), 1);
  BoundedTensor flat{{shape[0], shape[1], pixels}, x.tensor.elements};
  BoundedTensor mean = scale(contract({&flat}, {"ncp"}, "nc"), 1.0 / pixels);
  mean.shape = shape;
  return addResult(addNode("GlobalAveragePool", {&x}), x.type(), std::move(mean));
}

Operand CaseBuilder::addMaxPool(const Operand &x, const Window &window) {
  proto::NodeProto &node = addNode("MaxPool", {&x});
  setPositions(node, window);
  return addResult(node, x.type(), poolMaximum(x.tensor, window));
}

Operand CaseBuilder::addAveragePool(const Operand &x, const Window &window, bool countsPadding) {
  proto::NodeProto &node = addNode("AveragePool", {&x});
  setPositions(node, window);
  Attributes(node).set("count_include_pad", int64_t(countsPadding));
  return addResult(node, x.type(), poolAverage(x.tensor, window, countsPadding));
}

Operand CaseBuilder::addPad(const Operand &x, ArrayRef<int64_t> begins, ArrayRef<int64_t> ends) {
  Shape allBegins(2), allEnds(2);
  llvm::append_range(allBegins, begins);
  llvm::append_range(allEnds, ends);
  Shape amounts(allBegins);
  llvm::append_range(amounts, allEnds);
  Operand pads{graph.addInts(amounts), {{int64_t(amounts.size())}, {}}};
  return addResult(addNode("Pad", {&x, &pads}), x.type(), pad(x.tensor, allBegins, allEnds));
}

Operand CaseBuilder::addReduceNothing(StringRef op, const Operand &x) {
  proto::NodeProto &node = addNode(op, {&x});
  Attributes(node).set("noop_with_empty_axes", int64_t(1));
  return addResult(node, x.type(), x.tensor);
}

void CaseBuilder::addOutput(const Operand &x) {
  for (const proto::ValueInfoProto &output : result.model.graph().output())
    if (output.name() == x.value.name)
      return;
  graph.addOutput(x.value);
  result.outputs.push_back(x.tensor);
}

static std::string formatOptions(const CaseOptions &options) {
  std::string text = std::string("-O") + options.level;
  if (options.strictFloat)
    text += " --fp=strict";
  if (options.threads)
    text += " --threads=" + (*options.threads ? std::to_string(*options.threads) : "caller");
  if (options.slowCore)
    text += ", slow core";
  if (options.caches == CaseOptions::Caches::Small)
    text += ", small caches";
  if (options.caches == CaseOptions::Caches::None)
    text += ", no caches";
  return text;
}

KernelCase CaseBuilder::finish(const CaseOptions &options) && {
  result.options = options;
  result.description += formatOptions(options);
  return std::move(result);
}
