// What values of a model are on samples.
#ifndef ONNXC_COMPILER_QUANTIZE_CALIBRATE_H
#define ONNXC_COMPILER_QUANTIZE_CALIBRATE_H

#include "compiler/Quantize/Histogram.h"
#include "compiler/Quantize/Samples.h"
#include "compiler/Quantize/Tap.h"

#include <map>

namespace onnxc::quantize {

struct Calibration {
  std::map<std::string, Histogram> values;
  int64_t samples = 0;
};

/// Runs `model` on all samples and counts what each of `values`, which are tensors of f32, is. One
/// sample is in memory at a time. A value that is never a number is an error, one that is always
/// the same a warning.
mlir::FailureOr<Calibration> calibrate(const proto::ModelProto &model,
                                       llvm::ArrayRef<std::string> values, const Samples &samples,
                                       const ModelSource &source);

} // namespace onnxc::quantize

#endif
