// Finds every node of a model that the compiler does not support.
#ifndef ONNXC_COMPILER_IMPORT_SUPPORTCHECK_H
#define ONNXC_COMPILER_IMPORT_SUPPORTCHECK_H

#include "mlir/Support/LLVM.h"

namespace onnxc::importer {

struct Model;

/// Fails if an operator, anywhere in graphs, subgraphs and called functions, is not supported:
/// one error for each such operator, with the number of its nodes and their names.
mlir::LogicalResult checkSupport(const Model &model);

} // namespace onnxc::importer

#endif
