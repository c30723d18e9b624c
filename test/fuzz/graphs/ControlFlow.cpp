#include "test/fuzz/graphs/GraphContext.h"

using namespace onnxc;
using namespace onnxc::fuzz;

namespace {

/// A body of a few exact operations on `x`, whose result has its type and shape.
class Body {
public:
  Body(Random &random, const std::string &prefix)
      : random(random), inputs(graph, prefix + "x"), values(graph, prefix + "v"),
        constants(graph, prefix + "c") {
    graph.set_name("body");
  }

  test::GraphValue addInput(DataType type, Shape shape) {
    return inputs.addInput(type, std::move(shape));
  }

  test::GraphValue compute(test::GraphValue x, llvm::ArrayRef<test::GraphValue> others) {
    for (int64_t i = random.between(1, 3); i > 0; --i) {
      // Values stay as large as they are, and grow by at most four.
      llvm::StringRef name = random.pick<llvm::StringRef>({"Neg", "Abs", "Max", "Min", "Sub"});
      std::vector<test::GraphValue> operands{x};
      if (name == "Sub")
        operands.push_back(addScalar(x.type));
      else if (name == "Max" || name == "Min")
        operands.push_back(random.percent(60) ? random.pick(others) : addScalar(x.type));
      x = values.addResult(values.addNode(name, operands), x.type, x.shape);
    }
    return x;
  }

  test::GraphValue copy(const test::GraphValue &x) {
    return values.addResult(values.addNode("Identity", x), x.type, x.shape);
  }

  void addOutput(const test::GraphValue &value) { values.addOutput(value); }
  const proto::GraphProto &getGraph() const { return graph; }

private:
  test::GraphValue addScalar(DataType type) {
    return constants.addConstant(type, {}, encode(type, random.pick({0.5, 1.0, -2.0})));
  }

  Random &random;
  proto::GraphProto graph;
  test::GraphBuilder inputs, values, constants;
};

std::string nextPrefix(GraphContext &context) {
  return "body" + std::to_string(context.getValues().size()) + "_";
}

std::optional<Operand> pickSmall(GraphContext &context, int64_t minRank) {
  return context.pick([&](const Operand &x) {
    return isFloat(x.type) && x.getRank() >= minRank && x.getCount() <= 2000;
  });
}

/// A computed condition: whether the first element of something is positive.
std::optional<Operand> makeCondition(GraphContext &context) {
  std::optional<Operand> x = context.pickFloat();
  if (!x)
    return std::nullopt;
  std::optional<Operand> flat =
      context.add("Reshape", {*x, context.addInts({-1})}, x->type, {x->getCount()}, x->bound);
  std::optional<Operand> first = context.add(
      "Gather", {*flat, context.addScalar(TensorProto::INT64, 0)}, x->type, {}, x->bound);
  return context.add("Greater", {*first, context.addScalar(x->type, 0)}, TensorProto::BOOL, {}, 1);
}

bool makeIf(GraphContext &context) {
  std::optional<Operand> x = pickSmall(context, 0);
  std::optional<Operand> condition = makeCondition(context);
  if (!x || !condition)
    return false;
  std::vector<Operand> readable{*x};
  std::string prefix = nextPrefix(context);
  proto::GraphProto branches[2];
  for (int i : {0, 1}) {
    Body body(context.random, prefix + (i ? "t" : "e"));
    body.addOutput(body.compute(*x, {*x}));
    branches[i] = body.getGraph();
  }
  auto set = [&](Attributes &attributes) {
    attributes.set("then_branch", branches[1]).set("else_branch", branches[0]);
  };
  return context.add("If", *condition, x->type, x->shape, x->bound + 8, set).has_value();
}

bool makeLoop(GraphContext &context) {
  std::optional<Operand> x = pickSmall(context, 0);
  if (!x)
    return false;
  int64_t trips = context.random.between(1, 4);
  Body body(context.random, nextPrefix(context));
  body.addInput(TensorProto::INT64, {});
  test::GraphValue go = body.addInput(TensorProto::BOOL, {});
  test::GraphValue state = body.addInput(x->type, x->shape);
  test::GraphValue next = body.compute(state, {state, *x});
  body.addOutput(body.copy(go));
  body.addOutput(next);
  body.addOutput(body.copy(next));
  Shape rows(x->shape);
  rows.insert(rows.begin(), trips);
  auto set = [&](Attributes &attributes) { attributes.set("body", body.getGraph()); };
  std::vector<Operand> operands{context.addScalar(TensorProto::INT64, trips),
                                context.addScalar(TensorProto::BOOL, 1), *x};
  return context.addMany("Loop", operands, x->type, {x->shape, rows}, x->bound + 8.0 * trips, set)
      .has_value();
}

bool makeScan(GraphContext &context) {
  std::optional<Operand> x = pickSmall(context, 1);
  if (!x)
    return false;
  Body body(context.random, nextPrefix(context));
  Shape row(x->shape.begin() + 1, x->shape.end());
  Operand start = context.makeOperand(x->type, row);
  test::GraphValue state = body.addInput(x->type, row);
  test::GraphValue element = body.addInput(x->type, row);
  test::GraphValue next = body.compute(state, {element});
  body.addOutput(next);
  body.addOutput(body.compute(element, {next}));
  auto set = [&](Attributes &attributes) {
    attributes.set("body", body.getGraph()).set("num_scan_inputs", 1);
  };
  double bound = std::max(x->bound, start.bound) + 8.0 * static_cast<double>(x->shape[0]);
  return context.addMany("Scan", {start, *x}, x->type, {row, x->shape}, bound, set).has_value();
}

constexpr Maker makers[] = {{10, makeIf}, {8, makeLoop}, {8, makeScan}};

} // namespace

llvm::ArrayRef<Maker> fuzz::getControlFlowMakers() { return makers; }
