// Cases whose models compile only with some of their inputs as constants.
#ifndef ONNXC_TEST_E2E_FIXNUMBERS_H
#define ONNXC_TEST_E2E_FIXNUMBERS_H

#include "compiler/Execute/TestData.h"

namespace onnxc::e2e {

/// Gives the inputs of `data` their names, so that some may be left out.
void nameInputs(TestData &data, llvm::ArrayRef<ModelValue> inputs);

/// What --input takes for the inputs of `data`, which have names, with few integers or truths:
/// shapes, conditions, trip counts.
std::map<std::string, std::string> getFixedNumbers(const TestData &data);

} // namespace onnxc::e2e

#endif
