// Graphs of nodes that have no operation of their own: what they make takes the node's place.
#include "compiler/Import/FlexAttention.h"
#include "compiler/Import/GraphImporter.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

/// The branch of an If that is settled: its condition often asks for a shape. The other branch
/// may give values of another rank then.
const GraphImporter::Subgraph *GraphImporter::getTakenBranch(const Node &node,
                                                             ArrayRef<Subgraph> subgraphs) {
  Value condition = node.getInput(0);
  if (!node.domain.empty() || node.type != "If" || !condition)
    return nullptr;
  std::optional<int64_t> truth = onnx::getConstantInt(condition);
  if (!truth)
    return nullptr;
  StringRef name = *truth ? "then_branch" : "else_branch";
  const auto *taken =
      llvm::find_if(subgraphs, [&](const Subgraph &graph) { return graph.name == name; });
  return taken == subgraphs.end() ? nullptr : taken;
}

/// The elements of a scan output, one after the other.
static FailureOr<Value> stack(Node &node, ArrayRef<Value> elements) {
  SmallVector<Value> rows;
  for (Value element : elements) {
    FailureOr<Value> row = node.buildOne("Unsqueeze", {element, node.makeInts({0})});
    if (failed(row))
      return failure();
    rows.push_back(*row);
  }
  return node.buildOne("Concat", rows, node.attribute("axis", node.builder.getI64IntegerAttr(0)));
}

/// The values of a loop whose iterations stand one after the other.
FailureOr<SmallVector<Value>> GraphImporter::unrollLoop(Node &node, ArrayRef<Subgraph> subgraphs) {
  constexpr int64_t maxTrips = 4096;
  const auto *body =
      llvm::find_if(subgraphs, [](const Subgraph &graph) { return graph.name == "body"; });
  if (body == subgraphs.end())
    return node.emitError() << "lacks its graph 'body'", failure();
  std::optional<int64_t> trips = std::numeric_limits<int64_t>::max(), goesOn = 1;
  if (node.getInput(0))
    trips = onnx::getConstantInt(node.getInput(0));
  if (node.getInput(1))
    goesOn = onnx::getConstantInt(node.getInput(1));
  SmallVector<Value> states(llvm::drop_begin(node.inputs, 2));
  size_t scans = std::max<int64_t>(body->graph->output_size() - 1 - int64_t(states.size()), 0);
  SmallVector<SmallVector<Value>> rows(scans);
  for (int64_t i = 0; trips && goesOn && *goesOn && i < *trips; ++i) {
    if (i == maxTrips)
      return node.emitError() << "carries a sequence through more than " << maxTrips
                              << " iterations, which is not supported",
             failure();
    SmallVector<Value> arguments = {node.makeScalar(builder.getI64Type(), double(i)),
                                    node.makeConstant(DenseElementsAttr::get(
                                        RankedTensorType::get({}, builder.getI1Type()), true))};
    llvm::append_range(arguments, states);
    FailureOr<SmallVector<Value>> values = importGraph(node, *body, arguments);
    if (failed(values))
      return failure();
    if (values->size() != 1 + states.size() + scans)
      return node.emitError() << "has " << states.size() << " values of state, but its graph has "
                              << values->size() << " outputs",
             failure();
    goesOn = onnx::getConstantInt(values->front());
    states.assign(values->begin() + 1, values->end() - scans);
    for (auto [list, value] : llvm::zip_equal(rows, ArrayRef<Value>(*values).take_back(scans)))
      list.push_back(value);
  }
  if (!trips || !goesOn)
    return node.emitError() << "carries a sequence, but data decides how often it repeats, which "
                               "is not supported",
           failure();
  for (ArrayRef<Value> list : rows) {
    FailureOr<Value> whole = failure();
    if (list.empty())
      node.emitError() << "has a scan output, but no iteration";
    else
      whole = stack(node, list);
    if (failed(whole))
      return failure();
    states.push_back(*whole);
  }
  return states;
}

/// The value of a FlexAttention.
FailureOr<SmallVector<Value>> GraphImporter::importFlexAttention(Node &node,
                                                                 ArrayRef<Subgraph> subgraphs) {
  ModifyTensor modifyScores, modifyProbabilities;
  for (const Subgraph &graph : subgraphs) {
    if (graph.name != "score_mod" && graph.name != "prob_mod")
      return node.emitError() << "has no graph '" << graph.name << "'", failure();
    auto modify = [&](Value a) -> FailureOr<Value> {
      FailureOr<SmallVector<Value>> values = importGraph(node, graph, a);
      if (succeeded(values) && values->size() != 1)
        return node.emitError() << "has a graph '" << graph.name << "' of " << values->size()
                                << " outputs",
               failure();
      return failed(values) ? FailureOr<Value>() : values->front();
    };
    (graph.name == "score_mod" ? modifyScores : modifyProbabilities) = modify;
  }
  FailureOr<Value> value = buildFlexAttention(node, modifyScores, modifyProbabilities);
  if (failed(value))
    return failure();
  return SmallVector<Value>{*value};
}

/// The values of a SequenceMap: its graph once for each place.
FailureOr<SmallVector<Value>> GraphImporter::unrollMap(Node &node, ArrayRef<Subgraph> subgraphs) {
  const auto *body =
      llvm::find_if(subgraphs, [](const Subgraph &graph) { return graph.name == "body"; });
  if (body == subgraphs.end())
    return node.emitError() << "lacks its graph 'body'", failure();
  auto first = node.getInput(0) ? node.getInput(0).getDefiningOp<onnx::SequenceOp>() : nullptr;
  if (!first)
    return node.emitError() << "needs a sequence whose length is known", failure();
  SmallVector<SmallVector<Value>> sequences(body->graph->output_size());
  for (size_t i = 0; i < first.getElements().size(); ++i) {
    SmallVector<Value> arguments;
    for (Value input : node.inputs) {
      auto sequence = input ? input.getDefiningOp<onnx::SequenceOp>() : nullptr;
      if (sequence && sequence.getElements().size() != first.getElements().size())
        return node.emitError() << "takes sequences of " << first.getElements().size() << " and "
                                << sequence.getElements().size() << " tensors",
               failure();
      arguments.push_back(sequence ? sequence.getElements()[i] : input);
    }
    FailureOr<SmallVector<Value>> values = importGraph(node, *body, arguments);
    if (failed(values))
      return failure();
    for (auto [sequence, value] : llvm::zip_equal(sequences, *values))
      sequence.push_back(value);
  }
  SmallVector<Value> results;
  for (ArrayRef<Value> sequence : sequences)
    results.push_back(onnx::SequenceOp::create(builder, node.loc, sequence));
  return results;
}
