// Inputs that are sequences or optionals, as the tensors that a compiled model takes for them.
#ifndef ONNXC_COMPILER_IMPORT_FLATTENINPUTS_H
#define ONNXC_COMPILER_IMPORT_FLATTENINPUTS_H

#include "compiler/Import/Model.h"

namespace onnxc::importer {

/// The name of the tensor at place `i` of a sequence.
std::string getElementName(llvm::StringRef sequence, size_t i);

/// Makes each input that is a sequence `s` the inputs `s_0`, `s_1`, ..., as many as the dimension
/// `s` of `options` says; an optional is what it holds, or where its dimension is 0, no input.
/// Erases these dimensions from `options`.
mlir::LogicalResult flattenInputs(Model &model, ImportOptions &options);

} // namespace onnxc::importer

#endif
