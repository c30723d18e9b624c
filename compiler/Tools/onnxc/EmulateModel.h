// `onnxc bench` for machines that this one is not.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_EMULATEMODEL_H
#define ONNXC_COMPILER_TOOLS_ONNXC_EMULATEMODEL_H

#include "compiler/Tools/onnxc/CountReport.h"

namespace onnxc {

/// Compiles the model of `session` for `target`, and counts the instructions of a run on `data`, or
/// if it has no inputs, on made-up ones.
mlir::FailureOr<CountReport> emulateModel(Session &session, const Target &target,
                                          const TestData &data);

} // namespace onnxc

#endif
