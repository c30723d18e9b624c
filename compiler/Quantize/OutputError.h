// How far results are from those of the model of floats.
#ifndef ONNXC_COMPILER_QUANTIZE_OUTPUTERROR_H
#define ONNXC_COMPILER_QUANTIZE_OUTPUTERROR_H

#include "compiler/Support/HostTensor.h"
#include "llvm/ADT/ArrayRef.h"

namespace onnxc::quantize {

/// Sums over the float results of all samples.
struct OutputError {
  double signal = 0, noise = 0;
  /// Of the others, and of products of both.
  double power = 0, product = 0;
  /// Rows along the last axis, of two elements or more, and those of them whose largest element is
  /// at the same place.
  int64_t rows = 0, agreeing = 0;

  void add(llvm::ArrayRef<HostTensor> expected, llvm::ArrayRef<HostTensor> actual);

  /// The size of the difference as a part of the size of the results.
  double getRelative() const;
  /// As a ratio of powers, in decibels.
  double getSqnr() const;
  /// Of the angle between both; 1 where both are zero.
  double getCosine() const;
  /// The part of the rows that agree; 1 if there are none.
  double getAgreement() const { return rows ? double(agreeing) / double(rows) : 1; }
};

} // namespace onnxc::quantize

#endif
