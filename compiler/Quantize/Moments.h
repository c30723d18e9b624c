// What contractions sum products with, on samples: means, and means of products.
#ifndef ONNXC_COMPILER_QUANTIZE_MOMENTS_H
#define ONNXC_COMPILER_QUANTIZE_MOMENTS_H

#include "compiler/Quantize/PlaceQuantization.h"
#include "compiler/Quantize/Samples.h"
#include "compiler/Quantize/Tap.h"

namespace onnxc::quantize {

/// Moments of the rows that the filters of one group of a contraction are multiplied with: parts of
/// an image under a filter, or rows of a matrix.
struct Moments {
  int64_t depth = 0, rows = 0;
  /// Sums of the elements, and of the products of each two; those are left out of rows too long.
  std::vector<double> sums, products;
  /// The largest magnitude of each element.
  std::vector<float> magnitudes;

  bool hasProducts() const { return !products.empty(); }
  double getMean(int64_t k) const { return rows ? sums[k] / double(rows) : 0; }
  double getProduct(int64_t i, int64_t j) const {
    return rows ? products[i * depth + j] / double(rows) : 0;
  }
  void add(llvm::ArrayRef<float> row);
};

/// Of each contraction, by the name of its result, the moments for each of its groups; products if
/// they are wanted. Runs `model` on at most 128 samples, and takes some rows of each.
mlir::FailureOr<std::map<std::string, std::vector<Moments>>>
findMoments(const proto::ModelProto &model, const ModelGraph &graph, const Placement &placement,
            const llvm::StringMap<mlir::RankedTensorType> &types, bool wantsProducts,
            const Samples &samples, const ModelSource &source);

} // namespace onnxc::quantize

#endif
