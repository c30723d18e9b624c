// From a model of floats to one of integers.
#ifndef ONNXC_COMPILER_QUANTIZE_QUANTIZEMODEL_H
#define ONNXC_COMPILER_QUANTIZE_QUANTIZEMODEL_H

#include "compiler/Import/Import.h"
#include "compiler/Pipelines/Compile.h"
#include "compiler/Quantize/FitWeights.h"
#include "compiler/Quantize/Histogram.h"
#include "compiler/Quantize/Picture.h"
#include "compiler/Quantize/QuantizationReport.h"
#include "compiler/Quantize/Ranges.h"

#include <set>

namespace onnxc::proto {
class ModelProto;
}

namespace onnxc::quantize {

enum class Scheme {
  Int8,        // weights and activations, by ranges
  Int8Dynamic, // matrix products, by scales that a run finds
  W8,          // weights alone
  W4,          // weights of matrix products alone, by blocks
  F16,
  BF16,
};

/// What the results of a quantized model may differ by, on all samples together.
struct ErrorBound {
  std::optional<double> maxRelative, minAgreement;

  bool isSet() const { return maxRelative || minAgreement; }
  bool holds(const OutputError &error) const {
    return (!maxRelative || error.getRelative() <= *maxRelative) &&
           (!minAgreement || error.getAgreement() >= *minAgreement);
  }
};

struct QuantizeOptions {
  Scheme scheme = Scheme::Int8;
  /// For W4: how many weights have one scale.
  int64_t block = 32;
  /// A folder of samples; or else the ranges, which the caller has.
  std::string samples;
  PictureFormat pictures;
  Ranges ranges;
  RangeMethod method;
  /// Steps that need samples.
  FitOptions fit;
  bool equalizes = false;
  /// Whether activations are of int8, else of uint8.
  bool isSigned = false;
  /// Names of nodes that stay float.
  std::set<std::string> keepFloat;
  /// More nodes stay float until it holds.
  ErrorBound bound;
  bool wantsReport = false;
};

/// A model with QuantizeLinear and DequantizeLinear around what is to be computed with integers.
class QuantizedModel {
public:
  /// Imports it; what the model leaves open has the shapes of the samples.
  mlir::OwningOpRef<mlir::ModuleOp> import() const;

  /// Writes it as ONNX has it. A model of more than the 2 GB that a file can hold is an error.
  mlir::LogicalResult write(llvm::raw_ostream &os) const;

  const Ranges &getRanges() const { return ranges; }

  /// Of Scheme::Int8, if a report is wanted.
  const QuantizationReport &getReport() const { return report; }

private:
  friend class Quantizer;

  std::shared_ptr<const proto::ModelProto> model;
  mlir::Location loc;
  ImportOptions options;
  Ranges ranges;
  QuantizationReport report;

  explicit QuantizedModel(mlir::Location loc) : loc(loc) {}
};

/// Quantizes the model in the file `path`. `compile` has how it is computed on samples.
mlir::FailureOr<QuantizedModel> quantizeModel(llvm::StringRef path, const QuantizeOptions &options,
                                              const ImportOptions &import,
                                              const CompileOptions &compile,
                                              mlir::MLIRContext *context);

} // namespace onnxc::quantize

#endif
