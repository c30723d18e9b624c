// What passes ask about a kind of dot product.
#ifndef ONNXC_DIALECTS_KERNEL_IR_DOTKINDS_H
#define ONNXC_DIALECTS_KERNEL_IR_DOTKINDS_H

#include "dialects/Kernel/IR/KernelOps.h"

namespace onnxc::kernel {

struct DotFacts {
  /// How many products along the depth a step adds to a sum.
  int64_t group = 1;
  /// How bytes of the input are read.
  enum Input { AsIs, Words, Signed, Unsigned } input = AsIs;
  /// Whether a load of a pixel brings groups of products for a whole vector, of which the dot takes
  /// one by its place.
  bool byLane = false;
  /// How many rows a vector of sums is of, with as many fewer columns.
  int64_t rowsOfSum = 1;
  /// Whether one instruction takes a step of bytes.
  bool isInstruction = false;
  /// What 16 bits, to which the products of a pair are added first, do with a sum that they cannot
  /// hold.
  enum PairSums { None, Wrapping, Saturating } pairSums = None;
  /// Whether the weights of one pair of products stand side by side for all lanes, instead of those
  /// of the group for one lane.
  bool pairsOfWeights = false;
  /// Whether sums are in general registers, one in each.
  bool inGeneralRegisters = false;
  /// Whether the factors of a sum in a general register are vectors.
  bool fromVectors = false;
  /// Whether bytes are widened to words of 16 bits before each step.
  bool widensBytes = false;
};
DotFacts getDotFacts(DotKind dot);

} // namespace onnxc::kernel

#endif
