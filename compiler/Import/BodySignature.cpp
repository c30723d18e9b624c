#include "compiler/Import/BodySignature.h"

#include "dialects/Onnx/IR/TypeInference.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// A scan input's type without the dimension that the scan walks along.
static FailureOr<Type> getSliceType(Node &node, size_t input, int64_t axis) {
  RankedTensorType type = node.getInputType(input);
  if (!type)
    return node.emitError() << "lacks its input " << input, failure();
  FailureOr<int64_t> position = onnx::normalizeAxis(node.loc, axis, type.getRank());
  if (failed(position))
    return failure();
  SmallVector<int64_t> shape(type.getShape());
  shape.erase(shape.begin() + *position);
  return Type(type.clone(shape));
}

static FailureOr<BodySignature> getScanSignature(Node &node) {
  int64_t slices = node.getInt("num_scan_inputs", -1);
  int64_t inputs = node.inputs.size();
  if (slices < 1 || slices > inputs) {
    node.emitError() << "has " << inputs << " inputs, but num_scan_inputs is " << slices;
    return failure();
  }
  BodySignature signature;
  signature.stateCount = inputs - slices;
  SmallVector<int64_t> axes =
      node.getInts("scan_input_axes").value_or(SmallVector<int64_t>(slices, 0));
  if (int64_t(axes.size()) != slices) {
    node.emitError() << "has " << axes.size() << " scan_input_axes for " << slices
                     << " scan inputs";
    return failure();
  }
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    if (!node.getInput(i))
      return node.emitError() << "lacks its input " << i, failure();
    FailureOr<Type> type = node.getInput(i).getType();
    if (i >= signature.stateCount)
      type = getSliceType(node, i, axes[i - signature.stateCount]);
    if (failed(type))
      return failure();
    signature.arguments.push_back(*type);
  }
  return signature;
}

static FailureOr<BodySignature> getLoopSignature(Node &node) {
  Builder &builder = node.builder;
  BodySignature signature;
  signature.arguments = {RankedTensorType::get({}, builder.getI64Type()),
                         RankedTensorType::get({}, builder.getI1Type())};
  for (size_t i = 2; i < node.inputs.size(); ++i) {
    if (!node.getInput(i))
      return node.emitError() << "lacks its input " << i, failure();
    signature.arguments.push_back(node.getInput(i).getType());
  }
  signature.firstState = 2;
  signature.stateCount = signature.arguments.size() - 2;
  signature.firstStateOutput = 1;
  return signature;
}

FailureOr<BodySignature> importer::getBodySignature(Node &node) {
  if (node.type == "Loop")
    return getLoopSignature(node);
  if (node.type == "Scan")
    return getScanSignature(node);
  return BodySignature();
}

FailureOr<bool> importer::widenStates(Node &node, BodySignature &signature, Operation *yield) {
  bool changed = false;
  for (size_t i = 0; i < signature.stateCount; ++i) {
    size_t output = signature.firstStateOutput + i;
    if (output >= yield->getNumOperands()) {
      node.emitError() << "has " << signature.stateCount
                       << " values of state, but its graph has only " << yield->getNumOperands()
                       << " outputs";
      return failure();
    }
    Type &argument = signature.arguments[signature.firstState + i];
    auto type = dyn_cast<RankedTensorType>(argument);
    auto next = dyn_cast<RankedTensorType>(yield->getOperand(output).getType());
    if (!type || !next)
      continue;
    if (type.getRank() != next.getRank() || type.getElementType() != next.getElementType()) {
      node.emitError() << "has state " << i << " of type " << type << ", for which its graph makes "
                       << next;
      return failure();
    }
    SmallVector<int64_t> shape(type.getShape());
    for (auto [dim, nextDim] : llvm::zip_equal(shape, next.getShape()))
      if (dim != nextDim)
        dim = ShapedType::kDynamic;
    changed |= type.clone(shape) != type;
    argument = type.clone(shape);
  }
  return changed;
}
