// What was decided for each contraction, and why.
#ifndef ONNXC_COMPILER_QUANTIZE_QUANTIZATIONREPORT_H
#define ONNXC_COMPILER_QUANTIZE_QUANTIZATIONREPORT_H

#include "compiler/Quantize/Histogram.h"
#include "compiler/Quantize/OutputError.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace onnxc::quantize {

struct QuantizationReport {
  struct Layer {
    std::string node, op, input;
    /// Of the input.
    Interval range;
    float scale = 1;
    int32_t zeroPoint = 0;
    /// Ratios of powers in decibels: of the input and of the weights to what rounding does to each.
    double inputSqnr = 0, weightSqnr = 0;
    /// What the layer alone does to the results.
    OutputError harm;
    int64_t floatBytes = 0, bytes = 0;
    bool isQuantized = true;
    Histogram histogram;
  };
  /// In the order of the graph.
  std::vector<Layer> layers;
  /// Of the whole model.
  OutputError error;
  int64_t samples = 0;

  /// The part of `layer` in the sum of what all do alone.
  double getShare(const Layer &layer) const;

  void writeJson(llvm::raw_ostream &os) const;
  /// One page that needs no other file: the layers, the most harmful first, and their histograms.
  void writeHtml(llvm::StringRef title, llvm::raw_ostream &os) const;
};

} // namespace onnxc::quantize

#endif
