// The samples that a model is calibrated with.
#ifndef ONNXC_COMPILER_QUANTIZE_SAMPLES_H
#define ONNXC_COMPILER_QUANTIZE_SAMPLES_H

#include "compiler/Execute/TestData.h"

namespace onnxc::quantize {

/// A folder of samples, which are read one at a time.
class Samples {
public:
  /// The samples in `folder`, in the order of their names: sets of data as `onnxc verify` takes
  /// them; or .npy and .pb files, each the input of a model that has one; or folders with a file
  /// <input>.npy for each input. None is an error.
  static mlir::FailureOr<Samples> find(llvm::StringRef folder, mlir::MLIRContext *context);

  /// How many files or folders there are. Each may stack samples.
  size_t size() const { return paths.size(); }

  mlir::FailureOr<TestData> read(size_t index) const;

private:
  enum class Kind { DataFolder, File, FolderOfInputs };

  mlir::MLIRContext *context = nullptr;
  Kind kind = Kind::DataFolder;
  std::vector<std::string> paths;
};

/// Calls `visit` with the inputs of each sample in the order and types of `inputs`. Samples that do
/// not fit, or hold NaN or infinities, are errors. Where some inputs are stacked, the others are
/// the same for all.
mlir::LogicalResult
visitSamples(const Samples &samples, llvm::ArrayRef<ModelValue> inputs, mlir::MLIRContext *context,
             llvm::function_ref<mlir::LogicalResult(llvm::ArrayRef<HostTensor>)> visit);

} // namespace onnxc::quantize

#endif
