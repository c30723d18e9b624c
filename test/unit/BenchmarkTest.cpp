#include "compiler/Execute/Benchmark.h"

#include "mlir/IR/Builders.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace onnxc;

static Benchmark::Kernel makeCall(const char *kernel, const char *node, double us) {
  Benchmark::Kernel call;
  call.entry.kernel = kernel;
  call.entry.nodes = node;
  call.entry.flops = 100;
  call.calls = 1;
  call.us = us;
  call.minimum = us / 2;
  return call;
}

// The arithmetic stays that of one call.
TEST(BenchmarkTest, SumsCallsOfOneKernel) {
  std::vector<Benchmark::Kernel> kernels =
      sumByKernel({makeCall("f", "a", 2), makeCall("g", "b", 8), makeCall("f", "c", 4)});
  ASSERT_EQ(kernels.size(), 2u);
  EXPECT_EQ(kernels[0].entry.nodes, "a, c");
  EXPECT_EQ(kernels[0].entry.flops, 100u);
  EXPECT_EQ(kernels[0].calls, 2u);
  EXPECT_EQ(kernels[0].us, 6);
  EXPECT_EQ(kernels[0].minimum, 3);
  EXPECT_EQ(kernels[1].entry.nodes, "b");
  EXPECT_EQ(kernels[1].us, 8);
}

// Several calls may come from one node.
TEST(BenchmarkTest, NamesANodeOnce) {
  std::vector<Benchmark::Kernel> kernels =
      sumByKernel({makeCall("f", "a", 1), makeCall("f", "a", 1), makeCall("f", "b", 1)});
  ASSERT_EQ(kernels.size(), 1u);
  EXPECT_EQ(kernels[0].entry.nodes, "a, b");
}

TEST(BenchmarkTest, SumIncludesWhatIsBetween) {
  Benchmark benchmark;
  benchmark.kernels = {makeCall("f", "a", 2), makeCall("g", "b", 8)};
  benchmark.between = 0.5;
  EXPECT_EQ(benchmark.getSum(), 10.5);
}

// Numbers that are no slow path of the processor, and indices that every model takes.
TEST(BenchmarkTest, MakesHarmlessInputs) {
  MLIRContext context;
  Builder builder(&context);
  HostTensor floats = makeBenchmarkInput(RankedTensorType::get({50}, builder.getF32Type()));
  HostTensor indices = makeBenchmarkInput(RankedTensorType::get({50}, builder.getI64Type()));
  for (int i = 0; i < 50; ++i) {
    double value = getFloatElement(builder.getF32Type(), &floats.bytes[4 * i]);
    EXPECT_GE(value, 0);
    EXPECT_LT(value, 1);
    EXPECT_LE(getElementBits(builder.getI64Type(), &indices.bytes[8 * i]), 1u);
  }
}
