// Inputs that the user makes constants of the compiled model.
#ifndef ONNXC_COMPILER_IMPORT_FIXEDINPUTS_H
#define ONNXC_COMPILER_IMPORT_FIXEDINPUTS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Location.h"

#include <string>

namespace onnxc::importer {

/// The constant of `type` that `text` spells for the input `name`: one number for all elements,
/// or one for each, with commas between them.
mlir::FailureOr<mlir::ElementsAttr> parseInputValue(llvm::StringRef name,
                                                    mlir::RankedTensorType type,
                                                    llvm::StringRef text, mlir::Location loc);

} // namespace onnxc::importer

#endif
