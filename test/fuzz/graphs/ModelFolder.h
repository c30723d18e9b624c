// Models with data as folders.
#ifndef ONNXC_TEST_FUZZ_GRAPHS_MODELFOLDER_H
#define ONNXC_TEST_FUZZ_GRAPHS_MODELFOLDER_H

#include "test/fuzz/graphs/Reference.h"

namespace onnxc::fuzz {

/// Writes `folder`/model.onnx and `folder`/data, as `onnxc verify` and readModel take them;
/// `values` has all inputs and outputs.
mlir::LogicalResult writeModel(const proto::ModelProto &model, const TensorBytes &values,
                               llvm::StringRef folder);

mlir::LogicalResult readModel(llvm::StringRef folder, proto::ModelProto &model,
                              TensorBytes &inputs);

} // namespace onnxc::fuzz

#endif
