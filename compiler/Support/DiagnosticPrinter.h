#ifndef ONNXC_COMPILER_SUPPORT_DIAGNOSTICPRINTER_H
#define ONNXC_COMPILER_SUPPORT_DIAGNOSTICPRINTER_H

#include "mlir/IR/Diagnostics.h"

namespace llvm {
class raw_ostream;
}

namespace onnxc {

/// The text of a diagnostic for the owner of the model:
///
///   model.onnx: node 'expand' (Conv): weight has 24 channels, but input has 32
///
/// The file and the node come from the location, the operator from the `'onnx.Conv' op` that
/// starts an operation's own errors. Warnings and remarks say so behind the place.
std::string formatDiagnostic(mlir::Diagnostic &diagnostic);

/// Prints each diagnostic of a context, one a line, while it lives.
class DiagnosticPrinter : public mlir::ScopedDiagnosticHandler {
public:
  DiagnosticPrinter(mlir::MLIRContext *context, llvm::raw_ostream &os);
};

} // namespace onnxc

#endif
