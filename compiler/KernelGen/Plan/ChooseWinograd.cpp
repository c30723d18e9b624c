#include "compiler/KernelGen/Plan/ChooseDots.h"
#include "compiler/KernelGen/Plan/Passes.h"
#include "compiler/KernelGen/Plan/TensorUsage.h"
#include "compiler/KernelGen/Plan/WinogradPlan.h"
#include "compiler/KernelGen/Plan/WinogradTransform.h"
#include "dialects/Kernel/IR/DotKinds.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_CHOOSEWINOGRAD
#include "compiler/KernelGen/Plan/Passes.h.inc"
} // namespace onnxc

static bool hasElements(Value value, llvm::function_ref<bool(Type)> isType) {
  return isType(cast<ShapedType>(value.getType()).getElementType());
}

/// Whether elements are f32, or bytes for sums of i32. Weights of smaller floats are to be small,
/// and would be several times as large.
static bool hasTypes(kernel::ConvOp conv) {
  auto isFloat = [](Type type) { return type.isF32(); };
  auto isByte = [](Type type) { return type.isInteger(8); };
  if (hasElements(conv.getSums(), isFloat))
    return hasElements(conv.getWeights(), isFloat);
  return hasElements(conv.getInput(), isByte) && hasElements(conv.getWeights(), isByte);
}

/// Whether the method applies: taps of three by three next to one another, one group.
static bool isCandidate(kernel::ConvOp conv) {
  auto allAre = [](ArrayRef<int64_t> values, int64_t value) {
    return values.size() == 2 && llvm::all_equal(values) && values[0] == value;
  };
  auto sums = dyn_cast<RankedTensorType>(conv.getSums().getType());
  return !conv.getTile() && conv.getGroups() == 1 && allAre(conv.getKernel(), 3) &&
         allAre(conv.getStrides(), 1) && allAre(conv.getDilations(), 1) && sums &&
         sums.hasStaticShape() && hasTypes(conv);
}

/// Whether the padded input has just the pixels that are read.
static bool hasNoMargin(kernel::ConvOp conv) {
  auto input = cast<ShapedType>(conv.getInput().getType()),
       sums = cast<ShapedType>(conv.getSums().getType());
  return input.getDimSize(1) == sums.getDimSize(1) + 2 &&
         input.getDimSize(2) == sums.getDimSize(2) + 2;
}

static WinogradShape getShape(kernel::ConvOp conv) {
  ArrayRef<int64_t> sums = cast<ShapedType>(conv.getSums().getType()).getShape();
  return {sums[0], sums[1],
          sums[2], cast<ShapedType>(conv.getInput().getType()).getShape().back(),
          sums[3], isa<IntegerType>(cast<ShapedType>(conv.getSums().getType()).getElementType())};
}

/// The dot product of words, if no instruction of the machine takes bytes, and twice as many.
static std::optional<kernel::DotKind> getDotOfWords(kernel::MachineAttr machine) {
  std::optional<kernel::DotKind> words;
  for (kernel::DotKind dot : machine.getDotKinds()) {
    kernel::DotFacts facts = kernel::getDotFacts(dot);
    if (facts.isInstruction)
      return std::nullopt;
    if (facts.input == kernel::DotFacts::Words)
      words = dot;
  }
  return words;
}

/// The largest sum of products in magnitude, of any input.
static int64_t getLargestSum(kernel::ConvOp conv, onnx::ConstantBytes weights) {
  int64_t filters = cast<ShapedType>(conv.getSums().getType()).getShape().back();
  int64_t count = cast<ShapedType>(conv.getWeights().getType()).getNumElements() / filters;
  int64_t largest = 0;
  for (int64_t filter = 0; filter < filters; ++filter) {
    int64_t positive = 0, negative = 0;
    for (int64_t i = 0; i < count; ++i) {
      int64_t weight = int8_t(weights.bytes[weights.splat ? 0 : filter * count + i]);
      (weight > 0 ? positive : negative) += std::abs(weight);
    }
    largest = std::max(largest, conv.getUnsignedInput() ? 255 * std::max(positive, negative)
                                                        : 128 * (positive + negative));
  }
  return largest;
}

/// The largest squares for which sums of integers, modulo 2^32 and too large by the divisor, tell
/// the outputs: its odd part has an inverse, its powers of two take as many bits. 0 if there are
/// none.
static int64_t getLargestTile(kernel::ConvOp conv, onnx::ConstantBytes weights) {
  int64_t largest = 0, sum = getLargestSum(conv, weights);
  for (int64_t outputTile : {2, 4}) {
    int64_t divisor = getIntegerWinogradTransform(outputTile).divisor;
    if (sum < int64_t(1) << (31 - 2 * llvm::countr_zero(uint64_t(divisor))))
      largest = outputTile;
  }
  return largest;
}

/// The method may make what a model needs at a time larger than the direct way does: by half, as it
/// takes half of the time or less; for larger blocks, which gain little, by a quarter. Small models
/// may take some more: where the method is considered, that is a part of a cache.
static WinogradMemory getMemory(int64_t peak, int64_t bytes) {
  constexpr int64_t kSmall = 64 << 10;
  return {peak + std::max(peak / 2, kSmall) - bytes, peak + std::max(peak / 4, kSmall) - bytes};
}

/// left * taps * left', row by row.
static SmallVector<float> transformTaps(const Matrix &left, const float *taps) {
  SmallVector<float> transformed;
  for (ArrayRef<double> row : left)
    for (ArrayRef<double> column : left) {
      double sum = 0;
      for (size_t i = 0; i < row.size(); ++i)
        for (size_t j = 0; j < column.size(); ++j)
          sum += row[i] * column[j] * taps[i * column.size() + j];
      transformed.push_back(float(sum));
    }
  return transformed;
}

namespace {
/// Transforms weights into the order in which `kernel.winograd_conv` reads them.
class WeightPacker {
public:
  WeightPacker(int64_t channels, int64_t filters, int64_t group, const WinogradTransform &transform,
               kernel::TileAttr tile)
      : channels(channels), group(group),
        matrices(transform.weights.size() * transform.weights.size()), transform(transform),
        tile(tile), panels(kernel::getPanels(filters, tile)),
        packed(matrices * kernel::getPackedSize(filters, channels, tile)) {}

  std::vector<float> pack(onnx::ConstantBytes weights) && {
    std::vector<float> taps(9);
    for (const kernel::Panel &panel : panels)
      for (int64_t i = 0; i < panel.valid; ++i)
        for (int64_t channel = 0; channel < channels; ++channel) {
          readTaps(weights, (panel.begin + i) * channels + channel, taps);
          place(panel, i, channel, transformTaps(transform.weights, taps.data()));
        }
    return std::move(packed);
  }

private:
  static void readTaps(onnx::ConstantBytes weights, int64_t number, std::vector<float> &taps) {
    for (size_t i = 0; i < taps.size(); ++i)
      std::memcpy(&taps[i],
                  weights.bytes.data() +
                      (weights.splat ? 0 : number * taps.size() + i) * sizeof(float),
                  sizeof(float));
  }

  /// Element `i` of a panel, for one input channel, in all matrices.
  void place(const kernel::Panel &panel, int64_t i, int64_t channel, ArrayRef<float> transformed) {
    int64_t groupBegin = panel.begin / group * group;
    int64_t groupColumns = std::min(group, panels.back().begin + panels.back().width - groupBegin);
    int64_t at = groupBegin * channels * matrices + (panel.begin - groupBegin) * channels +
                 channel * panel.width + i;
    for (int64_t matrix = 0; matrix < matrices; ++matrix)
      packed[at + matrix * groupColumns * channels] = transformed[matrix];
  }

  int64_t channels, group, matrices;
  const WinogradTransform &transform;
  kernel::TileAttr tile;
  SmallVector<kernel::Panel> panels;
  std::vector<float> packed;
};

/// Weights of bytes, which are transformed when they are used.
std::vector<char> packBytes(int64_t channels, int64_t filters, kernel::TileAttr tile,
                            onnx::ConstantBytes weights) {
  constexpr int64_t taps = 9;
  std::vector<char> packed(taps * kernel::getPackedSize(filters, channels, tile));
  for (const kernel::Panel &panel : kernel::getPanels(filters, tile))
    for (int64_t i = 0; i < panel.valid; ++i)
      for (int64_t channel = 0; channel < channels; ++channel)
        for (int64_t tap = 0; tap < taps; ++tap) {
          int64_t from = ((panel.begin + i) * channels + channel) * taps + tap;
          int64_t row = channel / 2 * taps + tap;
          packed[panel.begin * channels * taps + (row * panel.width + i) * 2 + channel % 2] =
              weights.bytes[weights.splat ? 0 : from];
        }
  return packed;
}

struct ChooseWinogradPass : onnxc::impl::ChooseWinogradBase<ChooseWinogradPass> {
  using ChooseWinogradBase::ChooseWinogradBase;

  void runOnOperation() override {
    TileMachine machine(getOperation());
    SmallVector<kernel::ConvOp> convs;
    getOperation().walk([&](kernel::ConvOp conv) {
      if (isCandidate(conv) && hasNoMargin(conv))
        convs.push_back(conv);
    });
    TensorUsage usage(getOperation());
    for (kernel::ConvOp conv : convs)
      choose(conv, machine, getMemory(usage.getPeak(), usage.getBytes(conv)));
  }

private:
  void choose(kernel::ConvOp conv, const TileMachine &machine, const WinogradMemory &memory) {
    WinogradShape shape = getShape(conv);
    if (shape.hasIntegers && !getDotOfWords(machine))
      return;
    auto constant = conv.getWeights().getDefiningOp<arith::ConstantOp>();
    std::optional<onnx::ConstantBytes> bytes =
        constant ? onnx::getConstantBytes(constant.getValue()) : std::nullopt;
    if (!bytes)
      return;
    if (shape.hasIntegers)
      shape.largestTile = getLargestTile(conv, *bytes);
    remark::RemarkOpts remarkOpts =
        remark::RemarkOpts::name("Winograd").category("onnxc-choose-winograd");
    std::optional<WinogradPlan> plan = planWinograd(shape, machine, memory);
    if (!plan) {
      remark::missed(conv.getLoc(), remarkOpts)
          << "the direct way takes less time, or the matrices too much memory";
      return;
    }
    remark::passed(conv.getLoc(), remarkOpts)
        << llvm::formatv("computes squares of {0} by {0} outputs", plan->outputTile).str();
    shape.hasIntegers ? replaceIntegers(conv, *plan, *bytes, machine)
                      : replaceFloats(conv, *plan, *bytes, machine);
  }

  kernel::TileAttr getTile(const WinogradPlan &plan, kernel::MachineAttr machine,
                           kernel::DotKind dot) {
    int64_t lanes = getWinogradLanes(machine);
    return kernel::TileAttr::get(&getContext(), plan.tile.rows, plan.tile.vectors * lanes, lanes,
                                 dot, /*extraSteps=*/0);
  }

  void replaceFloats(kernel::ConvOp conv, const WinogradPlan &plan, onnx::ConstantBytes bytes,
                     kernel::MachineAttr machine) {
    WinogradShape shape = getShape(conv);
    kernel::TileAttr tile = getTile(plan, machine, kernel::DotKind::MultiplyAdd);
    WinogradTransform transform = getWinogradTransform(plan.outputTile);
    std::vector<float> packed =
        WeightPacker(shape.channels, shape.filters, kernel::getWinogradGroup(shape.filters, tile),
                     transform, tile)
            .pack(bytes);
    auto type = RankedTensorType::get({int64_t(packed.size())}, Float32Type::get(&getContext()));
    ArrayRef<char> data(reinterpret_cast<const char *>(packed.data()),
                        packed.size() * sizeof(float));
    replace(conv, plan, onnx::makeConstant(type, data), tile);
  }

  void replaceIntegers(kernel::ConvOp conv, const WinogradPlan &plan, onnx::ConstantBytes bytes,
                       kernel::MachineAttr machine) {
    WinogradShape shape = getShape(conv);
    kernel::TileAttr tile = getTile(plan, machine, *getDotOfWords(machine));
    std::vector<char> packed = packBytes(shape.channels, shape.filters, tile, bytes);
    auto type = RankedTensorType::get({int64_t(packed.size())}, IntegerType::get(&getContext(), 8));
    kernel::Contraction words = prepareForDot(*kernel::getContraction(conv), tile.getDot());
    replace(cast<kernel::ConvOp>(words.op), plan, onnx::makeConstant(type, packed), tile);
  }

  void replace(kernel::ConvOp conv, const WinogradPlan &plan, ElementsAttr packed,
               kernel::TileAttr tile) {
    auto constant = conv.getWeights().getDefiningOp<arith::ConstantOp>();
    OpBuilder builder(conv);
    Value weights = arith::ConstantOp::create(builder, constant.getLoc(), packed);
    auto winograd = kernel::WinogradConvOp::create(
        builder, conv.getLoc(), conv->getResultTypes(), conv.getInput(), weights, conv.getSums(),
        /*scratch=*/Value(), plan.outputTile, plan.block, tile);
    conv->replaceAllUsesWith(winograd);
    conv->erase();
    if (constant->use_empty())
      constant->erase();
  }
};
} // namespace
