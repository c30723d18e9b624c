#include "compiler/Import/GraphImporter.h"

#include "compiler/Import/Attributes.h"
#include "compiler/Import/EvaluateInputs.h"
#include "compiler/Import/FixedInputs.h"
#include "compiler/Import/HeldDiagnostics.h"
#include "compiler/Import/NodeOrder.h"
#include "compiler/Import/Normalize.h"
#include "compiler/Support/FixingFlags.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/SaveAndRestore.h"

#include <set>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// What functions may expand to before the model counts as damaged.
static constexpr int64_t kMaxNodes = 1 << 18;
/// How deep functions and subgraphs may nest.
static constexpr int kMaxDepth = 128;

//===-- Names --------------------------------------------------------------===//

static LogicalResult checkName(StringRef name, Location loc) {
  if (llvm::json::isUTF8(name))
    return success();
  return emitError(loc) << "name '" << llvm::json::fixUTF8(name) << "' is not valid UTF-8";
}

LogicalResult GraphImporter::define(StringRef name, Value value, Scope &scope, Location loc) {
  if (failed(checkName(name, loc)))
    return failure();
  if (!scope.values.try_emplace(name, value).second)
    return emitError(loc) << "value '" << name << "' is defined twice";
  return success();
}

/// The value that `name` stands for: nothing if no scope defines it, null if it is left out.
static std::optional<Value> lookup(const Scope *scope, StringRef name) {
  for (; scope; scope = scope->parent)
    if (auto value = scope->values.find(name); value != scope->values.end())
      return value->second;
  return std::nullopt;
}

/// Collects the names that `node` reads, those of its subgraphs from outside included.
static void collectReads(const proto::NodeProto &node, SmallVectorImpl<StringRef> &reads) {
  for (StringRef name : node.input())
    if (!name.empty())
      reads.push_back(name);
  for (const proto::AttributeProto &attribute : node.attribute()) {
    if (!isGraph(attribute))
      continue;
    const proto::GraphProto &graph = attribute.g();
    std::set<StringRef> inside;
    SmallVector<StringRef> inner;
    for (const proto::ValueInfoProto &input : graph.input())
      inside.insert(input.name());
    for (const proto::TensorProto &initializer : graph.initializer())
      inside.insert(initializer.name());
    for (const proto::NodeProto &nested : graph.node()) {
      inside.insert(nested.output().begin(), nested.output().end());
      collectReads(nested, inner);
    }
    for (const proto::ValueInfoProto &output : graph.output())
      inner.push_back(output.name());
    llvm::copy_if(inner, std::back_inserter(reads),
                  [&](StringRef name) { return !inside.count(name); });
  }
}

//===-- Graphs -------------------------------------------------------------===//

FailureOr<SmallVector<Value>> GraphImporter::importMainGraph(Scope &scope) {
  return importGraph(*model.proto.mutable_graph(), scope, model.loc);
}

FailureOr<SmallVector<Value>> GraphImporter::importGraph(proto::GraphProto &graph, Scope &scope,
                                                         Location loc) {
  for (const auto *values : {&graph.value_info(), &graph.output()})
    for (const proto::ValueInfoProto &value : *values)
      scope.declarations[value.name()] = &value;
  if (failed(importInitializers(graph, scope, loc)) ||
      failed(importNodes(*graph.mutable_node(), scope, loc)))
    return failure();
  SmallVector<Value> outputs;
  for (const proto::ValueInfoProto &output : graph.output()) {
    std::optional<Value> value = lookup(&scope, output.name());
    if (!value || (!*value && !scope.mayMakeSequences)) {
      emitError(loc) << "output '" << output.name() << "' is not defined";
      return failure();
    }
    if (!scope.mayMakeSequences && !isa<RankedTensorType>(value->getType())) {
      emitError(loc) << "output '" << output.name() << "' is a sequence, which is not supported";
      return failure();
    }
    outputs.push_back(*value);
  }
  return outputs;
}

FailureOr<SmallVector<Value>> GraphImporter::importGraph(const Node &node, const Subgraph &subgraph,
                                                         ValueRange inputs) {
  proto::GraphProto &graph = *subgraph.graph;
  if (int(inputs.size()) != graph.input_size()) {
    node.emitError() << "gives " << inputs.size() << " values to its graph '" << subgraph.name
                     << "', which takes " << graph.input_size();
    return failure();
  }
  Scope scope;
  scope.parent = subgraph.scope;
  scope.isBuiltOnce = subgraph.isBuiltOnce;
  scope.mayMakeSequences = subgraph.mayMakeSequences;
  scope.operatorSets = subgraph.scope->operatorSets;
  scope.frame = subgraph.scope->frame;
  scope.prefix = cast<NameLoc>(node.loc).getName().str() + "/";
  for (auto [input, value] : llvm::zip_equal(graph.input(), inputs))
    if (failed(define(input.name(), value, scope, node.loc)))
      return failure();
  return importGraph(graph, scope, node.loc);
}

LogicalResult GraphImporter::importInitializers(proto::GraphProto &graph, Scope &scope,
                                                Location loc) {
  auto make = [&](StringRef name, FailureOr<ElementsAttr> value) -> LogicalResult {
    if (failed(value))
      return failure();
    Location named = NameLoc::get(builder.getStringAttr(name), model.loc);
    return define(name, onnx::ConstantOp::create(builder, named, value->getType(), *value), scope,
                  loc);
  };
  for (proto::TensorProto &initializer : *graph.mutable_initializer()) {
    TensorPlace place{loc, "initializer '" + initializer.name() + "'"};
    std::string name = initializer.name();
    proto::TensorProto copy;
    if (!scope.isBuiltOnce)
      copy = initializer;
    if (failed(checkName(name, loc)) ||
        failed(
            make(name, takeConstant(scope.isBuiltOnce ? initializer : copy, model.files, place))))
      return failure();
  }
  for (const proto::SparseTensorProto &initializer : graph.sparse_initializer()) {
    proto::SparseTensorProto copy = initializer;
    TensorPlace place{loc, "initializer '" + initializer.values().name() + "'"};
    if (failed(make(initializer.values().name(), takeSparseConstant(copy, model.files, place))))
      return failure();
  }
  return success();
}

Location GraphImporter::makeNodeLoc(const proto::NodeProto &node, int64_t index,
                                    const Scope &scope) {
  if (scope.parent || scope.frame)
    return model.getNodeLoc(node, mainIndex, 1 + ++nestedCount, scope.prefix);
  mainIndex = index;
  nestedCount = 0;
  return model.getNodeLoc(node, index, 1, scope.prefix);
}

LogicalResult GraphImporter::importNodes(Nodes &nodes, Scope &scope, Location loc) {
  std::vector<NodeNames> names(nodes.size());
  for (auto [name, node] : llvm::zip_equal(names, nodes)) {
    collectReads(node, name.reads);
    llvm::copy_if(node.output(), std::back_inserter(name.makes),
                  [](StringRef output) { return !output.empty(); });
  }
  std::vector<size_t> order = orderNodes(names);
  if (order.size() != names.size()) {
    std::vector<bool> placed(names.size());
    for (size_t i : order)
      placed[i] = true;
    size_t stuck = llvm::find(placed, false) - placed.begin();
    return emitNodeError(makeNodeLoc(nodes[stuck], stuck, scope), nodes[stuck].domain(),
                         nodes[stuck].op_type())
           << "is part of a cycle, or waits for one";
  }
  for (size_t i : order)
    if (failed(importNode(nodes[i], scope, makeNodeLoc(nodes[i], i, scope))))
      return failure();
  return success();
}

//===-- Nodes --------------------------------------------------------------===//

LogicalResult GraphImporter::importNode(proto::NodeProto &proto, Scope &scope, Location loc) {
  if (failed(checkName(proto.name(), model.loc)) || failed(checkName(proto.op_type(), model.loc)))
    return failure();
  Node node(builder, loc);
  node.type = proto.op_type();
  node.domain = normalizeDomain(proto.domain());
  return nameOperatorIn(node, [&] { return importNode(proto, node, scope); });
}

LogicalResult GraphImporter::importNode(proto::NodeProto &proto, Node &node, Scope &scope) {
  if (++totalCount > kMaxNodes)
    return node.emitError() << "is one node more than the limit of " << kMaxNodes
                            << ", functions expanded";
  if (depth >= kMaxDepth)
    return node.emitError() << "stands too deep in functions and subgraphs";
  llvm::SaveAndRestore deeper(depth, depth + 1);
  if (failed(readInputs(proto, node, scope)) || failed(readOutputs(proto, node, scope)))
    return failure();
  if (const proto::FunctionProto *function = model.getFunction(proto))
    return importCall(proto, *function, node, scope);
  std::optional<int64_t> version = getVersion(*scope.operatorSets, proto);
  if (!version)
    return node.emitError() << "belongs to an operator set that is not imported";
  node.version = *version;
  return importOperator(proto, node, scope);
}

LogicalResult GraphImporter::readInputs(const proto::NodeProto &proto, Node &node,
                                        const Scope &scope) {
  for (const std::string &name : proto.input()) {
    std::optional<Value> value = name.empty() ? Value() : lookup(&scope, name);
    if (!value)
      return node.emitError() << "reads '" << llvm::json::fixUTF8(name)
                              << "', which nothing defines";
    node.inputs.push_back(*value);
  }
  // A loop may carry an optional that holds nothing.
  while (!node.inputs.empty() && !node.inputs.back() &&
         (node.type != "Loop" || proto.input(int(node.inputs.size()) - 1).empty()))
    node.inputs.pop_back();
  return success();
}

LogicalResult GraphImporter::readOutputs(const proto::NodeProto &proto, Node &node,
                                         const Scope &scope) {
  for (const std::string &name : proto.output()) {
    node.hasOutput.push_back(!name.empty());
    node.declaredTypes.push_back({});
    if (auto declared = scope.declarations.find(name); declared != scope.declarations.end()) {
      auto type = getDeclaredType(*declared->second, model.dimensions, node.loc);
      if (failed(type))
        return failure();
      node.declaredTypes.back() = *type;
    }
  }
  while (!node.hasOutput.empty() && !node.hasOutput.back())
    node.hasOutput.pop_back();
  return success();
}

FailureOr<std::optional<FunctionFrame::Argument>>
GraphImporter::resolve(proto::AttributeProto &attribute, Node &node, Scope &scope) {
  if (attribute.ref_attr_name().empty())
    return std::optional(FunctionFrame::Argument{&attribute, &scope});
  if (!scope.frame) {
    node.emitError() << "refers to attribute '" << attribute.ref_attr_name()
                     << "' of a function, but stands in none";
    return failure();
  }
  auto argument = scope.frame->arguments.find(attribute.ref_attr_name());
  if (argument == scope.frame->arguments.end())
    return std::optional<FunctionFrame::Argument>();
  return std::optional(argument->second);
}

ArrayRef<std::pair<StringRef, StringRef>> importer::getInlinedOperators() {
  static constexpr std::pair<StringRef, StringRef> operators[] = {
      {"", "SequenceMap"}, {"ai.onnx.preview", "FlexAttention"}};
  return operators;
}

/// Whether a loop carries sequences or nothing, which have to be known while importing.
static bool isLoopOverSequences(const Node &node) {
  return node.domain.empty() && node.type == "Loop" &&
         llvm::any_of(
             llvm::drop_begin(node.inputs, std::min<size_t>(2, node.inputs.size())),
             [](Value state) { return !state || !isa<RankedTensorType>(state.getType()); });
}

/// Whether what a node's graphs make may be sequences: they are imported in place then, or the
/// operation has their tensors as results.
static bool mayMakeSequences(const Node &node) {
  return (node.domain.empty() && node.type == "If") || isLoopOverSequences(node);
}

/// Operators that hand an optional on, which may hold nothing.
static bool mayMakeNothing(const Node &node) {
  return node.domain.empty() &&
         llvm::is_contained({"If", "Loop", "Optional"}, StringRef(node.type));
}

LogicalResult GraphImporter::readAttributes(proto::NodeProto &proto, Node &node, Scope &scope,
                                            SmallVectorImpl<Subgraph> &subgraphs) {
  std::set<StringRef> seen;
  for (proto::AttributeProto &attribute : *proto.mutable_attribute()) {
    const std::string &name = attribute.name();
    if (failed(checkName(name, node.loc)))
      return failure();
    if (name.empty() || !seen.insert(name).second)
      return node.emitError() << "has attribute '" << name << "' twice or without a name";
    auto argument = resolve(attribute, node, scope);
    if (failed(argument))
      return failure();
    if (!*argument)
      continue;
    proto::AttributeProto &source = *(*argument)->attribute;
    bool mayTake = scope.isBuiltOnce && &source == &attribute;
    if (isGraph(source)) {
      subgraphs.push_back({name, source.mutable_g(), (*argument)->scope,
                           mayTake && node.type == "If", mayMakeSequences(node)});
      continue;
    }
    TensorPlace place{node.loc, "attribute '" + name + "'"};
    proto::AttributeProto copy;
    if (!mayTake)
      copy = source;
    FailureOr<Attribute> value = takeAttribute(mayTake ? source : copy, model.files, place);
    if (failed(value))
      return failure();
    node.attributes.set(name, *value);
  }
  return success();
}

/// Beside an error in or of an If that hangs on inputs: how to leave one branch out. It may be
/// one that does not fit the sizes of this build.
static void hintAtFixedInputs(const Node &node, Diagnostic &error) {
  Value condition = node.getInput(0);
  std::string flags = node.type == "If" && condition ? getFixingFlags(condition) : "";
  if (!flags.empty() && error.getNotes().empty())
    error.attachNote(node.loc) << "'onnx.If' op has only one of its graphs with" << flags;
}

static bool areSettled(FailureOr<SmallVector<Value>> values) {
  return succeeded(values) && llvm::all_of(*values, [](Value value) {
           auto type = value ? dyn_cast<RankedTensorType>(value.getType()) : RankedTensorType();
           return !type || type.hasStaticShape();
         });
}

/// Builds the operator. Where that fails, or leaves a size open, it may ask for the value of an
/// input that operators compute from constants: then once more, with that value.
FailureOr<SmallVector<Value>> GraphImporter::buildOperator(const proto::NodeProto &proto,
                                                           Node &node, ArrayRef<Subgraph> subgraphs,
                                                           Scope &scope) {
  auto build = [&](Node &node) {
    ScopedDiagnosticHandler handler(node.getContext(), [&](Diagnostic &error) {
      hintAtFixedInputs(node, error);
      return failure();
    });
    return buildNormalized(
        node, [&](Operation *operation) { return importRegions(node, subgraphs, operation); });
  };
  Node again = node;
  llvm::StringSet<> overruledBefore = overruled;
  HeldDiagnostics diagnostics(node.getContext());
  FailureOr<SmallVector<Value>> values = build(node);
  if (areSettled(values) || !evaluateInputs(again, proto, scope))
    return values;
  diagnostics.drop();
  overruled = std::move(overruledBefore);
  return build(again);
}

LogicalResult GraphImporter::importOperator(proto::NodeProto &proto, Node &node, Scope &scope) {
  SmallVector<Subgraph> subgraphs;
  if (failed(readAttributes(proto, node, scope, subgraphs)))
    return failure();
  if (node.type == "If" && node.domain.empty())
    evaluateInputs(node, proto, scope);
  if (const Subgraph *branch = getTakenBranch(node, subgraphs)) {
    FailureOr<SmallVector<Value>> values = importGraph(node, *branch, {});
    return failed(values) ? failure() : bindOutputs(proto, node, *values, scope);
  }
  FailureOr<SmallVector<Value>> values = failure();
  if (isLoopOverSequences(node))
    values = unrollLoop(node, subgraphs);
  else if (node.domain.empty() && node.type == "SequenceMap")
    values = unrollMap(node, subgraphs);
  else if (node.domain == "ai.onnx.preview" && node.type == "FlexAttention")
    values = importFlexAttention(node, subgraphs);
  else if (doBranchesMakeSequences(node, subgraphs))
    values = buildSequenceIf(proto, node, subgraphs, scope);
  else
    values = buildOperator(proto, node, subgraphs, scope);
  return failed(values) ? failure() : bindOutputs(proto, node, *values, scope);
}

/// Sizes that are declared wrong are no reason to refuse a model whose nodes say what they make:
/// exporters and editors of models leave such sizes behind. Those that the user gives are.
LogicalResult GraphImporter::overrule(RankedTensorType declared, RankedTensorType made,
                                      StringRef name, const Node &node) {
  if (declared.getElementType() != made.getElementType())
    return node.emitError() << "makes '" << name << "' as " << made << ", but the model declares "
                            << declared;
  if (model.dimensions.getOutputShape(name))
    return node.emitError() << "makes '" << name << "' as " << made
                            << ", but its given shape makes it " << declared;
  bool isOutput = llvm::any_of(model.proto.graph().output(),
                               [&](const auto &output) { return output.name() == name; });
  // Shapes inside the graph often are stale all at once, and a loop's body is built repeatedly.
  if (overruled.insert(isOutput ? name : "").second)
    node.emitWarning() << "makes '" << name << "' as " << made << "; the model declares "
                       << declared << ", which is ignored"
                       << (isOutput ? "" : " (as are further ones inside the graph)");
  return success();
}

/// Lets `value` have what the model declares beyond inference, where an operator made it.
LogicalResult GraphImporter::refine(Value value, RankedTensorType declared, StringRef name,
                                    const Node &node) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || !declared || type == declared)
    return success();
  if (!onnx::mergeTypes(type, declared) && failed(overrule(declared, type, name, node)))
    return failure();
  RankedTensorType filled = onnx::fillOpenSizes(type, declared);
  if (value.getDefiningOp<onnx::NodeInterface>() && onnx::isAddressable(filled))
    value.setType(filled);
  return success();
}

LogicalResult GraphImporter::bindOutputs(const proto::NodeProto &proto, const Node &node,
                                         ValueRange values, Scope &scope) {
  if (node.hasOutput.size() > values.size())
    return node.emitError() << "has " << node.hasOutput.size() << " outputs, but makes "
                            << values.size();
  for (size_t i = 0; i < node.hasOutput.size(); ++i) {
    if (!node.hasOutput[i])
      continue;
    const std::string &name = proto.output(static_cast<int>(i));
    if (!values[i]) {
      if (!mayMakeNothing(node))
        return node.emitError() << "does not make its output " << i;
      if (failed(define(name, Value(), scope, node.loc)))
        return failure();
      continue;
    }
    RankedTensorType declared = node.declaredTypes[i];
    auto made = dyn_cast<RankedTensorType>(values[i].getType());
    // The user may give the shape of an output that the model declares without a type.
    if (auto given = model.dimensions.getOutputShape(name);
        given && made && !declared && !scope.parent && !scope.frame)
      declared = made.clone(*given);
    if (failed(refine(values[i], declared, name, node)) ||
        failed(define(name, values[i], scope, node.loc)))
      return failure();
  }
  return success();
}

//===-- Functions ----------------------------------------------------------===//

LogicalResult GraphImporter::bindArguments(proto::NodeProto &proto,
                                           const proto::FunctionProto &function, Node &node,
                                           Scope &scope, Scope &inside, FunctionFrame &frame) {
  std::set<StringRef> names(function.attribute().begin(), function.attribute().end());
  for (const proto::AttributeProto &attribute : function.attribute_proto()) {
    names.insert(attribute.name());
    // Defaults are read through copies.
    frame.arguments[attribute.name()] = {const_cast<proto::AttributeProto *>(&attribute), &inside};
  }
  for (proto::AttributeProto &attribute : *proto.mutable_attribute()) {
    if (!names.count(attribute.name()))
      return node.emitError() << "has no attribute '" << llvm::json::fixUTF8(attribute.name())
                              << "'";
    auto argument = resolve(attribute, node, scope);
    if (failed(argument))
      return failure();
    if (*argument)
      frame.arguments[attribute.name()] = **argument;
  }
  return success();
}

LogicalResult GraphImporter::importCall(proto::NodeProto &proto,
                                        const proto::FunctionProto &function, Node &node,
                                        Scope &scope) {
  FunctionFrame frame;
  frame.caller = scope.frame;
  frame.function = &function;
  for (const FunctionFrame *caller = scope.frame; caller; caller = caller->caller)
    if (caller->function == &function)
      return node.emitError() << "calls a function that calls itself";
  if (int(node.inputs.size()) > function.input_size())
    return node.emitError() << "has " << node.inputs.size() << " inputs, but takes "
                            << function.input_size();
  if (int(node.hasOutput.size()) > function.output_size())
    return node.emitError() << "has " << node.hasOutput.size() << " outputs, but makes "
                            << function.output_size();
  auto operatorSets =
      readOperatorSets(function.opset_import(), node.loc, "function '" + function.name() + "'");
  if (failed(operatorSets))
    return failure();
  Scope inside;
  inside.operatorSets = &*operatorSets;
  inside.frame = &frame;
  inside.prefix = cast<NameLoc>(node.loc).getName().str() + "/";
  if (failed(bindArguments(proto, function, node, scope, inside, frame)))
    return failure();
  for (auto [i, name] : llvm::enumerate(function.input()))
    if (failed(define(name, node.getInput(i), inside, node.loc)))
      return failure();
  for (const proto::ValueInfoProto &value : function.value_info())
    inside.declarations[value.name()] = &value;
  // Nodes of functions are read, and their tensors copied.
  auto &nodes = const_cast<proto::FunctionProto &>(function);
  if (failed(importNodes(*nodes.mutable_node(), inside, node.loc)))
    return failure();

  SmallVector<Value> results;
  for (const std::string &name : function.output()) {
    std::optional<Value> value = lookup(&inside, name);
    if (!value)
      return node.emitError() << "calls a function that does not define its output '"
                              << llvm::json::fixUTF8(name) << "'";
    results.push_back(*value);
  }
  return bindOutputs(proto, node, results, scope);
}
