#ifndef ONNXC_COMPILER_EXECUTE_HOSTMODEL_H
#define ONNXC_COMPILER_EXECUTE_HOSTMODEL_H

#include "compiler/Execute/Verify.h"
#include "compiler/Pipelines/Compile.h"
#include "compiler/Target/JitModel.h"
#include "runtime/onnxc_pool.h"

namespace onnxc {

/// Gives `outputs` the `sizes` that a run has settled of the open dimensions of `values`.
void cropOutputs(llvm::ArrayRef<ModelValue> values, llvm::ArrayRef<int64_t> sizes,
                 llvm::MutableArrayRef<HostTensor> outputs);

/// A model that was compiled into this process, behind tensors.
class HostModel {
public:
  /// Runs all stages on an imported module and compiles it for the target of `options`, which
  /// this machine must be able to run. The module can be dropped afterwards.
  static mlir::FailureOr<HostModel> create(mlir::ModuleOp module, const CompileOptions &options,
                                           OptLevel level, StageTimes &times);

  /// Lets runs take `count` threads, the calling one among them, if the model was compiled for
  /// threads.
  mlir::LogicalResult startThreads(unsigned count);

  /// What runs take; null for the calling thread alone.
  const onnxc_threads *getThreads() const {
    return pool ? onnxc_pool_threads(pool.get()) : nullptr;
  }

  const ModelSignature &getSignature() const { return signature; }

  /// Runs the model once. `inputs` are those of the signature, in its types; outputs have the sizes
  /// that the run settles. One that does not fit is an error.
  mlir::FailureOr<std::vector<HostTensor>> run(llvm::ArrayRef<HostTensor> inputs);

  JitModel &getJit() { return *jit; }

  /// Compares the model's outputs with those of `data`.
  mlir::FailureOr<std::vector<OutputComparison>>
  verify(const TestData &data, const Tolerance &tolerance, mlir::MLIRContext *context);

private:
  ModelSignature signature;
  std::unique_ptr<JitModel> jit;
  std::unique_ptr<onnxc_pool, void (*)(onnxc_pool *)> pool{nullptr, nullptr};
};

} // namespace onnxc

#endif
