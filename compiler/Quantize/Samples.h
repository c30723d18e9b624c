// The samples that a model is calibrated with.
#ifndef ONNXC_COMPILER_QUANTIZE_SAMPLES_H
#define ONNXC_COMPILER_QUANTIZE_SAMPLES_H

#include "compiler/Execute/TestData.h"
#include "compiler/Quantize/Picture.h"

namespace onnxc::quantize {

/// A folder of samples, which are read one at a time.
class Samples {
public:
  /// The samples in `folder`, in the order of their names: sets of data as `onnxc verify` takes
  /// them; or .npy and .pb files or pictures, each the input of a model that has one, and .npz
  /// files of all inputs; or folders with a file <input>.npy for each input. None is an error.
  static mlir::FailureOr<Samples> find(llvm::StringRef folder, const PictureFormat &pictures,
                                       mlir::MLIRContext *context);

  /// How many files or folders there are. Each may stack samples.
  size_t size() const { return paths.size(); }

  /// Reads one for a model that declares `inputs`.
  mlir::FailureOr<TestData> read(size_t index, llvm::ArrayRef<ModelValue> inputs) const;

private:
  enum class Kind { DataFolder, File, FolderOfInputs };

  mlir::LogicalResult readFile(llvm::StringRef path, llvm::ArrayRef<ModelValue> inputs,
                               TestData &data) const;

  mlir::MLIRContext *context = nullptr;
  Kind kind = Kind::DataFolder;
  PictureFormat pictures;
  std::vector<std::string> paths;
};

/// Calls `visit` with the inputs of each sample in the order and types of `inputs`. Samples that do
/// not fit, or hold NaN or infinities, are errors. Where some inputs are stacked, the others are
/// the same for all. On a terminal, a bar shows how many are done.
mlir::LogicalResult
visitSamples(const Samples &samples, llvm::ArrayRef<ModelValue> inputs, mlir::MLIRContext *context,
             llvm::function_ref<mlir::LogicalResult(llvm::ArrayRef<HostTensor>)> visit);

} // namespace onnxc::quantize

#endif
