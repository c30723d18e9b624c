#include "compiler/Import/EvaluateInputs.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/Transforms/ConstantGraph.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// What tells sizes is not larger.
static constexpr int64_t kMaxElements = 1 << 17;

static bool isSmallNumber(Value value) {
  auto type = value ? dyn_cast<RankedTensorType>(value.getType()) : RankedTensorType();
  return type && onnx::isComputable(type) && type.getNumElements() <= kMaxElements;
}

/// The inputs to evaluate, and the operations that compute them.
static SmallVector<Value> findComputedInputs(const Node &node, onnx::OperationSet &operations) {
  llvm::SetVector<Value> values;
  for (Value input : node.inputs) {
    if (!isSmallNumber(input))
      continue;
    onnx::OperationSet slice = onnx::getConstantSlice(input);
    if (!slice.empty() && values.insert(input))
      operations.insert_range(slice);
  }
  return values.takeVector();
}

static void replaceIn(Scope *scope, StringRef name, Value value) {
  for (; scope; scope = scope->parent)
    if (auto entry = scope->values.find(name); entry != scope->values.end()) {
      entry->second = value;
      return;
    }
}

bool importer::evaluateInputs(Node &node, const proto::NodeProto &proto, Scope &scope) {
  onnx::OperationSet operations;
  SmallVector<Value> values = findComputedInputs(node, operations);
  if (values.empty())
    return false;
  auto results = onnx::evaluate(operations.getArrayRef(), values);
  if (failed(results))
    return false;
  for (auto [value, result] : llvm::zip_equal(values, *results)) {
    OpBuilder::InsertionGuard guard(node.builder);
    node.builder.setInsertionPointAfterValue(value);
    Value constant =
        onnx::ConstantOp::create(node.builder, value.getLoc(), result.getType(), result);
    for (auto [i, input] : llvm::enumerate(node.inputs))
      if (input == value) {
        input = constant;
        replaceIn(&scope, proto.input(static_cast<int>(i)), constant);
      }
  }
  return true;
}
