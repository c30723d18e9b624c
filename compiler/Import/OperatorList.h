// Which operators models may have, and of which elements.
#ifndef ONNXC_COMPILER_IMPORT_OPERATORLIST_H
#define ONNXC_COMPILER_IMPORT_OPERATORLIST_H

#include "compiler/Import/Import.h"

namespace onnxc {

/// Element types that operators have together: `int` is int8, int32 and the other signed ones.
struct ElementTypes {
  llvm::StringRef word;
  llvm::ArrayRef<llvm::StringLiteral> names; // as ONNX spells them
};

/// All of them.
llvm::ArrayRef<ElementTypes> listElementTypes();

/// The elements of that input or output of an operator which may have the most, and of these the
/// first. Empty for an operator that becomes others.
llvm::SmallVector<ElementTypes> getElementTypes(const OperatorName &name);

namespace importer {
/// `ai.onnx` is spelled empty.
bool isSupported(llvm::StringRef domain, llvm::StringRef type, mlir::MLIRContext *context);
} // namespace importer

} // namespace onnxc

#endif
