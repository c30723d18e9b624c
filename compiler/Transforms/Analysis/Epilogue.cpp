#include "compiler/Transforms/Analysis/Epilogue.h"

#include "compiler/Transforms/Analysis/BufferViews.h"
#include "dialects/Kernel/IR/Elementwise.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace onnxc;

/// Whether `sums` are never stored: `onnxc-keep-sums` has found that only the kernel at hand uses
/// them.
static bool areInRegisters(Value sums) {
  while (auto view = sums.getDefiningOp<ViewLikeOpInterface>())
    sums = view.getViewSource();
  return sums.getDefiningOp<memref::AllocaOp>() != nullptr;
}

std::optional<ContractionSite> onnxc::getContractionSite(Operation *op) {
  if (std::optional<kernel::Contraction> contraction = kernel::getContraction(op)) {
    if (isa<MemRefType>(contraction->sums.getType()))
      return ContractionSite{op, contraction->sums};
    return std::nullopt;
  }
  auto generic = dyn_cast_or_null<linalg::GenericOp>(op);
  if (!generic)
    return std::nullopt;
  std::optional<SumOfProducts> product = matchSumOfProducts(generic);
  return product ? std::optional<ContractionSite>({op, product->sum->get()}) : std::nullopt;
}

linalg::LinalgOp onnxc::getInit(const ContractionSite &site) {
  Operation *previous = site.op->getPrevNode();
  while (previous && kernel::computesNothing(previous))
    previous = previous->getPrevNode();
  Type element = cast<MemRefType>(site.sums.getType()).getElementType();
  if (auto fill = dyn_cast_or_null<linalg::FillOp>(previous);
      fill && fill.getDpsInitOperand(0)->get() == site.sums &&
      fill.getInputs()[0].getType() == element)
    return fill;
  if (auto generic = dyn_cast_or_null<linalg::GenericOp>(previous);
      generic && kernel::isElementwise(generic) && generic.getDpsInitOperand(0)->get() == site.sums)
    return generic;
  return {};
}

kernel::GroupOp onnxc::getGroup(const ContractionSite &site) {
  return dyn_cast<kernel::GroupOp>(site.op->getParentOp());
}

linalg::GenericOp onnxc::getEpilogue(const ContractionSite &site) {
  kernel::GroupOp group = getGroup(site);
  auto epilogue =
      group ? dyn_cast_or_null<linalg::GenericOp>(group.getEpilogueOp()) : linalg::GenericOp();
  return epilogue && kernel::isEpilogueOf(epilogue, site.sums) ? epilogue : linalg::GenericOp();
}

SmallVector<Value> onnxc::evaluateResults(OpBuilder &builder, linalg::GenericOp op,
                                          ValueRange inputs, int64_t lanes) {
  Location loc = op.getLoc();
  IRMapping values;
  for (auto [argument, input] : llvm::zip(op.getBody()->getArguments(), inputs))
    values.map(argument, input);
  auto toLanes = [&](Value value) -> Value {
    if (lanes == 1 || isa<VectorType>(value.getType()))
      return value;
    return vector::BroadcastOp::create(builder, loc, VectorType::get({lanes}, value.getType()),
                                       value);
  };
  for (Operation &scalar : op.getBody()->without_terminator()) {
    if (scalar.hasTrait<OpTrait::ConstantLike>()) {
      builder.clone(scalar, values);
      continue;
    }
    SmallVector<Value> operands;
    for (Value operand : scalar.getOperands())
      operands.push_back(toLanes(values.lookupOrDefault(operand)));
    SmallVector<Type> types;
    for (Type type : scalar.getResultTypes())
      types.push_back(lanes == 1 ? type : VectorType::get({lanes}, type));
    OperationState state(loc, scalar.getName(), operands, types, scalar.getAttrs());
    values.map(scalar.getResults(), builder.create(state)->getResults());
  }
  return llvm::map_to_vector(op.getBody()->getTerminator()->getOperands(), [&](Value yielded) {
    return toLanes(values.lookupOrDefault(yielded));
  });
}

Value onnxc::evaluateBody(OpBuilder &builder, linalg::GenericOp op, ValueRange inputs,
                          int64_t lanes) {
  return evaluateResults(builder, op, inputs, lanes).front();
}

//===-- Tiles --------------------------------------------------------------===//

static Type withLanes(Type type, int64_t lanes) {
  return lanes == 1 ? type : VectorType::get({lanes}, type);
}

/// Whether the last dimension of a buffer has stride one, so that a vector can be loaded there.
static bool isContiguousLast(Value buffer) {
  auto [strides, offset] = cast<MemRefType>(buffer.getType()).getStridesAndOffset();
  return !strides.empty() && strides.back() == 1;
}

namespace {
/// Neighbouring lanes that one instruction loads or stores.
struct LanePart {
  int64_t begin;
  int64_t size;
};
} // namespace

/// The first `valid` lanes in parts whose sizes are powers of two.
static SmallVector<LanePart> splitValidLanes(int64_t valid) {
  SmallVector<LanePart> parts;
  for (int64_t begin = 0; begin < valid;) {
    int64_t size = llvm::bit_floor(uint64_t(valid - begin));
    parts.push_back({begin, size});
    begin += size;
  }
  return parts;
}

static Value extractLanes(OpBuilder &builder, Value vector, LanePart part) {
  SmallVector<int64_t> lanes = llvm::to_vector(llvm::seq(part.begin, part.begin + part.size));
  return vector::ShuffleOp::create(builder, vector.getLoc(), vector, vector, lanes);
}

/// `vector` with `lanes` in place of its lanes of `part`.
static Value insertLanes(OpBuilder &builder, Value lanes, Value vector, LanePart part) {
  int64_t size = cast<VectorType>(vector.getType()).getNumElements();
  SmallVector<int64_t> widening(size, vector::ShuffleOp::kPoisonIndex);
  SmallVector<int64_t> merging = llvm::to_vector(llvm::seq<int64_t>(0, size));
  for (int64_t i = 0; i < part.size; ++i) {
    widening[i] = i;
    merging[part.begin + i] = size + i;
  }
  Value wide = vector::ShuffleOp::create(builder, lanes.getLoc(), lanes, lanes, widening);
  return vector::ShuffleOp::create(builder, lanes.getLoc(), vector, wide, merging);
}

TileEnds::TileEnds(ImplicitLocOpBuilder &builder, ContractionSite site,
                   std::optional<unsigned> lane)
    : b(builder), site(site), lane(lane), epilogue(getEpilogue(site)) {
  if (getGroup(site))
    init = getInit(site);
}

/// Lanes are `stride` elements apart; those that are not valid are zero.
Value TileEnds::load(Value buffer, AffineMap map, int64_t stride, ArrayRef<Value> at, int64_t lanes,
                     int64_t valid) {
  SmallVector<OpFoldResult> operands(at.begin(), at.end());
  auto getIndices = [&](int64_t of) {
    SmallVector<AffineExpr> moved;
    for (unsigned dim = 0; dim < map.getNumDims(); ++dim)
      moved.push_back(b.getAffineDimExpr(dim) + (lane == dim ? of : 0));
    SmallVector<Value> indices;
    for (AffineExpr expr : map.getResults())
      indices.push_back(getValueOrCreateConstantIndexOp(
          b, b.getLoc(),
          affine::makeComposedFoldedAffineApply(b, b.getLoc(), expr.replaceDims(moved), operands)));
    return indices;
  };
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  if (stride == 0 || lanes == 1)
    return memref::LoadOp::create(b, buffer, getIndices(0));
  auto type = VectorType::get({lanes}, element);
  if (stride == 1 && isContiguousLast(buffer)) {
    if (valid == lanes)
      return vector::LoadOp::create(b, type, buffer, getIndices(0));
    Value value = arith::ConstantOp::create(b, b.getZeroAttr(type));
    for (LanePart part : splitValidLanes(valid)) {
      Value loaded = vector::LoadOp::create(b, VectorType::get({part.size}, element), buffer,
                                            getIndices(part.begin));
      value = insertLanes(b, loaded, value, part);
    }
    return value;
  }
  SmallVector<Value> scalars;
  for (int64_t i = 0; i < valid; ++i)
    scalars.push_back(memref::LoadOp::create(b, buffer, getIndices(i)));
  if (valid < lanes)
    scalars.append(lanes - valid, arith::ConstantOp::create(b, b.getZeroAttr(element)));
  return vector::FromElementsOp::create(b, type, scalars);
}

/// `operand` of an elementwise operation on the result, at indices of the result.
Value TileEnds::loadOperand(linalg::GenericOp op, OpOperand &operand, ArrayRef<Value> at,
                            int64_t lanes, int64_t valid) {
  int64_t stride = lanes == 1 ? 0 : getStride(op, operand, *lane).value_or(-1);
  return load(operand.get(), op.getMatchingIndexingMap(&operand), stride, at, lanes, valid);
}

bool TileEnds::beginsWithTensor() {
  auto generic = init ? dyn_cast<linalg::GenericOp>(init.getOperation()) : linalg::GenericOp();
  auto isTensor = [&](OpOperand *input) {
    return generic.getMatchingIndexingMap(input).isIdentity() && generic.getNumLoops() > 0;
  };
  return generic && isa<FloatType>(cast<MemRefType>(site.sums.getType()).getElementType()) &&
         llvm::any_of(generic.getDpsInputOperands(), isTensor);
}

Value TileEnds::loadInit(ArrayRef<Value> at, int64_t lanes, int64_t valid) {
  if (!beginsWithTensor())
    return computeInit(at, lanes, valid);
  Type element = cast<MemRefType>(site.sums.getType()).getElementType();
  Type type = lanes == 1 ? element : withLanes(element, lanes);
  return arith::ConstantOp::create(b, b.getZeroAttr(type));
}

Value TileEnds::computeInit(ArrayRef<Value> at, int64_t lanes, int64_t valid) {
  auto type = cast<MemRefType>(site.sums.getType());
  if (!init)
    return load(site.sums, b.getMultiDimIdentityMap(type.getRank()), 1, at, lanes, valid);
  if (auto fill = dyn_cast<linalg::FillOp>(*init)) {
    Value value = fill.getDpsInputOperand(0)->get();
    if (lanes == 1)
      return value;
    return vector::BroadcastOp::create(b, withLanes(type.getElementType(), lanes), value);
  }
  auto generic = cast<linalg::GenericOp>(*init);
  SmallVector<Value> inputs;
  for (OpOperand *input : generic.getDpsInputOperands())
    inputs.push_back(loadOperand(generic, *input, at, lanes, valid));
  return evaluateBody(b, generic, inputs, lanes);
}

Value TileEnds::evaluateEpilogue(Value sum, ArrayRef<Value> at, int64_t lanes, int64_t valid) {
  if (!epilogue)
    return sum;
  SmallVector<Value> inputs;
  for (OpOperand *input : epilogue.getDpsInputOperands())
    inputs.push_back(input->get() == site.sums ? sum
                                               : loadOperand(epilogue, *input, at, lanes, valid));
  return evaluateBody(b, epilogue, inputs, lanes);
}

void TileEnds::store(Value value, Value buffer, ArrayRef<Value> at, int64_t valid) {
  auto type = dyn_cast<VectorType>(value.getType());
  if (!type) {
    memref::StoreOp::create(b, value, buffer, at);
    return;
  }
  // What follows the sums may write to a buffer with other strides.
  bool isContiguous = isContiguousLast(buffer) &&
                      cast<MemRefType>(buffer.getType()).getStridesAndOffset().first[*lane] == 1;
  if (valid == type.getNumElements() && isContiguous) {
    vector::StoreOp::create(b, value, buffer, at);
    return;
  }
  SmallVector<Value> indices(at);
  auto moveTo = [&](int64_t element) {
    indices[*lane] =
        arith::AddIOp::create(b, at[*lane], arith::ConstantIndexOp::create(b, element));
  };
  if (isContiguous) {
    for (LanePart part : splitValidLanes(valid)) {
      moveTo(part.begin);
      vector::StoreOp::create(b, extractLanes(b, value, part), buffer, indices);
    }
    return;
  }
  for (int64_t i = 0; i < valid; ++i) {
    moveTo(i);
    memref::StoreOp::create(b, vector::ExtractOp::create(b, value, i), buffer, indices);
  }
}

/// `sum` as a value that LLVM does not look through. Else it would take the unused lanes of the
/// last product away from the loop, together with copies of all that this product needs.
static Value keepWhole(OpBuilder &builder, Value sum) {
  auto type = dyn_cast<VectorType>(sum.getType());
  if (!type || !isa<FloatType>(type.getElementType()))
    return sum;
  return LLVM::CallIntrinsicOp::create(builder, sum.getLoc(), TypeRange{type},
                                       builder.getStringAttr("llvm.arithmetic.fence"),
                                       ValueRange{sum}, LLVM::FastmathFlagsAttr())
      .getResult(0);
}

static int64_t getLanes(Value value) {
  auto type = dyn_cast<VectorType>(value.getType());
  return type ? type.getNumElements() : 1;
}

/// The lanes of `vectors`, of equal types and as many as a power of two, one after the other.
static Value concatenate(OpBuilder &builder, ArrayRef<Value> vectors) {
  if (vectors.size() == 1)
    return vectors.front();
  Value low = concatenate(builder, vectors.take_front(vectors.size() / 2));
  Value high = concatenate(builder, vectors.take_back(vectors.size() / 2));
  SmallVector<int64_t> lanes = llvm::to_vector(llvm::seq<int64_t>(0, 2 * getLanes(low)));
  return vector::ShuffleOp::create(builder, low.getLoc(), low, high, lanes);
}

/// As many lanes as one vector of results has where these are narrower than the sums, and the
/// machine narrows two vectors to one.
int64_t TileEnds::getMostLanes() {
  kernel::MachineAttr machine = kernel::getMachine(site.op);
  if (!epilogue || !lane || !machine.getNarrowing())
    return 1;
  Type result = cast<MemRefType>(epilogue.getDpsInitOperand(0)->get().getType()).getElementType();
  return machine.getVectorBytes() * 8 / result.getIntOrFloatBitWidth();
}

/// Neighbours in a row as wider vectors.
SmallVector<TileEnds::Part> TileEnds::joinParts(ArrayRef<Part> parts, int64_t perRow) {
  int64_t most = getMostLanes();
  SmallVector<Part> joined;
  for (size_t row = 0; row < parts.size(); row += perRow)
    for (ArrayRef<Part> rest = parts.slice(row, perRow); !rest.empty();) {
      int64_t lanes = getLanes(rest.front().sums);
      size_t whole =
          llvm::find_if(rest, [&](const Part &part) { return part.valid < lanes; }) - rest.begin();
      size_t count = std::max<size_t>(llvm::bit_floor(std::min<size_t>(whole, most / lanes)), 1);
      SmallVector<Value> sums =
          llvm::map_to_vector(rest.take_front(count), [](const Part &part) { return part.sums; });
      Part &part = joined.emplace_back(rest.front());
      if (count > 1)
        part = {concatenate(b, sums), part.at, int64_t(count) * lanes};
      rest = rest.drop_front(count);
    }
  return joined;
}

void TileEnds::finish(SmallVector<Value> sums, ArrayRef<SmallVector<Value>> positions,
                      int64_t perRow, ArrayRef<int64_t> valid) {
  SmallVector<Part> parts;
  for (auto [sum, at, used] : llvm::zip_equal(sums, positions, valid))
    parts.push_back({used < getLanes(sum) ? keepWhole(b, sum) : sum, at, used});
  if (beginsWithTensor())
    for (Part &part : parts)
      part.sums = arith::AddFOp::create(b, computeInit(part.at, getLanes(part.sums), part.valid),
                                        part.sums);
  parts = joinParts(parts, perRow);
  SmallVector<Value> results;
  for (const Part &part : parts)
    results.push_back(evaluateEpilogue(part.sums, part.at, getLanes(part.sums), part.valid));
  Value buffer = site.sums;
  // Others may read the sums too.
  if (epilogue && epilogue.getDpsInitOperand(0)->get() != buffer) {
    if (!areInRegisters(buffer))
      for (const Part &part : parts)
        store(part.sums, buffer, part.at, part.valid);
    buffer = epilogue.getDpsInitOperand(0)->get();
  }
  for (auto [result, part] : llvm::zip_equal(results, parts))
    store(result, buffer, part.at, part.valid);
}

void TileEnds::erase() {
  kernel::GroupOp group = getGroup(site);
  site.op->erase();
  if (init)
    init->erase();
  if (epilogue)
    epilogue->erase();
  if (group)
    group.dissolve();
}
