// Tensors that the command line names.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_INPUTS_H
#define ONNXC_COMPILER_TOOLS_ONNXC_INPUTS_H

#include "compiler/Execute/Verify.h"
#include "compiler/Tools/onnxc/Session.h"

namespace onnxc {

/// Reads the operands: each is `file` or `name=file`.
mlir::FailureOr<TestData> readInputs(Session &session);

/// Imports the model with the shapes of `data`, if that has any.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> loadForInputs(Session &session,
                                                                 const TestData &data);

/// The inputs of `data` in the order and the types of the signature, or if it has none, numbers
/// that are made up.
mlir::FailureOr<std::vector<HostTensor>>
getInputs(const ModelSignature &signature, const TestData &data, mlir::MLIRContext &context);

} // namespace onnxc

#endif
