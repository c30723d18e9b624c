// Graphs of nodes that become regions of an operation.
#include "compiler/Import/BodySignature.h"
#include "compiler/Import/GraphImporter.h"
#include "compiler/Support/FixingFlags.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/RuntimeSizes.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

LogicalResult GraphImporter::importRegions(Node &node, ArrayRef<Subgraph> subgraphs,
                                           Operation *operation) {
  SmallVector<StringRef> names;
  cast<onnx::NodeInterface>(operation).getRegionNames().split(names, ',', -1, false);
  for (const Subgraph &subgraph : subgraphs)
    if (!llvm::is_contained(names, subgraph.name))
      return node.emitError() << "has no graph '" << subgraph.name << "'";
  SmallVector<const Subgraph *> ordered;
  for (StringRef name : names) {
    const auto *subgraph =
        llvm::find_if(subgraphs, [&](const Subgraph &graph) { return graph.name == name; });
    if (subgraph == subgraphs.end())
      return node.emitError() << "lacks its graph '" << name << "'";
    ordered.push_back(subgraph);
  }
  if (isa<onnx::IfOp>(operation))
    return importBranches(node, ordered, operation->getRegions());
  for (auto [subgraph, region] : llvm::zip_equal(ordered, operation->getRegions()))
    if (failed(importRegion(node, *subgraph, region)))
      return failure();
  return success();
}

/// Makes `region` yield zeros in the types of `yielded`, and says that it stands for a graph that
/// is absent. Fails if they are not static.
static LogicalResult makeAbsent(OpBuilder &builder, Location loc, Region &region,
                                ValueRange yielded) {
  for (Value value : yielded)
    if (auto type = dyn_cast<RankedTensorType>(value.getType());
        !type || !type.hasStaticShape() || !type.getElementType().isIntOrFloat())
      return failure();
  OpBuilder::InsertionGuard guard(builder);
  region.dropAllReferences();
  region.getBlocks().clear();
  builder.createBlock(&region);
  SmallVector<Value> zeros;
  for (Value value : yielded) {
    auto type = cast<RankedTensorType>(value.getType());
    Value shape = onnx::ConstantOp::create(builder, loc, builder.getI64TensorAttr(type.getShape()));
    onnx::ConstantTensor zero(RankedTensorType::get({1}, type.getElementType()));
    zeros.push_back(onnx::ConstantOfShapeOp::create(builder, loc, shape, zero.toAttr()));
  }
  onnx::YieldOp::create(builder, loc, zeros)->setAttr(onnx::kAbsentAttr, builder.getUnitAttr());
  return success();
}

static void emitAll(MLIRContext *context, MutableArrayRef<Diagnostic> diagnostics) {
  for (Diagnostic &diagnostic : diagnostics)
    context->getDiagEngine().emit(std::move(diagnostic));
}

/// One of the branches may not fit the sizes of this build: it is for other ones, and no run must
/// take it.
LogicalResult GraphImporter::importBranches(Node &node, ArrayRef<const Subgraph *> branches,
                                            MutableArrayRef<Region> regions) {
  SmallVector<Diagnostic> diagnostics[2];
  bool fits[2];
  for (size_t i : {0, 1}) {
    ScopedDiagnosticHandler handler(node.getContext(), [&](Diagnostic &diagnostic) {
      diagnostics[i].push_back(std::move(diagnostic));
    });
    fits[i] = succeeded(importRegion(node, *branches[i], regions[i]));
  }
  size_t absent = fits[0] ? 1 : 0;
  bool isOneAbsent =
      fits[0] != fits[1] &&
      succeeded(makeAbsent(builder, node.loc, regions[absent],
                           regions[1 - absent].front().getTerminator()->getOperands()));
  for (size_t i : {0, 1})
    if (!isOneAbsent || i != absent)
      emitAll(node.getContext(), diagnostics[i]);
  if (!isOneAbsent)
    return success(fits[0] && fits[1]);
  InFlightDiagnostic warning = node.emitWarning();
  warning << "has a graph '" << branches[absent]->name
          << "' that does not fit: a run that takes it ends in ONNXC_ERROR_CAPACITY";
  for (Diagnostic &diagnostic : diagnostics[absent])
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error) {
      warning.attachNote(diagnostic.getLocation()) << diagnostic.str();
      break;
    }
  if (std::string flags = getFixingFlags(node.getInput(0)); !flags.empty())
    warning.attachNote(node.loc) << "'onnx.If' op has only one of its graphs with" << flags;
  return success();
}

LogicalResult GraphImporter::importBody(Node &node, const Subgraph &subgraph, Region &region,
                                        ArrayRef<Type> types) {
  Block *block = builder.createBlock(&region, region.end(), types,
                                     SmallVector<Location>(types.size(), node.loc));
  auto outputs = importGraph(node, subgraph, block->getArguments());
  if (failed(outputs))
    return failure();
  SmallVector<Value> yielded;
  SmallVector<int64_t> lengths;
  for (Value output : *outputs) {
    auto sequence = output ? output.getDefiningOp<onnx::SequenceOp>() : nullptr;
    if (!sequence && (!output || !isa<RankedTensorType>(output.getType())))
      return node.emitError() << "has a graph '" << subgraph.name
                              << "' that may make nothing, or a map, which is not supported";
    lengths.push_back(sequence ? sequence.getElements().size() : -1);
    if (sequence)
      llvm::append_range(yielded, sequence.getElements());
    else
      yielded.push_back(output);
  }
  sequenceLengths[subgraph.graph] = lengths;
  onnx::YieldOp::create(builder, node.loc, yielded);
  return success();
}

/// Lets the iteration number and the condition of a loop have one dimension where `graph` declares
/// them so.
static void declareScalars(const proto::GraphProto &graph, BodySignature &signature) {
  for (size_t i = 0; i < std::min<size_t>(signature.firstState, graph.input_size()); ++i) {
    const auto &tensor = graph.input(int(i)).type().tensor_type();
    auto type = cast<RankedTensorType>(signature.arguments[i]);
    if (tensor.shape().dim_size() == 1)
      signature.arguments[i] = RankedTensorType::get({1}, type.getElementType());
  }
}

LogicalResult GraphImporter::importRegion(Node &node, const Subgraph &subgraph, Region &region) {
  OpBuilder::InsertionGuard guard(builder);
  FailureOr<BodySignature> signature = getBodySignature(node);
  if (failed(signature))
    return failure();
  declareScalars(*subgraph.graph, *signature);
  while (true) {
    region.dropAllReferences();
    region.getBlocks().clear();
    if (failed(importBody(node, subgraph, region, signature->arguments)))
      return failure();
    FailureOr<bool> changed = widenStates(node, *signature, region.front().getTerminator());
    if (failed(changed))
      return failure();
    if (!*changed)
      return success();
  }
}

//===-- Sequences ----------------------------------------------------------===//

static bool isSequence(const proto::ValueInfoProto &value) {
  return value.type().has_sequence_type() || value.type().has_optional_type();
}

/// Whether the graphs of an If declare outputs that are sequences or optionals.
bool GraphImporter::doBranchesMakeSequences(const Node &node, ArrayRef<Subgraph> subgraphs) {
  return node.domain.empty() && node.type == "If" &&
         llvm::any_of(subgraphs, [](const Subgraph &branch) {
           return llvm::any_of(branch.graph->output(), isSequence);
         });
}

/// An If on data that makes sequences: it has their tensors as results, and both graphs make as
/// many.
FailureOr<SmallVector<Value>> GraphImporter::buildSequenceIf(const proto::NodeProto &proto,
                                                             Node &node,
                                                             ArrayRef<Subgraph> subgraphs,
                                                             Scope &scope) {
  Node flat = node;
  flat.hasOutput.clear();
  flat.declaredTypes.clear();
  FailureOr<SmallVector<Value>> values = buildOperator(proto, flat, subgraphs, scope);
  if (failed(values))
    return failure();
  ArrayRef<int64_t> lengths = sequenceLengths[subgraphs.front().graph];
  for (const Subgraph &other : subgraphs)
    if (lengths != ArrayRef(sequenceLengths[other.graph]))
      return node.emitError() << "has graphs that make sequences of different lengths, and data "
                                 "decides between them, which is not supported",
             failure();
  SmallVector<Value> results;
  ArrayRef<Value> rest = *values;
  for (int64_t length : lengths) {
    ArrayRef<Value> elements = rest.take_front(length < 0 ? 1 : length);
    rest = rest.drop_front(elements.size());
    results.push_back(length < 0 ? elements.front()
                                 : onnx::SequenceOp::create(builder, node.loc, elements));
  }
  return results;
}
