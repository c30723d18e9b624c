#include "compiler/Tools/onnxc/Quantization.h"

#include "compiler/Support/PrintableText.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

bool onnxc::writesRanges(const Flags &flags) {
  return flags.quantize && !flags.quantize->samples.empty() && !flags.ranges.empty();
}

/// Products of uint8 and int8 are what x86 has instructions for; others have them of int8 and int8.
static bool hasSignedProducts(const Target &target) { return !llvm::Triple(target.triple).isX86(); }

/// Says what the name of a processor stands for.
static void printPreset(const Flags &flags, const Target &target) {
  bool isStatic = flags.quantize->scheme == Scheme::Int8;
  llvm::WithColor::note() << llvm::formatv("--quantize={0} is --quantize={1}, with activations of "
                                           "{2} and weights of int8 with a scale for "
                                           "each output channel\n",
                                           flags.preset->name, isStatic ? "int8" : "int8-dynamic",
                                           isStatic && flags.preset->isSigned ? "int8" : "uint8");
  if (isStatic && flags.preset->isSigned != hasSignedProducts(target))
    llvm::WithColor::warning() << llvm::formatv(
        "--quantize={0}: -target is a machine that multiplies {1} by int8\n", flags.preset->name,
        hasSignedProducts(target) ? "int8" : "uint8");
}

static LogicalResult checkModel(const Flags &flags) {
  if (!StringRef(flags.model).ends_with(".mlir"))
    return success();
  llvm::WithColor::error() << flags.model << ": --quantize takes a model in ONNX\n";
  return failure();
}

static LogicalResult writeQuantizationReport(Session &session, const QuantizedModel &model) {
  StringRef path = session.flags.quantizationReport;
  return session.check(session.outputs.write(path, [&](llvm::raw_ostream &os) {
    if (path.ends_with(".json"))
      model.getReport().writeJson(os);
    else
      model.getReport().writeHtml(llvm::sys::path::filename(session.flags.model), os);
  }));
}

/// Says what a bound has cost.
static void printDecisions(const QuantizationReport &report, llvm::raw_ostream &os) {
  os << llvm::formatv("quantized: relative error {0:e2}, agreement {1:f2} % on {2} samples\n",
                      report.error.getRelative(), 100 * report.error.getAgreement(),
                      report.samples);
  for (const QuantizationReport::Layer &layer : report.layers)
    if (!layer.isQuantized)
      os << llvm::formatv("stays float: node '{0}' ({1}), {2:f1} % of the error\n",
                          toPrintable(layer.node), layer.op, 100 * report.getShare(layer));
}

FailureOr<QuantizedModel> onnxc::quantizeModel(Session &session, const Target &target) {
  const Flags &flags = session.flags;
  QuantizeOptions options = *flags.quantize;
  options.isSigned = flags.preset ? flags.preset->isSigned : hasSignedProducts(target);
  if (flags.preset && !flags.quiet)
    printPreset(flags, target);
  if (failed(checkModel(flags)))
    return failure();
  if (options.scheme == Scheme::Int8 && options.samples.empty()) {
    session.outputs.addInput(flags.ranges);
    FailureOr<Ranges> ranges = readRanges(flags.ranges, &session.context);
    if (failed(ranges))
      return failure();
    options.ranges = std::move(*ranges);
  }
  ImportOptions import = flags.import;
  import.onExternalFile = [&](StringRef path) { session.outputs.addInput(path); };
  CompileOptions compile;
  compile.strictFloat = flags.strictFloat;
  FailureOr<QuantizedModel> model =
      quantize::quantizeModel(flags.model, options, import, compile, &session.context);
  if (failed(model))
    return failure();
  if (writesRanges(flags) &&
      failed(session.check(session.outputs.write(
          flags.ranges, [&](llvm::raw_ostream &os) { writeRanges(model->getRanges(), os); }))))
    return failure();
  if (options.wantsReport && failed(writeQuantizationReport(session, *model)))
    return failure();
  if ((options.wantsReport || options.bound.isSet()) && !flags.quiet)
    printDecisions(model->getReport(), llvm::errs());
  return model;
}

LogicalResult onnxc::writeModel(Session &session, const QuantizedModel &model, StringRef path) {
  LogicalResult written = success();
  llvm::Error error =
      session.outputs.write(path, [&](llvm::raw_ostream &os) { written = model.write(os); });
  return success(succeeded(session.check(std::move(error))) && succeeded(written));
}
