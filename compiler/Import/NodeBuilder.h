// Builds any operator of the dialect from a node, by what NodeInterface says of it.
#ifndef ONNXC_COMPILER_IMPORT_NODEBUILDER_H
#define ONNXC_COMPILER_IMPORT_NODEBUILDER_H

#include "compiler/Import/Node.h"

namespace onnxc::importer {

/// An error or a warning at a node; the message continues a sentence whose subject is the operator.
mlir::InFlightDiagnostic emitNodeError(mlir::Location loc, llvm::StringRef domain,
                                       llvm::StringRef type);
mlir::InFlightDiagnostic emitNodeWarning(mlir::Location loc, llvm::StringRef domain,
                                         llvm::StringRef type);

/// Runs `action` and lets the errors that it emits name the node's operator.
mlir::LogicalResult nameOperatorIn(const Node &node,
                                   llvm::function_ref<mlir::LogicalResult()> action);

/// Fills the regions of `operation`, which has its operands but no results yet.
using BuildRegions = llvm::function_ref<mlir::LogicalResult(mlir::Operation *operation)>;

/// Creates the operation of a normalized node, checks it, and folds it if it is a small
/// constant, so that shape arithmetic is known to the nodes after it. Returns its results.
mlir::FailureOr<llvm::SmallVector<mlir::Value>> buildOperation(Node &node,
                                                               BuildRegions buildRegions);

/// Whether the dialect has the operator.
bool isKnownOperation(llvm::StringRef domain, llvm::StringRef type, mlir::MLIRContext *context);

} // namespace onnxc::importer

#endif
