#include "compiler/Import/NodeBuilder.h"

#include "compiler/Import/DataTypes.h"
#include "compiler/Import/ValueTypes.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// Results of at most this size are folded while importing.
static constexpr int64_t kMaxFoldedBytes = 1024;

/// What an operation's own errors start with; operators that the dialect lacks look alike.
static std::string getErrorPrefix(StringRef domain, StringRef type) {
  std::string name = getOperationName(domain, type);
  return "'" + (name.empty() ? ("onnx." + type).str() : name) + "' op ";
}

InFlightDiagnostic importer::emitNodeError(Location loc, StringRef domain, StringRef type) {
  return emitError(loc) << getErrorPrefix(domain, type);
}

InFlightDiagnostic importer::emitNodeWarning(Location loc, StringRef domain, StringRef type) {
  return emitWarning(loc) << getErrorPrefix(domain, type);
}

LogicalResult importer::nameOperatorIn(const Node &node, function_ref<LogicalResult()> action) {
  SmallVector<Diagnostic> diagnostics;
  LogicalResult result = failure();
  {
    ScopedDiagnosticHandler handler(node.getContext(), [&](Diagnostic &diagnostic) {
      diagnostics.push_back(std::move(diagnostic));
    });
    result = action();
  }
  for (Diagnostic &diagnostic : diagnostics) {
    std::string message = diagnostic.str();
    Diagnostic named(diagnostic.getLocation(), diagnostic.getSeverity());
    if (!StringRef(message).starts_with("'onnx."))
      named << getErrorPrefix(node.domain, node.type);
    named << message;
    for (Diagnostic &note : diagnostic.getNotes())
      named.attachNote(note.getLocation()) << note.str();
    node.getContext()->getDiagEngine().emit(std::move(named));
  }
  if (failed(result) && diagnostics.empty())
    return node.emitError() << "does not take these inputs and attributes";
  return result;
}

bool importer::isKnownOperation(StringRef domain, StringRef type, MLIRContext *context) {
  std::string name = getOperationName(domain, type);
  std::optional<RegisteredOperationName> operation =
      name.empty() ? std::nullopt : RegisteredOperationName::lookup(name, context);
  return operation && operation->hasInterface<onnx::NodeInterface>();
}

//===-- Operands -----------------------------------------------------------===//

/// Lays the node's inputs out as operands and sets the segment sizes that tell them apart.
static LogicalResult addOperands(Node &node, OperationState &state, StringRef kinds,
                                 bool hasSegments) {
  SmallVector<int32_t> segments(kinds.size());
  size_t next = 0;
  for (auto [i, kind] : llvm::enumerate(kinds)) {
    // Operands after a variadic one take the last inputs.
    size_t end = kind == 'v' ? std::max(next, node.inputs.size() - std::min(node.inputs.size(),
                                                                            kinds.size() - i - 1))
                             : next + 1;
    for (; next < end; ++next) {
      Value value = node.getInput(next);
      if (!value && kind == 'o')
        continue;
      if (!value)
        return node.emitError() << "lacks its input " << next;
      state.operands.push_back(value);
      ++segments[i];
    }
  }
  if (next < node.inputs.size() &&
      llvm::any_of(ArrayRef(node.inputs).drop_front(next), [](Value v) { return bool(v); }))
    return node.emitError() << "has " << node.inputs.size() << " inputs, but takes " << next;
  if (hasSegments)
    state.addAttribute("operandSegmentSizes", node.builder.getDenseI32ArrayAttr(segments));
  return success();
}

//===-- Attributes ---------------------------------------------------------===//

static StringRef getKindName(char kind) {
  switch (kind) {
  case 'i':
    return "an int";
  case 'f':
    return "a float";
  case 's':
    return "a string";
  case 't':
    return "an element type";
  case 'I':
    return "a list of ints";
  case 'F':
    return "a list of floats";
  case 'S':
    return "a list of strings";
  case 'T':
    return "a tensor";
  default:
    return "no attribute";
  }
}

static char getKind(Attribute value) {
  return llvm::TypeSwitch<Attribute, char>(value)
      .Case<IntegerAttr>([](auto) { return 'i'; })
      .Case<FloatAttr>([](auto) { return 'f'; })
      .Case<StringAttr>([](auto) { return 's'; })
      .Case<TypeAttr>([](auto) { return 't'; })
      .Case<DenseI64ArrayAttr>([](auto) { return 'I'; })
      .Case<DenseF32ArrayAttr>([](auto) { return 'F'; })
      .Case<ArrayAttr>([](auto) { return 'S'; })
      .Case<ElementsAttr>([](auto) { return 'T'; })
      .Default([](Attribute) { return 'x'; });
}

/// Makes `value` of the kind that the operator wants, if it is in disguise: an element type
/// by its number, or an empty list, which has the kind of whatever its writer thought of.
static FailureOr<Attribute> convertKind(Node &node, StringRef name, Attribute value, char kind) {
  char given = getKind(value);
  if (given == kind)
    return value;
  if (kind == 't' && given == 'i') {
    int64_t number = cast<IntegerAttr>(value).getInt();
    if (Type type = getElementType(number, node.getContext()))
      return Attribute(TypeAttr::get(type));
    node.emitError() << "has " << getDataTypeName(number) << " as attribute '" << name
                     << "', which is not supported";
    return failure();
  }
  bool empty = (given == 'I' && cast<DenseI64ArrayAttr>(value).empty()) ||
               (given == 'F' && cast<DenseF32ArrayAttr>(value).empty()) ||
               (given == 'S' && cast<ArrayAttr>(value).empty());
  if (empty && kind == 'I')
    return Attribute(node.builder.getDenseI64ArrayAttr({}));
  if (empty && kind == 'F')
    return Attribute(node.builder.getDenseF32ArrayAttr({}));
  if (empty && kind == 'S')
    return Attribute(node.builder.getArrayAttr({}));
  node.emitError() << "expects " << getKindName(kind) << " as attribute '" << name << "', but got "
                   << getKindName(given);
  return failure();
}

static LogicalResult addAttributes(Node &node, OperationState &state, StringRef kinds) {
  llvm::StringMap<StringRef> known;
  SmallVector<StringRef> specs;
  kinds.split(specs, ',', -1, /*KeepEmpty=*/false);
  for (StringRef spec : specs) {
    auto [name, kind] = spec.split(':');
    known[name] = kind;
    if (kind.size() == 1 && kind != "x" && !node.has(name))
      return node.emitError() << "lacks its attribute '" << name << "'";
  }
  for (NamedAttribute attribute : node.attributes) {
    auto kind = known.find(attribute.getName());
    if (kind == known.end() || kind->second.front() == 'x')
      return node.emitError() << "has no attribute '" << attribute.getName().getValue() << "'";
    // ONNX's UNDEFINED, the default of element types that may be left out.
    if (auto number = dyn_cast<IntegerAttr>(attribute.getValue());
        number && number.getInt() == 0 && kind->second == "t?")
      continue;
    FailureOr<Attribute> value =
        convertKind(node, attribute.getName(), attribute.getValue(), kind->second.front());
    if (failed(value))
      return failure();
    state.addAttribute(attribute.getName(), *value);
  }
  NamedAttrList checked = state.attributes;
  return state.name.getRegisteredInfo()->verifyInherentAttrs(checked,
                                                             [&] { return node.emitError(); });
}

//===-- Results ------------------------------------------------------------===//

static LogicalResult inferTypes(Node &node, Operation *draft, SmallVectorImpl<Type> &types) {
  auto inference = dyn_cast<InferTypeOpInterface>(draft);
  if (!inference)
    return node.emitError() << "cannot infer the types of its results";
  return nameOperatorIn(node, [&] {
    return inference.inferReturnTypes(node.getContext(), node.loc, draft->getOperands(),
                                      draft->getDiscardableAttrDictionary(),
                                      draft->getPropertiesStorage(), draft->getRegions(), types);
  });
}

/// Adds what the model declares to what inference found. Contradictions are told where the results
/// get their names.
static LogicalResult mergeDeclaredTypes(Node &node, MutableArrayRef<Type> types) {
  for (auto [i, type] : llvm::enumerate(types)) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    RankedTensorType declared =
        i < node.declaredTypes.size() ? node.declaredTypes[i] : RankedTensorType();
    if (tensor && declared)
      type = tensor = onnx::fillOpenSizes(tensor, declared);
    if (tensor && !onnx::isAddressable(tensor))
      return node.emitError() << "makes " << tensor
                              << ", which has more dimensions or elements than a tensor can have";
  }
  return success();
}

/// Whether folding could turn `operation` into constants that are worth it.
static bool isWorthFolding(Operation *operation) {
  return operation->getNumRegions() == 0 &&
         llvm::all_of(operation->getResultTypes(), [](Type type) {
           auto tensor = dyn_cast<RankedTensorType>(type);
           return tensor && tensor.hasStaticShape() && tensor.getElementType().isIntOrFloat() &&
                  tensor.getNumElements() * tensor.getElementTypeBitWidth() / 8 <= kMaxFoldedBytes;
         });
}

/// What `folded` stands for, if it is a constant: an attribute, or an operand handed on.
static ElementsAttr getConstant(OpFoldResult folded) {
  Attribute value = dyn_cast_if_present<Attribute>(folded);
  if (auto operand = dyn_cast_if_present<Value>(folded))
    if (auto constant = operand.getDefiningOp<onnx::ConstantOp>())
      value = constant.getValue();
  return dyn_cast_if_present<ElementsAttr>(value);
}

/// Replaces `operation` by constants if it folds to them.
static SmallVector<Value> foldToConstants(OpBuilder &builder, Operation *operation) {
  SmallVector<Value> values(operation->getResults());
  SmallVector<OpFoldResult> folded;
  if (isa<onnx::ConstantOp>(operation) || !isWorthFolding(operation) ||
      failed(operation->fold(folded)) || folded.size() != values.size())
    return values;
  for (auto [value, result] : llvm::zip_equal(values, folded)) {
    ElementsAttr elements = getConstant(result);
    if (!elements || elements.getType() != value.getType())
      return SmallVector<Value>(operation->getResults());
    value = onnx::ConstantOp::create(builder, operation->getLoc(), elements.getType(), elements);
  }
  operation->erase();
  return values;
}

//===-- Operations ---------------------------------------------------------===//

/// The operation without results, whose operands, properties and regions inference reads.
static FailureOr<Operation *> makeDraft(Node &node, const OperationState &state,
                                        BuildRegions buildRegions) {
  Operation *draft = Operation::create(node.loc, state.name, TypeRange(), state.operands,
                                       NamedAttrList(state.attributes), /*properties=*/nullptr,
                                       BlockRange(), state.regions.size());
  node.builder.insert(draft);
  OpBuilder::InsertionGuard guard(node.builder);
  if (buildRegions && failed(buildRegions(draft))) {
    draft->erase();
    return failure();
  }
  return draft;
}

FailureOr<SmallVector<Value>> importer::buildOperation(Node &node, BuildRegions buildRegions) {
  OperationState state(node.loc, getOperationName(node.domain, node.type));
  for (Value input : node.inputs)
    if (input && !isa<RankedTensorType>(input.getType()))
      return node.emitError() << "takes a sequence, which is not supported", failure();
  auto info = state.name.getRegisteredInfo();
  if (!info || !info->hasInterface<onnx::NodeInterface>())
    return node.emitError() << "is not supported", failure();
  const auto *interface = info->getInterface<onnx::NodeInterface>();

  if (failed(addOperands(node, state, interface->getOperandKinds(),
                         info->hasTrait<OpTrait::AttrSizedOperandSegments>())) ||
      failed(addAttributes(node, state, interface->getAttributeKinds())))
    return failure();
  for (size_t i = 0, e = interface->getRegionNames().count(','); i < e; ++i)
    state.addRegion();

  FailureOr<Operation *> draft = makeDraft(node, state, buildRegions);
  if (failed(draft))
    return failure();
  LogicalResult inferred = inferTypes(node, *draft, state.types);
  if (succeeded(inferred))
    inferred = mergeDeclaredTypes(node, state.types);
  if (succeeded(inferred) && node.hasOutput.size() > state.types.size())
    inferred = node.emitError() << "has " << node.hasOutput.size() << " outputs, but makes "
                                << state.types.size();
  if (failed(inferred)) {
    (*draft)->erase();
    return failure();
  }

  for (auto [to, from] : llvm::zip_equal(state.regions, (*draft)->getRegions()))
    to->takeBody(from);
  (*draft)->erase();
  Operation *operation = node.builder.create(state);
  if (failed(verify(operation, /*verifyRecursively=*/false)))
    return failure();
  return foldToConstants(node.builder, operation);
}
