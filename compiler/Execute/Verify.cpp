#include "compiler/Execute/Verify.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/StringExtras.h"

#include <list>

using namespace mlir;
using namespace onnxc;

namespace {

/// One value of the model and its data, which stack `steps` steps.
struct SteppedValue {
  const ModelValue *value;
  const HostTensor *data;
  int64_t steps;

  /// The data of one step.
  HostTensor getStep(int64_t step) const {
    HostTensor tensor = makeHostTensor(value->type);
    if (isString(value->type.getElementType())) {
      auto first = data->strings.begin() + (steps > 1 ? step * tensor.strings.size() : 0);
      std::copy_n(first, tensor.strings.size(), tensor.strings.begin());
      return tensor;
    }
    size_t size = tensor.bytes.size();
    const char *begin = data->bytes.data() + (steps > 1 ? step * size : 0);
    tensor.bytes.assign(begin, begin + size);
    return tensor;
  }
};

class Verification {
public:
  Verification(const ModelSignature &signature, const TestData &data, MLIRContext *context)
      : signature(signature), data(data), context(context) {}

  LogicalResult prepare();
  FailureOr<std::vector<OutputComparison>> run(const RunModel &runModel,
                                               const Tolerance &tolerance) const;

private:
  LogicalResult match(StringRef kind, ArrayRef<ModelValue> values, ArrayRef<NamedTensor> tensors,
                      std::vector<SteppedValue> &stepped);
  LogicalResult matchState();
  InFlightDiagnostic emitDataError() const {
    return emitError(UnknownLoc::get(context)) << data.folder << ": ";
  }

  const HostTensor &withTypeOf(const ModelValue &value, const HostTensor &tensor);

  const ModelSignature &signature;
  const TestData &data;
  MLIRContext *context;
  std::vector<SteppedValue> inputs, outputs;
  /// (input, output) pairs: what an output yields is the input of the next step.
  SmallVector<std::pair<size_t, size_t>> state;
  int64_t steps = 1;
  /// Data in another type than it was read.
  std::list<HostTensor> retyped;
};

} // namespace

/// NumPy has no bfloat16, so files hold its bits as uint16, where the model says what they are.
const HostTensor &Verification::withTypeOf(const ModelValue &value, const HostTensor &tensor) {
  Type type = value.type.getElementType();
  if (!type.isBF16() || !tensor.type.getElementType().isUnsignedInteger(16))
    return tensor;
  retyped.push_back({RankedTensorType::get(tensor.type.getShape(), type), tensor.bytes});
  return retyped.back();
}

LogicalResult Verification::match(StringRef kind, ArrayRef<ModelValue> values,
                                  ArrayRef<NamedTensor> tensors,
                                  std::vector<SteppedValue> &stepped) {
  std::optional<std::vector<size_t>> indices = matchTensors(values, tensors);
  if (!indices || (kind == "output" && tensors.size() != values.size()))
    return emitDataError() << "holds " << tensors.size() << " " << kind
                           << "s, which are not the model's " << values.size();
  for (auto [value, index] : llvm::zip_equal(values, *indices)) {
    const HostTensor &tensor = withTypeOf(value, tensors[index].tensor);
    std::optional<int64_t> count =
        countSteps(value.getOpenType().getShape(), tensor.type.getShape());
    bool isStacked = count && *count != 1;
    // Without steps in the inputs, the outputs have none.
    if (!count || (isStacked && steps == 1 && kind == "output") ||
        tensor.type.getElementType() != value.type.getElementType())
      return emitDataError() << kind << " '" << value.name << "' is " << tensor.type
                             << ", but the model has " << value.getOpenType();
    if (isStacked && steps != 1 && *count != steps)
      return emitDataError() << kind << " '" << value.name << "' has " << *count
                             << " steps, others have " << steps;
    if (isStacked)
      steps = *count;
    stepped.push_back({&value, &tensor, *count});
  }
  return success();
}

LogicalResult Verification::matchState() {
  SmallVector<size_t> stateInputs, stateOutputs;
  for (auto [i, input] : llvm::enumerate(inputs))
    if (input.steps == 1)
      stateInputs.push_back(i);
  for (auto [i, output] : llvm::enumerate(outputs))
    if (output.steps == 1)
      stateOutputs.push_back(i);
  for (size_t output : stateOutputs) {
    auto *input = llvm::find_if(stateInputs, [&](size_t index) {
      return inputs[index].value->type == outputs[output].value->type;
    });
    if (input == stateInputs.end())
      return emitDataError() << "output '" << outputs[output].value->name << "' has one step of "
                             << steps << " and no input takes it up";
    state.emplace_back(*input, output);
    stateInputs.erase(input);
  }
  return success();
}

LogicalResult Verification::prepare() {
  if (failed(match("input", signature.inputs, data.inputs, inputs)) ||
      failed(match("output", signature.outputs, data.outputs, outputs)))
    return failure();
  return steps == 1 ? success() : matchState();
}

FailureOr<std::vector<OutputComparison>> Verification::run(const RunModel &runModel,
                                                           const Tolerance &tolerance) const {
  std::vector<HostTensor> results;
  for (const SteppedValue &output : outputs)
    results.push_back({output.data->type, {}});

  std::vector<HostTensor> current;
  for (const SteppedValue &input : inputs)
    current.push_back(input.getStep(0));
  for (int64_t step = 0; step < steps; ++step) {
    for (auto [i, input] : llvm::enumerate(inputs))
      if (step > 0 && input.steps > 1)
        current[i] = input.getStep(step);
    FailureOr<std::vector<HostTensor>> stepResults = runModel(current);
    if (failed(stepResults))
      return failure();
    for (auto [input, output] : state)
      current[input] = (*stepResults)[output];
    for (auto [output, whole, part] : llvm::zip_equal(outputs, results, *stepResults)) {
      if (output.steps == 1)
        whole = std::move(part);
      else {
        llvm::append_range(whole.bytes, part.bytes);
        llvm::append_range(whole.strings, part.strings);
      }
    }
  }

  std::vector<OutputComparison> comparisons;
  for (auto [output, result] : llvm::zip_equal(outputs, results))
    comparisons.push_back({output.value->name, compareTensors(result, *output.data, tolerance)});
  return comparisons;
}

/// The indices of the outputs that `data` has: data with names may leave some out.
static std::vector<size_t> getComparedOutputs(ArrayRef<ModelValue> outputs,
                                              ArrayRef<NamedTensor> data) {
  std::vector<size_t> indices;
  for (auto [i, output] : llvm::enumerate(outputs))
    if (llvm::any_of(data, [name = StringRef(output.name)](const NamedTensor &tensor) {
          return tensor.name.empty() || tensor.name == name;
        }))
      indices.push_back(i);
  return indices;
}

FailureOr<std::vector<OutputComparison>>
onnxc::verifyModel(const ModelSignature &signature, const TestData &data,
                   const Tolerance &tolerance, const RunModel &run, MLIRContext *context) {
  std::vector<size_t> indices = getComparedOutputs(signature.outputs, data.outputs);
  ModelSignature compared{signature.inputs, {}};
  for (size_t i : indices)
    compared.outputs.push_back(signature.outputs[i]);
  auto runCompared = [&](ArrayRef<HostTensor> inputs) {
    FailureOr<std::vector<HostTensor>> results = run(inputs);
    if (succeeded(results))
      for (auto [to, from] : llvm::enumerate(indices))
        std::swap((*results)[to], (*results)[from]);
    if (succeeded(results))
      results->resize(indices.size());
    return results;
  };
  Verification verification(compared, data, context);
  if (failed(verification.prepare()))
    return failure();
  return verification.run(runCompared, tolerance);
}

/// Values or tensors as a message lists them.
template <typename Range> static std::string listNames(const Range &named) {
  if (named.empty())
    return "none";
  return llvm::join(llvm::map_range(named,
                                    [](const auto &value) {
                                      return value.name.empty() ? std::string("one without a name")
                                                                : "'" + value.name + "'";
                                    }),
                    ", ");
}

FailureOr<std::vector<HostTensor>> onnxc::takeInputs(ArrayRef<ModelValue> inputs,
                                                     const std::vector<NamedTensor> &tensors,
                                                     MLIRContext *context) {
  std::optional<std::vector<size_t>> indices = matchTensors(inputs, tensors);
  if (!indices || tensors.size() != inputs.size())
    return emitError(UnknownLoc::get(context))
           << "expects inputs " << listNames(inputs) << ", but got " << listNames(tensors);
  std::vector<HostTensor> result;
  for (auto [input, index] : llvm::zip_equal(inputs, *indices)) {
    const HostTensor &tensor = tensors[index].tensor;
    if (tensor.type != input.type)
      return emitError(UnknownLoc::get(context))
             << "input '" << input.name << "' is " << tensor.type << ", but the model has "
             << input.type;
    result.push_back(tensor);
  }
  return result;
}
