// Normalizations of ONNX Runtime, with the sums, embeddings and activations that its optimizer
// fuses into them.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- Of layers ----------------------------------------------------------===//

/// 1 / root(mean square + epsilon) over the dimensions from `axis` on, in f32 or `x`'s double.
static Value buildInverseRoot(NodeFormula &f, Value x, int64_t axis, int64_t rank, double epsilon) {
  if (f.isBroken())
    return {};
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq(axis, rank));
  Value wide = x;
  if (cast<RankedTensorType>(x.getType()).getElementType().getIntOrFloatBitWidth() < 32)
    wide = f.castTo(x, Float32Type::get(x.getContext()));
  Value mean = f.build("ReduceMean", {f.mul(wide, wide), f.ints(axes)});
  if (f.isBroken())
    return {};
  return f.build("Reciprocal", {f.build("Sqrt", {f.add(mean, f.scalar(mean, epsilon))})});
}

/// SimplifiedLayerNormalization: RMSNormalization, with 1 / root of the mean square as a result.
static LogicalResult normalizeSimplified(Node &node) {
  NodeFormula f(node);
  RankedTensorType type = node.getInputType(0);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  int64_t axis = node.getInt("axis", -1), rank = type.getRank();
  double epsilon = node.getFloat("epsilon", 1e-5);
  if (axis < -rank || axis >= rank)
    return node.emitError() << "has axis " << axis << " for " << type;
  Value y = f.build("RMSNormalization", {node.inputs[0], node.inputs[1]},
                    {f.with("axis", axis), f.withFloat("epsilon", epsilon),
                     f.with("stash_type", node.getInt("stash_type", 1))});
  Value inverse;
  if (node.hasResult(1))
    inverse = buildInverseRoot(f, node.inputs[0], axis < 0 ? axis + rank : axis, rank, epsilon);
  return f.finish({y, inverse});
}

/// SkipLayerNormalization: the sum of input, skip and bias, which is the last result, normalized.
static LogicalResult normalizeSkip(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)))
    return failure();
  Value sum = f.addIf(f.add(node.inputs[0], node.inputs[1]), node.getInput(4));
  SmallVector<Value> results =
      f.buildAll("LayerNormalization", {sum, node.inputs[2], node.getInput(3)},
                 f.withFloat("epsilon", node.getFloat("epsilon", 1e-12)), 3);
  results.push_back(sum);
  return f.finish(results);
}

/// SkipSimplifiedLayerNormalization: as above, divided by the root of the mean square.
static LogicalResult normalizeSkipSimplified(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 3)))
    return failure();
  double epsilon = node.getFloat("epsilon", 1e-12);
  Value sum = f.addIf(f.add(node.inputs[0], node.inputs[1]), node.getInput(3));
  Value y = f.build("RMSNormalization", {sum, node.inputs[2]}, f.withFloat("epsilon", epsilon));
  Value inverse;
  if (int64_t rank = node.getInputType(0).getRank(); node.hasResult(2) && !f.isBroken())
    inverse = buildInverseRoot(f, sum, rank - 1, rank, epsilon);
  return f.finish({y, Value(), inverse, sum});
}

//===-- Of embeddings ------------------------------------------------------===//

/// The places in the sequence, as rows of `input_ids` have them, unless input `i` says them.
static Value getPositions(Node &node, NodeFormula &f, size_t i) {
  if (node.getInput(i))
    return node.getInput(i);
  return f.unsqueeze(f.iota(node.getInputType(0).getDimSize(1)), {0});
}

/// How many elements of each row of the mask are 1; 0 without one.
static Value countMask(Node &node, NodeFormula &f, Value mask) {
  Type i32 = node.builder.getI32Type();
  if (!mask) {
    Value zero = node.makeConstant(DenseElementsAttr::get(RankedTensorType::get({1}, i32), 0));
    Value batch = f.build("Shape", {node.inputs[0]}, f.with("end", 1));
    return f.build("Expand", {zero, batch});
  }
  Value ones = f.castTo(f.build("Equal", {mask, f.scalar(mask, 1)}), i32);
  return f.build("ReduceSum", {ones, f.ints({1})}, f.with("keepdims", int64_t(0)));
}

namespace {
/// Where the inputs of an embedding stand after ids, segments and their tables.
struct EmbedInputs {
  size_t gamma = 5, beta = 6, mask = 7, positions = 8;
  /// The scale of the first table, before those of the other tables, gamma and beta; the zero
  /// points follow.
  std::optional<size_t> scale;

  static constexpr size_t parameters = 5;

  /// `value`, part of input 2 and what follows the tables, as floats.
  Value dequantize(Node &node, NodeFormula &f, Value value, size_t parameter) const {
    if (!scale)
      return value;
    size_t first = *scale + parameter;
    return f.build("DequantizeLinear",
                   {value, node.getInput(first), node.getInput(first + parameters)});
  }
};
} // namespace

/// The sum of the embeddings of words, positions and segments, normalized; how many words each row
/// has; the sum.
static LogicalResult embed(Node &node, const EmbedInputs &inputs) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)) || failed(checkInputs(node, 2, 2)) ||
      failed(checkInputs(node, inputs.gamma, 2)) || failed(checkRank(node, 0, 2)))
    return failure();
  if (bool(node.getInput(1)) != bool(node.getInput(4)))
    return node.emitError() << "expects both segment_ids and segment_embedding, or none of them";
  auto getRows = [&](size_t table, Value rows) {
    return inputs.dequantize(node, f, f.gather(node.inputs[table], rows, 0), table - 2);
  };
  Value sum =
      f.add(getRows(2, node.inputs[0]), getRows(3, getPositions(node, f, inputs.positions)));
  if (node.getInput(1))
    sum = f.add(sum, getRows(4, node.inputs[1]));
  Value y = f.build("LayerNormalization",
                    {sum, inputs.dequantize(node, f, node.inputs[inputs.gamma], 3),
                     inputs.dequantize(node, f, node.inputs[inputs.beta], 4)},
                    f.withFloat("epsilon", node.getFloat("epsilon", 1e-12)));
  Value counts = node.hasResult(1) ? countMask(node, f, node.getInput(inputs.mask)) : Value();
  return f.finish({y, counts, sum});
}

static LogicalResult normalizeEmbed(Node &node) { return embed(node, EmbedInputs()); }

/// QEmbedLayerNormalization: all tables, gamma and beta are integers.
static LogicalResult normalizeQuantizedEmbed(Node &node) {
  EmbedInputs inputs;
  // It takes no positions.
  inputs.positions = SIZE_MAX;
  inputs.scale = 8;
  if (failed(checkInputs(node, 8, 2)) || failed(checkInputs(node, 11, 2)))
    return failure();
  return embed(node, inputs);
}

//===-- Of groups ----------------------------------------------------------===//

/// GroupNormalization of `x`, whose channels are last or second, and with `activation` 1 its SiLU.
static Value buildGroupNorm(Node &node, NodeFormula &f, Value x) {
  bool channelsLast = node.getInt("channels_last", 1) != 0;
  if (channelsLast)
    x = f.moveChannels(x, /*toLast=*/false);
  // Scale and bias are of f32, whatever the input is.
  if (f.isBroken())
    return {};
  Type type = cast<RankedTensorType>(x.getType()).getElementType();
  Value y = f.build("GroupNormalization",
                    {x, f.castTo(node.inputs[1], type), f.castTo(node.inputs[2], type)},
                    {f.with("num_groups", node.getInt("groups", 0)),
                     f.withFloat("epsilon", node.getFloat("epsilon", 1e-5))});
  if (channelsLast)
    y = f.moveChannels(y, /*toLast=*/true);
  return node.getInt("activation", 0) == 1 ? f.build("Swish", {y}) : y;
}

static LogicalResult checkGroupNorm(Node &node) {
  if (failed(checkInputs(node, 0, 3)))
    return failure();
  if (int64_t activation = node.getInt("activation", 0); activation != 0 && activation != 1)
    return node.emitError() << "expects activation 0 or 1, but got " << activation;
  return success();
}

static LogicalResult normalizeGroupNorm(Node &node) {
  NodeFormula f(node);
  if (failed(checkGroupNorm(node)))
    return failure();
  return f.finish({buildGroupNorm(node, f, node.inputs[0])});
}

/// SkipGroupNorm: of x + skip + bias, which is the second result. The skip may lack rows and
/// columns.
static LogicalResult normalizeSkipGroupNorm(Node &node) {
  NodeFormula f(node);
  if (failed(checkGroupNorm(node)) || failed(checkInputs(node, 3, 1)))
    return failure();
  Value skip = node.inputs[3];
  if (node.getInputType(3).getRank() == 2)
    skip = f.unsqueeze(skip, {1, 2});
  Value sum = f.addIf(f.add(node.inputs[0], skip), node.getInput(4));
  return f.finish({buildGroupNorm(node, f, sum), sum});
}

void importer::addFusedNormalizationNormalizers(NormalizerMap &map) {
  map["SimplifiedLayerNormalization"] = normalizeSimplified;
  map["com.microsoft.EmbedLayerNormalization"] = normalizeEmbed;
  map["com.microsoft.GroupNorm"] = normalizeGroupNorm;
  map["com.microsoft.QEmbedLayerNormalization"] = normalizeQuantizedEmbed;
  map["com.microsoft.SkipGroupNorm"] = normalizeSkipGroupNorm;
  map["com.microsoft.SkipLayerNormalization"] = normalizeSkip;
  map["com.microsoft.SkipSimplifiedLayerNormalization"] = normalizeSkipSimplified;
}
