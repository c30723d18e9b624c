// What `onnxc bench` prints and writes of instructions under an emulator.
#ifndef ONNXC_COMPILER_TOOLS_ONNXC_COUNTREPORT_H
#define ONNXC_COMPILER_TOOLS_ONNXC_COUNTREPORT_H

#include "compiler/Tools/onnxc/CountInstructions.h"
#include "llvm/Support/JSON.h"

namespace onnxc {

struct CountReport {
  /// A kernel, or if it has no calls, another function that the model takes.
  struct Row {
    std::string kernel, nodes, operators, work;
    uint64_t calls = 0, multiplyAdds = 0, code = 0, instructions = 0;
  };
  std::string model, target, emulator;
  uint64_t total = 0;
  /// The most expensive first.
  std::vector<Row> rows;

  CountReport(llvm::StringRef model, const Target &target, const EmulatedMachine &machine,
              const EmittedModel &emitted, const InstructionCounts &counts);

  void printTable(llvm::raw_ostream &os) const;
  llvm::json::Object toJson() const;
  void drawSvg(llvm::raw_ostream &os) const;

private:
  uint64_t countMultiplyAdds() const;
};

} // namespace onnxc

#endif
