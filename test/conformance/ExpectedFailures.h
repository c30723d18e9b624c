#ifndef ONNXC_TEST_CONFORMANCE_EXPECTEDFAILURES_H
#define ONNXC_TEST_CONFORMANCE_EXPECTEDFAILURES_H

#include "mlir/Support/LLVM.h"

#include <map>
#include <string>

namespace onnxc::conformance {

/// The cases that do not pass yet, each with its reason. The file has a line `case: reason` for
/// each; lines that start with # are comments.
using ExpectedFailures = std::map<std::string, std::string>;

mlir::FailureOr<ExpectedFailures> readExpectedFailures(llvm::StringRef path);

/// Replaces the file; its leading comment stays.
mlir::LogicalResult writeExpectedFailures(llvm::StringRef path, const ExpectedFailures &failures);

} // namespace onnxc::conformance

#endif
