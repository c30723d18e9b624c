// What a random graph must give, and how exactly.
#ifndef ONNXC_TEST_FUZZ_GRAPHS_REFERENCE_H
#define ONNXC_TEST_FUZZ_GRAPHS_REFERENCE_H

#include "compiler/Execute/HostModel.h"
#include "test/support/GraphBuilder.h"
#include "llvm/ADT/StringMap.h"

namespace onnxc::fuzz {

/// The bytes of tensors by their names.
using TensorBytes = std::map<std::string, std::string>;

/// Random data for the inputs of `model`, the same for the same names.
TensorBytes makeInputData(const proto::ModelProto &model, uint64_t seed);

/// A graph computed in the plainest way: without optimization, fusion and folded constants, every
/// value an output. How exact a value is shows when noise of the size of rounding errors falls on
/// what operators read and give whose rounding is their own affair: sums, means, functions of libm.
/// What only other operators compute has one right result to the last bit.
class Reference {
public:
  static mlir::FailureOr<Reference> create(const proto::ModelProto &model,
                                           const TensorBytes &inputs, const Target &target,
                                           mlir::MLIRContext *context);

  /// Adds so many runs with noise to what is known of the values.
  void addNoise(unsigned runs);

  /// The exact result without noise.
  const HostTensor &getValue(llvm::StringRef name) const { return values.at(name).tensor; }
  /// How far a right result may be from it; nothing if it is no basis for a comparison, because
  /// noise changes integers, decides on something, or cancels what is significant.
  std::optional<double> getTolerance(llvm::StringRef name) const;

  /// All values with their names.
  TensorBytes takeValues() const;

private:
  struct Value {
    HostTensor tensor;
    double largest = 0, deviation = 0;
  };

  void addRun(unsigned number);
  std::vector<HostTensor> makeInputs(unsigned run) const;

  std::optional<HostModel> model;
  TensorBytes inputs;
  llvm::StringMap<Value> values;
  unsigned runs = 0;
};

} // namespace onnxc::fuzz

#endif
