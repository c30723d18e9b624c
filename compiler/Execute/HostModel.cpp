#include "compiler/Execute/HostModel.h"

#include "compiler/Support/PassedBytes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/Memory.h"
#include "llvm/Support/WithColor.h"

#include <list>

using namespace mlir;
using namespace onnxc;

static LogicalResult checkStaticOutputs(const ModelSignature &signature, ModuleOp module) {
  for (const ModelValue &output : signature.outputs)
    if (!output.type.hasStaticShape())
      return emitError(module.getLoc())
             << "the shape of output '" << output.name << "' is not known: " << output.type;
  return success();
}

/// Inputs and outputs lie in memory at the same time.
static LogicalResult checkMemory(const ModelSignature &signature, ModuleOp module) {
  uint64_t bytes = 0;
  for (const std::vector<ModelValue> &values : {signature.inputs, signature.outputs})
    for (const ModelValue &value : values)
      bytes += value.type.getNumElements() * getHostElementSize(value.type.getElementType());
  std::error_code error;
  llvm::sys::OwningMemoryBlock memory(llvm::sys::Memory::allocateMappedMemory(
      bytes, nullptr, llvm::sys::Memory::MF_READ | llvm::sys::Memory::MF_WRITE, error));
  if (error)
    return emitError(module.getLoc(), "there is no memory for ")
           << bytes << " bytes of inputs and outputs";
  return success();
}

FailureOr<HostModel> HostModel::create(ModuleOp module, const CompileOptions &options,
                                       OptLevel level, StageTimes &times) {
  // Stage graph infers shapes that the model computes, and the next one says which it cannot.
  if (failed(runStages(module, Stage::Linalg, options, times)))
    return failure();
  FailureOr<ModelSignature> signature = getModelSignature(module);
  if (failed(signature) || failed(checkStaticOutputs(*signature, module)) ||
      failed(checkMemory(*signature, module)) ||
      failed(runStages(module, Stage::LLVM, options, times)))
    return failure();
  FailureOr<std::unique_ptr<JitModel>> jit =
      times.measure(Stage::LLVM, [&] { return JitModel::create(module, options.target, level); });
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

void onnxc::cropOutputs(ArrayRef<ModelValue> values, ArrayRef<int64_t> sizes,
                        MutableArrayRef<HostTensor> outputs) {
  for (auto [value, output] : llvm::zip_equal(values, outputs)) {
    SmallVector<int64_t> shape(value.type.getShape());
    for (int64_t dim : value.open) {
      shape[dim] = sizes.front();
      sizes = sizes.drop_front();
    }
    if (!value.open.empty())
      output = cropTensor(output, shape);
  }
}

FailureOr<std::vector<HostTensor>> HostModel::run(ArrayRef<HostTensor> inputs) {
  std::vector<HostTensor> outputs;
  for (const ModelValue &output : signature.outputs)
    outputs.push_back(makeHostTensor(output.type));
  SmallVector<const void *> inputPointers;
  SmallVector<void *> outputPointers;
  // What inputs and outputs of strings point to.
  std::list<std::vector<char>> views;
  for (const HostTensor &input : inputs)
    inputPointers.push_back(isString(input.type.getElementType())
                                ? views.emplace_back(getPassedBytes(input)).data()
                                : input.bytes.data());
  for (HostTensor &output : outputs)
    outputPointers.push_back(isString(output.type.getElementType())
                                 ? views.emplace_back(getPassedBytes(output)).data()
                                 : output.bytes.data());
  if (onnxc_status status = jit->run(inputPointers, outputPointers, getThreads()))
    return emitError(UnknownLoc::get(signature.outputs.front().type.getContext()))
           << (status == ONNXC_ERROR_TEXT
                   ? "the run ends with ONNXC_ERROR_TEXT: a string that is to be a number is none"
                   : "the run ends with ONNXC_ERROR_CAPACITY: a size that it settles does not fit, "
                     "or is not what the model declares, or text that it makes takes more than "
                     "--max-text");
  for (auto [pointer, output] : llvm::zip_equal(outputPointers, outputs))
    if (size_t count = output.strings.size())
      takePassedBytes(output,
                      ArrayRef(static_cast<const char *>(pointer), count * sizeof(onnxc_string)));
  cropOutputs(signature.outputs, jit->getSizes(), outputs);
  return outputs;
}

FailureOr<std::vector<OutputComparison>>
HostModel::verify(const TestData &data, const Tolerance &tolerance, MLIRContext *context) {
  return verifyModel(
      signature, data, tolerance, [&](ArrayRef<HostTensor> inputs) { return run(inputs); },
      context);
}
