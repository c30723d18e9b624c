#ifndef ONNXC_TEST_CONFORMANCE_CASES_H
#define ONNXC_TEST_CONFORMANCE_CASES_H

#include "compiler/Support/CompareTensors.h"

#include <string>
#include <vector>

namespace onnxc::conformance {

/// That of ONNX's own test runner.
inline constexpr Tolerance kTolerance{/*relative=*/1e-3, /*absolute=*/1e-7};

/// A model with test data: `folder` holds model.onnx and test_data_set_K.
struct Case {
  /// The name of the suite's folder and of the case's folder, as in "node/test_abs".
  std::string name;
  std::string folder;
  std::string suite;

  std::string getModelPath() const { return folder + "/model.onnx"; }
};

/// The cases in the folder `suite` that match `filter`, a regular expression, sorted by name.
mlir::FailureOr<std::vector<Case>> findCases(llvm::StringRef suite, llvm::StringRef filter);

} // namespace onnxc::conformance

#endif
