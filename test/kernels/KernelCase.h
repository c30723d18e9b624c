// Random models of contractions and what surrounds them, with the outputs to expect.
#ifndef ONNXC_TEST_KERNELS_KERNELCASE_H
#define ONNXC_TEST_KERNELS_KERNELCASE_H

#include "test/kernels/Bounded.h"

#include <optional>

namespace onnxc::test {

/// What the elements of an input are, in memory.
struct CaseInput {
  DataType type;
  Shape shape;
  std::vector<char> bytes;
};

/// How a case is compiled.
struct CaseOptions {
  enum class Caches { OfTarget, Small, None };
  char level = '3';
  bool strictFloat = false;
  /// Nothing without threads, 0 for any number of them.
  std::optional<unsigned> threads;
  /// Small ones make bands and blocks of what is small, none of nothing.
  Caches caches = Caches::OfTarget;
  /// With threads, whether even little work makes chunks for them.
  bool slowCore = false;
};

struct KernelCase {
  /// The operators with their shapes, and the options.
  std::string description;
  proto::ModelProto model = makeModel();
  std::vector<CaseInput> inputs;
  std::vector<BoundedTensor> outputs;
  CaseOptions options;
};

/// The case with number `index` of those that `seed` stands for: of any kind, or only products of
/// integers.
KernelCase makeKernelCase(uint64_t seed, uint64_t index, bool onlyIntegers);

} // namespace onnxc::test

#endif
