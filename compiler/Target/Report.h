// The measures of a compiled model as JSON.
#ifndef ONNXC_COMPILER_TARGET_REPORT_H
#define ONNXC_COMPILER_TARGET_REPORT_H

#include "compiler/Target/EmitModel.h"
#include "llvm/Support/JSON.h"

namespace onnxc {

/// Sizes of sections, arena, weights, stack and of each kernel's code with its nodes.
llvm::json::Object makeReport(const EmittedModel &model, const Target &target);

} // namespace onnxc

#endif
