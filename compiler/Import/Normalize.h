// Brings nodes of any operator set into the newest form of their operator.
#ifndef ONNXC_COMPILER_IMPORT_NORMALIZE_H
#define ONNXC_COMPILER_IMPORT_NORMALIZE_H

#include "compiler/Import/NodeBuilder.h"

namespace onnxc::importer {

/// The operator of the newest operator set that does the work of `type`.
llvm::StringRef getNewestName(llvm::StringRef domain, llvm::StringRef type);

/// Whether the operator is rewritten; the dialect may lack it then.
bool isRewritten(llvm::StringRef domain, llvm::StringRef type);

/// Calls `use` for the names of operators that are rewritten, among them all that the dialect
/// lacks.
void forEachRewritten(llvm::function_ref<void(llvm::StringRef domain, llvm::StringRef type)> use);

/// Rewrites `node` to the newest form. Where one operation does not do, builds others around
/// it, or all of them and sets the node's results.
mlir::LogicalResult normalize(Node &node);

/// Normalizes `node` and builds what it became. Returns the values of the node's outputs.
mlir::FailureOr<llvm::SmallVector<mlir::Value>> buildNormalized(Node &node,
                                                                BuildRegions buildRegions);

} // namespace onnxc::importer

#endif
