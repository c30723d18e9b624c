// Random models that are valid and whose values stay harmless.
#ifndef ONNXC_TEST_FUZZ_GRAPHS_RANDOMGRAPH_H
#define ONNXC_TEST_FUZZ_GRAPHS_RANDOMGRAPH_H

#include "compiler/Import/onnx.pb.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace onnxc::fuzz {

/// What a graph is mostly made of: `elementwise`, `shapes`, `reductions`, `contractions`,
/// `pictures`, `quantized`, `control` or `mixed`.
bool isProfile(llvm::StringRef name);

/// Graph `index` of `seed`; the same on every machine. Of the profile, or of each in turn if it is
/// empty. The initializers whose names begin with "c" are data: they may be inputs as well.
proto::ModelProto makeRandomModel(uint64_t seed, uint64_t index, llvm::StringRef profile);

} // namespace onnxc::fuzz

#endif
