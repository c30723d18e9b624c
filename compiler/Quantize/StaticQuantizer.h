// Weights and activations by ranges, as exact as a user wants it.
#ifndef ONNXC_COMPILER_QUANTIZE_STATICQUANTIZER_H
#define ONNXC_COMPILER_QUANTIZE_STATICQUANTIZER_H

#include "compiler/Quantize/Calibrate.h"
#include "compiler/Quantize/PlaceQuantization.h"
#include "compiler/Quantize/QuantizationReport.h"
#include "compiler/Quantize/QuantizeModel.h"
#include "compiler/Quantize/Sensitivity.h"

namespace onnxc::quantize {

/// Quantizes a model whose graph is prepared, in three steps: ranges of its values, then, where a
/// bound or a report is wanted, the harm that each contraction does alone, and then contractions
/// stay float, the worst first, until the bound holds on all samples.
class StaticQuantizer {
public:
  StaticQuantizer(const proto::ModelProto &model,
                  const llvm::StringMap<mlir::RankedTensorType> &types,
                  const QuantizeOptions &options, const std::optional<Samples> &samples,
                  const ModelSource &source)
      : model(model), types(types), options(options), samples(samples), source(source) {}

  /// Gives the quantized model.
  mlir::FailureOr<proto::ModelProto> run();

  const Ranges &getRanges() const { return ranges; }
  const QuantizationReport &getReport() const { return report; }

private:
  mlir::LogicalResult findRanges(const Placement &placement);
  mlir::LogicalResult findHarm(ModelGraph &graph, const Placement &placement);
  mlir::FailureOr<size_t> guessKept();
  mlir::FailureOr<proto::ModelProto> quantize(const std::set<std::string> &kept) const;
  mlir::FailureOr<OutputError> measure(const proto::ModelProto &quantized) const;
  std::vector<bool> choose(size_t kept) const;
  bool measures() const { return options.bound.isSet() || options.wantsReport; }

  const proto::ModelProto &model;
  const llvm::StringMap<mlir::RankedTensorType> &types;
  const QuantizeOptions &options;
  const std::optional<Samples> &samples;
  const ModelSource &source;
  Calibration calibration;
  std::map<std::string, std::vector<Moments>> moments;
  Ranges ranges;
  QuantizationReport report;
  std::optional<GatedModel> gated;
  /// The layers of the report, the most harmful first.
  std::vector<size_t> order;
};

} // namespace onnxc::quantize

#endif
