// Flags about quantization.
#include "compiler/Tools/onnxc/CommandLine.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace onnxc;

/// Reads `int8`, `w4`, `w4:64`, ...
static LogicalResult parseScheme(StringRef text, quantize::QuantizeOptions &options) {
  using quantize::Scheme;
  auto [name, block] = text.split(':');
  std::optional<Scheme> scheme = llvm::StringSwitch<std::optional<Scheme>>(name)
                                     .Case("int8", Scheme::Int8)
                                     .Case("int8-dynamic", Scheme::Int8Dynamic)
                                     .Case("w8", Scheme::W8)
                                     .Case("w4", Scheme::W4)
                                     .Case("f16", Scheme::F16)
                                     .Case("bf16", Scheme::BF16)
                                     .Default(std::nullopt);
  if (!scheme || (*scheme != Scheme::W4 && text.contains(':')))
    return emitFlagError("--quantize=" + text +
                         " is none of int8, int8-dynamic, w8, w4[:block], f16, bf16");
  options.scheme = *scheme;
  bool isBlock = !text.contains(':') || !block.getAsInteger(10, options.block);
  if (!isBlock || options.block < 16 || options.block > 256 || !llvm::isPowerOf2_64(options.block))
    return emitFlagError("--quantize=" + text + ": the block is to be 16, 32, 64, 128 or 256");
  return success();
}

/// Takes the name of a processor for what Optimum means by it: integers by ranges if there are
/// some, and activations of what the processor multiplies by int8.
static bool parsePreset(const CommandLine &line, Flags &flags) {
  std::optional<bool> isSigned = llvm::StringSwitch<std::optional<bool>>(line.quantize)
                                     .Case("arm64", true)
                                     .Cases({"avx2", "avx512_vnni"}, false)
                                     .Default(std::nullopt);
  if (!isSigned)
    return false;
  bool hasRanges = !line.calibration.empty() || !line.ranges.empty();
  flags.quantize->scheme = hasRanges ? quantize::Scheme::Int8 : quantize::Scheme::Int8Dynamic;
  flags.preset = {line.quantize, *isSigned};
  return true;
}

/// Flags that say how to quantize need --quantize, and ranges a scheme that has some.
static LogicalResult checkQuantization(const CommandLine &line, const Flags &flags) {
  bool hasRanges = flags.quantize && flags.quantize->scheme == quantize::Scheme::Int8;
  bool hasSamples = hasRanges || (flags.quantize && flags.quantize->scheme == quantize::Scheme::W4);
  // The samples of compare are its operands.
  std::vector<std::reference_wrapper<const cl::Option>> ofSamples = {
      line.calibration, line.fitWeights, line.correctBias};
  if (flags.command == Command::Compile)
    ofSamples.insert(ofSamples.end(),
                     {line.pictureMean, line.pictureDeviation, line.pictureLayout});
  for (const cl::Option &option : ofSamples) {
    if (option.getNumOccurrences() > 0 && !hasSamples)
      return emitFlagError("--" + option.ArgStr + " needs --quantize" +
                           (flags.quantize ? "=int8 or w4" : ""));
    if (option.getNumOccurrences() > 0 && line.calibration.empty())
      return emitFlagError("--" + option.ArgStr + " needs --calib=<folder of samples>");
  }
  for (const cl::Option &option : std::initializer_list<std::reference_wrapper<const cl::Option>>{
           line.ranges, line.rangeMethod, line.percentile, line.maxError, line.minAgreement,
           line.quantizationReport, line.keepFloat, line.equalize})
    if (option.getNumOccurrences() > 0 && !hasRanges &&
        !(flags.quantize && option.ArgStr == line.keepFloat.ArgStr))
      return emitFlagError("--" + option.ArgStr + " needs --quantize" +
                           (flags.quantize ? "=int8" : ""));
  if (hasRanges && line.calibration.empty() && line.ranges.empty())
    return emitFlagError("--quantize=int8 needs --calib=<folder of samples> or --ranges=<file>");
  for (const cl::Option &option : std::initializer_list<std::reference_wrapper<const cl::Option>>{
           line.maxError, line.minAgreement, line.quantizationReport, line.equalize})
    if (option.getNumOccurrences() > 0 && line.calibration.empty())
      return emitFlagError("--" + option.ArgStr + " needs --calib=<folder of samples>");
  if (llvm::is_contained(line.pictureDeviation, 0.0))
    return emitFlagError("--calib-std: nothing can be divided by 0");
  StringRef report = line.quantizationReport;
  if (!report.empty() && !report.ends_with(".json") && !report.ends_with(".html"))
    return emitFlagError("--quant-report=" + report + ": the suffix is neither .json nor .html");
  if (!(line.percentile > 50 && line.percentile <= 100))
    return emitFlagError("--calib-percentile is to be above 50 and at most 100");
  return success();
}

LogicalResult onnxc::parseQuantizationFlags(const CommandLine &line, Flags &flags) {
  if (line.quantize.getNumOccurrences() > 0) {
    flags.quantize.emplace();
    if (!parsePreset(line, flags) && failed(parseScheme(line.quantize, *flags.quantize)))
      return failure();
  }
  if (failed(checkQuantization(line, flags)))
    return failure();
  flags.pictures.layout = line.pictureLayout;
  flags.pictures.mean.assign(line.pictureMean.begin(), line.pictureMean.end());
  flags.pictures.deviation.assign(line.pictureDeviation.begin(), line.pictureDeviation.end());
  if (!flags.quantize)
    return success();
  flags.quantize->samples = line.calibration;
  flags.quantize->pictures = flags.pictures;
  flags.quantize->method = {line.rangeMethod, line.percentile};
  bool fits = flags.quantize->scheme == quantize::Scheme::W4;
  auto getStep = [&](const cl::opt<bool> &step) { return step.getNumOccurrences() ? step : fits; };
  flags.quantize->equalizes = line.equalize;
  flags.quantize->fit = {getStep(line.fitWeights), getStep(line.correctBias)};
  flags.quantize->keepFloat.insert(line.keepFloat.begin(), line.keepFloat.end());
  flags.ranges = line.ranges;
  flags.quantizationReport = line.quantizationReport;
  flags.quantize->wantsReport = !line.quantizationReport.empty();
  if (line.maxError.getNumOccurrences() > 0)
    flags.quantize->bound.maxRelative = line.maxError;
  if (line.minAgreement.getNumOccurrences() > 0)
    flags.quantize->bound.minAgreement = line.minAgreement;
  return success();
}
