#include "compiler/KernelGen/Plan/SaturatingPairs.h"

#include "compiler/KernelGen/Plan/WeightOrder.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc;

/// Products of a step, in pairs.
static constexpr int64_t kGroup = 4;

/// Inputs are at most 255: 255 * 128 and 255 * -128 fit 16 bits.
static bool maySaturate(int64_t x, int64_t y) {
  constexpr int64_t most = 128;
  auto addPositive = [](int64_t a, int64_t b) {
    return std::max<int64_t>(a, 0) + std::max<int64_t>(b, 0);
  };
  return addPositive(x, y) > most || addPositive(-x, -y) > most;
}

double onnxc::getExcessShare(const kernel::Contraction &contraction,
                             const onnx::ConstantTensor &weights, int64_t columns) {
  WeightStrides strides = getWeightStrides(contraction);
  SmallVector<int64_t> products = getProductOffsets(contraction, strides);
  int64_t filters = contraction.groups * contraction.filters, depth = products.size(), most = 0;
  for (int64_t begin = 0; begin < filters; begin += columns) {
    int64_t end = std::min(filters, begin + columns), steps = 0;
    auto needsExtraStep = [&](int64_t first) {
      for (int64_t i = first; i + 1 < std::min(depth, first + kGroup); i += 2)
        for (int64_t filter = begin; filter < end; ++filter)
          if (maySaturate(weights.ints[products[i] + filter * strides.filter],
                          weights.ints[products[i + 1] + filter * strides.filter]))
            return true;
      return false;
    };
    for (int64_t first = 0; first < depth; first += kGroup)
      steps += needsExtraStep(first);
    most = std::max(most, steps);
  }
  return double(most) / llvm::divideCeil(depth, kGroup);
}

namespace {
/// The weights of a panel that need extra steps: the numbers of their products, and what goes
/// there.
struct Excess {
  SmallVector<uint32_t> products;
  std::vector<int8_t> weights;
};
} // namespace

/// Takes the excess away from a panel of whole steps for `width` output channels.
static Excess takeExcess(MutableArrayRef<int8_t> panel, int64_t width) {
  Excess excess;
  size_t step = width * kGroup;
  for (size_t begin = 0; begin < panel.size(); begin += step) {
    std::vector<int8_t> halves(step);
    bool isNeeded = false;
    for (size_t i = begin; i < begin + step; i += 2) {
      if (!maySaturate(panel[i], panel[i + 1]))
        continue;
      isNeeded = true;
      for (size_t at : {i, i + 1}) {
        halves[at - begin] = panel[at] / 2;
        panel[at] -= halves[at - begin];
      }
    }
    if (!isNeeded)
      continue;
    excess.products.push_back(begin / width);
    llvm::append_range(excess.weights, halves);
  }
  return excess;
}

/// Appends a panel with `steps` extra steps to `packed`.
static void appendPanel(ArrayRef<int8_t> panel, const Excess &excess, int64_t width, int64_t steps,
                        std::vector<char> &packed) {
  packed.insert(packed.end(), panel.begin(), panel.end());
  size_t begin = packed.size(), numbers = begin + steps * kGroup * width;
  packed.resize(numbers + steps * width);
  llvm::copy(excess.weights, packed.begin() + begin);
  for (auto [i, product] : llvm::enumerate(excess.products))
    llvm::support::endian::write32le(packed.data() + numbers + i * width, product);
}

kernel::TileAttr onnxc::separateExcess(const kernel::Contraction &contraction,
                                       kernel::TileAttr tile, std::vector<char> &packed) {
  std::vector<Excess> excesses;
  int64_t steps = 0, depth = contraction.getDepth();
  MutableArrayRef<int8_t> rest(reinterpret_cast<int8_t *>(packed.data()), packed.size());
  SmallVector<std::pair<ArrayRef<int8_t>, int64_t>> panels;
  for (int64_t group = 0; group < contraction.groups; ++group)
    for (kernel::Panel panel : kernel::getPanels(contraction.filters, tile)) {
      MutableArrayRef<int8_t> weights = rest.take_front(depth * panel.width);
      rest = rest.drop_front(weights.size());
      excesses.push_back(takeExcess(weights, panel.width));
      panels.push_back({weights, panel.width});
      steps = std::max<int64_t>(steps, excesses.back().products.size());
    }
  if (steps == 0)
    return tile;
  std::vector<char> result;
  for (auto [panel, excess] : llvm::zip_equal(panels, excesses))
    appendPanel(panel.first, excess, panel.second, steps, result);
  packed = std::move(result);
  return kernel::TileAttr::get(tile.getContext(), tile.getRows(), tile.getColumns(),
                               tile.getLanes(), tile.getDot(), steps);
}
