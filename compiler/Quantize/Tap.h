// A model whose inner values are outputs.
#ifndef ONNXC_COMPILER_QUANTIZE_TAP_H
#define ONNXC_COMPILER_QUANTIZE_TAP_H

#include "compiler/Execute/HostModel.h"
#include "compiler/Quantize/ModelGraph.h"

namespace onnxc::quantize {

/// What it takes to make code of a model.
struct ModelSource {
  mlir::Location loc;
  std::string folder;
  ImportOptions import;
  CompileOptions compile;
};

/// Imports a copy of `model` that has `values` as outputs, too. Those that are outputs anyway stay
/// where they are.
mlir::OwningOpRef<mlir::ModuleOp> importTapped(const proto::ModelProto &model,
                                               llvm::ArrayRef<std::string> values,
                                               const ModelSource &source);

/// The same, compiled for this machine.
mlir::FailureOr<HostModel> compileTapped(const proto::ModelProto &model,
                                         llvm::ArrayRef<std::string> values,
                                         const ModelSource &source);

/// The types of the values that nodes of the graph make, and of its inputs. Those that may be no
/// tensors are left out.
mlir::FailureOr<llvm::StringMap<mlir::RankedTensorType>> getTypes(const proto::ModelProto &model,
                                                                  const ModelSource &source);

} // namespace onnxc::quantize

#endif
