#include "compiler/Transforms/Analysis/KernelWork.h"

#include "compiler/Transforms/Analysis/BufferViews.h"
#include "compiler/Transforms/Analysis/SumOfProducts.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Kernel/IR/TextOp.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace onnxc;

/// How often loops of `sizes` are carried out; 0 if a run settles one of them.
static int64_t countSteps(ArrayRef<int64_t> sizes) {
  return ShapedType::isDynamicShape(sizes) ? 0 : ShapedType::getNumElements(sizes);
}

static std::string joinSizes(ArrayRef<int64_t> sizes) {
  auto toText = [](int64_t size) {
    return ShapedType::isDynamic(size) ? "?" : std::to_string(size);
  };
  return llvm::join(llvm::map_range(sizes, toText), "x");
}

/// The types of elements in words, if not all are f32: ", i8", or what becomes what, ", f32 to i8".
static std::string describeElements(ValueRange inputs, ValueRange outputs) {
  auto list = [](ValueRange values) {
    llvm::SetVector<Type> types;
    for (Value value : values)
      if (auto shaped = dyn_cast<ShapedType>(value.getType()))
        types.insert(shaped.getElementType());
    return types;
  };
  llvm::SetVector<Type> from = list(inputs), to = list(outputs);
  auto isFloat = [](Type type) { return type.isF32(); };
  if (llvm::all_of(from, isFloat) && llvm::all_of(to, isFloat))
    return "";
  std::string text;
  llvm::raw_string_ostream os(text);
  os << ", ";
  if (!from.empty() && from.getArrayRef() != to.getArrayRef()) {
    llvm::interleave(from, os, " and ");
    os << " to ";
  }
  llvm::interleave(to, os, " and ");
  return text;
}

/// The types of the factors of floats, if they differ: ", f32 by f16".
static std::string describeFloats(const kernel::Contraction &contraction) {
  Type input = cast<ShapedType>(contraction.input.getType()).getElementType(),
       weights = cast<ShapedType>(contraction.weights.getType()).getElementType();
  if (input.isF32() && weights.isF32())
    return "";
  std::string text;
  llvm::raw_string_ostream(text) << ", " << input << " by " << weights;
  return text;
}

/// The types of the factors, and how products are added: ", ui8 by i8, vnni".
static std::string describeIntegers(const kernel::Contraction &contraction) {
  auto bitsOf = [](Value value) {
    return "i" + std::to_string(cast<ShapedType>(value.getType()).getElementTypeBitWidth());
  };
  std::string text = std::string(contraction.unsignedInput ? ", u" : ", ") +
                     bitsOf(contraction.input) + " by " + bitsOf(contraction.weights);
  if (contraction.tile)
    text += ", " + kernel::stringifyDotKind(contraction.tile.getDot()).str();
  return text;
}

/// Output sizes by the sizes of what is summed for each output.
static KernelWork describe(const kernel::Contraction &contraction) {
  SmallVector<int64_t> output(contraction.pixels);
  output.push_back(contraction.groups * contraction.filters);
  SmallVector<int64_t> summed(contraction.kernel);
  summed.push_back(contraction.channels);
  KernelWork work;
  work.flops = 2 * countSteps(output) * countSteps(summed);
  work.text = (contraction.op->getName().stripDialect() + " " + joinSizes(output) + " by ").str() +
              joinSizes(summed);
  if (contraction.groups > 1)
    work.text += ", " + std::to_string(contraction.groups) + " groups";
  work.text +=
      contraction.hasIntegers() ? describeIntegers(contraction) : describeFloats(contraction);
  return work;
}

static KernelWork describe(SumOfProducts sum) {
  SmallVector<int64_t> output, summed;
  for (auto [size, kind] : llvm::zip_equal(sum.sizes, sum.op.getIteratorTypesArray()))
    (kind == utils::IteratorType::parallel ? output : summed).push_back(size);
  return {"products " + joinSizes(output) + " by " + joinSizes(summed) +
              describeElements(sum.op.getDpsInputs(), sum.op.getDpsInits()),
          2 * countSteps(sum.sizes)};
}

/// Other structured operations: their kind and loops.
static KernelWork describe(linalg::LinalgOp op) {
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  if (generic)
    if (std::optional<SumOfProducts> sum = matchSumOfProducts(generic))
      return describe(*sum);
  StringRef kind = op->getName().stripDialect();
  if (generic)
    kind = op.getNumReductionLoops() > 0 ? "reduction" : "elementwise";
  return {(kind + " " + joinSizes(op.getStaticLoopRanges())).str() +
          describeElements(op.getDpsInputs(), op.getDpsInits())};
}

/// Input sizes, and how many elements each row keeps.
static KernelWork describe(kernel::TopKOp op) {
  auto input = cast<ShapedType>(op.getInput().getType()),
       values = cast<ShapedType>(op.getValues().getType());
  return {"top_k " + joinSizes(input.getShape()) + " to " + std::to_string(values.getDimSize(1))};
}

static KernelWork describe(kernel::TextOp op) { return {"text " + op.getFunction().str()}; }

static KernelWork describe(Operation *op) {
  if (std::optional<kernel::Contraction> contraction = kernel::getContraction(op))
    return describe(*contraction);
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return describe(structured);
  if (auto selection = dyn_cast<kernel::TopKOp>(op))
    return describe(selection);
  if (auto text = dyn_cast<kernel::TextOp>(op))
    return describe(text);
  if (auto copy = dyn_cast<memref::CopyOp>(op))
    return {"copy " + joinSizes(cast<ShapedType>(copy.getTarget().getType()).getShape()) +
            describeElements(copy.getSource(), copy.getTarget())};
  return {};
}

static int64_t getBytes(Type type) {
  auto buffer = dyn_cast<MemRefType>(type);
  if (!buffer || !buffer.hasStaticShape() || !buffer.getElementType().isIntOrFloat())
    return 0;
  return getByteSize(buffer);
}

/// How often `op` is carried out in one call, as far as this is known.
static int64_t getRepetitions(Operation *op) {
  int64_t repetitions = 1;
  for (auto loop = op->getParentOfType<LoopLikeOpInterface>(); loop;
       loop = loop->getParentOfType<LoopLikeOpInterface>())
    if (std::optional<APInt> count = loop.getStaticTripCount())
      repetitions *= count->getSExtValue();
  return repetitions;
}

/// The work of one operation in all its repetitions.
static KernelWork describeAll(Operation *op) {
  KernelWork work = describe(op);
  int64_t repetitions = work.text.empty() ? 1 : getRepetitions(op);
  if (repetitions > 1)
    work.text = std::to_string(repetitions) + " times " + work.text;
  work.flops *= repetitions;
  return work;
}

/// The bytes that `op` reads or writes of the buffer behind one of its operands. A loop takes
/// another part of it each time, unless it takes all.
static int64_t getBytes(Operation *op, Value operand) {
  int64_t whole = getBytes(getViewedBuffer(operand).getType());
  int64_t parts = getBytes(operand.getType()) * getRepetitions(op);
  return whole > 0 ? std::min(whole, parts) : parts;
}

KernelWork onnxc::getKernelWork(func::FuncOp kernel) {
  KernelWork all;
  int64_t mostFlops = -1;
  // The largest part that is used of each buffer.
  llvm::MapVector<Value, int64_t> buffers;
  kernel.walk([&](Operation *op) {
    KernelWork work = describeAll(op);
    if (work.text.empty())
      return;
    for (Value operand : op->getOperands()) {
      // Sums that are never stored.
      if (getViewedBuffer(operand).getDefiningOp<memref::AllocaOp>())
        continue;
      int64_t &bytes = buffers[getViewedBuffer(operand)];
      bytes = std::max(bytes, getBytes(op, operand));
    }
    if (work.flops > mostFlops)
      all.text = work.text;
    mostFlops = std::max(mostFlops, work.flops);
    all.flops += work.flops;
  });
  for (auto [buffer, bytes] : buffers)
    all.bytes += bytes;
  return all;
}
