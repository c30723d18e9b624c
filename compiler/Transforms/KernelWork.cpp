#include "compiler/Transforms/KernelWork.h"

#include "compiler/Transforms/BufferViews.h"
#include "compiler/Transforms/SumOfProducts.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace onnxc;

static int64_t multiply(ArrayRef<int64_t> sizes) {
  int64_t product = 1;
  for (int64_t size : sizes)
    product *= size;
  return product;
}

static std::string joinSizes(ArrayRef<int64_t> sizes) {
  return llvm::join(llvm::map_range(sizes, [](int64_t size) { return std::to_string(size); }), "x");
}

/// Output sizes by the sizes of what is summed for each output.
static KernelWork describe(const kernel::Contraction &contraction) {
  SmallVector<int64_t> output(contraction.pixels);
  output.push_back(contraction.groups * contraction.filters);
  SmallVector<int64_t> summed(contraction.kernel);
  summed.push_back(contraction.channels);
  KernelWork work;
  work.flops = 2 * multiply(output) * multiply(summed);
  work.text = (contraction.op->getName().stripDialect() + " " + joinSizes(output) + " by ").str() +
              joinSizes(summed);
  if (contraction.groups > 1)
    work.text += ", " + std::to_string(contraction.groups) + " groups";
  return work;
}

static KernelWork describe(SumOfProducts sum) {
  SmallVector<int64_t> output, summed;
  for (auto [size, kind] : llvm::zip_equal(sum.sizes, sum.op.getIteratorTypesArray()))
    (kind == utils::IteratorType::parallel ? output : summed).push_back(size);
  return {"products " + joinSizes(output) + " by " + joinSizes(summed), 2 * multiply(sum.sizes)};
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
  return {(kind + " " + joinSizes(op.getStaticLoopRanges())).str()};
}

static KernelWork describe(Operation *op) {
  if (std::optional<kernel::Contraction> contraction = kernel::getContraction(op))
    return describe(*contraction);
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return describe(structured);
  if (auto copy = dyn_cast<memref::CopyOp>(op))
    return {"copy " + joinSizes(cast<ShapedType>(copy.getTarget().getType()).getShape())};
  return {};
}

static int64_t getBytes(Type type) {
  auto buffer = dyn_cast<MemRefType>(type);
  if (!buffer || !buffer.hasStaticShape() || !buffer.getElementType().isIntOrFloat())
    return 0;
  return buffer.getNumElements() * llvm::divideCeil(buffer.getElementTypeBitWidth(), 8);
}

KernelWork onnxc::getKernelWork(func::FuncOp kernel) {
  KernelWork whole;
  int64_t mostFlops = -1;
  // The largest part that is used of each buffer.
  llvm::MapVector<Value, int64_t> buffers;
  kernel.walk([&](Operation *op) {
    KernelWork part = describe(op);
    whole.flops += part.flops;
    if (part.text.empty())
      return;
    for (Value operand : op->getOperands()) {
      int64_t &bytes = buffers[getViewedBuffer(operand)];
      bytes = std::max(bytes, getBytes(operand.getType()));
    }
    if (part.flops > mostFlops) {
      whole.text = part.text;
      mostFlops = part.flops;
    }
  });
  for (auto [buffer, bytes] : buffers)
    whole.bytes += bytes;
  return whole;
}
