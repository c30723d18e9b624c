// For who reads a model and changes it before it is imported.
#ifndef ONNXC_COMPILER_IMPORT_IMPORTPROTO_H
#define ONNXC_COMPILER_IMPORT_IMPORTPROTO_H

#include "compiler/Import/Import.h"

namespace onnxc::proto {
class ModelProto;
}

namespace onnxc::importer {

/// As importModel, of a model in memory, out of which it takes the bytes of constants. `loc` is
/// that of the file (see getFileLoc), beside which external data lies in `folder`.
mlir::OwningOpRef<mlir::ModuleOp> importProto(proto::ModelProto &model, mlir::Location loc,
                                              llvm::StringRef folder, const ImportOptions &options);

} // namespace onnxc::importer

#endif
