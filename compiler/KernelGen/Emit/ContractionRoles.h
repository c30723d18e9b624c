// What the loops of a contraction are to the tile that is kept in registers.
#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_CONTRACTIONROLES_H
#define ONNXC_COMPILER_KERNELGEN_EMIT_CONTRACTIONROLES_H

#include "compiler/KernelGen/Plan/TileMachine.h"
#include "compiler/Transforms/Analysis/SumOfProducts.h"

namespace onnxc {

/// Which loop runs in the lanes of a vector and which ones over the rows and columns of the
/// register tile, and what the two factors are to them.
struct Roles {
  unsigned lane = 0;
  /// Whether `lane` is summed over: then sums of lanes are added up in the end.
  bool lanesAreSummed = false;
  std::optional<unsigned> row;
  /// Only beside summed lanes, which are not columns themselves.
  std::optional<unsigned> column;
  /// The factor that does not depend on `row`: it is loaded once for all rows.
  unsigned shared = 0;
  /// The innermost sum, where it is not a loop over products of which each loads its factors.
  std::optional<unsigned> depth;
  /// The sum of a depthwise convolution, in which rows read what their neighbours read, too: row r
  /// reads position `r * rowStep + t * tapStep` in step t.
  struct Taps {
    int64_t rowStep, tapStep;
  };
  std::optional<Taps> taps;
  /// Whether both factors are bytes that are read as words, of which the lanes are halves.
  bool readsWords = false;
  /// Whether both are, and become i16 before they are multiplied: as many lanes as a vector has of
  /// these.
  bool readsHalves = false;
  /// How the factors of a row are read along `depth`, if they are the same for all lanes of a
  /// vector: as vectors of which one lane after another is a factor, or through a pointer.
  enum class RowAccess { Indexed, Lanes, Pointer } access = RowAccess::Indexed;
};

/// The loop with the best strides for lanes, and the rows and columns that reuse what it loads.
/// Values along a dimension of the result need no sum in the end; those along a summed one must be
/// contiguous in both factors. Nothing if no loop can run in lanes.
std::optional<Roles> chooseRoles(SumOfProducts &product, const TileMachine &machine);

} // namespace onnxc

#endif
