// A graph in all ways that the compiler has, compared with the plainest.
#ifndef ONNXC_TEST_FUZZ_GRAPHS_CHECKGRAPH_H
#define ONNXC_TEST_FUZZ_GRAPHS_CHECKGRAPH_H

#include "test/fuzz/graphs/Random.h"
#include "test/fuzz/graphs/Reference.h"

namespace onnxc::fuzz {

/// One way to compile and run a model.
struct Configuration {
  OptLevel level = OptLevel::O3;
  bool strictFloat = false;
  std::string target = "native";
  /// Caches so small that small tensors do not fit, and a core so slow that small kernels are split
  /// for threads: all that is done to large models happens to small ones.
  bool smallMachine = false;
  /// 0: none; 1: the object takes threads but does not know how many.
  unsigned threads = 0;
  /// Nodes of the first operator are compiled as the second: a fault that must be found. None if
  /// they are empty.
  std::pair<std::string, std::string> fault;

  /// As flags of onnxc; a small machine has none there.
  std::string describe() const;
  /// Whether results must be the same bits.
  bool isSameButThreads(const Configuration &other) const;
};

/// All of them that this machine runs. Those that differ in threads only stand together, without
/// threads first.
std::vector<Configuration> getConfigurations();

/// Some pairs: without threads and with some.
std::vector<Configuration> chooseConfigurations(Random &random, unsigned pairs);

struct CheckResult {
  /// Dropped: no output is a basis for a comparison.
  enum class Kind { Right, Dropped, Refused, Wrong, Crash } kind = Kind::Right;
  std::string message;
  /// Under which configuration; none for the reference.
  std::optional<Configuration> configuration;

  bool isFailure() const { return kind >= Kind::Refused; }
};

/// Compiles and runs `model` in all `configurations`, in a process of its own.
CheckResult checkGraph(const proto::ModelProto &model, const TensorBytes &inputs,
                       llvm::ArrayRef<Configuration> configurations);

/// All values of a graph in its reference; nothing if that fails.
std::optional<TensorBytes> computeValues(const proto::ModelProto &model, const TensorBytes &inputs);

} // namespace onnxc::fuzz

#endif
