#ifndef ONNXC_COMPILER_IMPORT_HELDDIAGNOSTICS_H
#define ONNXC_COMPILER_IMPORT_HELDDIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"

#include <vector>

namespace onnxc::importer {

/// Keeps what is reported of an attempt until it is known whether another one follows.
class HeldDiagnostics {
public:
  explicit HeldDiagnostics(mlir::MLIRContext *context)
      : engine(context->getDiagEngine()),
        id(engine.registerHandler([this](mlir::Diagnostic &diagnostic) {
          held.push_back(std::move(diagnostic));
          return mlir::success();
        })) {}

  ~HeldDiagnostics() {
    engine.eraseHandler(id);
    for (mlir::Diagnostic &diagnostic : held)
      engine.emit(std::move(diagnostic));
  }

  /// Forgets what was reported.
  void drop() { held.clear(); }

private:
  mlir::DiagnosticEngine &engine;
  mlir::DiagnosticEngine::HandlerID id;
  std::vector<mlir::Diagnostic> held;
};

} // namespace onnxc::importer

#endif
