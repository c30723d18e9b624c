#ifndef ONNXC_TEST_E2E_MODELS_H
#define ONNXC_TEST_E2E_MODELS_H

#include "test/e2e/CompiledCase.h"

namespace onnxc::e2e {

/// The models (.onnx, .pbtxt) in the folders of `root`, each with its data: a folder `data_NAME...`
/// belongs to NAME.onnx or NAME_....onnx beside it, `data` to model.onnx, and any other `data*` to
/// the model that is left, or to model.onnx. Models without data are left out, and so are those
/// whose names do not match `filter`. The tolerances are those of `onnxc verify`.
mlir::FailureOr<std::vector<ModelCase>> findModels(llvm::StringRef root, llvm::StringRef filter);

/// A Markdown table: the result of each model, and from its report the arena beside its lower
/// bound, the time and the memory of the compiler.
std::string makeModelTable(llvm::ArrayRef<ModelCase> cases);

} // namespace onnxc::e2e

#endif
