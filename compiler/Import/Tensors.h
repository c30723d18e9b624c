// Decodes tensors of the format, without copies where the bytes already lie as we need them.
#ifndef ONNXC_COMPILER_IMPORT_TENSORS_H
#define ONNXC_COMPILER_IMPORT_TENSORS_H

#include "compiler/Import/ExternalData.h"
#include "compiler/Support/HostTensor.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace onnxc::proto {
class SparseTensorProto;
class TensorProto;
} // namespace onnxc::proto

namespace onnxc::importer {

/// Where a tensor stands, for messages: a location and words like "initializer 'w'".
struct TensorPlace {
  mlir::Location loc;
  std::string what;
};

/// The constant that a tensor holds. Takes the bytes out of `tensor`.
mlir::FailureOr<mlir::ElementsAttr> takeConstant(proto::TensorProto &tensor, ExternalFiles &files,
                                                 const TensorPlace &place);

/// The constant that a sparse tensor stands for, with its zeros.
mlir::FailureOr<mlir::ElementsAttr> takeSparseConstant(proto::SparseTensorProto &tensor,
                                                       ExternalFiles &files,
                                                       const TensorPlace &place);

/// The numbers of a tensor as a compiled model takes them.
mlir::FailureOr<HostTensor> takeHostTensor(proto::TensorProto &tensor, ExternalFiles &files,
                                           const TensorPlace &place);

} // namespace onnxc::importer

#endif
