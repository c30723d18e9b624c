// Numbers for the tensors of random graphs.
#ifndef ONNXC_TEST_FUZZ_GRAPHS_TENSORDATA_H
#define ONNXC_TEST_FUZZ_GRAPHS_TENSORDATA_H

#include "test/fuzz/graphs/Random.h"
#include "test/support/GraphBuilder.h"

namespace onnxc::fuzz {

/// The largest magnitude of what makeTensorData gives.
constexpr double largestDatum = 4;

bool isFloat(test::DataType type);
size_t getElementSize(test::DataType type);
/// How far results of one operator of this type may be apart, relative to what they come from: a
/// few units of the last place.
double getNoise(test::DataType type);

/// The bytes of `value` in `type`, as a compiled model reads them.
std::string encode(test::DataType type, double value);

/// A tensor full of zeros, ties and negative values, in one of several styles.
std::string makeTensorData(Random &random, test::DataType type, int64_t count);

} // namespace onnxc::fuzz

#endif
