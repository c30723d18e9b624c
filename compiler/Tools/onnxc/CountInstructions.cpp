#include "compiler/Tools/onnxc/CountInstructions.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc;

#include "compiler/Tools/onnxc/Texts.inc"

static LogicalResult fail(const Twine &message) {
  llvm::WithColor::error() << message << "\n";
  return failure();
}

/// The plugin of QEMU lies in ../lib/onnxc beside the folder of this program.
static std::string findPlugin() {
  static int here;
  SmallString<128> path(llvm::sys::fs::getMainExecutable("onnxc", &here));
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::append(path, "lib", "onnxc", "count-instructions.so");
  return path.str().str();
}

namespace {
/// A folder with the files of a program, in which commands run.
class Workshop {
public:
  explicit Workshop(StringRef folder) : folder(folder) {}

  std::string getPath(StringRef name) const { return (folder + "/" + name).str(); }
  LogicalResult write(StringRef name, StringRef text) const;
  std::string read(StringRef name) const;
  /// Runs a command, whose paths are those of the folder; what it prints goes to `log.txt`.
  FailureOr<int> run(ArrayRef<std::string> command) const;

private:
  StringRef folder;
};
} // namespace

LogicalResult Workshop::write(StringRef name, StringRef text) const {
  std::error_code error;
  llvm::raw_fd_ostream os(getPath(name), error);
  os << text;
  os.close();
  if (!error)
    error = os.error();
  os.clear_error();
  return error ? fail(getPath(name) + ": " + error.message()) : success();
}

std::string Workshop::read(StringRef name) const {
  auto buffer = llvm::MemoryBuffer::getFile(getPath(name));
  return buffer ? (*buffer)->getBuffer().str() : "";
}

FailureOr<int> Workshop::run(ArrayRef<std::string> command) const {
  llvm::ErrorOr<std::string> program = llvm::sys::findProgramByName(command.front());
  if (!program)
    return fail(command.front() + ": " + program.getError().message());
  SmallVector<StringRef> arguments(command.begin(), command.end());
  std::string log = getPath("log.txt"), message;
  std::optional<StringRef> redirects[] = {StringRef(""), StringRef(log), StringRef(log)};
  int code = llvm::sys::ExecuteAndWait(*program, arguments, std::nullopt, redirects,
                                       /*SecondsToWait=*/0, /*MemoryLimit=*/0, &message);
  if (code < 0)
    return fail(command.front() + ": " + (message.empty() ? "crashes" : message) + "\n" +
                StringRef(read("log.txt")).trim());
  return code;
}

/// All inputs, each at a multiple of 64.
static std::string joinInputs(ArrayRef<HostTensor> inputs) {
  std::string bytes;
  for (const HostTensor &input : inputs) {
    bytes.append(input.bytes.begin(), input.bytes.end());
    bytes.resize(llvm::alignTo(bytes.size(), 64));
  }
  return bytes;
}

/// What the program takes from its memory: tensors, shapes and the arena.
static uint64_t getMemory(const ModelInterface &model) {
  uint64_t bytes = llvm::alignTo(model.arenaSize, 64) + model.arenaAlign;
  for (const TensorInterface &output : model.outputs)
    bytes += llvm::alignTo(output.getMaxBytes(), 64) + 64;
  for (ArrayRef<TensorInterface> tensors : {ArrayRef(model.inputs), ArrayRef(model.outputs)})
    for (const TensorInterface &tensor : tensors)
      bytes += 2 * 64 + 8 * tensor.maxShape.size() + 64;
  return bytes + 4096;
}

static LogicalResult link(const EmulatedMachine &machine, const EmittedModel &model, int runs,
                          const Workshop &workshop) {
  std::vector<std::string> command = machine.compiler;
  for (std::string &word : command)
    if (word == "board.c" || word == "board.ld")
      word = workshop.getPath(word);
  command.insert(command.end(), {"-std=gnu11", "-O1", "-I" + workshop.getPath(""),
                                 "-Wa,-I" + workshop.getPath(""), "-DRUNS=" + std::to_string(runs),
                                 "-DMEMORY=" + std::to_string(getMemory(model.interface)),
                                 workshop.getPath("program.c"), workshop.getPath("model.o"),
                                 "-lgcc", "-o", workshop.getPath("program")});
  FailureOr<int> code = workshop.run(command);
  if (succeeded(code) && *code == 0)
    return success();
  return fail("the program for the emulator cannot be linked: " +
              StringRef(workshop.read("log.txt")).trim());
}

/// Reads what the plugin prints.
static InstructionCounts parseCounts(StringRef text) {
  InstructionCounts counts;
  for (StringRef line : llvm::split(text, '\n')) {
    if (line.consume_front("instructions: ")) {
      line.getAsInteger(10, counts.total);
    } else if (line.consume_front("symbol: ")) {
      auto [number, symbol] = line.split(' ');
      uint64_t count = 0;
      number.getAsInteger(10, count);
      counts.functions[symbol.str()] += count;
    }
  }
  return counts;
}

/// What the program and the emulator print beside the counts.
static std::string readMessages(const Workshop &workshop) {
  std::string messages, log = workshop.read("log.txt");
  for (StringRef line : llvm::split(log, '\n'))
    if (!line.trim().empty() && !line.starts_with("instructions: ") &&
        !line.starts_with("symbol: "))
      messages += "\n" + line.str();
  return messages;
}

/// `code` is 0 or what program.c makes of the status of a run.
static std::string describeCode(int code) {
  constexpr int firstStatus = 100;
  return code > firstStatus
             ? "a run ends with status " + std::to_string(code - firstStatus) + " of onnxc.h"
             : "the model's program ends with code " + std::to_string(code);
}

static FailureOr<InstructionCounts> run(const EmulatedMachine &machine, const Workshop &workshop) {
  std::vector<std::string> command = machine.emulator;
  auto plugin = std::find(command.begin(), command.end(), "-kernel");
  command.insert(plugin, {"-plugin", findPlugin() + ",symbols=on"});
  command.push_back(workshop.getPath("program"));
  FailureOr<int> code = workshop.run(command);
  if (failed(code))
    return failure();
  std::string emulator = llvm::join(machine.emulator, " ");
  if (*code != 0)
    return fail(emulator + ": " + describeCode(*code) + readMessages(workshop));
  InstructionCounts counts = parseCounts(workshop.read("log.txt"));
  if (counts.total == 0)
    return fail(emulator + " has counted nothing" + readMessages(workshop));
  return counts;
}

/// What starts a program may take a little more in one than in the other.
static InstructionCounts subtract(InstructionCounts more, const InstructionCounts &less) {
  auto reduce = [](uint64_t &count, uint64_t by) { count -= std::min(count, by); };
  reduce(more.total, less.total);
  for (const auto &[symbol, count] : less.functions)
    reduce(more.functions[symbol], count);
  return more;
}

FailureOr<InstructionCounts> onnxc::countInstructions(const EmulatedMachine &machine,
                                                      const EmittedModel &model,
                                                      ArrayRef<HostTensor> inputs,
                                                      StringRef folder) {
  Workshop workshop(folder);
  if (!llvm::sys::fs::exists(findPlugin()))
    return fail(findPlugin() + ": is missing; it is a part of onnxc's installation");
  if (failed(workshop.write("program.c", kProgramSource)) ||
      failed(workshop.write("board.c", kBoardSource)) ||
      failed(workshop.write("board.ld", kBoardScript)) ||
      failed(workshop.write("inputs.bin", joinInputs(inputs))))
    return failure();
  InstructionCounts counts[2];
  for (int i = 0; i < 2; ++i) {
    if (failed(link(machine, model, i + 1, workshop)))
      return failure();
    FailureOr<InstructionCounts> counted = run(machine, workshop);
    if (failed(counted))
      return failure();
    counts[i] = std::move(*counted);
  }
  return subtract(std::move(counts[1]), counts[0]);
}
