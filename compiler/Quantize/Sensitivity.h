// How much each contraction's integers do to the results of a model.
#ifndef ONNXC_COMPILER_QUANTIZE_SENSITIVITY_H
#define ONNXC_COMPILER_QUANTIZE_SENSITIVITY_H

#include "compiler/Quantize/InsertQuantization.h"
#include "compiler/Quantize/OutputError.h"
#include "compiler/Quantize/Samples.h"
#include "compiler/Quantize/Tap.h"

namespace onnxc::quantize {

/// A model each of whose contractions takes its input and weights as integers stand for them where
/// an input of the model says so: what is quantized is decided by a run.
class GatedModel {
public:
  /// `placement` is one of the nodes of `model`.
  static mlir::FailureOr<GatedModel> create(const proto::ModelProto &model,
                                            const Placement &placement, const Ranges &ranges,
                                            const llvm::StringMap<mlir::RankedTensorType> &types,
                                            bool isSigned, const ModelSource &source);

  /// The errors of as many choices of contractions on at most `most` samples. A choice has an entry
  /// for each contraction, which is true if it is quantized.
  mlir::FailureOr<std::vector<OutputError>> measure(llvm::ArrayRef<std::vector<bool>> choices,
                                                    const Samples &samples, int64_t most,
                                                    mlir::MLIRContext *context);

private:
  explicit GatedModel(HostModel model, size_t gates) : model(std::move(model)), gates(gates) {}

  mlir::FailureOr<std::vector<HostTensor>> run(llvm::ArrayRef<HostTensor> inputs,
                                               const std::vector<bool> &choice);

  HostModel model;
  size_t gates;
};

} // namespace onnxc::quantize

#endif
