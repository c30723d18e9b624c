#ifndef ONNXC_COMPILER_PIPELINES_GRAPHPIPELINE_H
#define ONNXC_COMPILER_PIPELINES_GRAPHPIPELINE_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace onnxc {

struct GraphPipelineOptions : mlir::PassPipelineOptions<GraphPipelineOptions> {
  Option<bool> fuse{*this, "fuse", llvm::cl::desc("Let operators take over what others do"),
                    llvm::cl::init(true)};
  Option<bool> fuseAffine{*this, "fuse-affine",
                          llvm::cl::desc("Move factors and summands after a contraction into its "
                                         "weights, which rounds otherwise than the model"),
                          llvm::cl::init(true)};
  Option<bool> evaluate{*this, "evaluate",
                        llvm::cl::desc("Run operators whose operands are constants"),
                        llvm::cl::init(true)};
};

/// Stage `graph`: any operator of the `onnx` dialect in, its core out, with constants folded
/// and no dead code.
void buildGraphPipeline(mlir::OpPassManager &pm,
                        const GraphPipelineOptions &options = GraphPipelineOptions());

/// Registers it with a name for onnxc-opt.
void registerGraphPipeline();

} // namespace onnxc

#endif
