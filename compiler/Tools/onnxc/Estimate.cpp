#include "compiler/Tools/onnxc/Estimate.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

namespace {
/// Instructions of a whole run for each multiplication with its addition, as counted for
/// convolutional networks: docs/speed.md says which.
struct Rate {
  StringRef cpu;
  double ofFloats, ofBytes;
};
} // namespace

static constexpr Rate kRates[] = {{"cortex-m4", 2.75, 1.6},
                                  {"cortex-m7", 1.75, 1.6},
                                  {"cortex-m33", 2.75, 1.6},
                                  {"cortex-m55", 0.75, 0.25}};

/// Those of a CPU with all that it was counted with; square roots tell that floats are
/// instructions.
static const Rate *findRate(const Target &target) {
  const Rate *rate =
      llvm::find_if(kRates, [&](const Rate &rate) { return rate.cpu == target.cpu; });
  return rate != std::end(kRates) && target.sqrt ? rate : nullptr;
}

LogicalResult onnxc::checkClock(std::optional<double> clock, const Target &target) {
  if (!clock || findRate(target))
    return success();
  llvm::WithColor::error() << "--clock: times are estimated for cortex-m4, cortex-m7, cortex-m33 "
                              "and cortex-m55 with floats, not for '"
                           << target.name << "'; onnxc bench measures on this machine\n";
  return failure();
}

/// In the two digits that an estimate has.
static std::string formatSeconds(double seconds) {
  constexpr std::pair<double, StringRef> units[] = {{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}};
  for (auto [unit, name] : units)
    if (double count = seconds / unit; count >= 1 || name == "us")
      return formatv(count < 10 ? "{0:f1} {1}" : "{0:f0} {1}", count, name);
  llvm_unreachable("the last unit takes all");
}

std::string onnxc::describeTime(const EmittedModel &model, const Target &target,
                                std::optional<double> clock) {
  const ModelInterface &interface = model.interface;
  if (!clock || !interface.multiplyAdds)
    return {};
  const Rate &rate = *findRate(target);
  double cycles =
      *interface.multiplyAdds * (interface.hasFloatWeights ? rate.ofFloats : rate.ofBytes);
  std::string text;
  llvm::raw_string_ostream(text) << ", about " << formatSeconds(cycles / *clock) << " at "
                                 << llvm::format("%g MHz", *clock * 1e-6);
  return text;
}
