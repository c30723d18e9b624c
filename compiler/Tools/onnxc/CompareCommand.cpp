#include "compiler/Quantize/CompareModels.h"
#include "compiler/Support/PrintableText.h"
#include "compiler/Tools/onnxc/Commands.h"
#include "compiler/Tools/onnxc/Session.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;
using llvm::formatv;

static void print(const ValueComparison &value, llvm::raw_ostream &os) {
  os << toPrintable(value.value);
  if (!value.node.empty() && value.node != value.value)
    os << " (" << toPrintable(value.node) << ")";
  os << formatv(": relative error {0:e2}, SQNR {1:f1} dB, cosine {2:f5}, max abs {3:e2}, "
                "agreement {4:f2} %\n",
                value.error.getRelative(), value.error.getSqnr(), value.error.getCosine(),
                value.maxAbsolute, 100 * value.error.getAgreement());
}

/// Names the first value that differs by more than rounding does, and the worst.
static void printExtremes(ArrayRef<ValueComparison> values, llvm::raw_ostream &os) {
  constexpr double kRounding = 1e-5;
  const auto *first = llvm::find_if(values, [](const ValueComparison &value) {
    return !(value.error.getRelative() <= kRounding);
  });
  if (first == values.end())
    return;
  const auto *worst = std::max_element(values.begin(), values.end(),
                                       [](const ValueComparison &a, const ValueComparison &b) {
                                         return a.error.getRelative() < b.error.getRelative();
                                       });
  os << "first: ";
  print(*first, os);
  os << "worst: ";
  print(*worst, os);
}

LogicalResult onnxc::compareCommand(const Flags &flags, MLIRContext &context) {
  Session session(flags, context);
  CompileOptions compile;
  compile.strictFloat = flags.strictFloat;
  for (StringRef folder : ArrayRef(flags.operands).drop_front()) {
    FailureOr<ModelComparison> comparison =
        compareModels(flags.model, flags.operands.front(), folder, flags.pictures, flags.perNode,
                      flags.import, compile, &context);
    if (failed(comparison))
      return failure();
    llvm::outs() << folder << ": " << comparison->samples << " samples\n";
    for (const ValueComparison &value : comparison->inner)
      print(value, llvm::outs());
    printExtremes(comparison->inner, llvm::outs());
    for (const ValueComparison &value : comparison->outputs)
      print(value, llvm::outs());
  }
  return success();
}
