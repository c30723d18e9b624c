#ifndef ONNXC_TEST_CONFORMANCE_OPERATORTABLE_H
#define ONNXC_TEST_CONFORMANCE_OPERATORTABLE_H

#include "compiler/Import/Import.h"

#include <map>
#include <set>
#include <string>

namespace onnxc::conformance {

/// What a case tests, and whether it passes.
struct CaseCoverage {
  /// Operators of ONNX's own domain, or with their domain in front.
  std::set<std::string> operators;
  /// Names of ONNX's element types among the inputs.
  std::set<std::string> elementTypes;
  int64_t operatorSet = 0;
  bool passes = false;
};

/// The document docs/operators.md: for each operator the cases that test it, how many pass, and
/// the operator sets and element types of those. A case tests an operator if it has no others;
/// operators without such cases are tested by all that contain them.
/// After them stand those of `all` that no case contains.
std::string makeOperatorTable(llvm::ArrayRef<CaseCoverage> cases,
                              const std::set<OperatorName> &all);

} // namespace onnxc::conformance

#endif
