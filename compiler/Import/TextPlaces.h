// Strings as places among constant ones.
#ifndef ONNXC_COMPILER_IMPORT_TEXTPLACES_H
#define ONNXC_COMPILER_IMPORT_TEXTPLACES_H

#include "compiler/Import/NodeFormula.h"

namespace onnxc::importer {

/// The strings of an attribute, a list or a tensor; none if it is left out.
llvm::SmallVector<llvm::StringRef> readTexts(Node &node, llvm::StringRef name);

/// The place of each of `strings` among `keys`: as many as there are where it is none.
mlir::Value findTexts(Node &node, NodeFormula &f, mlir::Value strings,
                      llvm::ArrayRef<llvm::StringRef> keys);

} // namespace onnxc::importer

#endif
