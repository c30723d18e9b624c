// Classical machine learning (domain ai.onnx.ml).
#include "compiler/Conversion/OnnxToLinalg/Builders/LinalgBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/Builders/MovementBuilders.h"
#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>
#include <set>

using namespace mlir;
using namespace onnxc;

//===-- Nodes of trees ------------------------------------------------------===//

namespace {
/// ONNX's numbers for what a node asks.
enum Mode { kEqual = 4, kMember = 6 };
enum Aggregate { kAverage = 0, kMin = 2, kMax = 3 };

/// The nodes of all trees, each of which asks one question; leaf i is node -1 - i.
struct Nodes {
  SmallVector<int64_t> features, modes, next[2], missing;
  SmallVector<double> splits;
  SmallVector<int64_t> roots;

  size_t size() const { return features.size(); }
  void add(int64_t feature, int64_t mode, double split, int64_t isMissing) {
    features.push_back(feature);
    modes.push_back(mode);
    splits.push_back(split);
    missing.push_back(isMissing);
    for (SmallVector<int64_t> &side : next)
      side.push_back(0);
  }
};

/// Takes a TreeEnsemble apart. A node that asks for membership becomes one node for each member of
/// its set, which goes on to the next one if the feature is not that member.
class NodesBuilder {
public:
  explicit NodesBuilder(onnx::TreeEnsembleOp op)
      : op(op), splits(*onnx::ConstantTensor::get(op.getNodesSplits())),
        modes(*onnx::ConstantTensor::get(op.getNodesModes())) {}

  /// Fails if there are fewer sets than nodes that ask for one.
  FailureOr<Nodes> build() {
    if (op.getMembershipValues())
      members = onnx::ConstantTensor::get(*op.getMembershipValues())->floats;
    SmallVector<int64_t> firsts;
    SmallVector<size_t> lasts;
    for (size_t i = 0; i < modes.ints.size(); ++i) {
      firsts.push_back(nodes.size());
      if (failed(addNode(i)))
        return failure();
      lasts.push_back(nodes.size());
    }
    ArrayRef<int64_t> children[] = {op.getNodesFalsenodeids(), op.getNodesTruenodeids()};
    ArrayRef<int64_t> areLeaves[] = {op.getNodesFalseleafs(), op.getNodesTrueleafs()};
    for (size_t i = 0; i < firsts.size(); ++i)
      for (size_t side : {0, 1}) {
        int64_t child = children[side][i];
        child = areLeaves[side][i] ? -1 - child : firsts[child];
        for (size_t part = firsts[i]; part < lasts[i]; ++part)
          nodes.next[side][part] = side == 0 && part + 1 < lasts[i] ? int64_t(part) + 1 : child;
      }
    for (int64_t root : op.getTreeRoots())
      nodes.roots.push_back(firsts[root]);
    return nodes;
  }

private:
  LogicalResult addNode(size_t i) {
    auto missing = op.getNodesMissingValueTracksTrue();
    auto add = [&](int64_t mode, double split) {
      nodes.add(op.getNodesFeatureids()[i], mode, split, missing ? (*missing)[i] : 0);
    };
    if (modes.ints[i] != kMember) {
      add(modes.ints[i], splits.floats[i]);
      return success();
    }
    if (nextMember >= members.size())
      return op.emitOpError("has fewer sets of membership_values than nodes that ask for one");
    // Sets end with a NaN. Nothing is in an empty one, and nothing is equal to NaN.
    size_t before = nodes.size();
    for (; nextMember < members.size() && !std::isnan(members[nextMember]); ++nextMember)
      add(kEqual, members[nextMember]);
    if (nodes.size() == before)
      add(kEqual, std::nan(""));
    ++nextMember;
    return success();
  }

  onnx::TreeEnsembleOp op;
  onnx::ConstantTensor splits, modes;
  std::vector<double> members;
  size_t nextMember = 0;
  Nodes nodes;
};

//===-- TreeEnsemble --------------------------------------------------------===//

/// The trees as tables in memory.
class TreeTables {
public:
  TreeTables(ImplicitLocOpBuilder &b, onnx::TreeEnsembleOp op, const Nodes &nodes)
      : elementType(op.getNodesSplits().getElementType()),
        modes(nodes.modes.begin(), nodes.modes.end()) {
    features = makeInts(b, nodes.features);
    modeTable = makeInts(b, nodes.modes);
    falses = makeInts(b, nodes.next[0]);
    trues = makeInts(b, nodes.next[1]);
    if (llvm::any_of(nodes.missing, [](int64_t isMissing) { return isMissing != 0; }))
      missing = makeInts(b, nodes.missing);
    roots = makeInts(b, nodes.roots);
    targets = makeInts(b, op.getLeafTargetids());
    onnx::ConstantTensor splitTable(
        RankedTensorType::get({int64_t(nodes.splits.size())}, elementType));
    splitTable.floats.assign(nodes.splits.begin(), nodes.splits.end());
    splits = arith::ConstantOp::create(b, splitTable.toAttr());
    onnx::ConstantTensor weightTable = *onnx::ConstantTensor::get(op.getLeafWeights());
    weightTable.type = RankedTensorType::get({weightTable.size()}, elementType);
    weights = arith::ConstantOp::create(b, weightTable.toAttr());
  }

  /// The node that `row` of `input` goes to from `node`.
  Value buildStep(ImplicitLocOpBuilder &b, Value input, Value row, Value node) const {
    Value feature = buildReadIndex(b, features, node);
    Value x = tensor::ExtractOp::create(b, input, ValueRange{row, feature});
    Value split = tensor::ExtractOp::create(b, splits, node);
    Value holds = buildQuestion(b, x, split, node);
    if (missing) {
      Value isNaN = arith::CmpFOp::create(b, arith::CmpFPredicate::UNO, x, x);
      Value flag = buildReadIndex(b, missing, node);
      Value tracks =
          arith::CmpIOp::create(b, arith::CmpIPredicate::ne, flag, buildIndex(b, b.getLoc(), 0));
      holds = arith::OrIOp::create(b, holds, arith::AndIOp::create(b, isNaN, tracks));
    }
    return arith::SelectOp::create(b, holds, buildReadIndex(b, trues, node),
                                   buildReadIndex(b, falses, node));
  }

  Value features, modeTable, falses, trues, missing, roots, targets, splits, weights;

private:
  static Value makeInts(ImplicitLocOpBuilder &b, ArrayRef<int64_t> values) {
    onnx::ConstantTensor table(RankedTensorType::get({int64_t(values.size())}, b.getI32Type()));
    table.ints.assign(values.begin(), values.end());
    return arith::ConstantOp::create(b, table.toAttr());
  }

  /// What the node asks of `x`: among the modes that occur, that of the node.
  Value buildQuestion(ImplicitLocOpBuilder &b, Value x, Value split, Value node) const {
    static constexpr arith::CmpFPredicate kPredicates[] = {
        arith::CmpFPredicate::OLE, arith::CmpFPredicate::OLT, arith::CmpFPredicate::OGE,
        arith::CmpFPredicate::OGT, arith::CmpFPredicate::OEQ, arith::CmpFPredicate::UNE};
    Value holds;
    for (int64_t mode : modes) {
      Value answer = arith::CmpFOp::create(b, kPredicates[mode], x, split);
      if (holds) {
        Value isMode =
            arith::CmpIOp::create(b, arith::CmpIPredicate::eq, buildReadIndex(b, modeTable, node),
                                  buildIndex(b, b.getLoc(), mode));
        answer = arith::SelectOp::create(b, isMode, answer, holds);
      }
      holds = answer;
    }
    return holds;
  }

  Type elementType;
  std::set<int64_t> modes;
};

/// For each row and tree, walks to a leaf and adds its weight to its target.
struct ConvertTreeEnsemble : OpConversionPattern<onnx::TreeEnsembleOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(onnx::TreeEnsembleOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = onnx::getTensorType(op);
    if (!isStatic(op) || op.getPostTransform() != 0)
      return rewriter.notifyMatchFailure(op, "dynamic shape, or a post_transform");
    if (op.getTreeRoots().empty())
      return rewriter.notifyMatchFailure(op, "has no trees");
    FailureOr<Nodes> nodes = NodesBuilder(op).build();
    if (failed(nodes))
      return failure();
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    TreeTables tables(b, op, *nodes);
    Value sums = buildFilled(b, op.getLoc(), type, buildStart(b, op));
    int64_t rows = type.getDimSize(0), trees = nodes->roots.size(), whole = rows / kBlock;
    if (whole > 0)
      sums = addTrees(b, op, tables, adaptor.getInput(), sums, 0, {whole, trees, kBlock});
    if (int64_t rest = rows % kBlock)
      sums = addTrees(b, op, tables, adaptor.getInput(), sums, rows - rest, {1, trees, rest});
    rewriter.replaceOp(op, finish(b, op, sums, trees));
    return success();
  }

private:
  /// As many rows walk down a tree before the next tree comes: it stays in the nearest cache, and
  /// so do the rows.
  static constexpr int64_t kBlock = 256;

  /// Adds what the leaves weigh to `sums`, from row `first` on: of blocks, trees and rows of a
  /// block.
  static Value addTrees(ImplicitLocOpBuilder &b, onnx::TreeEnsembleOp op, const TreeTables &tables,
                        Value input, Value sums, int64_t first, ArrayRef<int64_t> counts) {
    return buildUpdateLoops(
        b, counts, sums, [&](ImplicitLocOpBuilder &b, ValueRange at, Value current) -> Value {
          auto index = [&](int64_t value) { return buildIndex(b, b.getLoc(), value); };
          Value block = arith::MulIOp::create(b, at[0], index(kBlock));
          Value row =
              arith::AddIOp::create(b, arith::AddIOp::create(b, block, at[2]), index(first));
          Value root = buildReadIndex(b, tables.roots, at[1]);
          Value leaf = buildWalk(b, tables, input, row, root);
          Value weight = tensor::ExtractOp::create(b, tables.weights, leaf);
          Value target = buildReadIndex(b, tables.targets, leaf);
          Value sum = tensor::ExtractOp::create(b, current, ValueRange{row, target});
          return tensor::InsertOp::create(b, combine(b, op, sum, weight), current,
                                          ValueRange{row, target});
        });
  }

  /// The leaf that the walk from `root` ends at.
  static Value buildWalk(ImplicitLocOpBuilder &b, const TreeTables &tables, Value input, Value row,
                         Value root) {
    Location loc = b.getLoc();
    auto walk = scf::WhileOp::create(
        b, TypeRange{root.getType()}, ValueRange{root},
        [&](OpBuilder &nested, Location, ValueRange state) {
          ImplicitLocOpBuilder body(loc, nested);
          Value isNode = arith::CmpIOp::create(body, arith::CmpIPredicate::sge, state[0],
                                               buildIndex(body, loc, 0));
          scf::ConditionOp::create(body, isNode, state);
        },
        [&](OpBuilder &nested, Location, ValueRange state) {
          ImplicitLocOpBuilder body(loc, nested);
          scf::YieldOp::create(body, tables.buildStep(body, input, row, state[0]));
        });
    return arith::SubIOp::create(b, buildIndex(b, loc, -1), walk.getResult(0));
  }

  static Value buildStart(ImplicitLocOpBuilder &b, onnx::TreeEnsembleOp op) {
    int64_t aggregate = op.getAggregateFunction();
    double start = aggregate == kMin ? INFINITY : aggregate == kMax ? -INFINITY : 0;
    auto type = cast<FloatType>(onnx::getTensorType(op).getElementType());
    return arith::ConstantOp::create(b, b.getFloatAttr(type, start));
  }

  static Value combine(ImplicitLocOpBuilder &b, onnx::TreeEnsembleOp op, Value sum, Value weight) {
    if (op.getAggregateFunction() == kMin)
      return arith::MinimumFOp::create(b, sum, weight);
    if (op.getAggregateFunction() == kMax)
      return arith::MaximumFOp::create(b, sum, weight);
    return arith::AddFOp::create(b, sum, weight);
  }

  /// An average needs the number of trees; a target that no leaf has is 0.
  static Value finish(ImplicitLocOpBuilder &b, onnx::TreeEnsembleOp op, Value sums, int64_t trees) {
    int64_t aggregate = op.getAggregateFunction();
    RankedTensorType type = onnx::getTensorType(op);
    auto elementType = cast<FloatType>(type.getElementType());
    if (aggregate != kAverage && aggregate != kMin && aggregate != kMax)
      return sums;
    return buildElementwise(
        b, b.getLoc(), {sums}, {elementType}, type,
        [&](ImplicitLocOpBuilder &b, ValueRange x) -> Value {
          if (aggregate == kAverage) {
            Value count = arith::ConstantOp::create(b, b.getFloatAttr(elementType, trees));
            return arith::DivFOp::create(b, x[0], count);
          }
          Value isUnset =
              arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, x[0], buildStart(b, op));
          return arith::SelectOp::create(b, isUnset, buildSmallConstant(b, elementType, 0), x[0]);
        });
  }
};
} // namespace

void onnxc::populateMlToLinalg(const TypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<ConvertTreeEnsemble>(types, patterns.getContext());
}
