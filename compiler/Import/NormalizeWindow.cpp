// Convolutions and pools: what depends on the rank or on the size of the input is resolved.
#include "compiler/Import/NodeBuilder.h"
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "dialects/Onnx/IR/TypeInference.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

namespace {
/// A window that moves over the spatial dimensions of the first input.
struct Window {
  SmallVector<int64_t> input, kernel, strides, dilations;

  int64_t rank() const { return input.size(); }
  int64_t extent(int64_t i) const { return (kernel[i] - 1) * dilations[i] + 1; }
};
} // namespace

static constexpr StringRef kAutoPads[] = {"NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"};

/// Reads an attribute with one value for each of `rank` dimensions.
static FailureOr<SmallVector<int64_t>> getPerDimension(Node &node, StringRef name, size_t count,
                                                       int64_t otherwise) {
  SmallVector<int64_t> values = node.getInts(name).value_or(SmallVector<int64_t>(count, otherwise));
  // An empty list is how some exporters leave the attribute out.
  if (values.empty())
    values.assign(count, otherwise);
  // Sizes beyond 32 bits only let sums of them overflow.
  for (int64_t value : values)
    if (!llvm::isInt<32>(value)) {
      node.emitError() << "has " << value << " in attribute '" << name << "'";
      return failure();
    }
  if (values.size() == count)
    return values;
  node.emitError() << "expects " << count << " values in attribute '" << name << "', but got "
                   << values.size();
  return failure();
}

/// Reads what says how the window moves; `kernel` has its size, as far as it is known.
static FailureOr<Window> getWindow(Node &node, ArrayRef<int64_t> kernel) {
  Window window;
  window.kernel = SmallVector<int64_t>(kernel);
  window.input = SmallVector<int64_t>(node.getInputType(0).getShape().drop_front(2));
  auto strides = getPerDimension(node, "strides", kernel.size(), 1);
  auto dilations = getPerDimension(node, "dilations", kernel.size(), 1);
  if (failed(strides) || failed(dilations))
    return failure();
  window.strides = *strides;
  window.dilations = *dilations;
  auto bad = [](int64_t value) { return value < 1 && !ShapedType::isDynamic(value); };
  // Sizes beyond 32 bits only let the arithmetic below overflow.
  auto huge = [](int64_t value) { return value > std::numeric_limits<int32_t>::max(); };
  for (ArrayRef<int64_t> values :
       {ArrayRef(window.kernel), ArrayRef(*strides), ArrayRef(*dilations)})
    if (llvm::any_of(values, bad) || llvm::any_of(values, huge)) {
      node.emitError() << "expects a kernel, strides and dilations of 1 or more";
      return failure();
    }
  if (int64_t(kernel.size()) != window.rank()) {
    node.emitError() << "has a kernel of " << kernel.size() << " dimensions for " << window.rank()
                     << " spatial dimensions";
    return failure();
  }
  return window;
}

/// Distributes `total` padding, of which the odd one goes to the end unless `lower`.
static void setPad(MutableArrayRef<int64_t> pads, int64_t i, int64_t total, bool lower) {
  int64_t less = total / 2, more = total - less;
  pads[i] = lower ? more : less;
  pads[i + pads.size() / 2] = lower ? less : more;
}

/// Sets attributes, as far as the operator has them.
static void setKnown(Node &node, StringRef name, ArrayRef<int64_t> values) {
  std::string operation = getOperationName(node.domain, node.type);
  auto info = RegisteredOperationName::lookup(operation, node.getContext());
  const auto *interface = info ? info->getInterface<onnx::NodeInterface>() : nullptr;
  if (interface && ("," + interface->getAttributeKinds()).str().find(("," + name + ":").str()) !=
                       std::string::npos)
    node.setInts(name, values);
}

/// Checks and takes `auto_pad`.
static FailureOr<std::string> takeAutoPad(Node &node) {
  std::string autoPad = node.getString("auto_pad", "NOTSET");
  node.erase("auto_pad");
  if (autoPad.empty())
    autoPad = "NOTSET";
  if (llvm::is_contained(kAutoPads, autoPad))
    return autoPad;
  node.emitError() << "has '" << autoPad << "' as auto_pad";
  return failure();
}

/// As many windows as the input has strides, begun ones included.
static LogicalResult resolveSamePads(Node &node, const Window &window, bool lower,
                                     MutableArrayRef<int64_t> pads) {
  for (int64_t i = 0; i < window.rank(); ++i) {
    if (ShapedType::isDynamic(window.input[i]) || ShapedType::isDynamic(window.kernel[i]))
      return node.emitError() << "has auto_pad, which needs known sizes of input and kernel";
    int64_t count = llvm::divideCeil(window.input[i], window.strides[i]);
    int64_t total = (count - 1) * window.strides[i] + window.extent(i) - window.input[i];
    setPad(pads, i, std::max<int64_t>(total, 0), lower);
  }
  return success();
}

static LogicalResult resolveWindow(Node &node, ArrayRef<int64_t> kernel) {
  FailureOr<Window> window = getWindow(node, kernel);
  FailureOr<std::string> autoPad = takeAutoPad(node);
  if (failed(window) || failed(autoPad))
    return failure();
  auto pads = getPerDimension(node, "pads", 2 * window->rank(), 0);
  if (failed(pads))
    return failure();
  if (*autoPad != "NOTSET")
    llvm::fill(*pads, 0);
  if (StringRef(*autoPad).starts_with("SAME") &&
      failed(resolveSamePads(node, *window, *autoPad == "SAME_LOWER", *pads)))
    return failure();
  node.setInts("pads", *pads);
  setKnown(node, "strides", window->strides);
  setKnown(node, "dilations", window->dilations);
  return success();
}

//===-- Pools --------------------------------------------------------------===//

static bool isSpatial(Node &node) {
  RankedTensorType input = node.getInputType(0);
  return input && input.getRank() >= 3;
}

static LogicalResult normalizePool(Node &node) {
  std::optional<SmallVector<int64_t>> kernel = node.getInts("kernel_shape");
  if (!kernel)
    return node.emitError() << "lacks its attribute 'kernel_shape'";
  if (!isSpatial(node))
    return node.emitError() << "expects an input of rank 3 or more";
  // Before operator set 2, LpPool's p was a float.
  if (auto p = dyn_cast_or_null<FloatAttr>(node.attributes.get("p")))
    node.setInt("p", static_cast<int64_t>(p.getValueAsDouble()));
  return resolveWindow(node, *kernel);
}

static LogicalResult normalizeGlobalLpPool(Node &node) {
  if (auto p = dyn_cast_or_null<FloatAttr>(node.attributes.get("p")))
    node.setInt("p", static_cast<int64_t>(p.getValueAsDouble()));
  return success();
}

//===-- Convolutions -------------------------------------------------------===//

/// The kernel's size, from the weight and, where that does not know, from the attribute.
static FailureOr<SmallVector<int64_t>> takeKernel(Node &node, size_t weightInput) {
  RankedTensorType weight = node.getInputType(weightInput);
  if (!isSpatial(node) || !weight || weight.getRank() < 3) {
    node.emitError() << "expects an input and a weight of rank 3 or more";
    return failure();
  }
  SmallVector<int64_t> kernel(weight.getShape().drop_front(2));
  std::optional<SmallVector<int64_t>> attribute = node.getInts("kernel_shape");
  node.erase("kernel_shape");
  if (!attribute)
    return kernel;
  bool fits = attribute->size() == kernel.size();
  for (size_t i = 0; fits && i < kernel.size(); ++i) {
    if (ShapedType::isDynamic(kernel[i]))
      kernel[i] = (*attribute)[i];
    fits = kernel[i] == (*attribute)[i];
  }
  if (fits)
    return kernel;
  node.emitError() << "has another kernel_shape than its weight " << weight;
  return failure();
}

template <size_t weightInput> static LogicalResult normalizeConv(Node &node) {
  FailureOr<SmallVector<int64_t>> kernel = takeKernel(node, weightInput);
  return failed(kernel) ? failure() : resolveWindow(node, *kernel);
}

/// Chooses pads, and output padding where pads would be negative, that give `outputShape`.
static LogicalResult resolveOutputShape(Node &node, const Window &window,
                                        ArrayRef<int64_t> outputShape, bool upper,
                                        MutableArrayRef<int64_t> pads,
                                        MutableArrayRef<int64_t> outputPadding) {
  for (int64_t i = 0; i < window.rank(); ++i) {
    if (ShapedType::isDynamic(window.input[i]) || ShapedType::isDynamic(window.kernel[i]))
      return node.emitError() << "needs known sizes of input and kernel to choose its pads";
    int64_t wanted = outputShape.empty() ? onnx::multiplySizes(window.input[i], window.strides[i])
                                         : onnx::addSizes(outputShape[i], 0);
    int64_t total = onnx::multiplySizes(window.strides[i], window.input[i] - 1) + outputPadding[i] +
                    window.extent(i) - wanted;
    outputPadding[i] += std::max<int64_t>(-total, 0);
    setPad(pads, i, std::max<int64_t>(total, 0), /*lower=*/!upper);
  }
  return success();
}

static LogicalResult normalizeConvTranspose(Node &node) {
  FailureOr<SmallVector<int64_t>> kernel = takeKernel(node, 1);
  if (failed(kernel))
    return failure();
  FailureOr<Window> window = getWindow(node, *kernel);
  FailureOr<std::string> autoPad = takeAutoPad(node);
  if (failed(window) || failed(autoPad))
    return failure();
  size_t rank = window->rank();
  SmallVector<int64_t> outputShape = node.getInts("output_shape").value_or(SmallVector<int64_t>());
  node.erase("output_shape");
  // Some exporters give the batch and the channels, too.
  if (outputShape.size() == rank + 2)
    outputShape.erase(outputShape.begin(), outputShape.begin() + 2);
  if (!outputShape.empty() && outputShape.size() != rank)
    return node.emitError() << "expects " << rank << " values in attribute 'output_shape', but got "
                            << outputShape.size();
  auto pads = getPerDimension(node, "pads", 2 * rank, 0);
  auto outputPadding = getPerDimension(node, "output_padding", rank, 0);
  if (failed(pads) || failed(outputPadding))
    return failure();
  if (*autoPad == "VALID")
    llvm::fill(*pads, 0);
  if ((!outputShape.empty() || StringRef(*autoPad).starts_with("SAME")) &&
      failed(resolveOutputShape(node, *window, outputShape, *autoPad == "SAME_UPPER", *pads,
                                *outputPadding)))
    return failure();
  node.setInts("pads", *pads);
  node.setInts("output_padding", *outputPadding);
  node.setInts("strides", window->strides);
  node.setInts("dilations", window->dilations);
  return success();
}

/// The inverse of cutting an image into columns; its window's size is an input.
static LogicalResult normalizeCol2Im(Node &node) {
  RankedTensorType block = node.getInputType(2);
  if (!block || block.getRank() != 1 || block.isDynamicDim(0) || block.getDimSize(0) < 1)
    return node.emitError() << "expects the size of its block as input 2";
  size_t rank = block.getDimSize(0);
  auto strides = getPerDimension(node, "strides", rank, 1);
  auto dilations = getPerDimension(node, "dilations", rank, 1);
  auto pads = getPerDimension(node, "pads", 2 * rank, 0);
  if (failed(strides) || failed(dilations) || failed(pads))
    return failure();
  node.setInts("strides", *strides);
  node.setInts("dilations", *dilations);
  node.setInts("pads", *pads);
  return success();
}

void onnxc::importer::addWindowNormalizers(NormalizerMap &map) {
  for (StringRef type : {"AveragePool", "LpPool", "MaxPool", "MaxUnpool"})
    map[type] = normalizePool;
  for (StringRef type : {"Conv", "ConvInteger", "DeformConv"})
    map[type] = normalizeConv<1>;
  map["QLinearConv"] = normalizeConv<3>;
  map["Col2Im"] = normalizeCol2Im;
  map["ConvTranspose"] = normalizeConvTranspose;
  map["GlobalLpPool"] = normalizeGlobalLpPool;
}
