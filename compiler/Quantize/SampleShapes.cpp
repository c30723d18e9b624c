#include "compiler/Quantize/SampleShapes.h"

#include "compiler/Import/ModelSummary.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

/// The shape of `input` with the sizes that the options give to its dimensions.
static SmallVector<int64_t> settle(const ModelValue &input, const ImportOptions &import) {
  SmallVector<int64_t> shape(input.type.getShape());
  for (auto [i, size] : llvm::enumerate(shape))
    if (i < input.dims.size() && ShapedType::isDynamic(size))
      if (auto known = import.dims.find(input.dims[i]); known != import.dims.end())
        size = known->second;
  if (!shape.empty() && ShapedType::isDynamic(shape.front()) &&
      !ShapedType::isDynamicShape(ArrayRef(shape).drop_front()))
    shape.front() = 1;
  return shape;
}

LogicalResult quantize::addSampleShapes(ImportOptions &import, StringRef path,
                                        const Samples &samples, MLIRContext *context) {
  FailureOr<ModelSummary> summary = readModelSummary(path, context);
  if (failed(summary))
    return failure();
  llvm::erase_if(summary->inputs,
                 [&](const ModelValue &input) { return import.values.count(input.name) > 0; });
  std::vector<ModelValue> settled = summary->inputs;
  for (ModelValue &input : settled)
    if (input.type)
      input.type = input.type.clone(settle(input, import));
  FailureOr<TestData> first = samples.read(0, settled);
  if (failed(first))
    return failure();
  std::map<std::string, std::vector<int64_t>> shapes = getInputShapes(settled, *first);
  for (const ModelValue &input : summary->inputs)
    if (input.type && input.type.hasStaticShape())
      shapes.erase(input.name);
  import.shapes.merge(shapes);
  return success();
}
