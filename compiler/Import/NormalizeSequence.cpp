// Sequences: their operators become tensors and operations on them here, where each sequence has a
// known length. A position may come at run time where the tensors have one type.
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/TypeInference.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

using Elements = SmallVector<Value>;

/// The tensors of input 0; fails where it is not a sequence, or one from a subgraph.
static FailureOr<Elements> getElements(Node &node) {
  auto sequence = node.getInput(0) ? node.getInput(0).getDefiningOp<onnx::SequenceOp>() : nullptr;
  if (!sequence) {
    node.emitError() << "needs a sequence whose length is known";
    return failure();
  }
  return Elements(sequence.getElements());
}

static LogicalResult setSequence(Node &node, ValueRange elements) {
  Value sequence = onnx::SequenceOp::create(node.builder, node.loc, elements);
  node.results.emplace({sequence});
  return success();
}

/// An int64 scalar from [-length, length) as one from [0, length).
static FailureOr<Value> makePositive(Node &node, Value position, int64_t length) {
  Type i64 = node.builder.getI64Type();
  FailureOr<Value> wide = node.buildOne("Cast", position, node.attribute("to", TypeAttr::get(i64)));
  if (failed(wide))
    return failure();
  Value zero = node.makeScalar(i64, 0), count = node.makeScalar(i64, length);
  FailureOr<Value> isNegative = node.buildOne("Less", {*wide, zero});
  FailureOr<Value> moved = node.buildOne("Add", {*wide, count});
  if (failed(isNegative) || failed(moved))
    return failure();
  return node.buildOne("Where", {*isNegative, *moved, *wide});
}

/// `yes` where `position` is less than `bound`, else `no`.
static FailureOr<Value> selectBefore(Node &node, Value position, int64_t bound, Value yes,
                                     Value no) {
  if (onnx::getTensorType(yes) != onnx::getTensorType(no)) {
    node.emitError() << "chooses at run time between " << onnx::getTensorType(yes) << " and "
                     << onnx::getTensorType(no) << ", which is not supported";
    return failure();
  }
  FailureOr<Value> isBefore =
      node.buildOne("Less", {position, node.makeScalar(node.builder.getI64Type(), bound)});
  if (failed(isBefore))
    return failure();
  return node.buildOne("Where", {*isBefore, yes, no});
}

/// `yes` where `position` is greater than `bound`, else `no`.
static FailureOr<Value> selectAfter(Node &node, Value position, int64_t bound, Value yes,
                                    Value no) {
  return selectBefore(node, position, bound + 1, no, yes);
}

/// Checks a constant position, and makes it one of [0, length).
static FailureOr<int64_t> checkPosition(Node &node, int64_t position, int64_t length) {
  if (position < -length || position >= length) {
    node.emitError() << "has position " << position << " in a sequence of " << length;
    return failure();
  }
  return position < 0 ? position + length : position;
}

static LogicalResult normalizeSequenceEmpty(Node &node) { return setSequence(node, {}); }

static LogicalResult normalizeSequenceConstruct(Node &node) {
  for (Value input : node.inputs)
    if (!input || !isa<RankedTensorType>(input.getType()))
      return node.emitError() << "needs tensors";
  return setSequence(node, node.inputs);
}

static LogicalResult normalizeSequenceLength(Node &node) {
  FailureOr<Elements> elements = getElements(node);
  if (failed(elements))
    return failure();
  node.results.emplace({node.makeScalar(node.builder.getI64Type(), elements->size())});
  return success();
}

static LogicalResult normalizeSequenceAt(Node &node) {
  FailureOr<Elements> elements = getElements(node);
  if (failed(elements))
    return failure();
  if (!node.getInput(1))
    return node.emitError() << "needs a position";
  int64_t length = elements->size();
  if (std::optional<int64_t> position = onnx::getConstantInt(node.getInput(1))) {
    FailureOr<int64_t> checked = checkPosition(node, *position, length);
    if (failed(checked))
      return failure();
    node.results.emplace({(*elements)[*checked]});
    return success();
  }
  if (elements->empty())
    return node.emitError() << "reads an empty sequence";
  FailureOr<Value> position = makePositive(node, node.getInput(1), length);
  FailureOr<Value> result = elements->back();
  for (int64_t i = length - 1; i-- > 0 && succeeded(position) && succeeded(result);)
    result = selectBefore(node, *position, i + 1, (*elements)[i], *result);
  if (failed(position) || failed(result))
    return failure();
  node.results.emplace({*result});
  return success();
}

static LogicalResult normalizeSequenceErase(Node &node) {
  FailureOr<Elements> elements = getElements(node);
  if (failed(elements))
    return failure();
  int64_t length = elements->size();
  if (length == 0)
    return node.emitError() << "erases from an empty sequence";
  std::optional<int64_t> constant =
      node.getInput(1) ? onnx::getConstantInt(node.getInput(1)) : length - 1;
  if (constant) {
    FailureOr<int64_t> position = checkPosition(node, *constant, length);
    if (failed(position))
      return failure();
    elements->erase(elements->begin() + *position);
    return setSequence(node, *elements);
  }
  // What stands before the position stays, the rest moves up.
  FailureOr<Value> position = makePositive(node, node.getInput(1), length);
  Elements rest;
  for (int64_t i = 0; i + 1 < length && succeeded(position); ++i) {
    FailureOr<Value> element =
        selectBefore(node, *position, i + 1, (*elements)[i + 1], (*elements)[i]);
    if (failed(element))
      return failure();
    rest.push_back(*element);
  }
  return failed(position) ? failure() : setSequence(node, rest);
}

static LogicalResult normalizeSequenceInsert(Node &node) {
  FailureOr<Elements> elements = getElements(node);
  Value inserted = node.getInput(1);
  if (failed(elements))
    return failure();
  if (!inserted || !isa<RankedTensorType>(inserted.getType()))
    return node.emitError() << "needs a tensor to insert";
  int64_t length = elements->size();
  std::optional<int64_t> constant =
      node.getInput(2) ? onnx::getConstantInt(node.getInput(2)) : length;
  if (constant) {
    // It may be inserted after the last one, too.
    int64_t position = *constant < 0 ? *constant + length : *constant;
    if (position < 0 || position > length)
      return node.emitError() << "has position " << *constant << " in a sequence of " << length;
    elements->insert(elements->begin() + position, inserted);
    return setSequence(node, *elements);
  }
  FailureOr<Value> position = makePositive(node, node.getInput(2), length);
  Elements longer;
  for (int64_t i = 0; i <= length && succeeded(position); ++i) {
    // After the position stands the old element before; at it, the inserted one.
    FailureOr<Value> element = inserted;
    if (i > 0)
      element = selectBefore(node, *position, i, (*elements)[i - 1], inserted);
    if (i < length && succeeded(element))
      element = selectAfter(node, *position, i, (*elements)[i], *element);
    if (failed(element))
      return failure();
    longer.push_back(*element);
  }
  return failed(position) ? failure() : setSequence(node, longer);
}

static LogicalResult normalizeConcatFromSequence(Node &node) {
  FailureOr<Elements> elements = getElements(node);
  if (failed(elements))
    return failure();
  if (elements->empty())
    return node.emitError() << "joins an empty sequence";
  int64_t axis = node.getInt("axis", 0);
  if (node.getInt("new_axis", 0))
    for (Value &element : *elements) {
      FailureOr<Value> longer = node.buildOne("Unsqueeze", {element, node.makeInts({axis})});
      if (failed(longer))
        return failure();
      element = *longer;
    }
  FailureOr<Value> result = node.buildOne(
      "Concat", *elements, node.attribute("axis", node.builder.getI64IntegerAttr(axis)));
  if (failed(result))
    return failure();
  node.results.emplace({*result});
  return success();
}

/// Parts of `part`, of which the last takes the rest.
static FailureOr<SmallVector<int64_t>> makeParts(Node &node, int64_t size, int64_t part) {
  if (size / part > onnx::kMaxPieces) {
    node.emitError() << "splits into " << size / part << " parts, of at most " << onnx::kMaxPieces;
    return failure();
  }
  SmallVector<int64_t> parts(size / part, part);
  if (size % part)
    parts.push_back(size % part);
  return parts;
}

/// How long each part is: as input 1 says, or 1.
static FailureOr<SmallVector<int64_t>> getParts(Node &node, int64_t size) {
  if (ShapedType::isDynamic(size)) {
    node.emitError() << "splits a dimension of unknown size";
    return failure();
  }
  if (!node.getInput(1))
    return makeParts(node, size, 1);
  std::optional<SmallVector<int64_t>> parts = onnx::getConstantInts(node.getInput(1));
  if (!parts) {
    node.emitError() << "splits into parts that are not constant";
    return failure();
  }
  // A scalar is the size of all parts but the last.
  if (node.getInputType(1).getRank() == 0) {
    int64_t part = parts->front();
    if (part < 1) {
      node.emitError() << "splits into parts of " << part;
      return failure();
    }
    return makeParts(node, size, part);
  }
  return *parts;
}

/// Parts whose sizes are known at run time only; their types leave the dimension open.
static LogicalResult splitAtRunTime(Node &node, int64_t axis, int64_t count) {
  FailureOr<Value> ends = node.buildOne("CumSum", {node.getInput(1), node.makeInt(0)});
  if (failed(ends))
    return failure();
  FailureOr<Value> begins = node.buildOne("Sub", {*ends, node.getInput(1)});
  Elements elements;
  for (int64_t i = 0; i < count && succeeded(begins); ++i) {
    auto pick = [&](Value list) { return node.buildOne("Gather", {list, node.makeInts({i})}); };
    FailureOr<Value> begin = pick(*begins), end = pick(*ends);
    if (failed(begin) || failed(end))
      return failure();
    FailureOr<Value> element =
        node.buildOne("Slice", {node.getInput(0), *begin, *end, node.makeInts({axis})});
    if (failed(element))
      return failure();
    elements.push_back(*element);
  }
  return failed(begins) ? failure() : setSequence(node, elements);
}

static LogicalResult normalizeSplitToSequence(Node &node) {
  RankedTensorType type = node.getInputType(0);
  if (!type)
    return node.emitError() << "needs a tensor";
  int64_t axis = node.getInt("axis", 0);
  axis = axis < 0 ? axis + type.getRank() : axis;
  if (axis < 0 || axis >= type.getRank())
    return node.emitError() << "has axis " << axis << " of " << type;
  if (RankedTensorType sizes = node.getInputType(1);
      sizes && sizes.getRank() == 1 && sizes.hasStaticShape() &&
      sizes.getNumElements() <= onnx::kMaxPieces && !onnx::getConstant(node.getInput(1)))
    return splitAtRunTime(node, axis, sizes.getNumElements());
  FailureOr<SmallVector<int64_t>> parts = getParts(node, type.getDimSize(axis));
  if (failed(parts))
    return failure();
  bool keepDims = node.getInput(1) || node.getInt("keepdims", 1);
  Elements elements;
  int64_t begin = 0;
  for (int64_t part : *parts) {
    FailureOr<Value> element =
        node.buildOne("Slice", {node.getInput(0), node.makeInts({begin}),
                                node.makeInts({begin + part}), node.makeInts({axis})});
    if (succeeded(element) && !keepDims)
      element = node.buildOne("Squeeze", {*element, node.makeInts({axis})});
    if (failed(element))
      return failure();
    elements.push_back(*element);
    begin += part;
  }
  if (begin != type.getDimSize(axis))
    return node.emitError() << "splits " << type.getDimSize(axis) << " into parts of " << begin;
  return setSequence(node, elements);
}

/// An optional is what it holds, or null.
static LogicalResult normalizeOptional(Node &node) {
  node.results.emplace({node.getInput(0)});
  return success();
}

static LogicalResult normalizeOptionalGetElement(Node &node) {
  if (!node.getInput(0))
    return node.emitError() << "takes the element of an optional that has none";
  return normalizeOptional(node);
}

/// Identity of a tensor is an operation.
static LogicalResult normalizeIdentity(Node &node) {
  return !node.getInput(0) || node.getInputType(0) ? success() : normalizeOptional(node);
}

static LogicalResult normalizeOptionalHasElement(Node &node) {
  auto type = RankedTensorType::get({}, node.builder.getI1Type());
  bool isThere = bool(node.getInput(0));
  node.results.emplace({node.makeConstant(DenseElementsAttr::get(type, isThere))});
  return success();
}

static const std::pair<StringRef, Normalizer> kSequenceOperators[] = {
    {"ConcatFromSequence", normalizeConcatFromSequence},
    {"Identity", normalizeIdentity},
    {"Optional", normalizeOptional},
    {"OptionalGetElement", normalizeOptionalGetElement},
    {"OptionalHasElement", normalizeOptionalHasElement},
    {"SequenceAt", normalizeSequenceAt},
    {"SequenceConstruct", normalizeSequenceConstruct},
    {"SequenceEmpty", normalizeSequenceEmpty},
    {"SequenceErase", normalizeSequenceErase},
    {"SequenceInsert", normalizeSequenceInsert},
    {"SequenceLength", normalizeSequenceLength},
    {"SplitToSequence", normalizeSplitToSequence},
};

void importer::addSequenceNormalizers(NormalizerMap &map) {
  for (auto [type, normalizer] : kSequenceOperators)
    map[type] = normalizer;
}
