// From an ONNX file to the `onnx` dialect. The only library that knows protobuf.
#ifndef ONNXC_COMPILER_IMPORT_IMPORT_H
#define ONNXC_COMPILER_IMPORT_IMPORT_H

#include "compiler/Support/HostTensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace onnxc {

/// The types that inputs and outputs can take instead of floats.
enum class QuantizedType { Int8, UInt8 };

struct ImportOptions {
  /// Sizes of symbolic dimensions by name.
  std::map<std::string, int64_t> dims;
  /// Shapes of inputs and outputs by name; they settle dimensions that the model leaves open.
  std::map<std::string, std::vector<int64_t>> shapes;
  /// Numbers for inputs by name, with commas between them: the input is this constant and none
  /// that a caller gives.
  std::map<std::string, std::string> values;
  /// Types of inputs and outputs by name: the numbers that QuantizeLinear makes of inputs, and that
  /// DequantizeLinear makes outputs of.
  std::map<std::string, QuantizedType> inputTypes, outputTypes;
  /// Called with the path of each file that holds data of the model.
  std::function<void(llvm::StringRef path)> onExternalFile;
};

/// Reads the model in the file `path`: protobuf's text format if its suffix is .pbtxt,
/// .textproto or .prototxt, else the binary one. Afterwards every operator has its newest
/// form, functions are inlined and each value has a ranked type; each operation carries the
/// location NameLoc(node name, FileLineColLoc(file name, node index + 1, 1)).
/// Errors go through the context's diagnostic engine, all unsupported nodes in one run.
mlir::OwningOpRef<mlir::ModuleOp> importModel(llvm::StringRef path, mlir::MLIRContext *context,
                                              const ImportOptions &options = {});

/// As above, from the bytes of a binary model. External data lies relative to `folder`.
mlir::OwningOpRef<mlir::ModuleOp>
importModelFromMemory(llvm::StringRef bytes, llvm::StringRef fileName, llvm::StringRef folder,
                      mlir::MLIRContext *context, const ImportOptions &options = {});

/// An operator, with the name of its domain as models spell it.
struct OperatorName {
  std::string domain, type;

  bool operator<(const OperatorName &other) const {
    return std::tie(domain, type) < std::tie(other.domain, other.type);
  }
};

/// All operators that models may have, sorted. What a node of one does not support is told when it
/// is imported.
std::set<OperatorName> listOperators(mlir::MLIRContext *context);

/// The newest version of ai.onnx that models may import.
int64_t getNewestOperatorSet();

/// Reads one value of ONNX's conformance suite (input_K.pb, output_K.pb). A value that is no
/// dense tensor of numbers is an error.
mlir::FailureOr<HostTensor> readTensorProto(llvm::StringRef path, mlir::MLIRContext *context);

/// Reads such a value that is a sequence of tensors.
mlir::FailureOr<std::vector<HostTensor>> readSequenceProto(llvm::StringRef path,
                                                           mlir::MLIRContext *context);

/// Reads such a value that is an optional: of a tensor, which is one then, or of a sequence.
/// Nothing where it holds nothing.
mlir::FailureOr<std::optional<std::vector<HostTensor>>>
readOptionalProto(llvm::StringRef path, mlir::MLIRContext *context);

} // namespace onnxc

#endif
