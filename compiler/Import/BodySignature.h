// What the graphs of Loop, Scan and other operators are called with.
#ifndef ONNXC_COMPILER_IMPORT_BODYSIGNATURE_H
#define ONNXC_COMPILER_IMPORT_BODYSIGNATURE_H

#include "compiler/Import/Node.h"

namespace onnxc::importer {

/// The arguments of a body, in the order of the graph's inputs, among them the state that it
/// hands from one iteration to the next.
struct BodySignature {
  llvm::SmallVector<mlir::Type> arguments;
  size_t firstState = 0;
  size_t stateCount = 0;
  /// The graph's output that is the first state's next value.
  size_t firstStateOutput = 0;
};

/// The signature with which the newest form of `node` calls its graph: nothing for If, the
/// iteration number, the condition and the state for Loop, state and slices for Scan.
mlir::FailureOr<BodySignature> getBodySignature(Node &node);

/// Opens the dimensions of the state that change from one iteration to the next, as the
/// operands of the body's `yield` show. True if any did: then the body must be built anew.
mlir::FailureOr<bool> widenStates(Node &node, BodySignature &signature, mlir::Operation *yield);

} // namespace onnxc::importer

#endif
