#include "compiler/Import/ValueTypes.h"

#include "compiler/Import/DataTypes.h"
#include "compiler/Import/onnx.pb.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "mlir/IR/Diagnostics.h"

#include <set>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

StringRef importer::getKindOfValue(const proto::TypeProto &type) {
  switch (type.value_case()) {
  case proto::TypeProto::kSequenceType:
    return "a sequence";
  case proto::TypeProto::kMapType:
    return "a map";
  case proto::TypeProto::kOptionalType:
    return "an optional";
  case proto::TypeProto::kSparseTensorType:
    return "a sparse tensor";
  case proto::TypeProto::kOpaqueType:
    return "an opaque value";
  default:
    return "";
  }
}

SmallVector<StringRef> importer::getDimNames(const proto::ValueInfoProto &value) {
  SmallVector<StringRef> names;
  for (const auto &dim : value.type().tensor_type().shape().dim())
    names.push_back(dim.dim_param());
  return names;
}

FailureOr<RankedTensorType> importer::getDeclaredType(const proto::ValueInfoProto &value,
                                                      const Dimensions &dimensions, Location loc) {
  const proto::TypeProto::Tensor &tensor = value.type().tensor_type();
  std::optional<ArrayRef<int64_t>> given = dimensions.getOutputShape(value.name());
  if (!(tensor.has_shape() || given) || !tensor.elem_type())
    return RankedTensorType();
  Type elementType = getElementType(tensor.elem_type(), loc.getContext());
  if (!elementType) {
    emitError(loc) << "value '" << value.name() << "' has elements of "
                   << getDataTypeName(tensor.elem_type()) << ", which is not supported";
    return failure();
  }
  SmallVector<int64_t> shape;
  for (const auto &dim : tensor.shape().dim()) {
    shape.push_back(dim.has_dim_value() ? dim.dim_value() : dimensions.getSize(dim.dim_param()));
    if (dim.has_dim_value() && dim.dim_value() < 0) {
      // Exporters write -1 for a dimension that they do not know.
      if (dim.dim_value() != -1) {
        emitError(loc) << "value '" << value.name() << "' has dimension " << dim.dim_value();
        return failure();
      }
      shape.back() = ShapedType::kDynamic;
    }
  }
  auto type = RankedTensorType::get(given.value_or(shape), elementType);
  if (!onnx::isAddressable(type)) {
    emitError(loc) << "value '" << value.name()
                   << "' has more dimensions or elements than a tensor can have";
    return failure();
  }
  return type;
}

//===-- Dimensions ----------------------------------------------------------===//

int64_t Dimensions::getSize(StringRef name) const {
  auto known = sizes.find(name.str());
  return known == sizes.end() ? ShapedType::kDynamic : known->second;
}

RankedTensorType Dimensions::getInputType(StringRef name) const {
  return inputTypes.at(name.str());
}

std::optional<ArrayRef<int64_t>> Dimensions::getOutputShape(StringRef name) const {
  auto given = outputShapes.find(name.str());
  if (given == outputShapes.end())
    return std::nullopt;
  return ArrayRef(given->second);
}

LogicalResult Dimensions::bind(StringRef dim, int64_t size, Location loc) {
  auto [known, isNew] = sizes.try_emplace(dim.str(), size);
  if (isNew || known->second == size)
    return success();
  return emitError(loc) << "dimension '" << dim << "' is given two sizes, " << known->second
                        << " and " << size;
}

LogicalResult Dimensions::bindShape(StringRef kind, const proto::ValueInfoProto &value,
                                    ArrayRef<int64_t> shape, Location loc) {
  const proto::TypeProto::Tensor &tensor = value.type().tensor_type();
  if (!tensor.has_shape())
    return success();
  if (tensor.shape().dim_size() != int(shape.size()))
    return emitError(loc) << kind << " '" << value.name() << "' has " << tensor.shape().dim_size()
                          << " dimensions, but its given shape has " << shape.size();
  for (auto [dim, size] : llvm::zip(tensor.shape().dim(), shape)) {
    // An output may be given more room than the model declares, or less.
    if (kind == "input" && dim.has_dim_value() && dim.dim_value() >= 0 && dim.dim_value() != size)
      return emitError(loc) << kind << " '" << value.name() << "' has dimension " << dim.dim_value()
                            << ", but its given shape has " << size;
    if (dim.has_dim_param() && !dim.dim_param().empty() && failed(bind(dim.dim_param(), size, loc)))
      return failure();
  }
  return success();
}

/// Collects every name of a dimension that the graph mentions.
static std::set<StringRef> getAllDimNames(const proto::GraphProto &graph) {
  std::set<StringRef> names;
  for (const auto *values : {&graph.input(), &graph.output(), &graph.value_info()})
    for (const proto::ValueInfoProto &value : *values)
      for (StringRef name : getDimNames(value))
        if (!name.empty())
          names.insert(name);
  return names;
}

static bool isBatchName(StringRef name) {
  return name == "N" ||
         llvm::is_contained({"batch", "batch_size", "batch-size", "batchsize", "bs"}, name.lower());
}

/// A name that a converter made up for a dimension which the original leaves open: tf2onnx
/// (unk__6), Paddle2ONNX (p2o.DynamicDimension.0).
static bool isMadeUpName(StringRef name) {
  bool isKnown = name.consume_front("unk__") || name.consume_front("DynamicDimension.") ||
                 name.consume_front("p2o.DynamicDimension.");
  return isKnown && !name.empty() && llvm::all_of(name, llvm::isDigit);
}

/// The dimensions that count the samples which the model takes at once: the first of every input,
/// by one usual name, or by names that were made up, of which each input may have its own. Empty if
/// some input begins with another dimension, or may have no other one.
static std::set<StringRef> findBatch(ArrayRef<const proto::ValueInfoProto *> inputs) {
  std::set<StringRef> first, usual;
  for (const proto::ValueInfoProto *input : inputs) {
    SmallVector<StringRef> names = getDimNames(*input);
    StringRef name = names.empty() ? "" : names.front();
    if (!isBatchName(name) && (!isMadeUpName(name) || names.size() < 2))
      return {};
    first.insert(name);
    if (isBatchName(name))
      usual.insert(name);
    for (StringRef other : ArrayRef(names).drop_front())
      if (isBatchName(other))
        return {};
  }
  return usual.size() > 1 ? std::set<StringRef>() : first;
}

/// Sets the dimensions that count samples to 1 and says so, unless one of them has a size: that of
/// the others would be no default.
static void setBatch(ArrayRef<const proto::ValueInfoProto *> inputs,
                     std::map<std::string, int64_t> &sizes, Location loc) {
  std::set<StringRef> batch = findBatch(inputs);
  if (llvm::any_of(batch, [&](StringRef name) { return sizes.count(name.str()); }))
    return;
  for (StringRef name : batch) {
    sizes[name.str()] = 1;
    Diagnostic note(loc, DiagnosticSeverity::Note);
    note << "dimension '" << name << "' is 1; --dim " << name << "=<size> gives it another size";
    loc.getContext()->getDiagEngine().emit(std::move(note));
  }
}

/// What follows "no ... is named".
static std::string listNames(const std::set<StringRef> &names) {
  return names.empty() ? "the model has none" : "the model has: " + llvm::join(names, ", ");
}

/// The names that a user may want to give a size: of the inputs, or where these have none, of all
/// values.
static std::set<StringRef> getInputDimNames(ArrayRef<const proto::ValueInfoProto *> inputs,
                                            const std::set<StringRef> &all) {
  std::set<StringRef> names;
  for (const proto::ValueInfoProto *input : inputs)
    for (StringRef name : getDimNames(*input))
      if (!name.empty())
        names.insert(name);
  return names.empty() ? all : names;
}

LogicalResult Dimensions::checkNames(ArrayRef<const proto::ValueInfoProto *> inputs,
                                     const proto::GraphProto &graph, const ImportOptions &options,
                                     Location loc) const {
  std::set<StringRef> dims = getAllDimNames(graph), names;
  for (const proto::ValueInfoProto *input : inputs)
    names.insert(input->name());
  for (const auto &[name, value] : options.values)
    if (!names.count(name))
      return emitError(loc) << "no input is named '" << name << "'; " << listNames(names);
  for (const proto::ValueInfoProto &output : graph.output())
    names.insert(output.name());
  for (const auto &[name, size] : options.dims) {
    if (!dims.count(name))
      return emitError(loc) << "no dimension is named '" << name << "'; "
                            << listNames(getInputDimNames(inputs, dims));
    if (size < 0)
      return emitError(loc) << "dimension '" << name << "' is given the size " << size;
  }
  for (const auto &[name, shape] : options.shapes) {
    if (!names.count(name))
      return emitError(loc) << "no input or output is named '" << name << "'; " << listNames(names);
    if (llvm::any_of(shape, [](int64_t size) { return size < 0; }))
      return emitError(loc) << "value '" << name << "' is given a negative dimension";
  }
  return success();
}

/// The flags that settle what an input leaves open, or empty.
static std::string getMissingFlags(const proto::ValueInfoProto &input, RankedTensorType type,
                                   std::set<StringRef> &mentioned) {
  if (!type)
    return "--shape " + input.name() + "=<sizes as 1x3x224x224>";
  std::string flags;
  SmallVector<StringRef> names = getDimNames(input);
  bool nameless = false;
  for (auto [i, size] : llvm::enumerate(type.getShape())) {
    if (!ShapedType::isDynamic(size))
      continue;
    if (names[i].empty())
      nameless = true;
    else if (mentioned.insert(names[i]).second)
      flags += (flags.empty() ? "--dim " : " --dim ") + names[i].str() + "=<size>";
  }
  if (!nameless)
    return flags;
  std::string shape;
  for (auto [i, size] : llvm::enumerate(type.getShape()))
    shape += (i ? "x" : "") + (ShapedType::isDynamic(size) ? "<size>" : std::to_string(size));
  return "--shape " + input.name() + "=" + shape;
}

FailureOr<RankedTensorType> Dimensions::settleInput(const proto::ValueInfoProto &input,
                                                    const ImportOptions &options,
                                                    Location loc) const {
  if (StringRef kind = getKindOfValue(input.type()); !kind.empty())
    return emitError(loc) << "input '" << input.name() << "' is " << kind
                          << ", which is not supported";
  int64_t dataType = input.type().tensor_type().elem_type();
  Type elementType = getElementType(dataType, loc.getContext());
  if (!elementType)
    return emitError(loc) << "input '" << input.name() << "' has elements of "
                          << getDataTypeName(dataType) << ", which is not supported";
  FailureOr<RankedTensorType> type = getDeclaredType(input, *this, loc);
  if (failed(type))
    return failure();
  if (auto given = options.shapes.find(input.name()); given != options.shapes.end())
    type = RankedTensorType::get(given->second, elementType);
  if (*type && !onnx::isAddressable(*type))
    return emitError(loc) << "input '" << input.name()
                          << "' has more dimensions or elements than a tensor can have";
  return type;
}

LogicalResult Dimensions::settle(ArrayRef<const proto::ValueInfoProto *> inputs,
                                 const proto::GraphProto &graph, const ImportOptions &options,
                                 Location loc) {
  if (failed(checkNames(inputs, graph, options, loc)))
    return failure();
  sizes = options.dims;
  for (const proto::ValueInfoProto *input : inputs)
    if (auto given = options.shapes.find(input->name()); given != options.shapes.end())
      if (failed(bindShape("input", *input, given->second, loc)))
        return failure();
  for (const proto::ValueInfoProto &output : graph.output())
    if (auto given = options.shapes.find(output.name()); given != options.shapes.end()) {
      if (failed(bindShape("output", output, given->second, loc)))
        return failure();
      outputShapes[output.name()] = given->second;
    }

  setBatch(inputs, sizes, loc);

  std::string missing;
  std::set<StringRef> mentioned;
  for (const proto::ValueInfoProto *input : inputs) {
    FailureOr<RankedTensorType> type = settleInput(*input, options, loc);
    if (failed(type))
      return failure();
    inputTypes[input->name()] = *type;
    if (*type && type->hasStaticShape())
      continue;
    std::string flags = getMissingFlags(*input, *type, mentioned);
    missing += (flags.empty() ? "" : " ") + flags;
  }
  if (!missing.empty())
    return emitError(loc) << "has inputs of unknown size; give them with:" << missing;
  return success();
}
