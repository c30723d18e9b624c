// How long a model takes on CPUs that start about one instruction a cycle.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_ESTIMATE_H
#define ONNXC_COMPILER_TOOLS_ONNXC_ESTIMATE_H

#include "compiler/Target/EmitModel.h"
#include "compiler/Target/Target.h"

#include <optional>

namespace onnxc {

/// Fails with an error if there is a clock, but no estimate for the CPU.
mlir::LogicalResult checkClock(std::optional<double> clock, const Target &target);

/// What the line about sizes ends with: `, about 28 ms at 168 MHz`. Empty without a clock, or where
/// the multiplications of the model are not known.
std::string describeTime(const EmittedModel &model, const Target &target,
                         std::optional<double> clock);

} // namespace onnxc

#endif
