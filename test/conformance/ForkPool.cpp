#include "test/conformance/ForkPool.h"

#include "llvm/Support/FormatVariadic.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace onnxc::conformance;
using llvm::StringRef;

namespace {

using Clock = std::chrono::steady_clock;
using FilePtr = std::unique_ptr<std::FILE, int (*)(std::FILE *)>;

FilePtr makeTemporaryFile() { return FilePtr(std::tmpfile(), std::fclose); }

/// A process under way. Files without names carry what it says, so that nobody must listen.
struct Process {
  size_t index;
  Clock::time_point start = Clock::now();
  FilePtr result = makeTemporaryFile();
  FilePtr messages = makeTemporaryFile();
};

std::string readAll(std::FILE *file) {
  std::string text;
  std::rewind(file);
  char buffer[4096];
  while (size_t size = std::fread(buffer, 1, sizeof(buffer), file))
    text.append(buffer, size);
  return text;
}

/// LLVM's fatal errors stand in the first line, before the stack trace.
std::string getFirstLine(StringRef text) {
  return text.ltrim().take_until([](char c) { return c == '\n'; }).str();
}

std::string describeCrash(const Process &process, int status, const ForkPoolOptions &options) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return "";
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
    return llvm::formatv("takes more than {0} s", options.timeoutSeconds);
  std::string end = WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "exit";
  std::string message = getFirstLine(readAll(process.messages.get()));
  return "crash: " + end + (message.empty() ? "" : ", ") + message;
}

void limitProcess(const ForkPoolOptions &options) {
  rlimit memory{options.memoryLimit, options.memoryLimit};
  setrlimit(RLIMIT_AS, &memory);
  rlimit noCore{0, 0};
  setrlimit(RLIMIT_CORE, &noCore);
  signal(SIGALRM, SIG_DFL);
  alarm(options.timeoutSeconds);
}

[[noreturn]] void runChild(const Process &process, const ForkPoolOptions &options,
                           const std::function<void(size_t, llvm::raw_ostream &)> &work) {
  dup2(fileno(process.messages.get()), STDOUT_FILENO);
  dup2(fileno(process.messages.get()), STDERR_FILENO);
  limitProcess(options);
  llvm::raw_fd_ostream os(fileno(process.result.get()), /*shouldClose=*/false,
                          /*unbuffered=*/true);
  work(process.index, os);
  // Destructors of the parent's objects are the parent's affair.
  _exit(0);
}

} // namespace

void onnxc::conformance::forkEach(size_t count, const ForkPoolOptions &options,
                                  const std::function<void(size_t, llvm::raw_ostream &)> &work,
                                  const std::function<void(size_t, const ForkResult &)> &done) {
  std::map<pid_t, Process> running;
  for (size_t next = 0; next < count || !running.empty();) {
    if (next < count && running.size() < options.workers) {
      Process process{next++};
      std::fflush(nullptr);
      pid_t id = fork();
      if (id == 0)
        runChild(process, options, work);
      if (id < 0)
        done(process.index, {"", strerror(errno), 0});
      else
        running.emplace(id, std::move(process));
      continue;
    }
    int status = 0;
    auto found = running.find(waitpid(-1, &status, 0));
    if (found == running.end())
      continue;
    const Process &process = found->second;
    std::chrono::duration<double> duration = Clock::now() - process.start;
    done(process.index, {readAll(process.result.get()), describeCrash(process, status, options),
                         duration.count()});
    running.erase(found);
  }
}
