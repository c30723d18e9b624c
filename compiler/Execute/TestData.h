#ifndef ONNXC_COMPILER_EXECUTE_TESTDATA_H
#define ONNXC_COMPILER_EXECUTE_TESTDATA_H

#include "compiler/Import/Import.h"
#include "compiler/Support/HostTensor.h"
#include "compiler/Support/ModelSignature.h"

#include <map>
#include <optional>

namespace onnxc {

struct ModelSummary;

struct NamedTensor {
  /// Empty where the tensor belongs to the model's value at the same position.
  std::string name;
  HostTensor tensor;
};

/// Inputs of a model with the outputs that are expected for them. A sequence `s` is the tensors
/// named `s_0`, `s_1`, ..., an optional that holds nothing is none.
struct TestData {
  std::string folder;
  std::vector<NamedTensor> inputs;
  std::vector<NamedTensor> outputs;
};

/// Reads a tensor file, .npy or .pb (ONNX's TensorProto), by its suffix.
mlir::FailureOr<HostTensor> readTensor(llvm::StringRef path, mlir::MLIRContext *context);

/// `folder` itself, or the folders in it that hold a set of data, sorted by name. Such a folder has
/// an index.json, whose `inputs` and `outputs` are lists of [name, file, ...]; or input_K.pb and
/// output_K.pb, as in ONNX's conformance suite.
std::vector<std::string> findDataFolders(llvm::StringRef folder);

/// Reads one of those. Sequences and optionals in input_K.pb and output_K.pb are read only with
/// the summary of their model, as the files do not say what they hold.
mlir::FailureOr<TestData> readDataFolder(llvm::StringRef folder, mlir::MLIRContext *context,
                                         const ModelSummary *model = nullptr);

/// Reads all sets of data that findDataFolders finds; none is an error.
mlir::FailureOr<std::vector<TestData>> readTestData(llvm::StringRef folder,
                                                    mlir::MLIRContext *context,
                                                    const ModelSummary *model = nullptr);

/// For each of `values` the index of the tensor that belongs to it, by name or position; nullopt
/// if some value has none.
std::optional<std::vector<size_t>> matchTensors(llvm::ArrayRef<ModelValue> values,
                                                llvm::ArrayRef<NamedTensor> tensors);

/// How many steps `actual` stacks: 1 if it has the `declared` shape; N if it holds N tensors of
/// that shape along a new or the first axis; nullopt if it fits neither way. Dimensions that are
/// open, or 0, fit any size.
std::optional<int64_t> countSteps(llvm::ArrayRef<int64_t> declared, llvm::ArrayRef<int64_t> actual);

/// The shape of one step of `actual`, as countSteps understands it.
llvm::SmallVector<int64_t> getStepShape(llvm::ArrayRef<int64_t> declared,
                                        llvm::ArrayRef<int64_t> actual);

/// The shape of each declared input that `data` settles, by the input's name.
std::map<std::string, std::vector<int64_t>> getInputShapes(llvm::ArrayRef<ModelValue> declared,
                                                           const TestData &data);

/// Adds to `options` the shapes and lengths that `data` has for the inputs of the ONNX file
/// `model`.
mlir::LogicalResult addInputShapes(ImportOptions &options, llvm::StringRef model,
                                   const TestData &data, mlir::MLIRContext *context);

} // namespace onnxc

#endif
