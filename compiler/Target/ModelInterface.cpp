#include "compiler/Target/ModelInterface.h"

#include "compiler/Support/ModelSignature.h"
#include "compiler/Target/Identifiers.h"
#include "dialects/Kernel/IR/CacheLine.h"
#include "dialects/Kernel/IR/Machine.h"
#include "dialects/Kernel/IR/PassAttributes.h"
#include "dialects/Kernel/IR/TextOp.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace onnxc;

/// The row of an element type of the `onnx` dialect; null if a program cannot pass it.
static const ElementTypeInfo *getElementTypeInfo(Type type, unsigned pointerBits) {
  static constexpr ElementTypeInfo kFloat8[] = {
      {17, "ONNXC_FLOAT8E4M3FN", "float8e4m3fn", "uint8_t", 1, 1},
      {18, "ONNXC_FLOAT8E4M3FNUZ", "float8e4m3fnuz", "uint8_t", 1, 1},
      {19, "ONNXC_FLOAT8E5M2", "float8e5m2", "uint8_t", 1, 1},
      {20, "ONNXC_FLOAT8E5M2FNUZ", "float8e5m2fnuz", "uint8_t", 1, 1},
      {24, "ONNXC_FLOAT8E8M0", "float8e8m0", "uint8_t", 1, 1},
      {23, "ONNXC_FLOAT4E2M1", "float4e2m1", "uint8_t", 1, 1}};
  static constexpr ElementTypeInfo kFloats[] = {
      {10, "ONNXC_FLOAT16", "float16", "uint16_t", 2, 2},
      {16, "ONNXC_BFLOAT16", "bfloat16", "uint16_t", 2, 2},
      {1, "ONNXC_FLOAT32", "float32", "float", 4, 4},
      {11, "ONNXC_FLOAT64", "float64", "double", 8, 8}};
  static constexpr ElementTypeInfo kBool = {9, "ONNXC_BOOL", "bool", "uint8_t", 1, 1};
  static constexpr ElementTypeInfo kSigned[] = {
      {26, "ONNXC_INT2", "int2", "int8_t", 1, 1},   {22, "ONNXC_INT4", "int4", "int8_t", 1, 1},
      {3, "ONNXC_INT8", "int8", "int8_t", 1, 1},    {5, "ONNXC_INT16", "int16", "int16_t", 2, 2},
      {6, "ONNXC_INT32", "int32", "int32_t", 4, 4}, {7, "ONNXC_INT64", "int64", "int64_t", 8, 8}};
  static constexpr ElementTypeInfo kUnsigned[] = {{25, "ONNXC_UINT2", "uint2", "uint8_t", 1, 1},
                                                  {21, "ONNXC_UINT4", "uint4", "uint8_t", 1, 1},
                                                  {2, "ONNXC_UINT8", "uint8", "uint8_t", 1, 1},
                                                  {4, "ONNXC_UINT16", "uint16", "uint16_t", 2, 2},
                                                  {12, "ONNXC_UINT32", "uint32", "uint32_t", 4, 4},
                                                  {13, "ONNXC_UINT64", "uint64", "uint64_t", 8, 8}};
  static constexpr ElementTypeInfo kStrings[] = {
      {8, "ONNXC_STRING", "string", "onnxc_string", 8, 4},
      {8, "ONNXC_STRING", "string", "onnxc_string", 16, 8}};
  if (type.isInteger(1))
    return &kBool;
  if (auto integer = dyn_cast<IntegerType>(type)) {
    unsigned width = integer.getWidth();
    if (!llvm::isPowerOf2_32(width) || width < 2 || width > 64)
      return nullptr;
    return &(integer.isUnsigned() ? kUnsigned : kSigned)[llvm::Log2_32(width) - 1];
  }
  return llvm::TypeSwitch<Type, const ElementTypeInfo *>(type)
      .Case([](Float16Type) { return &kFloats[0]; })
      .Case([](BFloat16Type) { return &kFloats[1]; })
      .Case([](Float32Type) { return &kFloats[2]; })
      .Case([](Float64Type) { return &kFloats[3]; })
      .Case([](Float8E4M3FNType) { return &kFloat8[0]; })
      .Case([](Float8E4M3FNUZType) { return &kFloat8[1]; })
      .Case([](Float8E5M2Type) { return &kFloat8[2]; })
      .Case([](Float8E5M2FNUZType) { return &kFloat8[3]; })
      .Case([](Float8E8M0FNUType) { return &kFloat8[4]; })
      .Case([](Float4E2M1FNType) { return &kFloat8[5]; })
      .Case([&](onnx::StringType) { return &kStrings[pointerBits == 64]; })
      .Default(nullptr);
}

uint64_t TensorInterface::getMaxElements() const {
  uint64_t count = 1;
  for (int64_t size : maxShape)
    count *= size;
  return count;
}

size_t ModelInterface::countSizes() const {
  size_t count = returnsSizes ? 1 : 0;
  for (const TensorInterface &output : outputs)
    count += llvm::count(output.shape, -1);
  return count;
}

static LogicalResult addTensors(ModuleOp module, ArrayRef<ModelValue> values, StringRef kind,
                                UniqueIdentifiers &identifiers,
                                std::vector<TensorInterface> &tensors) {
  for (const ModelValue &value : values) {
    TensorInterface tensor;
    tensor.name = value.name;
    tensor.identifier = identifiers.make(value.name, kind);
    tensor.element = getElementTypeInfo(value.type.getElementType(),
                                        kernel::getMachine(module).getPointerBits());
    if (!tensor.element)
      return emitError(module.getLoc())
             << kind << " '" << value.name << "' has element type " << value.type.getElementType()
             << ", which a compiled model cannot pass";
    if (!value.type.hasStaticShape())
      return emitError(module.getLoc())
             << kind << " '" << value.name << "' has type " << value.type
             << ", but its dimensions must be known: give them with --dim or "
                "--shape";
    tensor.shape.assign(value.type.getShape().begin(), value.type.getShape().end());
    tensor.maxShape = tensor.shape;
    for (int64_t dim : value.open)
      tensor.shape[dim] = -1;
    tensor.dims = value.dims;
    tensor.columns = value.columns;
    tensor.scale = value.scale;
    tensor.zeroPoint = value.zeroPoint;
    tensors.push_back(std::move(tensor));
  }
  return success();
}

static uint64_t getNumber(ModuleOp module, StringRef name, uint64_t absent) {
  auto attribute = module->getAttrOfType<IntegerAttr>(name);
  return attribute ? attribute.getInt() : absent;
}

static std::vector<ArenaBuffer> getPeakBuffers(ModuleOp module) {
  std::vector<ArenaBuffer> buffers;
  if (auto entries = module->getAttrOfType<ArrayAttr>(kPeakBuffersAttr))
    for (auto entry : entries.getAsRange<DictionaryAttr>())
      buffers.push_back({uint64_t(entry.getAs<IntegerAttr>("bytes").getInt()),
                         describeType(cast<MemRefType>(entry.getAs<TypeAttr>("type").getValue())),
                         entry.getAs<StringAttr>("nodes").str()});
  return buffers;
}

static bool hasFloatWeights(ModuleOp module) {
  int64_t floats = 0, others = 0;
  if (auto values = module->getAttrOfType<ArrayAttr>(kWeightValuesAttr))
    for (auto value : values.getAsRange<ElementsAttr>())
      (value.getElementType().isF32() ? floats : others) +=
          value.getNumElements() *
          llvm::divideCeil(value.getShapedType().getElementTypeBitWidth(), 8);
  return floats > others;
}

static std::string getSourceName(ModuleOp module) {
  auto location = module.getLoc()->findInstanceOf<FileLineColLoc>();
  return location ? llvm::sys::path::filename(location.getFilename()).str() : std::string();
}

FailureOr<ModelInterface> onnxc::getModelInterface(ModuleOp module, StringRef name,
                                                   bool hasStaticArena) {
  FailureOr<ModelSignature> signature = getModelSignature(module);
  if (failed(signature))
    return failure();
  ModelInterface model;
  model.identifier = makeIdentifier(name, "model");
  model.sourceName = getSourceName(module);
  model.hasStaticArena = hasStaticArena;
  model.takesThreads = module->hasAttr(kThreadsAttr);
  model.returnsSizes = module->hasAttr("onnx.returns_sizes");
  if (module->hasAttr(kMakesTextAttr))
    model.maxText = getNumber(module, kMaxTextAttr, kDefaultMaxText);
  model.arenaSize = getNumber(module, kArenaSizeAttr, 0);
  model.arenaAlign = getNumber(module, kArenaAlignAttr, kAlignment);
  model.arenaLowerBound = getNumber(module, kArenaLowerBoundAttr, 0);
  model.peakBuffers = getPeakBuffers(module);
  if (auto count = module->getAttrOfType<IntegerAttr>(kMultiplyAddsAttr))
    model.multiplyAdds = count.getInt();
  model.weightsSize = getNumber(module, kWeightsSizeAttr, 0);
  model.hasFloatWeights = hasFloatWeights(module);
  model.profile = getModelProfile(module);
  model.schedule = getModelSchedule(module);
  UniqueIdentifiers identifiers(model.identifier);
  if (failed(addTensors(module, signature->inputs, "input", identifiers, model.inputs)) ||
      failed(addTensors(module, signature->outputs, "output", identifiers, model.outputs)))
    return failure();
  return model;
}
