#ifndef ONNXC_COMPILER_SUPPORT_COMPARETENSORS_H
#define ONNXC_COMPILER_SUPPORT_COMPARETENSORS_H

#include "compiler/Support/HostTensor.h"

#include <string>

namespace onnxc {

/// A float agrees when |actual - expected| <= absolute + relative * |expected|; NaN agrees with
/// NaN, an infinity with the same infinity. Integers and bools agree when they are equal, strings
/// too, or when both are numbers that agree.
struct Tolerance {
  double relative = 1e-3;
  double absolute = 1e-5;
  /// Instead, a row of floats (along the last axis) agrees when its largest element is at the same
  /// place: for scores that rounding of a quantized model moves, or expected labels.
  bool topClass = false;
};

/// How far a tensor is from the expected one. Pairs that are not finite are left out where they
/// agree, and else infinitely far.
struct TensorComparison {
  double maxAbsolute = 0;
  /// Where the expected value is not zero.
  double maxRelative = 0;
  /// In units of the last place of the element type; 0 for integers.
  double maxUlp = 0;
  /// The cosine of the angle between both; 1 where both are zero, NaN where a pair is infinitely
  /// far.
  double cosine = 1;
  int64_t elements = 0;
  int64_t mismatches = 0;
  int64_t nans = 0, expectedNans = 0;
  /// Says where the first mismatch is and where the worst, what was expected and what was found; or
  /// how the types differ. Empty when the tensors agree.
  std::string mismatch;

  bool agrees() const { return mismatch.empty(); }
};

TensorComparison compareTensors(const HostTensor &actual, const HostTensor &expected,
                                const Tolerance &tolerance);

} // namespace onnxc

#endif
