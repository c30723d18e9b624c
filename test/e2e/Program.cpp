#include "test/e2e/Program.h"

#include "compiler/Import/DataTypes.h"
#include "runtime/onnxc.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mlir;
using namespace onnxc;
using namespace onnxc::e2e;
using llvm::Error;
using llvm::Expected;

static Error makeError(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

static SmallVector<StringRef> toRefs(ArrayRef<std::string> strings) {
  return SmallVector<StringRef>(strings.begin(), strings.end());
}

Error onnxc::e2e::runCommand(ArrayRef<std::string> command, StringRef workFolder,
                             unsigned timeoutSeconds) {
  llvm::ErrorOr<std::string> program = llvm::sys::findProgramByName(command.front());
  if (!program)
    return makeError(command.front() + ": " + program.getError().message());
  std::string log = llvm::formatv("{0}/log-{1}.txt", workFolder, getpid());
  std::optional<StringRef> redirects[] = {StringRef(""), StringRef(log), StringRef(log)};
  std::string message;
  int code = llvm::sys::ExecuteAndWait(*program, toRefs(command), std::nullopt, redirects,
                                       timeoutSeconds, /*MemoryLimit=*/0, &message);
  if (code == 0)
    return Error::success();
  auto buffer = llvm::MemoryBuffer::getFile(log);
  if (buffer)
    message += (*buffer)->getBuffer().trim();
  return makeError(message.empty() ? llvm::formatv("exit code {0}", code).str() : message);
}

/// Writes the table of models that runner.c reads.
static Error writeTable(StringRef path, ArrayRef<LinkedModel> models) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (error)
    return makeError(path + ": " + error.message());
  os << "#include \"onnxc.h\"\n";
  for (const LinkedModel &model : models)
    os << llvm::formatv("extern const onnxc_model {0}_model;\n", model.name);
  os << "const onnxc_model *const models[] = {\n";
  for (const LinkedModel &model : models)
    os << llvm::formatv("  &{0}_model,\n", model.name);
  os << "};\nconst uint64_t stack_sizes[] = {\n";
  for (const LinkedModel &model : models)
    os << llvm::formatv("  {0}u,\n", model.stackSize);
  os << "};\n";
  return Error::success();
}

Expected<std::string> onnxc::e2e::linkProgram(const Toolchain &toolchain, StringRef programName,
                                              ArrayRef<LinkedModel> models) {
  std::string path = toolchain.workFolder + "/" + programName.str();
  std::string table = path + ".c";
  if (Error error = writeTable(table, models))
    return std::move(error);
  std::string runner = toolchain.sourceRoot + "/test/e2e/runner/";
  std::vector<std::string> command = toolchain.compiler;
  command.insert(command.end(),
                 {"-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror",
                  "-I" + toolchain.sourceRoot + "/runtime", "-I" + runner, runner + "runner.c",
                  runner + toolchain.machine + ".c", table, "-o", path});
  for (const LinkedModel &model : models)
    command.push_back(model.objectPath);
  // The helpers of the ABI.
  command.push_back("-lgcc");
  if (Error linkError = runCommand(command, toolchain.workFolder, /*timeoutSeconds=*/120))
    return std::move(linkError);
  return path;
}

Expected<std::unique_ptr<Program>> Program::start(const Toolchain &toolchain, StringRef path) {
  std::vector<std::string> command = toolchain.emulator;
  command.push_back(path.str());
  llvm::ErrorOr<std::string> file = llvm::sys::findProgramByName(command.front());
  if (!file)
    return makeError(command.front() + ": " + file.getError().message());

  int toProgram[2], fromProgram[2];
  if (pipe(toProgram) != 0 || pipe(fromProgram) != 0)
    return makeError("no pipe");
  // A program that has crashed is noticed when its answer does not come.
  std::signal(SIGPIPE, SIG_IGN);
  pid_t id = fork();
  if (id == 0) {
    dup2(toProgram[0], STDIN_FILENO);
    dup2(fromProgram[1], STDOUT_FILENO);
    for (int end : {toProgram[0], toProgram[1], fromProgram[0], fromProgram[1]})
      close(end);
    std::vector<char *> arguments;
    for (std::string &argument : command)
      arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    execv(file->c_str(), arguments.data());
    _exit(127);
  }
  close(toProgram[0]);
  close(fromProgram[1]);
  return std::unique_ptr<Program>(new Program(id, toProgram[1], fromProgram[0]));
}

Program::Program(int processId, int input, int output)
    : processId(processId), toProgram(fdopen(input, "wb")), fromProgram(output) {}

Program::~Program() {
  if (isLate)
    kill(processId, SIGKILL);
  std::fclose(toProgram);
  close(fromProgram);
  waitpid(processId, nullptr, 0);
}

void Program::request(char kind, size_t model) {
  uint64_t index = model;
  std::fwrite(&kind, 1, 1, toProgram);
  std::fwrite(&index, sizeof(index), 1, toProgram);
}

/// How long a program may compute without an answer.
static constexpr int kPatienceMs = 120 * 1000;

bool Program::waitForAnswer() {
  pollfd answer{fromProgram, POLLIN, 0};
  isLate = poll(&answer, 1, kPatienceMs) == 0;
  return !isLate;
}

void Program::read(void *data, size_t size) {
  for (size_t done = 0; done < size && !isBroken;) {
    ssize_t count =
        waitForAnswer() ? ::read(fromProgram, static_cast<char *>(data) + done, size - done) : 0;
    isBroken = count <= 0;
    done += std::max<ssize_t>(count, 0);
  }
  if (isBroken)
    std::memset(data, 0, size);
}

uint64_t Program::readNumber() {
  uint64_t number;
  read(&number, sizeof(number));
  return number;
}

std::string Program::readString() {
  std::string text(readNumber(), '\0');
  read(text.data(), text.size());
  return text;
}

Error Program::getError() {
  return makeError(isLate ? "the program does not end" : "the program crashes");
}

ModelValue Program::readValue(MLIRContext *context) {
  Type elementType = importer::getElementType(readNumber(), context);
  SmallVector<int64_t> shape(readNumber()), maxShape(shape.size());
  read(shape.data(), shape.size() * sizeof(int64_t));
  read(maxShape.data(), maxShape.size() * sizeof(int64_t));
  readNumber();
  std::string name = readString();
  ModelValue value{name,
                   isBroken ? RankedTensorType() : RankedTensorType::get(maxShape, elementType),
                   {},
                   {},
                   {}};
  for (auto [dim, size] : llvm::enumerate(shape))
    if (size < 0)
      value.open.push_back(dim);
  return value;
}

Expected<ModelSignature> Program::describe(size_t model, MLIRContext *context) {
  request('d', model);
  std::fflush(toProgram);
  ModelSignature signature;
  size_t inputs = readNumber(), outputs = readNumber();
  for (size_t i = 0; i < inputs && !isBroken; ++i)
    signature.inputs.push_back(readValue(context));
  for (size_t i = 0; i < outputs && !isBroken; ++i)
    signature.outputs.push_back(readValue(context));
  if (isBroken)
    return getError();
  return signature;
}

Expected<std::vector<HostTensor>> Program::run(size_t model, const ModelSignature &signature,
                                               ArrayRef<HostTensor> inputs) {
  request('r', model);
  for (const HostTensor &input : inputs) {
    std::fwrite(input.bytes.data(), 1, input.bytes.size(), toProgram);
    for (const std::string &text : input.strings) {
      uint64_t size = text.size();
      std::fwrite(&size, sizeof(size), 1, toProgram);
      std::fwrite(text.data(), 1, size, toProgram);
    }
  }
  std::fflush(toProgram);
  std::string complaint = readString();
  uint64_t status = readNumber();
  if (!isBroken && !complaint.empty())
    return makeError(complaint);
  if (!isBroken && status != ONNXC_OK)
    return makeError(llvm::formatv("the model returns status {0}", status));
  std::vector<HostTensor> outputs;
  for (const ModelValue &value : signature.outputs) {
    SmallVector<int64_t> shape(value.type.getRank());
    read(shape.data(), shape.size() * sizeof(int64_t));
    HostTensor whole = makeHostTensor(value.type);
    read(whole.bytes.data(), whole.bytes.size());
    for (std::string &text : whole.strings)
      text = readString();
    outputs.push_back(isBroken ? whole : cropTensor(whole, shape));
  }
  if (isBroken)
    return getError();
  return outputs;
}
