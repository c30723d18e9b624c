#include "compiler/Import/QuantizedSignature.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;
using namespace onnxc::onnx;

namespace {
/// What quantized numbers stand for: (number - zero point) * scale.
struct Parameters {
  float scale;
  int64_t zeroPoint;

  bool operator==(const Parameters &other) const {
    return scale == other.scale && zeroPoint == other.zeroPoint;
  }
};
} // namespace

static std::optional<Parameters> getParameters(Value scale, Value zeroPoint) {
  std::optional<double> scaleNumber = scale ? getConstantFloat(scale) : std::nullopt;
  std::optional<int64_t> zero = zeroPoint ? getConstantInt(zeroPoint) : std::optional<int64_t>(0);
  if (!scaleNumber || !zero)
    return std::nullopt;
  return Parameters{float(*scaleNumber), *zero};
}

/// Whether `op` only arranges the elements of its first operand.
static bool arrangesElements(Operation *op) {
  return isa<FlattenOp, IdentityOp, ReshapeOp, SqueezeOp, TransposeOp, UnsqueezeOp>(op);
}

//===-- What operators say of their operands and results -------------------===//

static std::optional<Parameters> findParametersOfReaders(Value value);

static std::optional<Parameters> getParametersOfOperand(OpOperand &use) {
  Operation *op = use.getOwner();
  unsigned i = use.getOperandNumber();
  if (arrangesElements(op) && i == 0)
    return findParametersOfReaders(op->getResult(0));
  auto get = [&](Value tensor, Value scale, Value zeroPoint) {
    return use.get() == tensor ? getParameters(scale, zeroPoint) : std::nullopt;
  };
  return llvm::TypeSwitch<Operation *, std::optional<Parameters>>(op)
      .Case([&](DequantizeLinearOp x) { return get(x.getInput(), x.getScale(), x.getZeroPoint()); })
      .Case([&](QLinearConvOp x) { return get(x.getX(), x.getXScale(), x.getXZeroPoint()); })
      .Case<QLinearMatMulOp, MsQGemmOp>([&](auto x) {
        return i == 0 ? getParameters(x.getAScale(), x.getAZeroPoint())
                      : get(x.getB(), x.getBScale(), x.getBZeroPoint());
      })
      .Default(std::nullopt);
}

/// What all that read `value` agree on.
static std::optional<Parameters> findParametersOfReaders(Value value) {
  std::optional<Parameters> found;
  for (OpOperand &use : value.getUses()) {
    std::optional<Parameters> parameters = getParametersOfOperand(use);
    if (!parameters || (found && !(*found == *parameters)))
      return std::nullopt;
    found = parameters;
  }
  return found;
}

/// What the operator that makes `value` says of it.
static std::optional<Parameters> findParametersOfWriter(Value value) {
  Operation *op = value.getDefiningOp();
  if (op && arrangesElements(op))
    return findParametersOfWriter(op->getOperand(0));
  return llvm::TypeSwitch<Operation *, std::optional<Parameters>>(op)
      .Case([](QuantizeLinearOp x) { return getParameters(x.getScale(), x.getZeroPoint()); })
      .Case<QLinearConvOp, QLinearMatMulOp, MsQGemmOp>(
          [](auto x) { return getParameters(x.getYScale(), x.getYZeroPoint()); })
      .Default(std::nullopt);
}

//===-- Entries ------------------------------------------------------------===//

namespace {
/// The main function of a model and the attributes that describe its inputs and outputs.
class Signature {
public:
  explicit Signature(ModuleOp module)
      : module(module), main(module.lookupSymbol<func::FuncOp>("main")),
        returned(cast<func::ReturnOp>(main.front().getTerminator())),
        inputs(module->getAttrOfType<ArrayAttr>("onnx.inputs").getValue()),
        outputs(module->getAttrOfType<ArrayAttr>("onnx.outputs").getValue()) {}

  LogicalResult settle(const ImportOptions &options) {
    for (const auto &[name, type] : options.inputTypes)
      if (failed(takeInput(name, getType(type))))
        return failure();
    for (const auto &[name, type] : options.outputTypes)
      if (failed(takeOutput(name, getType(type))))
        return failure();
    describeIntegers();
    main.setType(FunctionType::get(main.getContext(), main.front().getArgumentTypes(),
                                   returned.getOperandTypes()));
    module->setAttr("onnx.inputs", ArrayAttr::get(main.getContext(), inputs));
    module->setAttr("onnx.outputs", ArrayAttr::get(main.getContext(), outputs));
    return success();
  }

private:
  Type getType(QuantizedType type) {
    bool isSigned = type == QuantizedType::Int8;
    return IntegerType::get(module.getContext(), 8,
                            isSigned ? IntegerType::Signless : IntegerType::Unsigned);
  }

  /// The number of the value of `name`; an error if there is none.
  FailureOr<size_t> find(ArrayRef<Attribute> entries, StringRef kind, StringRef name) {
    for (auto [i, entry] : llvm::enumerate(entries))
      if (cast<DictionaryAttr>(entry).getAs<StringAttr>("name") == name)
        return i;
    return emitError(module.getLoc()) << "has no " << kind << " '" << name << "'";
  }

  static Attribute withEntry(Attribute entry, StringRef name, Attribute value) {
    NamedAttrList attributes(cast<DictionaryAttr>(entry));
    attributes.set(name, value);
    return attributes.getDictionary(entry.getContext());
  }

  static void describe(Attribute &entry, Parameters parameters) {
    Builder builder(entry.getContext());
    entry = withEntry(entry, "scale", builder.getF32FloatAttr(parameters.scale));
    entry = withEntry(entry, "zero_point", builder.getI64IntegerAttr(parameters.zeroPoint));
  }

  /// An input that QuantizeLinear alone reads is what these make of it.
  LogicalResult takeInput(StringRef name, Type type) {
    FailureOr<size_t> i = find(inputs, "input", name);
    if (failed(i))
      return failure();
    BlockArgument argument = main.getArgument(*i);
    std::optional<Parameters> found;
    for (OpOperand &use : argument.getUses()) {
      auto quantize = dyn_cast<QuantizeLinearOp>(use.getOwner());
      std::optional<Parameters> parameters =
          quantize && use.getOperandNumber() == 0
              ? getParameters(quantize.getScale(), quantize.getZeroPoint())
              : std::nullopt;
      if (!parameters || (found && !(*found == *parameters)) ||
          getTensorType(quantize).getElementType() != type)
        return emitError(module.getLoc())
               << "input '" << name << "' cannot be " << spell(type)
               << ": not all that read it are QuantizeLinear to that type with "
                  "one constant scale";
      found = parameters;
    }
    if (!found)
      return emitError(module.getLoc())
             << "input '" << name << "' cannot be " << spell(type) << ": nothing reads it";
    SmallVector<Operation *> quantizers(argument.getUsers());
    argument.setType(getTensorType(argument).clone(type));
    for (Operation *quantize : quantizers) {
      quantize->getResult(0).replaceAllUsesWith(argument);
      quantize->erase();
    }
    inputs[*i] = withEntry(inputs[*i], "type", TypeAttr::get(argument.getType()));
    describe(inputs[*i], *found);
    return success();
  }

  /// An output that DequantizeLinear makes is what that reads.
  LogicalResult takeOutput(StringRef name, Type type) {
    FailureOr<size_t> i = find(outputs, "output", name);
    if (failed(i))
      return failure();
    OpOperand &operand = returned->getOpOperand(*i);
    auto dequantize = operand.get().getDefiningOp<DequantizeLinearOp>();
    std::optional<Parameters> parameters =
        dequantize ? getParameters(dequantize.getScale(), dequantize.getZeroPoint()) : std::nullopt;
    if (!parameters || getTensorType(dequantize.getInput()).getElementType() != type)
      return emitError(module.getLoc())
             << "output '" << name << "' cannot be " << spell(type)
             << ": no DequantizeLinear of that type with one constant scale "
                "makes it";
    operand.set(dequantize.getInput());
    if (dequantize.use_empty())
      dequantize.erase();
    outputs[*i] = withEntry(outputs[*i], "type", TypeAttr::get(operand.get().getType()));
    describe(outputs[*i], *parameters);
    return success();
  }

  /// As ONNX names the type.
  static StringRef spell(Type type) { return type.isUnsignedInteger() ? "uint8" : "int8"; }

  static bool isDescribed(Attribute entry) { return cast<DictionaryAttr>(entry).contains("scale"); }

  static bool isInteger(Value value) {
    auto type = dyn_cast<IntegerType>(getTensorType(value).getElementType());
    return type && type.getWidth() > 1 && type.getWidth() <= 32;
  }

  void describeIntegers() {
    for (auto [entry, argument] : llvm::zip_equal(inputs, main.getArguments()))
      if (!isDescribed(entry) && isInteger(argument))
        if (std::optional<Parameters> parameters = findParametersOfReaders(argument))
          describe(entry, *parameters);
    for (auto [entry, value] : llvm::zip_equal(outputs, returned.getOperands()))
      if (!isDescribed(entry) && isInteger(value))
        if (std::optional<Parameters> parameters = findParametersOfWriter(value))
          describe(entry, *parameters);
  }

  ModuleOp module;
  func::FuncOp main;
  func::ReturnOp returned;
  SmallVector<Attribute> inputs, outputs;
};
} // namespace

LogicalResult importer::settleQuantizedSignature(ModuleOp module, const ImportOptions &options) {
  return Signature(module).settle(options);
}
