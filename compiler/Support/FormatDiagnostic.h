#ifndef ONNXC_COMPILER_SUPPORT_FORMATDIAGNOSTIC_H
#define ONNXC_COMPILER_SUPPORT_FORMATDIAGNOSTIC_H

#include "mlir/IR/Diagnostics.h"

#include <string>

namespace onnxc {

/// A diagnostic in the words of the model's owner:
///
///   loc(NameLoc("expand", "model.onnx":5:1)): 'onnx.Conv' op weight has 24 channels
/// becomes
///   model.onnx: node 'expand' (Conv): weight has 24 channels
///
/// Positions in text files stay as file:line:column. Names may hold anything: see toPrintable.
std::string formatDiagnostic(const mlir::Diagnostic &diagnostic);

/// Prints the errors, warnings and remarks of a context, notes after what they belong to. A note
/// that stands alone is left out if `quiet`.
class DiagnosticPrinter : public mlir::ScopedDiagnosticHandler {
public:
  DiagnosticPrinter(mlir::MLIRContext *context, llvm::raw_ostream &os, bool quiet = false);
};

} // namespace onnxc

#endif
