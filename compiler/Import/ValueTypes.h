// The types that a model declares for its values, with symbolic dimensions settled.
#ifndef ONNXC_COMPILER_IMPORT_VALUETYPES_H
#define ONNXC_COMPILER_IMPORT_VALUETYPES_H

#include "compiler/Import/Import.h"
#include "mlir/IR/BuiltinTypes.h"

namespace onnxc::proto {
class GraphProto;
class TypeProto;
class ValueInfoProto;
} // namespace onnxc::proto

namespace onnxc::importer {

/// The sizes of symbolic dimensions, from the options and the shapes they give to inputs.
class Dimensions {
public:
  /// Settles the dimensions of the model's `inputs`. The number of samples is 1 unless it is given,
  /// which a note says. What stays open is one error that names the flags to use.
  mlir::LogicalResult settle(llvm::ArrayRef<const proto::ValueInfoProto *> inputs,
                             const proto::GraphProto &graph, const ImportOptions &options,
                             mlir::Location loc);

  /// The size of the dimension `name`, or ShapedType::kDynamic.
  int64_t getSize(llvm::StringRef name) const;

  /// The shape that the options give to an output of the model, if they do.
  std::optional<llvm::ArrayRef<int64_t>> getOutputShape(llvm::StringRef name) const;

  /// The settled type of an input of the model.
  mlir::RankedTensorType getInputType(llvm::StringRef name) const;

private:
  mlir::LogicalResult bind(llvm::StringRef dim, int64_t size, mlir::Location loc);
  mlir::LogicalResult bindShape(llvm::StringRef kind, const proto::ValueInfoProto &value,
                                llvm::ArrayRef<int64_t> shape, mlir::Location loc);
  mlir::FailureOr<mlir::RankedTensorType> settleInput(const proto::ValueInfoProto &input,
                                                      const ImportOptions &options,
                                                      mlir::Location loc) const;
  mlir::LogicalResult checkNames(llvm::ArrayRef<const proto::ValueInfoProto *> inputs,
                                 const proto::GraphProto &graph, const ImportOptions &options,
                                 mlir::Location loc) const;

  std::map<std::string, int64_t> sizes;
  std::map<std::string, mlir::RankedTensorType> inputTypes;
  std::map<std::string, std::vector<int64_t>> outputShapes;
};

/// The tensor type that `value` declares; null if it declares no rank, no element type or no
/// tensor. Fails with an error on types that contradict themselves.
mlir::FailureOr<mlir::RankedTensorType> getDeclaredType(const proto::ValueInfoProto &value,
                                                        const Dimensions &dimensions,
                                                        mlir::Location loc);

/// The names of the dimensions of a value, empty where they have none.
llvm::SmallVector<llvm::StringRef> getDimNames(const proto::ValueInfoProto &value);

/// What `type` is, for messages: `a sequence`, `an optional`, ..., or empty for tensors.
llvm::StringRef getKindOfValue(const proto::TypeProto &type);

} // namespace onnxc::importer

#endif
