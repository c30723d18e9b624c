#include "compiler/Tools/onnxc/CommandLine.h"

#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;

LogicalResult onnxc::emitFlagError(const llvm::Twine &message) {
  llvm::WithColor::error() << message << "\n";
  return failure();
}

Command CommandLine::getCommand() const {
  if (inAnalyze)
    return Command::Analyze;
  if (inRun)
    return Command::Run;
  if (inVerify)
    return Command::Verify;
  if (inCompare)
    return Command::Compare;
  if (inBench)
    return Command::Bench;
  if (inOps)
    return Command::Ops;
  return inCheck ? Command::Check : Command::Compile;
}

cl::SubCommand &CommandLine::findCommand(StringRef name) {
  for (cl::SubCommand *command : withoutOutput.getSubCommands())
    if (command->getName() == name)
      return *command;
  return inTop;
}

LogicalResult CommandLine::checkFlagsOfCommand() const {
  for (cl::SubCommand *command : withoutOutput.getSubCommands()) {
    if (!*command)
      continue;
    StringRef name = command->getName();
    for (auto [flag, option] : inTop.OptionsMap)
      if (option->getNumOccurrences() > 0 && isOurs(*option) && !command->OptionsMap.count(flag))
        return emitFlagError("onnxc " + name + " takes no " + (flag.size() == 1 ? "-" : "--") +
                             flag + "; see onnxc " + name + " --help");
  }
  return success();
}

void CommandLine::printPage() {
  std::vector<CommandEntry> commands;
  auto getValues = [this](const cl::Option &option) { return this->getValues(option); };
  for (cl::SubCommand *command :
       {&inTop, &inAnalyze, &inRun, &inVerify, &inCompare, &inBench, &inCheck, &inOps})
    commands.push_back(describeCommand(*command, getValues));
  printFlagPage(page, commands, examples.morehelp, llvm::outs());
}

template <typename T> static std::vector<std::string> listValues(cl::opt<T> &option) {
  std::vector<std::string> values;
  for (unsigned i = 0; i < option.getParser().getNumOptions(); ++i)
    values.push_back(option.getParser().getOption(i).str());
  return values;
}

std::vector<std::string> CommandLine::getValues(const cl::Option &option) {
  if (&option == &arena)
    return listValues(arena);
  if (&option == &floatMode)
    return listValues(floatMode);
  if (&option == &stopAfter)
    return listValues(stopAfter);
  if (&option == &rangeMethod)
    return listValues(rangeMethod);
  if (&option == &quantize)
    return {"int8", "int8-dynamic", "w8", "w4", "f16", "bf16"};
  if (&option == &winograd)
    return {"false"};
  if (&option == &optLevel)
    return {"0", "1", "2", "3", "s", "z"};
  if (&option == &floatAbi)
    return {"hard", "softfp", "soft"};
  SmallVector<StringRef> names;
  if (&option == &target)
    StringRef(targetNames).split(names, ", ");
  return {names.begin(), names.end()};
}

bool CommandLine::isOurs(const cl::Option &option) const {
  return llvm::is_contained(ourCategories, option.Categories.front());
}

void CommandLine::hideOtherFlags() {
  for (cl::SubCommand *command : everywhere.getSubCommands())
    cl::HideUnrelatedOptions(ourCategories, *command);
  cl::HideUnrelatedOptions(ourCategories, inOps);
}
