#include "compiler/Import/FixedInputs.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;
using onnx::ConstantTensor;

/// The integer of the given type that `text` spells, as its low bits; bool is `true`, too.
static std::optional<int64_t> parseInteger(StringRef text, IntegerType type) {
  if (type.isInteger(1) && (text == "true" || text == "false"))
    return text == "true";
  unsigned width = type.getWidth();
  if (type.isUnsigned() || width == 1) {
    uint64_t value;
    bool fits = !text.getAsInteger(10, value) && llvm::isUIntN(width, value);
    return fits ? std::optional<int64_t>(value) : std::nullopt;
  }
  int64_t value;
  bool fits = !text.getAsInteger(10, value) && llvm::isIntN(width, value);
  return fits ? std::optional(value) : std::nullopt;
}

/// Sets element `i` of `tensor`, which has integers or floats.
static LogicalResult parseElement(StringRef text, ConstantTensor &tensor, int64_t i) {
  if (tensor.isFloat())
    return failure(text.getAsDouble(tensor.floats[i]));
  std::optional<int64_t> value =
      parseInteger(text, cast<IntegerType>(tensor.type.getElementType()));
  if (value)
    tensor.ints[i] = *value;
  return success(value.has_value());
}

FailureOr<ElementsAttr> importer::parseInputValue(StringRef name, RankedTensorType type,
                                                  StringRef text, Location loc) {
  if (!type.getElementType().isIntOrFloat() || !onnx::isComputable(type))
    return emitError(loc) << "input '" << name << "' is " << type
                          << ", for which --input has no numbers";
  ConstantTensor tensor(type);
  SmallVector<StringRef> texts;
  text.split(texts, ',');
  if (texts.size() != 1 && int64_t(texts.size()) != tensor.size())
    return emitError(loc) << "input '" << name << "' has " << tensor.size()
                          << " elements, but is given " << texts.size();
  for (int64_t i = 0; i < tensor.size(); ++i)
    if (StringRef element = texts[texts.size() == 1 ? 0 : i];
        failed(parseElement(element, tensor, i)))
      return emitError(loc) << "input '" << name << "' is given '" << element
                            << "', which is not an element of " << type;
  return tensor.toAttr();
}
