#include "compiler/Transforms/Passes.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_SPLITDEPTH
#include "compiler/Transforms/Passes.h.inc"
} // namespace onnxc

/// Columns that a tile has, about: vectors of output channels.
static constexpr int64_t kVectors = 2;
/// Rows that one tile has, at most. One tile reads its part of the input once in any case.
static constexpr int64_t kRows = 16;
/// Fewer products than this in each sum would not be worth that sums are stored and loaded.
static constexpr int64_t kLeastDepth = 256;

namespace {
/// Products `begin` to `begin + count` of each sum.
struct Part {
  int64_t begin, count;
};
} // namespace

/// Rows of a matrix of weights, or columns of a transposed one.
static ElementsAttr getWeights(ElementsAttr weights, onnx::ConstantBytes bytes, bool transposed,
                               Part part) {
  auto type = cast<RankedTensorType>(weights.getType());
  SmallVector<int64_t> shape(type.getShape());
  int64_t pitch = shape[1];
  shape[transposed ? 1 : 0] = part.count;
  auto partType = RankedTensorType::get(shape, type.getElementType());
  if (bytes.splat)
    return SplatElementsAttr::get(partType, weights.getSplatValue<Attribute>());
  int64_t first = transposed ? part.begin : part.begin * pitch;
  size_t element = onnx::getElementBytes(type.getElementType());
  std::vector<char> rows;
  rows.reserve(shape[0] * shape[1] * element);
  for (int64_t row = 0; row < shape[0]; ++row) {
    const char *from = bytes.bytes.data() + (first + row * pitch) * element;
    rows.insert(rows.end(), from, from + shape[1] * element);
  }
  return onnx::makeConstant(partType, rows);
}

static Value getInput(OpBuilder &b, kernel::GemmOp gemm, Part part) {
  auto type = cast<RankedTensorType>(gemm.getInput().getType());
  SmallVector<OpFoldResult> offsets = {b.getIndexAttr(0), b.getIndexAttr(part.begin)},
                            sizes = {b.getIndexAttr(type.getDimSize(0)),
                                     b.getIndexAttr(part.count)},
                            strides(2, b.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(b, gemm.getLoc(), gemm.getInput(), offsets, sizes, strides);
}

namespace {
struct SplitDepthPass : onnxc::impl::SplitDepthBase<SplitDepthPass> {
  using SplitDepthBase::SplitDepthBase;

  void runOnOperation() override {
    SmallVector<kernel::GemmOp> gemms;
    getOperation().walk([&](kernel::GemmOp gemm) { gemms.push_back(gemm); });
    for (kernel::GemmOp gemm : gemms)
      if (int64_t parts = getParts(*kernel::getContraction(gemm)); parts > 1 && !gemm.getTile())
        split(gemm, parts);
  }

private:
  /// So many that the input, and the panels of weights that are at hand and on their way, take half
  /// of the cache, if else they do not stay there.
  int64_t getParts(const kernel::Contraction &gemm) const {
    int64_t depth = gemm.getDepth(), rows = gemm.pixels[0];
    if (cacheBytes == 0 || ShapedType::isDynamic(rows) || rows <= kRows)
      return 1;
    int64_t elementBytes =
        llvm::divideCeil(cast<ShapedType>(gemm.input.getType()).getElementTypeBitWidth(), 8);
    int64_t bytes = depth * (rows * elementBytes + 2 * kVectors * vectorBytes);
    if (bytes <= cacheBytes / 4 * 3)
      return 1;
    return std::min<int64_t>(llvm::divideCeil(bytes, cacheBytes / 2), depth / kLeastDepth);
  }

  void split(kernel::GemmOp gemm, int64_t parts) {
    auto constant = gemm.getWeights().getDefiningOp<arith::ConstantOp>();
    auto weights = constant ? dyn_cast<ElementsAttr>(constant.getValue()) : ElementsAttr();
    std::optional<onnx::ConstantBytes> bytes =
        weights ? onnx::getConstantBytes(weights) : std::nullopt;
    if (!bytes)
      return;
    OpBuilder b(gemm);
    int64_t depth = kernel::getContraction(gemm)->getDepth();
    Value sums = gemm.getSums();
    for (int64_t i = 0; i < parts; ++i) {
      Part part{depth * i / parts, depth * (i + 1) / parts - depth * i / parts};
      Value rows = arith::ConstantOp::create(
          b, constant.getLoc(), getWeights(weights, *bytes, gemm.getTransposed(), part));
      sums =
          kernel::GemmOp::create(b, gemm.getLoc(), gemm->getResultTypes(), getInput(b, gemm, part),
                                 rows, sums, gemm.getTransposedAttr(), kernel::TileAttr())
              .getResult(0);
    }
    remark::passed(gemm.getLoc(), remark::RemarkOpts::name("Depth").category("onnxc-split-depth"))
        << llvm::formatv("adds {0} products of {1} columns of the input", parts, depth / parts)
               .str();
    gemm.getResult(0).replaceAllUsesWith(sums);
    gemm.erase();
    if (constant->use_empty())
      constant.erase();
  }
};
} // namespace
