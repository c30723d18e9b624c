#include "compiler/Conversion/OnnxToLinalg/Leftovers.h"

#include "compiler/Support/FixingFlags.h"
#include "compiler/Support/ModelSignature.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace onnxc;

/// The first of `types` whose size is not known, if there is one.
static Type getOpenType(TypeRange types) {
  for (Type type : types)
    if (auto tensor = dyn_cast<RankedTensorType>(type); tensor && !tensor.hasStaticShape())
      return type;
  return nullptr;
}

static bool isOperator(Operation *op) {
  return isa<onnx::OnnxDialect>(op->getDialect()) && !isa<onnx::YieldOp>(op);
}

//===-- What would help ----------------------------------------------------===//

/// The first operand of operators that take sizes, axes or their like beside it. Where it is a
/// number, as the start of a Range, it may be one of these.
static bool isData(OpOperand &operand) {
  auto type = dyn_cast<RankedTensorType>(operand.get().getType());
  return operand.getOperandNumber() == 0 && type && type.getRank() > 0;
}

/// The flags that settle operands of `op`: a number in a shape, a limit.
static std::string getOperandFlags(Operation *op) {
  std::string ofData, ofOthers;
  for (OpOperand &operand : op->getOpOperands())
    (isData(operand) ? ofData : ofOthers) += getFixingFlags(operand.get());
  return ofOthers.empty() ? ofData : ofOthers;
}

/// The flags that settle the shape of an output: names of its open dimensions, or all of it.
static std::string getShapeFlags(const ModelValue &output, RankedTensorType type) {
  std::string flags;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    if (!type.isDynamicDim(dim))
      continue;
    if (dim >= int64_t(output.dims.size()) || output.dims[dim].empty())
      return " --shape " + output.name + "=<sizes>";
    flags += " --dim " + output.dims[dim] + "=<size>";
  }
  return flags;
}

static std::string getOutputFlags(ModuleOp module, Operation *op) {
  FailureOr<ModelSignature> signature = getModelSignature(module);
  if (failed(signature))
    return "";
  for (OpOperand &use : op->getUses())
    if (isa<func::ReturnOp>(use.getOwner()) && use.getOperandNumber() < signature->outputs.size())
      return getShapeFlags(signature->outputs[use.getOperandNumber()],
                           cast<RankedTensorType>(use.get().getType()));
  return "";
}

//===-- Leftovers ----------------------------------------------------------===//

Leftovers::Leftovers(ModuleOp module) {
  // Modules of tests do not say what their outputs are.
  bool isModel = module->hasAttr("onnx.outputs") && module->hasAttr("onnx.inputs");
  module.walk([&](Operation *op) {
    if (!isOperator(op) || !getOpenType(op->getResultTypes()) || getOpenType(op->getOperandTypes()))
      return;
    std::string flags = getOperandFlags(op);
    if (flags.empty() && isModel)
      flags = getOutputFlags(module, op);
    origins[op] = flags;
  });
}

static void report(Operation *op, StringRef flags) {
  InFlightDiagnostic error = op->emitError() << "operator " << op->getName().stripDialect();
  Type open = getOpenType(op->getResultTypes());
  if (!open) {
    error << " is not supported with these types and attributes";
    return;
  }
  error << " makes " << open << ", whose size must be known";
  if (!flags.empty())
    error.attachNote(op->getLoc()) << "'" << op->getName() << "' op has a known size with" << flags;
}

LogicalResult Leftovers::report(ModuleOp module) const {
  SmallVector<Operation *> operators, followers;
  module.walk([&](Operation *op) {
    if (!isOperator(op))
      return;
    bool isFollower = !origins.contains(op) &&
                      (getOpenType(op->getResultTypes()) || getOpenType(op->getOperandTypes()));
    (isFollower ? followers : operators).push_back(op);
  });
  if (operators.empty() && !followers.empty())
    operators.push_back(followers.front());
  for (Operation *op : operators)
    ::report(op, origins.lookup(op));
  return success(operators.empty());
}
