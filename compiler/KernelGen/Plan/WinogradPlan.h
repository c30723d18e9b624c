// Whether a convolution is done by Winograd's method, and how.
#ifndef ONNXC_COMPILER_KERNELGEN_PLAN_WINOGRADPLAN_H
#define ONNXC_COMPILER_KERNELGEN_PLAN_WINOGRADPLAN_H

#include "compiler/KernelGen/Plan/KernelTile.h"

#include <limits>

namespace onnxc {

/// A convolution of three by three taps: the size of its output, and its channels.
struct WinogradShape {
  int64_t batch = 1, height = 1, width = 1;
  int64_t channels = 1, filters = 1;
  /// Of bytes, whose products are taken two at a time, and whose weights are transformed when they
  /// are used.
  bool hasIntegers = false;
  /// The largest squares that are exact.
  int64_t largestTile = 4;
};

/// The output channels of a vector of f32.
inline int64_t getWinogradLanes(kernel::MachineAttr machine) {
  return machine.getVectorBytes() / 4;
}

struct WinogradPlan {
  /// Squares of this many pixels in each direction.
  int64_t outputTile = 4;
  /// How many of them are transformed at a time.
  int64_t block = 1;
  RegisterTile tile;
};

/// The bytes that the matrices of a block may take: to have the method at all, with blocks of the
/// fewest squares, and to have larger blocks.
struct WinogradMemory {
  int64_t forFewSquares = std::numeric_limits<int64_t>::max();
  int64_t forManySquares = std::numeric_limits<int64_t>::max();
};

/// The plan that takes the least time; nothing if the direct way takes less.
std::optional<WinogradPlan> planWinograd(const WinogradShape &shape, const TileMachine &machine,
                                         const WinogradMemory &memory = {});

} // namespace onnxc

#endif
