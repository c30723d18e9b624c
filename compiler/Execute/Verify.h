#ifndef ONNXC_COMPILER_EXECUTE_VERIFY_H
#define ONNXC_COMPILER_EXECUTE_VERIFY_H

#include "compiler/Execute/TestData.h"
#include "compiler/Support/CompareTensors.h"

#include <functional>

namespace onnxc {

/// Runs a compiled model once: inputs in the model's order to outputs in the model's order.
using RunModel =
    std::function<mlir::FailureOr<std::vector<HostTensor>>(llvm::ArrayRef<HostTensor>)>;

struct OutputComparison {
  std::string name;
  TensorComparison comparison;
};

/// Runs a model on `data` and compares each output that it has; data with names may leave some
/// out. Data that stacks N steps runs the model N
/// times: inputs and outputs that are not stacked are state, which each step hands to the next;
/// of them the first input belongs to the first output, and so on. Elements of uint16 stand for the
/// bits of bfloat16 where the model has that. Errors name the data.
mlir::FailureOr<std::vector<OutputComparison>>
verifyModel(const ModelSignature &signature, const TestData &data, const Tolerance &tolerance,
            const RunModel &run, mlir::MLIRContext *context);

/// The inputs of `data` in the order and shapes of the model, for a single step.
mlir::FailureOr<std::vector<HostTensor>> takeInputs(llvm::ArrayRef<ModelValue> inputs,
                                                    const std::vector<NamedTensor> &tensors,
                                                    mlir::MLIRContext *context);

} // namespace onnxc

#endif
