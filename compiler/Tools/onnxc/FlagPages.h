// The command line as others read it: a page for man, completions for shells.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_FLAGPAGES_H
#define ONNXC_COMPILER_TOOLS_ONNXC_FLAGPAGES_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/CommandLine.h"

#include <string>
#include <vector>

namespace onnxc {

/// A flag as `--help` shows it.
struct FlagEntry {
  std::string spelling;            // `-o`, `--report`
  std::string value;               // what follows: `file`; empty if nothing does
  std::vector<std::string> values; // the values that there are; empty if any
  std::string help;
  std::string topic;
  bool isPrefix; // the value follows directly: `-O3`
};

/// A command, the first of which has no name, with its flags in the order of their names.
struct CommandEntry {
  std::string name;
  std::string help;
  std::string operands; // `model.onnx data/...`
  std::vector<FlagEntry> flags;
};

/// Describes a command by its table of options; `getValues` knows the values of one.
CommandEntry
describeCommand(llvm::cl::SubCommand &command,
                llvm::function_ref<std::vector<std::string>(const llvm::cl::Option &)> getValues);

enum class FlagPage { Man, Bash, Zsh, Fish };

void printFlagPage(FlagPage page, llvm::ArrayRef<CommandEntry> commands, llvm::StringRef examples,
                   llvm::raw_ostream &os);

} // namespace onnxc

#endif
