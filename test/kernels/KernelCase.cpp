#include "test/kernels/CaseBuilder.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringRef.h"

using namespace onnxc;
using namespace onnxc::test;
using llvm::ArrayRef;
using proto::TensorProto;

namespace {
/// Draws one case.
class CaseGenerator {
public:
  explicit CaseGenerator(Random &random) : random(random), builder(random) {}

  KernelCase generate(bool onlyIntegers) {
    type = random.pick({TensorProto::FLOAT, TensorProto::FLOAT, TensorProto::FLOAT,
                        TensorProto::FLOAT16, TensorProto::BFLOAT16});
    CaseOptions options = drawOptions();
    if (onlyIntegers) {
      random.oneIn(2) ? addEnds(makeInteger()) : makeQuantizedChain();
      return std::move(builder).finish(options);
    }
    switch (random.below(22)) {
    case 20:
    case 21:
      makeQuantizedChain();
      break;
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
      addEnds(makeConv());
      break;
    case 5:
    case 6:
      addEnds(makeWinograd());
      break;
    case 7:
    case 8:
      addEnds(makeConvTranspose());
      break;
    case 9:
    case 10:
    case 11:
    case 12:
      addEnds(makeMatMul());
      break;
    case 13:
    case 14:
      addEnds(makeGemm());
      break;
    case 15:
    case 16:
      addEnds(makeEinsum());
      break;
    case 17:
      addEnds(makeInteger());
      break;
    default:
      makeChain();
    }
    return std::move(builder).finish(options);
  }

private:
  CaseOptions drawOptions() {
    CaseOptions options;
    options.level = random.pick({'3', '3', '3', '3', 's', 's', '2', '1', '0', 'z'});
    options.strictFloat = random.oneIn(6);
    if (random.oneIn(4)) {
      options.threads = random.pick({0u, 2u, 3u, 4u});
      options.slowCore = random.oneIn(2);
    }
    if (random.oneIn(3))
      options.caches = CaseOptions::Caches::Small;
    else if (random.oneIn(8))
      options.caches = CaseOptions::Caches::None;
    return options;
  }

  /// Such that sums of `terms` products are about as large as what they are made of.
  static double getScale(int64_t terms) {
    return 1.7 / std::sqrt(double(std::max<int64_t>(1, terms)));
  }

  /// What `room` leaves of multiply-adds, as a size.
  static int64_t limit(int64_t room, int64_t used) {
    return std::clamp<int64_t>(room / std::max<int64_t>(1, used), 1, 200);
  }

  /// An input, or what an operator makes of one, which lies in the arena.
  Operand makeInput(ArrayRef<int64_t> shape) {
    Operand x = builder.addInput(type, shape);
    return random.oneIn(3) ? builder.addRelu(x) : x;
  }

  //===-- Convolutions -------------------------------------------------------===//

  Window drawWindow(int64_t rank) {
    Window window;
    for (int64_t i = 0; i < rank; ++i) {
      window.kernel.push_back(random.pick<int64_t>({1, 1, 2, 3, 3, 3, 4, 5, 7}));
      window.strides.push_back(random.pick<int64_t>({1, 1, 1, 2, 2, 3}));
      window.dilations.push_back(random.pick<int64_t>({1, 1, 1, 2, 3}));
      int64_t most = std::min<int64_t>(3, (window.kernel[i] - 1) * window.dilations[i]);
      bool isSame = random.oneIn(2);
      window.padsBegin.push_back(isSame ? window.kernel[i] / 2 : random.between(0, most));
      window.padsEnd.push_back(isSame ? window.kernel[i] / 2 : random.between(0, most));
      window.outputPadding.push_back(0);
    }
    if (random.oneIn(3))
      for (Shape *list : {&window.kernel, &window.strides, &window.dilations})
        std::fill(list->begin(), list->end(), 1);
    return window;
  }

  static int64_t getExtent(const Window &window, size_t i) {
    return (window.kernel[i] - 1) * window.dilations[i] + 1;
  }

  struct Channels {
    int64_t groups, input, output;
  };

  Channels drawChannels(int64_t most) {
    if (random.oneIn(4)) {
      int64_t groups = random.size(most);
      return {groups, groups, groups * random.pick<int64_t>({1, 1, 1, 2, 3})};
    }
    if (random.oneIn(4)) {
      int64_t groups = random.between(2, 5);
      return {groups, groups * random.size(most / groups), groups * random.size(most / groups)};
    }
    return {1, random.size(most), random.size(most)};
  }

  /// A shape of an image that leaves an output, and few multiply-adds.
  Shape drawImage(const Window &window, int64_t batch, int64_t channels, int64_t room) {
    Shape shape = {batch, channels};
    int64_t pixels = 1;
    for (size_t i = 0; i < window.kernel.size(); ++i) {
      int64_t least =
          std::max<int64_t>(1, getExtent(window, i) - window.padsBegin[i] - window.padsEnd[i]);
      int64_t most = limit(room, pixels),
              size = random.oneIn(3) ? random.size(most) : random.between(1, 18);
      shape.push_back(std::max(least, std::min(size, most)));
      pixels *= shape.back();
    }
    return shape;
  }

  std::optional<Operand> drawBias(int64_t filters) {
    if (random.oneIn(3))
      return std::nullopt;
    return builder.addWeight(type, {filters}, 0.5);
  }

  Operand makeConv() {
    Window window = drawWindow(random.pick<int64_t>({1, 2, 2, 2, 2, 3}));
    Channels channels = drawChannels(130);
    window.groups = channels.groups;
    int64_t terms = channels.input / channels.groups * countElements(window.kernel);
    Shape image = drawImage(window, random.pick<int64_t>({1, 1, 1, 2, 3}), channels.input,
                            1500000 / (terms * channels.output) + 1);
    Operand x = makeInput(image);
    return addConv(random.oneIn(6) ? addPad(x) : x, channels.output, window);
  }

  /// Padding by an operator of its own, which is other zeros on each side.
  Operand addPad(const Operand &x) {
    Shape begins, ends;
    for (size_t i = 2; i < x.shape().size(); ++i) {
      begins.push_back(random.below(3));
      ends.push_back(random.below(4));
    }
    return builder.addPad(x, begins, ends);
  }

  /// A pool of windows of which each has an element that is not padding.
  Operand addPool(const Operand &x) {
    Window window;
    for (size_t i = 2; i < x.shape().size(); ++i) {
      int64_t most = std::min<int64_t>(3, x.shape()[i]), size = random.between(1, most);
      window.kernel.push_back(size);
      window.strides.push_back(random.between(1, 2));
      window.dilations.push_back(1);
      window.padsBegin.push_back(random.below(size));
      window.padsEnd.push_back(random.below(size));
    }
    return random.oneIn(2) ? builder.addMaxPool(x, window)
                           : builder.addAveragePool(x, window, random.oneIn(2));
  }

  Operand addConv(const Operand &x, int64_t filters, const Window &window) {
    Shape shape = {filters, x.shape()[1] / window.groups};
    llvm::append_range(shape, window.kernel);
    Operand w = builder.addWeight(type, shape, getScale(shape[1] * countElements(window.kernel)));
    std::optional<Operand> bias = drawBias(filters);
    return builder.addConv(x, w, bias ? &*bias : nullptr, window);
  }

  static Window getSquareWindow(int64_t kernel, int64_t stride, int64_t pad) {
    Window window;
    window.kernel.assign(2, kernel);
    window.strides.assign(2, stride);
    window.dilations.assign(2, 1);
    window.padsBegin.assign(2, pad);
    window.padsEnd.assign(2, pad);
    window.outputPadding.assign(2, 0);
    return window;
  }

  /// Many channels in, and groups of 64 out, with any rest.
  Operand makeWinograd() {
    type = TensorProto::FLOAT;
    Window window = getSquareWindow(3, 1, random.below(2));
    int64_t channels = random.between(8, 50);
    int64_t filters = random.pick<int64_t>({0, 32, 64, 64, 128}) + random.between(1, 20);
    Shape image = {random.pick<int64_t>({1, 1, 2}), channels, random.between(3, 20),
                   random.between(3, 20)};
    Operand x = makeInput(image);
    Operand w = builder.addConstant(type, {filters, channels, 3, 3}, getScale(9 * channels));
    std::optional<Operand> bias = drawBias(filters);
    return builder.addConv(x, w, bias ? &*bias : nullptr, window);
  }

  Operand makeConvTranspose() {
    Window window = drawWindow(random.pick<int64_t>({1, 2, 2, 2, 3}));
    Channels channels = drawChannels(70);
    window.groups = channels.groups;
    int64_t taps = countElements(window.kernel);
    Shape image = drawImage(window, random.pick<int64_t>({1, 1, 2}), channels.input,
                            1000000 / (taps * channels.input * channels.output) + 1);
    for (size_t i = 0; i < window.kernel.size(); ++i) {
      window.outputPadding[i] = random.below(std::max(window.strides[i], window.dilations[i]));
      while (getConvTransposeSize(window, image[i + 2], i) < 1)
        ++image[i + 2];
    }
    Operand x = makeInput(image);
    Shape shape = {channels.input, channels.output / channels.groups};
    llvm::append_range(shape, window.kernel);
    Operand w = builder.addWeight(type, shape, getScale(channels.input / channels.groups * taps));
    std::optional<Operand> bias = drawBias(channels.output);
    return builder.addConvTranspose(x, w, bias ? &*bias : nullptr, window);
  }

  //===-- Products -----------------------------------------------------------===//

  int64_t drawRows() { return random.oneIn(2) ? random.between(1, 6) : random.size(130); }

  Operand makeMatMul() {
    int64_t m = drawRows(), k = random.size(200), n = random.size(200), room = 600000 / (m * k * n);
    Shape a, b;
    for (int64_t i = random.below(3); i > 0; --i) {
      int64_t size = std::min<int64_t>(random.between(1, 5), limit(room, 1));
      room /= size;
      a.push_back(random.oneIn(4) ? 1 : size);
      b.push_back(random.oneIn(3) ? 1 : size);
    }
    if (random.oneIn(4))
      b.erase(b.begin(), b.begin() + random.between(0, b.size()));
    // A vector from the left, or from the right.
    if (a.empty() && b.empty() && random.oneIn(6))
      a = {k};
    else
      a.insert(a.end(), {m, k});
    if (b.empty() && a.size() > 1 && random.oneIn(8))
      b = {k};
    else
      b.insert(b.end(), {k, n});
    Operand x = makeInput(a);
    Operand w = random.oneIn(2) ? builder.addInput(type, b, getScale(k))
                                : builder.addConstant(type, b, getScale(k));
    return builder.addMatMul(x, w);
  }

  Operand makeGemm() {
    int64_t m = drawRows(), n = random.size(200), k = random.size(limit(1000000, m * n));
    bool transA = random.oneIn(3), transB = random.oneIn(2);
    Operand a = makeInput(transA ? Shape{k, m} : Shape{m, k});
    Operand b = builder.addWeight(type, transB ? Shape{n, k} : Shape{k, n}, getScale(k));
    float alpha = random.oneIn(4) ? 0.5f : 1.0f, beta = random.oneIn(4) ? 0.25f : 1.0f;
    if (random.oneIn(4))
      return builder.addGemm(a, b, nullptr, transA, transB, alpha, beta);
    Operand c =
        builder.addWeight(type, random.pick<Shape>({{n}, {1, n}, {m, 1}, {m, n}, {}, {1}}), 1);
    return builder.addGemm(a, b, &c, transA, transB, alpha, beta);
  }

  /// Any products and sums of up to three tensors, some without a sum.
  Operand makeEinsum() {
    std::string all = "ijkl";
    Shape sizes;
    for (size_t i = 0; i < all.size(); ++i)
      sizes.push_back(random.between(1, 9));
    std::vector<Operand> inputs;
    std::vector<std::string> labels;
    std::string used;
    for (int64_t i = random.between(1, 3); i > 0; --i) {
      std::string names;
      Shape shape;
      for (size_t dim = 0; dim < all.size(); ++dim)
        if (random.oneIn(2)) {
          names.push_back(all[dim]);
          shape.push_back(sizes[dim]);
          if (used.find(all[dim]) == std::string::npos)
            used.push_back(all[dim]);
        }
      inputs.push_back(makeInput(shape));
      labels.push_back(names);
    }
    std::string output;
    bool keepsAll = random.oneIn(2);
    for (char name : used)
      if (keepsAll || random.oneIn(2))
        output.insert(output.begin() + random.below(output.size() + 1), name);
    return builder.addEinsum(inputs, labels, output);
  }

  /// Constants about the middle of `type`: of all its range, of half of it, mostly small ones, or
  /// only the extremes.
  Operand makeIntegerWeights(DataType wType, ArrayRef<int64_t> shape) {
    int64_t kind = random.below(5);
    std::vector<double> numbers;
    for (int64_t i = countElements(shape); i > 0; --i) {
      bool isSmall = kind == 1 || (kind == 2 && !random.oneIn(60));
      int64_t number = isSmall     ? random.between(-64, 64)
                       : kind == 3 ? random.pick<int64_t>({-128, 127})
                                   : random.between(-128, 127);
      numbers.push_back(double(number + (wType == TensorProto::UINT8 ? 128 : 0)));
    }
    return builder.addNumbers(wType, shape, numbers);
  }

  /// Products of integers, as floats again.
  Operand makeInteger() {
    DataType xType = random.pick({TensorProto::UINT8, TensorProto::INT8}),
             wType = random.pick({TensorProto::UINT8, TensorProto::INT8});
    type = TensorProto::FLOAT;
    Operand xZero = builder.addConstant(xType, {}), wZero = builder.addConstant(wType, {}), y;
    if (random.oneIn(2)) {
      int64_t m = drawRows(), n = random.size(130), k = random.size(limit(500000, m * n));
      Operand a = builder.addInput(xType, {m, k});
      Operand b =
          random.oneIn(3) ? builder.addWeight(wType, {k, n}, 1) : makeIntegerWeights(wType, {k, n});
      y = builder.addMatMulInteger(a, b, xZero, wZero);
    } else {
      Window window = drawWindow(random.pick<int64_t>({1, 2, 2, 3}));
      Channels channels = drawChannels(70);
      if (random.oneIn(3)) {
        // What Winograd's method may take.
        window = getSquareWindow(3, 1, random.below(2));
        channels = {1, 16 + random.below(30), random.between(8, 70)};
      }
      window.groups = channels.groups;
      Shape shape = {channels.output, channels.input / channels.groups};
      llvm::append_range(shape, window.kernel);
      Shape image = drawImage(window, 1, channels.input, 500000 / countElements(shape) + 1);
      Operand x = builder.addInput(xType, image);
      Operand w =
          random.oneIn(4) ? builder.addWeight(wType, shape, 1) : makeIntegerWeights(wType, shape);
      y = builder.addConvInteger(x, w, xZero, wZero, window);
    }
    if (random.oneIn(2))
      builder.addOutput(y);
    Operand scale = builder.addWeight(type, {}, 1e-4);
    return builder.addProduct(builder.addCastToFloat(y), scale);
  }

  //===-- Quantized convolutions ---------------------------------------------===//

  /// A scale by which sums of `terms` products of bytes are about as large as bytes.
  Quantization drawResult(int64_t terms) {
    return {random.pick({TensorProto::UINT8, TensorProto::INT8}),
            {float(std::sqrt(double(terms)) * (1 + random.below(64)))},
            random.between(0, 127)};
  }

  /// Convolutions of quantized tensors one after another, in both forms, with an exact result.
  void makeQuantizedChain() {
    type = TensorProto::FLOAT;
    Quantization quantization{
        random.pick({TensorProto::UINT8, TensorProto::INT8}), {1.5f}, random.between(0, 127)};
    int64_t channels = random.pick<int64_t>({1, 3, 4, 16}) * random.between(1, 5);
    Shape image = {1, channels, random.between(3, 20), random.between(3, 20)};
    QuantizedOperand x{builder.addInput(quantization.type, image), quantization};
    for (int64_t layers = random.between(1, 4); layers > 0; --layers) {
      x = addQuantizedLayer(x);
      if (random.oneIn(5))
        builder.addOutput(x.elements);
    }
    builder.addOutput(x.elements);
  }

  QuantizedOperand addQuantizedLayer(const QuantizedOperand &x) {
    // A result of the input's shape may come to lie in its memory.
    int64_t channels = x.elements.shape()[1];
    int64_t filters = random.oneIn(3) ? channels : random.size(70);
    int64_t kernel = random.pick<int64_t>({1, 1, 2, 3, 3, 5}), stride = random.between(1, 2);
    Window window = getSquareWindow(kernel, stride, kernel / 2);
    if (random.oneIn(3)) {
      window.groups = channels;
      filters = channels;
    }
    Shape shape = {filters, channels / window.groups, kernel, kernel};
    Quantization ofWeights{
        random.pick({TensorProto::INT8, TensorProto::INT8, TensorProto::UINT8}), {}, 0};
    if (ofWeights.type == TensorProto::UINT8)
      ofWeights.zeroPoint = random.pick<int64_t>({128, 128, 100});
    for (int64_t i = random.oneIn(3) ? 1 : filters; i > 0; --i)
      ofWeights.scales.push_back(float(1 + random.below(100)) / 50);
    QuantizedOperand w{makeIntegerWeights(ofWeights.type, shape), ofWeights};
    std::optional<Operand> bias;
    if (random.oneIn(2))
      bias = builder.addConstant(TensorProto::INT32, {filters});
    Quantization y = drawResult(countElements(shape) / filters * 5000);
    const Operand *added = bias ? &*bias : nullptr;
    Operand result = random.oneIn(2)
                         ? builder.addQLinearConv(x, w, added, y, window)
                         : builder.addQuantizedConv(x, w, added, y, window, random.oneIn(2));
    return {result, y};
  }

  //===-- Chains -------------------------------------------------------------===//

  /// Convolutions one after another, as bands take them: with what is added and multiplied across.
  void makeChain() {
    type = random.oneIn(4) ? TensorProto::FLOAT16 : TensorProto::FLOAT;
    int64_t channels = random.between(1, 20);
    Shape image = {1, channels, random.between(4, 30), random.between(4, 30)};
    Operand x = makeInput(image), y = x;
    int64_t layers = random.between(2, 5);
    for (int64_t i = 0; i < layers; ++i)
      y = addActivation(addLayer(y));
    if (y.shape() == x.shape())
      y = builder.addSum(y, x);
    builder.addOutput(y);
  }

  Operand addLayer(const Operand &x) {
    int64_t channels = x.shape()[1];
    switch (random.below(5)) {
    case 0:
      return addPool(x);
    case 1:
    case 2: {
      int64_t kernel = random.pick<int64_t>({1, 2, 3, 5}), stride = random.pick<int64_t>({1, 1, 2});
      Window window = getSquareWindow(kernel, stride, kernel / 2);
      window.groups = channels;
      return addConv(x, channels, window);
    }
    case 3: {
      int64_t filters = random.between(1, 20), stride = random.between(1, 2);
      return addConv(x, filters, getSquareWindow(3, stride, 1));
    }
    default:
      return addConv(x, random.between(1, 40), getSquareWindow(1, 1, 0));
    }
  }

  //===-- What follows -------------------------------------------------------===//

  Operand addActivation(const Operand &x) {
    switch (random.below(6)) {
    case 0:
      return builder.addRelu(x);
    case 1:
      return builder.addClip(x, 0, 6);
    case 2:
      return builder.addSigmoid(x);
    case 3:
      return builder.addProduct(x, builder.addSigmoid(x));
    case 4:
      return builder.addTanh(x);
    default:
      return x;
    }
  }

  /// `shape` with some dimensions of size 1, some of the first ones left out.
  Shape drawBroadcast(ArrayRef<int64_t> shape) {
    Shape result(shape.drop_front(shape.empty() ? 0 : random.below(shape.size() + 1)));
    for (int64_t &size : result)
      size = random.oneIn(2) ? 1 : size;
    return result;
  }

  /// One factor for each channel, computed from all of `x`.
  Operand makeChannelFactors(const Operand &x) {
    Operand mean = builder.addGlobalAveragePool(x);
    Window window;
    for (Shape *list : {&window.kernel, &window.strides, &window.dilations})
      list->assign(x.shape().size() - 2, 1);
    for (Shape *list : {&window.padsBegin, &window.padsEnd, &window.outputPadding})
      list->assign(x.shape().size() - 2, 0);
    window.groups = random.oneIn(2) ? x.shape()[1] : 1;
    return addActivation(addConv(mean, x.shape()[1], window));
  }

  Operand addEnd(const Operand &x) {
    switch (random.below(11)) {
    case 0:
      return builder.addSum(x, makeInput(x.shape()));
    case 1:
      return builder.addSum(builder.addInput(type, x.shape()), x);
    case 2:
      return builder.addProduct(x, builder.addInput(type, drawBroadcast(x.shape())));
    case 3:
      return builder.addSum(x, builder.addWeight(type, drawBroadcast(x.shape()), 1));
    case 4:
      return builder.addProduct(builder.addInput(type, random.oneIn(2) ? Shape{} : Shape{1}), x);
    case 5:
      if (x.shape().size() > 2)
        return builder.addProduct(x, makeChannelFactors(x));
      return builder.addReduceNothing(
          random.pick<const char *>({"ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin"}), x);
    case 6: {
      Shape order;
      llvm::append_range(order, llvm::seq<int64_t>(0, x.shape().size()));
      for (size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[random.below(i)]);
      return builder.addTranspose(x, order);
    }
    case 7:
      // Read by an operator that broadcasts it.
      return builder.addSum(builder.addInput(type, extend(x.shape())), x);
    case 8:
      // Operator set 21 has no pools of bfloat16.
      if (x.shape().size() > 2 && x.shape().size() < 6 && x.type() != TensorProto::BFLOAT16)
        return addPool(x);
      return addActivation(x);
    case 9:
      return addResidual(x);
    default:
      return addActivation(x);
    }
  }

  /// `x` and a product of a function of it, which must leave `x` as it is.
  Operand addResidual(const Operand &x) {
    Operand y = random.oneIn(2) ? builder.addRelu(x) : builder.addTanh(x);
    int64_t size = x.shape().empty() ? 1 : x.shape().back();
    if (x.shape().empty() || x.tensor.elements.size() * size > 1000000)
      return builder.addSum(y, x);
    Operand w = builder.addConstant(x.type(), {size, size}, getScale(size));
    return builder.addSum(builder.addMatMul(y, w), x);
  }

  /// Larger than `shape`, as which that can be broadcast.
  Shape extend(ArrayRef<int64_t> shape) {
    Shape result(shape);
    for (int64_t &size : result)
      size = size == 1 ? random.between(1, 3) : size;
    if (random.oneIn(2))
      result.insert(result.begin(), random.between(1, 3));
    return result;
  }

  void addEnds(Operand y) {
    for (int64_t i = random.pick<int64_t>({0, 1, 1, 2, 2, 3, 4}); i > 0; --i) {
      if (random.oneIn(12))
        builder.addOutput(y);
      y = addEnd(y);
      if (y.tensor.elements.size() > 400000)
        break;
    }
    builder.addOutput(y);
  }

  Random &random;
  CaseBuilder builder;
  DataType type = TensorProto::FLOAT;
};
} // namespace

KernelCase onnxc::test::makeKernelCase(uint64_t seed, uint64_t index, bool onlyIntegers) {
  Random random(seed, index);
  return CaseGenerator(random).generate(onlyIntegers);
}
