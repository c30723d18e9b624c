#include "dialects/Kernel/IR/PassAttributes.h"

#include "dialects/Kernel/IR/Machine.h"
#include "dialects/Kernel/IR/TextOp.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;
using namespace onnxc;

MLIR_DEFINE_EXPLICIT_TYPE_ID(onnxc::OnnxcDialect)

OnnxcDialect::OnnxcDialect(MLIRContext *context)
    : Dialect(getDialectNamespace(), context, TypeID::get<OnnxcDialect>()) {}

namespace {
/// What an attribute holds, and whether only modules have it.
struct Rule {
  StringLiteral name;
  bool ofModule;
  bool (*holds)(Attribute);
  StringLiteral expected;
};
} // namespace

template <typename Attr> static bool is(Attribute attribute) { return isa<Attr>(attribute); }

static bool isCount(Attribute attribute) {
  auto number = dyn_cast<IntegerAttr>(attribute);
  return number && number.getType().isInteger(64) && number.getInt() >= 0;
}

template <typename Attr> static bool isListOf(Attribute attribute) {
  auto list = dyn_cast<ArrayAttr>(attribute);
  return list && llvm::all_of(list, llvm::IsaPred<Attr>);
}

static bool isListOfBuffers(Attribute attribute) {
  auto isBuffer = [](Attribute entry) {
    auto buffer = dyn_cast<DictionaryAttr>(entry);
    auto type = buffer ? buffer.getAs<TypeAttr>("type") : TypeAttr();
    return type && isa<MemRefType>(type.getValue()) && buffer.getAs<IntegerAttr>("bytes") &&
           buffer.getAs<StringAttr>("nodes");
  };
  auto list = dyn_cast<ArrayAttr>(attribute);
  return list && llvm::all_of(list, isBuffer);
}

static constexpr StringLiteral kCount("an i64 of 0 or more"), kUnit("without a value");

static constexpr Rule kRules[] = {
    {kStageAttr, true, is<StringAttr>, "a string"},
    {kMachineAttr, true, is<kernel::MachineAttr>, "a #kernel.machine"},
    {kPolicyAttr, true, is<kernel::PolicyAttr>, "a #kernel.policy"},
    {kArenaSizeAttr, true, isCount, kCount},
    {kArenaAlignAttr, true, isCount, kCount},
    {kArenaLowerBoundAttr, true, isCount, kCount},
    {kPeakBuffersAttr, true, isListOfBuffers, "a list of buffers: bytes, nodes and type"},
    {kWeightsSizeAttr, true, isCount, kCount},
    {kWeightValuesAttr, true, isListOf<ElementsAttr>, "a list of tensors"},
    {kWeightOffsetsAttr, true, is<DenseI64ArrayAttr>, "an array of i64"},
    {kMakesTextAttr, true, is<UnitAttr>, kUnit},
    {kMaxTextAttr, true, isCount, kCount},
    {kMultiplyAddsAttr, true, isCount, kCount},
    {kProfileAttr, true, isListOf<DictionaryAttr>, "a list of dictionaries"},
    {kProfileOffsetAttr, true, isCount, kCount},
    {kThreadsAttr, true, is<UnitAttr>, kUnit},
    {kWantsScheduleAttr, true, is<UnitAttr>, kUnit},
    {kScheduleAttr, true, is<DictionaryAttr>, "a dictionary"},
    {kBufferAttr, false, isCount, kCount},
    {kOperatorsAttr, true, isListOf<StringAttr>, "a list of strings"},
    {kRowsAttr, false, is<UnitAttr>, kUnit},
    {kWeightPartAttr, false, is<UnitAttr>, kUnit},
    {kKernelAttr, false, is<DictionaryAttr>, "a dictionary"},
    {kTaskAttr, false, is<UnitAttr>, kUnit},
};

LogicalResult OnnxcDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  const Rule *rule = llvm::find_if(
      kRules, [&](const Rule &rule) { return rule.name == attribute.getName().getValue(); });
  if (rule == std::end(kRules))
    return op->emitError() << "has attribute '" << attribute.getName().getValue()
                           << "', which no pass knows";
  if (rule->ofModule && !isa<ModuleOp>(op))
    return op->emitError() << "has attribute '" << rule->name << "', which only modules have";
  if (!rule->holds(attribute.getValue()))
    return op->emitError() << "expects attribute '" << rule->name << "' to be " << rule->expected
                           << ", but got " << attribute.getValue();
  return success();
}
