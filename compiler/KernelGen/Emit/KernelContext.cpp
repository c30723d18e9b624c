#include "compiler/KernelGen/Emit/KernelContext.h"

#include "dialects/Kernel/IR/DotKinds.h"

using namespace mlir;
using namespace onnxc;

/// Pixels in pairs for sums in general registers, of which there are few.
static kernel::PixelTile choosePixels(const kernel::Contraction &view) {
  return kernel::getDotFacts(view.tile.getDot()).inGeneralRegisters
             ? kernel::choosePixelPairs(view.pixels, view.tile.getRows())
             : kernel::choosePixelTile(view.pixels, view.tile.getRows());
}

KernelContext::KernelContext(ImplicitLocOpBuilder &b, const kernel::Contraction &view,
                             const TileMachine &machine)
    : b(b), view(view), machine(machine), element(getElementType(view.input)),
      lanes(view.tile.getLanes()), group(kernel::getGroupSize(view.tile.getDot())),
      rowsOfSum(kernel::getDotFacts(view.tile.getDot()).rowsOfSum), tile(choosePixels(view)),
      pixel(view.pixels.size(), arith::ConstantIndexOp::create(b, 0)) {}

bool KernelContext::walksThroughPointers() const {
  return kernel::getDotFacts(view.tile.getDot()).inGeneralRegisters &&
         cast<MemRefType>(view.input.getType()).getStridesAndOffset().first.back() == 1;
}

std::unique_ptr<Dot> KernelContext::createDot(Type input) const {
  Type sum = getElementType(view.sums);
  // Weights of blocks come as the floats that they stand for.
  Type weight = view.blocks ? sum : getElementType(view.weights);
  return onnxc::createDot(view.tile.getDot(), {input, weight, sum, view.unsignedInput, lanes},
                          machine->getFma());
}

bool KernelContext::isLastFused() const {
  if (view.kernel.empty() || view.groups > 1 || view.dilations.back() != 1)
    return false;
  auto [strides, offset] = cast<MemRefType>(view.input.getType()).getStridesAndOffset();
  return strides[strides.size() - 2] == view.channels && strides.back() == 1;
}
