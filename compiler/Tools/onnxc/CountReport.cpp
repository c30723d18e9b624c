#include "compiler/Tools/onnxc/CountReport.h"

#include "compiler/Support/PrintableText.h"
#include "compiler/Tools/onnxc/BarChart.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace onnxc;
using llvm::formatv;
using Row = CountReport::Row;

/// A row for each kernel, whatever its number of calls.
static std::map<std::string, Row> makeKernelRows(const EmittedModel &model) {
  std::map<std::string, Row> rows;
  for (const ModelSchedule::Step &step : model.interface.schedule->steps) {
    Row &row = rows[model.interface.identifier + "." + step.kernel];
    row.kernel = step.kernel;
    row.operators = step.operators;
    row.work = step.work;
    row.nodes += (row.nodes.empty() ? "" : ", ") + step.nodes;
    row.code = model.getCodeSize(step.kernel);
    row.multiplyAdds += step.multiplyAdds;
    ++row.calls;
  }
  return rows;
}

/// The bytes of a function of the model; 0 for those of libraries.
static uint64_t getCodeSize(const EmittedModel &model, StringRef symbol) {
  auto found = llvm::find_if(model.kernels, [&](const auto &k) { return k.symbol == symbol; });
  return found == model.kernels.end() ? 0 : found->codeSize;
}

CountReport::CountReport(StringRef model, const Target &target, const EmulatedMachine &machine,
                         const EmittedModel &emitted, const InstructionCounts &counts)
    : model(model), target(target.name), emulator(llvm::join(machine.emulator, " ")),
      total(counts.total) {
  std::map<std::string, Row> kernels = makeKernelRows(emitted);
  for (const auto &[symbol, count] : counts.functions) {
    if (count == 0)
      continue;
    Row &row = kernels[symbol];
    if (row.kernel.empty()) {
      row.kernel = symbol;
      row.code = getCodeSize(emitted, symbol);
    }
    row.instructions = count;
  }
  for (auto &[symbol, row] : kernels)
    rows.push_back(std::move(row));
  llvm::sort(rows, [](const Row &a, const Row &b) {
    return std::tie(b.instructions, a.kernel) < std::tie(a.instructions, b.kernel);
  });
}

uint64_t CountReport::countMultiplyAdds() const {
  uint64_t sum = 0;
  for (const Row &row : rows)
    sum += row.multiplyAdds;
  return sum;
}

/// Instructions for each multiply-add; `-` where there are none.
static std::string formatRatio(uint64_t instructions, uint64_t multiplyAdds) {
  return multiplyAdds == 0 ? "-"
                           : formatv("{0:f3}", double(instructions) / double(multiplyAdds)).str();
}

void CountReport::printTable(raw_ostream &os) const {
  os << formatv("{0} for {1}: {2} instructions in a run", model, target, total);
  if (uint64_t multiplyAdds = countMultiplyAdds())
    os << formatv(", {0} for each multiply-add", formatRatio(total, multiplyAdds));
  constexpr char format[] = "{0,14} {1,6} {2,6} {3,12} {4,9} {5,8}  {6,-44} {7,-44} {8,-24} {9}\n";
  os << formatv(" ({0})\n\n", emulator)
     << formatv(format, "instructions", "share", "calls", "mult.-adds", "for each", "code",
                "kernel", "work", "operators", "nodes");
  for (const Row &row : rows)
    os << formatv(format, row.instructions,
                  formatv("{0:f1}%", 100.0 * row.instructions / total).str(), row.calls,
                  row.multiplyAdds, formatRatio(row.instructions, row.multiplyAdds), row.code,
                  cutText(row.kernel, 44), cutText(row.work, 44), cutText(row.operators, 24),
                  cutText(row.nodes, 60));
}

llvm::json::Object CountReport::toJson() const {
  llvm::json::Array kernels;
  for (const Row &row : rows)
    kernels.push_back(llvm::json::Object{{"kernel", llvm::json::fixUTF8(row.kernel)},
                                         {"nodes", llvm::json::fixUTF8(row.nodes)},
                                         {"operators", row.operators},
                                         {"work", row.work},
                                         {"calls", row.calls},
                                         {"multiply_adds", row.multiplyAdds},
                                         {"code_bytes", row.code},
                                         {"instructions", row.instructions}});
  return llvm::json::Object{{"target", target},
                            {"emulator", emulator},
                            {"instructions", total},
                            {"multiply_adds", countMultiplyAdds()},
                            {"kernels", std::move(kernels)}};
}

/// With thousands apart.
static std::string formatCount(double count) { return formatv("{0:n}", uint64_t(count)); }

void CountReport::drawSvg(raw_ostream &os) const {
  BarChart chart;
  chart.title =
      formatv("{0} for {1}: {2} instructions in a run", model, target, formatCount(double(total)));
  chart.meaning = "instructions of a kernel, and its work";
  for (const Row &row : rows)
    chart.bars.push_back({cutText(row.nodes.empty() ? row.kernel : row.nodes, 32), row.nodes,
                          formatCount(double(row.instructions)) + " " + toPrintable(row.work),
                          double(row.instructions)});
  chart.foldSmallBars(double(total), "instructions", formatCount);
  chart.draw(os);
}
