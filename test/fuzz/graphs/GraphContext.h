// A random graph while it grows: what makers of nodes choose from and add to.
#ifndef ONNXC_TEST_FUZZ_GRAPHS_GRAPHCONTEXT_H
#define ONNXC_TEST_FUZZ_GRAPHS_GRAPHCONTEXT_H

#include "test/fuzz/graphs/TensorData.h"
#include "llvm/ADT/STLExtras.h"

#include <functional>
#include <optional>

namespace onnxc::fuzz {

using proto::TensorProto;
using test::Attributes;
using test::DataType;
using test::Shape;

/// A value that nodes can read.
struct Operand : test::GraphValue {
  /// No element is larger in magnitude, unless integers overflow.
  double bound = largestDatum;

  int64_t getRank() const { return static_cast<int64_t>(shape.size()); }
  int64_t getCount() const { return test::countElements(shape); }
};

using SetAttributes = std::function<void(Attributes &)>;

class GraphContext {
public:
  GraphContext(Random &random, proto::GraphProto &graph, std::string prefix, int64_t maxElements)
      : random(random), values(graph, prefix + "v"), inputs(graph, prefix + "x"),
        constants(graph, prefix + "c"), parameters(graph, prefix + "p"), maxElements(maxElements) {}

  Random &random;

  Operand addInput(DataType type, Shape shape);
  /// Random data. Only these constants may become inputs.
  Operand addConstant(DataType type, Shape shape);
  /// Operands that decide on shapes or that must have certain values.
  Operand addInts(llvm::ArrayRef<int64_t> numbers);
  Operand addFloats(llvm::ArrayRef<float> numbers);
  Operand addScalar(DataType type, double value);

  /// Adds a node with one result, unless that could be too large in size or in value.
  std::optional<Operand> add(llvm::StringRef op, llvm::ArrayRef<Operand> operands, DataType type,
                             Shape shape, double bound, const SetAttributes &setAttributes = {});
  /// As above, with several results of one type and bound.
  std::optional<std::vector<Operand>> addMany(llvm::StringRef op, llvm::ArrayRef<Operand> operands,
                                              DataType type, llvm::ArrayRef<Shape> shapes,
                                              double bound,
                                              const SetAttributes &setAttributes = {});

  /// A value of the graph that `fits`, younger ones more often.
  std::optional<Operand> pick(const std::function<bool(const Operand &)> &fits);
  /// One that fits, or a new input.
  Operand pickOrMake(const std::function<bool(const Operand &)> &fits, DataType type,
                     const Shape &shape);
  std::optional<Operand> pickFloat(int64_t minRank = 0);
  /// A second operand of `type` that broadcasts with `shape`.
  Operand pickBroadcast(DataType type, const Shape &shape);
  /// A value that exists, a constant or an input.
  Operand makeOperand(DataType type, const Shape &shape);

  DataType pickFloatType();
  int64_t pickSize();
  Shape pickShape(int64_t minRank, int64_t maxRank);
  /// Halves dimensions until a value may have the shape.
  Shape shrink(Shape shape) const;

  llvm::ArrayRef<Operand> getValues() const { return known; }
  bool isTooLarge(DataType type, const Shape &shape, double bound) const;
  int64_t getMaxElements() const { return maxElements; }

private:
  Operand remember(test::GraphValue value, double bound);

  test::GraphBuilder values, inputs, constants, parameters;
  std::vector<Operand> known;
  int64_t maxElements;
};

/// The shape of both operands together; nothing if they do not broadcast.
std::optional<Shape> broadcast(const Shape &a, const Shape &b);

/// Adds a node, or a few that belong together; false if the graph has no operands for it.
using MakeNodes = bool (*)(GraphContext &);

struct Maker {
  unsigned weight;
  MakeNodes make;
};

llvm::ArrayRef<Maker> getElementwiseMakers();
llvm::ArrayRef<Maker> getShapeMakers();
llvm::ArrayRef<Maker> getReductionMakers();
llvm::ArrayRef<Maker> getContractionMakers();
llvm::ArrayRef<Maker> getWindowMakers();
llvm::ArrayRef<Maker> getQuantizedMakers();
llvm::ArrayRef<Maker> getControlFlowMakers();

} // namespace onnxc::fuzz

#endif
