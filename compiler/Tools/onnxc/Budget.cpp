#include "compiler/Tools/onnxc/Budget.h"

#include "compiler/Support/PrintableText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;
using llvm::formatv;

/// In the units of the flags: bytes, K or M.
static std::string formatBytes(uint64_t bytes) {
  if (bytes < 10000)
    return std::to_string(bytes) + " bytes";
  if (bytes < (uint64_t(10) << 20))
    return formatv("{0:f1}K", bytes / 1024.0);
  return formatv("{0:f1}M", bytes / (1024.0 * 1024));
}

static std::string formatCount(uint64_t count) {
  if (count < 10000)
    return std::to_string(count);
  return count < 10000000 ? formatv("{0:f1} thousand", count * 1e-3)
                          : formatv("{0:f1} million", count * 1e-6);
}

/// Bytes of all that a program keeps in memory that it only reads.
static uint64_t getFlash(const EmittedModel &model) {
  uint64_t sum = 0;
  for (const ObjectInfo::Section &section : model.object.sections)
    if (!section.isZeros)
      sum += section.size;
  return sum;
}

static uint64_t getRam(const EmittedModel &model) {
  return model.interface.arenaSize + model.stackSize;
}

static std::string describeFlash(const EmittedModel &model) {
  return formatv("{0} of flash (weights {1}, code {2})", formatBytes(getFlash(model)),
                 formatBytes(model.interface.weightsSize), formatBytes(model.object.codeSize));
}

static std::string describeRam(const EmittedModel &model) {
  return formatv("{0} of RAM (arena {1}, stack {2})", formatBytes(getRam(model)),
                 formatBytes(model.interface.arenaSize), formatBytes(model.stackSize));
}

void onnxc::printSummary(const EmittedModel &model, StringRef path, StringRef time,
                         raw_ostream &os) {
  os << path << ": " << describeFlash(model) << ", " << describeRam(model);
  if (std::optional<uint64_t> count = model.interface.multiplyAdds)
    os << ", " << formatCount(*count) << " multiply-adds";
  os << time << "\n";
}

static LogicalResult check(uint64_t size, std::optional<uint64_t> bound, const Twine &what,
                           StringRef flag, raw_ostream &os) {
  if (!bound || size <= *bound)
    return success();
  llvm::WithColor::error(os) << "the model takes " << what << ", but " << flag << " is "
                             << formatBytes(*bound) << "\n";
  return failure();
}

static void printPeak(const EmittedModel &model, raw_ostream &os) {
  if (model.interface.peakBuffers.empty())
    return;
  llvm::WithColor::note(os) << "the arena is fullest with\n";
  for (const ArenaBuffer &buffer : model.interface.peakBuffers)
    os << "  " << formatBytes(buffer.bytes) << ", " << buffer.type
       << (buffer.nodes.empty() ? "" : ", of " + toPrintable(buffer.nodes)) << "\n";
}

static void printAdvice(StringRef what, ArrayRef<StringRef> ways, raw_ostream &os) {
  if (!ways.empty())
    llvm::WithColor::note(os) << "less " << what << ": " << llvm::join(ways, "; ") << "\n";
}

static bool isForSize(OptLevel level) { return level == OptLevel::Os || level == OptLevel::Oz; }

static void adviseOnFlash(const EmittedModel &model, OptLevel level, raw_ostream &os) {
  SmallVector<StringRef> ways;
  if (!isForSize(level))
    ways.push_back("-Os, about half of the code and weights that do not grow for speed");
  if (model.interface.hasFloatWeights)
    ways.push_back("a model quantized to int8, a quarter of the weights");
  printAdvice("flash", ways, os);
}

/// The kernel that needs most; none if all have become part of the model's function.
static const EmittedModel::Kernel *findDeepest(const EmittedModel &model) {
  const EmittedModel::Kernel *deepest = nullptr;
  for (const EmittedModel::Kernel &kernel : model.kernels)
    if (!kernel.nodes.empty() && (!deepest || kernel.stackSize > deepest->stackSize))
      deepest = &kernel;
  return deepest;
}

static void adviseOnStack(const EmittedModel &model, OptLevel level, raw_ostream &os) {
  if (const EmittedModel::Kernel *deepest = findDeepest(model))
    llvm::WithColor::note(os) << toPrintable(deepest->symbol) << " takes "
                              << formatBytes(deepest->stackSize) << " of it, for "
                              << toPrintable(llvm::join(deepest->nodes, ", ")) << "\n";
  if (!isForSize(level))
    printAdvice("stack", {"-Os, whose kernels keep fewer values"}, os);
}

static void adviseOnRam(const EmittedModel &model, raw_ostream &os) {
  const ModelInterface &interface = model.interface;
  SmallVector<StringRef> ways;
  if (interface.schedule && llvm::any_of(interface.schedule->steps, [](const auto &step) {
        return StringRef(step.work).contains("winograd");
      }))
    ways.push_back("--winograd=false, smaller temporaries");
  if (!interface.peakBuffers.empty() &&
      StringRef(interface.peakBuffers.front().type).ends_with("f32"))
    ways.push_back("a model quantized to int8, a quarter for activations");
  printAdvice("RAM", ways, os);
}

LogicalResult onnxc::checkBudget(const EmittedModel &model, const Budget &budget, OptLevel level,
                                 raw_ostream &os) {
  LogicalResult flash =
      check(getFlash(model), budget.flash, describeFlash(model), "--max-flash", os);
  LogicalResult stack = check(model.stackSize, budget.stack,
                              formatBytes(model.stackSize) + " of stack", "--max-stack", os);
  LogicalResult ram = check(getRam(model), budget.ram, describeRam(model), "--max-ram", os);
  if (failed(flash))
    adviseOnFlash(model, level, os);
  if (failed(stack))
    adviseOnStack(model, level, os);
  if (failed(ram)) {
    printPeak(model, os);
    adviseOnRam(model, os);
  }
  return success(succeeded(flash) && succeeded(stack) && succeeded(ram));
}
