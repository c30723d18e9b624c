#include "compiler/Import/Import.h"

#include "compiler/Import/FixedInputs.h"
#include "compiler/Import/FlattenInputs.h"
#include "compiler/Import/GraphImporter.h"
#include "compiler/Import/ImportProto.h"
#include "compiler/Import/ModelFile.h"
#include "compiler/Import/QuantizedSignature.h"
#include "compiler/Import/SupportCheck.h"
#include "compiler/Import/Tensors.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

#include <set>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

static LogicalResult checkName(Location loc, StringRef kind, StringRef name) {
  if (name.empty())
    return emitError(loc) << "an " << kind << " has no name";
  if (!llvm::json::isUTF8(name))
    return emitError(loc) << "the name of " << kind << " '" << llvm::json::fixUTF8(name)
                          << "' is not valid UTF-8";
  return success();
}

/// The inputs that a caller gives: those that no initializer settles.
static FailureOr<SmallVector<const proto::ValueInfoProto *>> getInputs(const Model &model) {
  const proto::GraphProto &graph = model.proto.graph();
  std::set<StringRef> initialized, seen;
  for (const proto::TensorProto &initializer : graph.initializer())
    initialized.insert(initializer.name());
  for (const proto::SparseTensorProto &initializer : graph.sparse_initializer())
    initialized.insert(initializer.values().name());
  SmallVector<const proto::ValueInfoProto *> inputs;
  for (const proto::ValueInfoProto &input : graph.input()) {
    StringRef name = input.name();
    if (failed(checkName(model.loc, "input", name)))
      return failure();
    if (!seen.insert(name).second) {
      emitError(model.loc) << "input '" << name << "' is listed twice";
      return failure();
    }
    if (!initialized.count(name))
      inputs.push_back(&input);
  }
  return inputs;
}

/// A value may be several outputs.
static LogicalResult checkOutputs(const Model &model) {
  if (model.proto.graph().output().empty())
    return emitError(model.loc) << "has no outputs";
  for (const proto::ValueInfoProto &output : model.proto.graph().output()) {
    StringRef name = output.name();
    if (failed(checkName(model.loc, "output", name)))
      return failure();
    // What is a sequence or an optional becomes tensors where the graph is known.
    if (output.type().has_sequence_type() || output.type().has_optional_type())
      continue;
    if (StringRef kind = getKindOfValue(output.type()); !kind.empty())
      return emitError(model.loc) << "output '" << name << "' is " << kind
                                  << ", which is not supported";
  }
  return success();
}

/// The module attribute that tells users of the compiled model about a value. `columns` names the
/// columns of the tensor, if they have names.
static Attribute describe(Builder &builder, StringRef name, const proto::ValueInfoProto &value,
                          Type type, ArrayAttr columns = {}) {
  SmallVector<NamedAttribute> entries = {builder.getNamedAttr("name", builder.getStringAttr(name)),
                                         builder.getNamedAttr("type", TypeAttr::get(type))};
  SmallVector<StringRef> dims = getDimNames(value);
  // Names for another number of dimensions are part of a wrong shape.
  if (int64_t(dims.size()) == cast<RankedTensorType>(type).getRank() &&
      llvm::any_of(dims, [](StringRef dim) { return !dim.empty(); }))
    entries.push_back(builder.getNamedAttr("dims", builder.getStrArrayAttr(dims)));
  if (columns)
    entries.push_back(builder.getNamedAttr("columns", columns));
  return builder.getDictionaryAttr(entries);
}

/// Defines the inputs with `values` as constants.
static LogicalResult defineFixedInputs(const Model &model,
                                       const std::map<std::string, std::string> &values,
                                       OpBuilder &builder, Scope &scope) {
  for (const auto &[name, text] : values) {
    auto value = parseInputValue(name, model.dimensions.getInputType(name), text, model.loc);
    if (failed(value))
      return failure();
    Location loc = NameLoc::get(builder.getStringAttr(name), model.loc);
    scope.values[name] = onnx::ConstantOp::create(builder, loc, value->getType(), *value);
  }
  return success();
}

/// Defines the inputs that are sequences, of the tensors that stand for them, and optionals that
/// hold nothing.
static void defineFlatInputs(const Model &model, OpBuilder &builder, Scope &scope) {
  for (const auto &[name, length] : model.sequenceInputs) {
    SmallVector<Value> elements;
    for (int64_t i = 0; i < length; ++i)
      elements.push_back(scope.values.lookup(getElementName(name, i)));
    Location loc = NameLoc::get(builder.getStringAttr(name), model.loc);
    scope.values[name] = onnx::SequenceOp::create(builder, loc, elements);
  }
  for (StringRef name : model.absentInputs)
    scope.values[name] = Value();
}

namespace {
/// The tensors that the compiled model gives, and what it tells about them.
struct Outputs {
  /// Adds an output of the model: a tensor, a sequence of tensors `name_0`, `name_1`, ..., or an
  /// optional that may hold nothing. Of maps it has the values.
  void add(const proto::ValueInfoProto &output, Value value) {
    if (!value)
      return;
    if (auto maps = value.getDefiningOp<onnx::ZipMapOp>())
      return addTensor(output.name(), output, maps.getInput(), maps.getKeys());
    auto sequence = value.getDefiningOp<onnx::SequenceOp>();
    if (!sequence)
      return addTensor(output.name(), output, value);
    for (auto [i, element] : llvm::enumerate(sequence.getElements()))
      addTensor(getElementName(output.name(), i), output, element);
  }

  void addTensor(StringRef name, const proto::ValueInfoProto &output, Value value,
                 ArrayAttr columns = {}) {
    values.push_back(value);
    entries.push_back(describe(builder, name, output, value.getType(), columns));
  }

  Builder &builder;
  SmallVector<Value> values;
  SmallVector<Attribute> entries;
};
} // namespace

static LogicalResult buildMain(Model &model, SmallVector<const proto::ValueInfoProto *> inputs,
                               const std::map<std::string, std::string> &fixed, ModuleOp module) {
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  llvm::erase_if(inputs, [&](const auto *input) { return fixed.count(input->name()); });
  SmallVector<Type> inputTypes;
  SmallVector<Attribute> inputEntries;
  for (const proto::ValueInfoProto *input : inputs) {
    inputTypes.push_back(model.dimensions.getInputType(input->name()));
    inputEntries.push_back(describe(builder, input->name(), *input, inputTypes.back()));
  }
  auto main =
      func::FuncOp::create(builder, model.loc, "main", builder.getFunctionType(inputTypes, {}));
  Block *block = main.addEntryBlock();
  builder.setInsertionPointToStart(block);

  Scope scope;
  scope.operatorSets = &model.operatorSets;
  scope.isBuiltOnce = true;
  scope.mayMakeSequences = true;
  for (auto [input, argument] : llvm::zip_equal(inputs, block->getArguments())) {
    scope.values[input->name()] = argument;
    argument.setLoc(NameLoc::get(builder.getStringAttr(input->name()), model.loc));
  }
  if (failed(defineFixedInputs(model, fixed, builder, scope)))
    return failure();
  defineFlatInputs(model, builder, scope);
  FailureOr<SmallVector<Value>> values = GraphImporter(model, builder).importMainGraph(scope);
  if (failed(values))
    return failure();
  Outputs outputs{builder, {}, {}};
  for (auto [output, value] : llvm::zip_equal(model.proto.graph().output(), *values))
    outputs.add(output, value);
  main.walk([](onnx::ZipMapOp maps) { maps.erase(); });
  func::ReturnOp::create(builder, model.loc, outputs.values);
  main.setType(builder.getFunctionType(inputTypes, TypeRange(ValueRange(outputs.values))));
  module->setAttr("onnx.inputs", builder.getArrayAttr(inputEntries));
  module->setAttr("onnx.outputs", builder.getArrayAttr(outputs.entries));
  return success();
}

OwningOpRef<ModuleOp> importer::importProto(proto::ModelProto &proto, Location loc,
                                            StringRef folder, const ImportOptions &options) {
  MLIRContext *context = loc.getContext();
  context->loadDialect<onnx::OnnxDialect, func::FuncDialect>();
  Model model(proto, loc, folder);
  model.files.onOpen = options.onExternalFile;
  if (failed(model.initialize()))
    return nullptr;
  // What is not supported is told in one run.
  LogicalResult nodes = checkSupport(model), outputs = checkOutputs(model);
  ImportOptions flat = options;
  if (failed(nodes) || failed(outputs) || failed(flattenInputs(model, flat)))
    return nullptr;
  auto inputs = getInputs(model);
  if (failed(inputs) || failed(model.dimensions.settle(*inputs, proto.graph(), flat, loc)))
    return nullptr;
  StringRef name = llvm::sys::path::stem(cast<FileLineColLoc>(loc).getFilename());
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc, name);
  if (failed(buildMain(model, *inputs, options.values, *module)) ||
      failed(settleQuantizedSignature(*module, options)) || failed(verify(*module)))
    return nullptr;
  return module;
}

OwningOpRef<ModuleOp> onnxc::importModel(StringRef path, MLIRContext *context,
                                         const ImportOptions &options) {
  proto::ModelProto proto;
  if (failed(readMessage(path, context, proto)))
    return nullptr;
  return importProto(proto, getFileLoc(path, context), llvm::sys::path::parent_path(path), options);
}

OwningOpRef<ModuleOp> onnxc::importModelFromMemory(StringRef bytes, StringRef fileName,
                                                   StringRef folder, MLIRContext *context,
                                                   const ImportOptions &options) {
  proto::ModelProto proto;
  Location loc = getFileLoc(fileName, context);
  if (failed(readMessageFromMemory(bytes, loc, proto)))
    return nullptr;
  return importProto(proto, loc, folder, options);
}

FailureOr<HostTensor> onnxc::readTensorProto(StringRef path, MLIRContext *context) {
  context->loadDialect<onnx::OnnxDialect>();
  proto::TensorProto tensor;
  if (failed(readMessage(path, context, tensor)))
    return failure();
  // A sequence or an optional has its values in this field, which tensors do not use.
  if (tensor.has_segment())
    return emitError(getFileLoc(path, context))
           << "holds a sequence or an optional, which a compiled model cannot take";
  ExternalFiles files(llvm::sys::path::parent_path(path));
  return takeHostTensor(tensor, files, {getFileLoc(path, context), "the tensor"});
}

static FailureOr<std::vector<HostTensor>> takeSequence(proto::SequenceProto &sequence,
                                                       StringRef path, MLIRContext *context) {
  Location loc = getFileLoc(path, context);
  if (sequence.sparse_tensor_values_size() || sequence.sequence_values_size() ||
      sequence.map_values_size() || sequence.optional_values_size())
    return emitError(loc) << "holds a sequence of other values than tensors, which a compiled "
                             "model cannot take";
  ExternalFiles files(llvm::sys::path::parent_path(path));
  std::vector<HostTensor> tensors;
  for (proto::TensorProto &value : *sequence.mutable_tensor_values()) {
    std::string what = "tensor " + std::to_string(tensors.size()) + " of the sequence";
    FailureOr<HostTensor> tensor = takeHostTensor(value, files, {loc, what});
    if (failed(tensor))
      return failure();
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

FailureOr<std::vector<HostTensor>> onnxc::readSequenceProto(StringRef path, MLIRContext *context) {
  context->loadDialect<onnx::OnnxDialect>();
  proto::SequenceProto sequence;
  if (failed(readMessage(path, context, sequence)))
    return failure();
  return takeSequence(sequence, path, context);
}

FailureOr<std::optional<std::vector<HostTensor>>> onnxc::readOptionalProto(StringRef path,
                                                                           MLIRContext *context) {
  context->loadDialect<onnx::OnnxDialect>();
  proto::OptionalProto optional;
  if (failed(readMessage(path, context, optional)))
    return failure();
  proto::SequenceProto sequence = optional.sequence_value();
  if (optional.has_tensor_value())
    *sequence.add_tensor_values() = optional.tensor_value();
  else if (!optional.has_sequence_value())
    return std::optional<std::vector<HostTensor>>();
  FailureOr<std::vector<HostTensor>> tensors = takeSequence(sequence, path, context);
  if (failed(tensors))
    return failure();
  return std::optional(std::move(*tensors));
}
