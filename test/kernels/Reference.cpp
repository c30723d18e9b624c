#include "test/kernels/Reference.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"

#include <map>
#include <string>

using namespace onnxc::test;
using llvm::ArrayRef;

namespace {
/// A sum whose terms are added in any order, in f32.
class Sum {
public:
  void addProduct(Bounded a, Bounded b) {
    double product = a.value * b.value;
    value += product;
    magnitude += std::abs(product);
    error += std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error;
    ++terms;
  }

  Bounded get() const { return {value, error + (terms + 1) * kSingleUnit * (magnitude + error)}; }

private:
  double value = 0, magnitude = 0, error = 0;
  int64_t terms = 0;
};

/// Goes through all positions of a shape in row-major order.
class Positions {
public:
  explicit Positions(ArrayRef<int64_t> shape) : shape(shape), at(shape.size()) {}

  template <typename Body> void forEach(Body body) {
    for (int64_t i = 0, count = countElements(shape); i < count; ++i) {
      body(ArrayRef<int64_t>(at));
      for (size_t dim = shape.size(); dim-- > 0;) {
        if (++at[dim] < shape[dim])
          break;
        at[dim] = 0;
      }
    }
  }

private:
  Shape shape, at;
};
} // namespace

static int64_t flatten(ArrayRef<int64_t> at, ArrayRef<int64_t> shape) {
  int64_t position = 0;
  for (auto [i, size] : llvm::zip_equal(at, shape))
    position = position * size + i;
  return position;
}

int64_t onnxc::test::getConvSize(const Window &window, int64_t inputSize, size_t i) {
  int64_t extent = (window.kernel[i] - 1) * window.dilations[i] + 1;
  int64_t padded = inputSize + window.padsBegin[i] + window.padsEnd[i];
  return padded < extent ? 0 : (padded - extent) / window.strides[i] + 1;
}

int64_t onnxc::test::getConvTransposeSize(const Window &window, int64_t inputSize, size_t i) {
  return (inputSize - 1) * window.strides[i] + window.outputPadding[i] +
         (window.kernel[i] - 1) * window.dilations[i] + 1 - window.padsBegin[i] - window.padsEnd[i];
}

/// Calls `body` for each tap of the window at position `at` of the result, with the pixel of
/// `image` that it reads, unless that is padding.
template <typename Body>
static void forEachTap(const Window &window, ArrayRef<int64_t> at, ArrayRef<int64_t> image,
                       Body body) {
  Shape from(image.size());
  Positions(window.kernel).forEach([&](ArrayRef<int64_t> tap) {
    for (size_t i = 0; i < from.size(); ++i) {
      from[i] = at[i] * window.strides[i] + tap[i] * window.dilations[i] - window.padsBegin[i];
      if (from[i] < 0 || from[i] >= image[i])
        return;
    }
    body(tap, ArrayRef<int64_t>(from));
  });
}

static Bounded getBias(const BoundedTensor *bias, int64_t filter) {
  return bias ? bias->elements[filter] : Bounded{0, 0};
}

BoundedTensor onnxc::test::convolve(const BoundedTensor &input, const BoundedTensor &weight,
                                    const BoundedTensor *bias, const Window &window) {
  size_t space = window.kernel.size();
  int64_t filters = weight.shape[0], channels = weight.shape[1];
  int64_t groupFilters = filters / window.groups, taps = countElements(window.kernel);
  ArrayRef<int64_t> image = ArrayRef<int64_t>(input.shape).drop_front(2);
  int64_t pixels = countElements(image);
  BoundedTensor result{{input.shape[0], filters}, {}};
  for (size_t i = 0; i < space; ++i)
    result.shape.push_back(getConvSize(window, image[i], i));
  Positions(result.shape).forEach([&](ArrayRef<int64_t> at) {
    Sum sum;
    sum.addProduct({1, 0}, getBias(bias, at[1]));
    int64_t firstChannel = at[0] * input.shape[1] + at[1] / groupFilters * channels;
    forEachTap(window, at.drop_front(2), image, [&](ArrayRef<int64_t> tap, ArrayRef<int64_t> from) {
      const Bounded *x = &input.elements[firstChannel * pixels + flatten(from, image)];
      const Bounded *w = &weight.elements[at[1] * channels * taps + flatten(tap, window.kernel)];
      for (int64_t channel = 0; channel < channels; ++channel)
        sum.addProduct(x[channel * pixels], w[channel * taps]);
    });
    result.elements.push_back(sum.get());
  });
  return result;
}

BoundedTensor onnxc::test::convolveTransposed(const BoundedTensor &input,
                                              const BoundedTensor &weight,
                                              const BoundedTensor *bias, const Window &window) {
  size_t space = window.kernel.size();
  int64_t groupFilters = weight.shape[1], groupChannels = weight.shape[0] / window.groups;
  BoundedTensor result{{input.shape[0], groupFilters * window.groups}, {}};
  for (size_t i = 0; i < space; ++i)
    result.shape.push_back(getConvTransposeSize(window, input.shape[i + 2], i));
  std::vector<Sum> sums(countElements(result.shape));
  Positions(weight.shape).forEach([&](ArrayRef<int64_t> tap) {
    Bounded factor = weight.elements[flatten(tap, weight.shape)];
    Shape pixels(input.shape);
    pixels[1] = 1;
    Positions(pixels).forEach([&](ArrayRef<int64_t> at) {
      Shape from(at), to(at);
      from[1] = tap[0];
      to[1] = tap[0] / groupChannels * groupFilters + tap[1];
      for (size_t i = 0; i < space; ++i) {
        to[i + 2] =
            at[i + 2] * window.strides[i] + tap[i + 2] * window.dilations[i] - window.padsBegin[i];
        if (to[i + 2] < 0 || to[i + 2] >= result.shape[i + 2])
          return;
      }
      sums[flatten(to, result.shape)].addProduct(input.elements[flatten(from, input.shape)],
                                                 factor);
    });
  });
  int64_t pixels = countElements(ArrayRef<int64_t>(result.shape).drop_front(2));
  for (size_t i = 0; i < sums.size(); ++i) {
    sums[i].addProduct({1, 0}, getBias(bias, i / pixels % result.shape[1]));
    result.elements.push_back(sums[i].get());
  }
  return result;
}

/// `reduce` of the elements of each window.
template <typename Reduce>
static BoundedTensor pool(const BoundedTensor &input, const Window &window, Reduce reduce) {
  ArrayRef<int64_t> image = ArrayRef<int64_t>(input.shape).drop_front(2);
  int64_t pixels = countElements(image);
  BoundedTensor result{{input.shape[0], input.shape[1]}, {}};
  for (size_t i = 0; i < image.size(); ++i)
    result.shape.push_back(getConvSize(window, image[i], i));
  Positions(result.shape).forEach([&](ArrayRef<int64_t> at) {
    const Bounded *channel = &input.elements[(at[0] * input.shape[1] + at[1]) * pixels];
    std::vector<Bounded> elements;
    forEachTap(window, at.drop_front(2), image, [&](ArrayRef<int64_t>, ArrayRef<int64_t> from) {
      elements.push_back(channel[flatten(from, image)]);
    });
    result.elements.push_back(reduce(elements));
  });
  return result;
}

BoundedTensor onnxc::test::poolMaximum(const BoundedTensor &input, const Window &window) {
  return pool(input, window, [](ArrayRef<Bounded> elements) {
    Bounded largest = elements.front();
    for (Bounded element : elements)
      largest = {std::max(largest.value, element.value), std::max(largest.error, element.error)};
    return largest;
  });
}

BoundedTensor onnxc::test::poolAverage(const BoundedTensor &input, const Window &window,
                                       bool countsPadding) {
  return pool(input, window, [&](ArrayRef<Bounded> elements) {
    Sum sum;
    for (Bounded element : elements)
      sum.addProduct({1, 0}, element);
    double count = countsPadding ? countElements(window.kernel) : elements.size();
    return multiply(sum.get(), {1 / count, kSingleUnit / count});
  });
}

BoundedTensor onnxc::test::pad(const BoundedTensor &input, ArrayRef<int64_t> begins,
                               ArrayRef<int64_t> ends) {
  BoundedTensor result{input.shape, {}};
  for (size_t i = 0; i < begins.size(); ++i)
    result.shape[i] += begins[i] + ends[i];
  result.elements.resize(countElements(result.shape));
  size_t next = 0;
  Positions(input.shape).forEach([&](ArrayRef<int64_t> at) {
    Shape to(at);
    for (size_t i = 0; i < begins.size(); ++i)
      to[i] += begins[i];
    result.elements[flatten(to, result.shape)] = input.elements[next++];
  });
  return result;
}

/// How far apart elements of a tensor with these `labels` are along each of `dims`; 0 where it is
/// broadcast. A label that comes twice takes the diagonal.
static Shape getSteps(const BoundedTensor &tensor, const std::string &labels,
                      const std::string &dims) {
  Shape steps(dims.size(), 0);
  int64_t step = 1;
  for (size_t i = labels.size(); i-- > 0; step *= tensor.shape[i])
    if (tensor.shape[i] != 1)
      steps[dims.find(labels[i])] += step;
  return steps;
}

BoundedTensor onnxc::test::contract(ArrayRef<const BoundedTensor *> inputs,
                                    ArrayRef<std::string> labels, const std::string &output) {
  std::map<char, int64_t> sizes;
  for (auto [input, names] : llvm::zip_equal(inputs, labels))
    for (auto [name, size] : llvm::zip_equal(names, input->shape))
      sizes[name] = std::max(sizes[name], size);
  std::string dims = output;
  for (auto [name, size] : sizes)
    if (output.find(name) == std::string::npos)
      dims.push_back(name);
  Shape shape;
  for (char name : dims)
    shape.push_back(sizes[name]);
  std::vector<Shape> steps;
  for (auto [input, names] : llvm::zip_equal(inputs, labels))
    steps.push_back(getSteps(*input, names, dims));

  size_t kept = output.size();
  BoundedTensor result{Shape(ArrayRef<int64_t>(shape).take_front(kept)), {}};
  Positions(result.shape).forEach([&](ArrayRef<int64_t> at) {
    Sum sum;
    Positions(ArrayRef<int64_t>(shape).drop_front(kept)).forEach([&](ArrayRef<int64_t> rest) {
      auto read = [&](size_t input) {
        int64_t position = 0;
        for (size_t i = 0; i < shape.size(); ++i)
          position += steps[input][i] * (i < kept ? at[i] : rest[i - kept]);
        return inputs[input]->elements[position];
      };
      Bounded product = inputs.size() > 1 ? read(1) : Bounded{1, 0};
      for (size_t input = 2; input < inputs.size(); ++input)
        product = multiply(product, read(input));
      sum.addProduct(read(0), product);
    });
    result.elements.push_back(sum.get());
  });
  return result;
}

BoundedTensor onnxc::test::transpose(const BoundedTensor &input, ArrayRef<int64_t> permutation) {
  BoundedTensor result;
  for (int64_t dim : permutation)
    result.shape.push_back(input.shape[dim]);
  Positions(result.shape).forEach([&](ArrayRef<int64_t> at) {
    Shape from(at.size());
    for (auto [i, dim] : llvm::enumerate(permutation))
      from[dim] = at[i];
    result.elements.push_back(input.elements[flatten(from, input.shape)]);
  });
  return result;
}
