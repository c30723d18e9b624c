#include "compiler/Execute/HostModel.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;

static LogicalResult checkStaticOutputs(const ModelSignature &signature, ModuleOp module) {
  for (const ModelValue &output : signature.outputs)
    if (!output.type.hasStaticShape())
      return emitError(module.getLoc())
             << "the shape of output '" << output.name << "' is not known: " << output.type;
  return success();
}

FailureOr<HostModel> HostModel::create(ModuleOp module, const CompileOptions &options,
                                       OptLevel level, StageTimes &times) {
  // Stage graph infers shapes that the model computes.
  if (failed(runStages(module, Stage::Graph, options, times)))
    return failure();
  FailureOr<ModelSignature> signature = getModelSignature(module);
  if (failed(signature) || failed(checkStaticOutputs(*signature, module)) ||
      failed(runStages(module, Stage::Emit, options, times)))
    return failure();
  FailureOr<std::unique_ptr<JitModel>> jit =
      times.measure(Stage::Emit, [&] { return JitModel::create(module, options.target, level); });
  if (failed(jit))
    return failure();
  HostModel model;
  model.signature = std::move(*signature);
  model.jit = std::move(*jit);
  return model;
}

LogicalResult HostModel::startThreads(unsigned count) {
  if (count < 2)
    return success();
  auto started = std::make_unique<onnxc_pool>();
  if (int error = onnxc_pool_init(started.get(), count)) {
    llvm::WithColor::error() << "cannot start " << count
                             << " threads: " << llvm::sys::StrError(error) << "\n";
    return failure();
  }
  pool = {started.release(), [](onnxc_pool *pool) {
            onnxc_pool_destroy(pool);
            delete pool;
          }};
  return success();
}

std::vector<HostTensor> HostModel::run(ArrayRef<HostTensor> inputs) {
  std::vector<HostTensor> outputs;
  for (const ModelValue &output : signature.outputs)
    outputs.push_back(makeHostTensor(output.type));
  SmallVector<const void *> inputPointers;
  SmallVector<void *> outputPointers;
  for (const HostTensor &input : inputs)
    inputPointers.push_back(input.bytes.data());
  for (HostTensor &output : outputs)
    outputPointers.push_back(output.bytes.data());
  jit->run(inputPointers, outputPointers, getThreads());
  return outputs;
}

FailureOr<std::vector<OutputComparison>>
HostModel::verify(const TestData &data, const Tolerance &tolerance, MLIRContext *context) {
  return verifyModel(
      signature, data, tolerance, [&](ArrayRef<HostTensor> inputs) { return run(inputs); },
      context);
}
