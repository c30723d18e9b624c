// Tensors that the command line names.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_INPUTS_H
#define ONNXC_COMPILER_TOOLS_ONNXC_INPUTS_H

#include "compiler/Execute/TestData.h"
#include "compiler/Tools/onnxc/Session.h"

namespace onnxc {

/// Reads the operands: each is `file` or `name=file`.
mlir::FailureOr<TestData> readInputs(Session &session);

} // namespace onnxc

#endif
