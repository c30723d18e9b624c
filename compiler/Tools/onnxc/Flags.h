// The command line of onnxc, as plain values.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_FLAGS_H
#define ONNXC_COMPILER_TOOLS_ONNXC_FLAGS_H

#include "compiler/Execute/Benchmark.h"
#include "compiler/Import/Import.h"
#include "compiler/Pipelines/Compile.h"
#include "compiler/Quantize/QuantizeModel.h"
#include "compiler/Support/CompareTensors.h"
#include "compiler/Target/LLVMModule.h"
#include "compiler/Tools/onnxc/Budget.h"

#include <optional>

namespace onnxc {

enum class Command { Compile, Analyze, Run, Verify, Compare, Bench, Check, Ops };

struct Flags {
  Command command = Command::Compile;
  std::string model;
  /// What follows the model: tensors for run and bench, folders for verify, a model and folders for
  /// compare.
  std::vector<std::string> operands;
  /// A file, or for run a folder. Empty if not given.
  std::string output;
  std::string target, cpu, features, floatAbi;
  std::string name;
  bool staticArena = false;
  std::optional<Stage> stopAfter;
  OptLevel optLevel = OptLevel::O2;
  /// Whether files that were read are listed beside the output.
  bool dependencies = false;
  bool debugInfo = false;
  bool profile = false;
  /// Whether notes are left out.
  bool quiet = false;
  bool verbose = false;
  bool strictFloat = false;
  bool winograd = true;
  /// Whether the model takes threads of its caller.
  bool threads = false;
  /// How many threads share a run; 0 if the compiler is not told.
  unsigned threadCount = 1;
  Budget budget;
  /// The bytes of text that one run can make; nothing for the default.
  std::optional<uint64_t> maxText;
  /// Of the CPU, in Hz, for an estimate of time.
  std::optional<double> clock;
  std::string report;
  /// A file with measured times for the report.
  std::string times;
  std::string remarksFilter;
  ImportOptions import;
  /// How pictures among samples become inputs.
  quantize::PictureFormat pictures;
  /// What --quantize says; nothing without it.
  std::optional<quantize::QuantizeOptions> quantize;
  /// The name of a processor that --quantize has instead of a scheme, and whether activations are
  /// of int8 then, else of uint8.
  struct Preset {
    std::string name;
    bool isSigned = false;
  };
  std::optional<Preset> preset;
  /// A file of ranges: written if there are samples, else read.
  std::string ranges;
  /// .json or .html.
  std::string quantizationReport;
  /// Whether values inside the models are compared, too.
  bool perNode = false;
  Tolerance tolerance;
  BenchmarkOptions benchmark;
  /// A command that runs programs for the target; empty if not given.
  std::string emulator;
  /// A row for each call of a kernel, instead of for each kernel.
  bool everyCall = false;
  std::string json, svg;
  /// What `ops` prints.
  bool asJson = false;
};

/// Parses the command line. Prints what is wrong with it and fails, or prints --help or another
/// description of itself and exits.
mlir::FailureOr<Flags> parseFlags(int argc, char **argv);

} // namespace onnxc

#endif
