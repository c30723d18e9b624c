// What the owner of a model can do about an operator that the compiler lacks.
#ifndef ONNXC_COMPILER_IMPORT_OPERATORADVICE_H
#define ONNXC_COMPILER_IMPORT_OPERATORADVICE_H

#include "compiler/Import/Import.h"

namespace onnxc::importer {

/// Advice on an operator of `domain`, in which `ai.onnx` is spelled empty, that is not among
/// `supported`: an operator of nearly the same name, where such operators come from, or how a
/// model is exported without it. Empty if there is none.
std::string adviseOnOperator(llvm::StringRef domain, llvm::StringRef type,
                             const std::set<OperatorName> &supported);

} // namespace onnxc::importer

#endif
