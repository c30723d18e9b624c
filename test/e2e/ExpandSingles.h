// Data of ONNX's conformance cases that is smaller than their models say.
#ifndef ONNXC_TEST_E2E_EXPANDSINGLES_H
#define ONNXC_TEST_E2E_EXPANDSINGLES_H

#include "compiler/Execute/TestData.h"

namespace onnxc::e2e {

/// Repeats single elements where the model declares more: the data for CastLike has one element of
/// `like`.
void expandSingles(TestData &data, llvm::ArrayRef<ModelValue> inputs);

} // namespace onnxc::e2e

#endif
