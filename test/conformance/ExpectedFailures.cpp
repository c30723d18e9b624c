#include "test/conformance/ExpectedFailures.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace onnxc::conformance;

static std::unique_ptr<llvm::MemoryBuffer> readFile(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (buffer)
    return std::move(*buffer);
  llvm::WithColor::error() << path << ": " << buffer.getError().message() << "\n";
  return nullptr;
}

FailureOr<ExpectedFailures> onnxc::conformance::readExpectedFailures(StringRef path) {
  std::unique_ptr<llvm::MemoryBuffer> buffer = readFile(path);
  if (!buffer)
    return failure();
  ExpectedFailures failures;
  SmallVector<StringRef> lines;
  buffer->getBuffer().split(lines, '\n');
  for (StringRef line : lines) {
    if (line.trim().empty() || line.starts_with("#"))
      continue;
    auto [name, reason] = line.split(": ");
    failures[name.str()] = reason.str();
  }
  return failures;
}

static StringRef getLeadingComment(StringRef text) {
  size_t size = 0;
  for (StringRef rest = text; rest.starts_with("#"); rest = text.drop_front(size))
    size += std::min(rest.find('\n'), rest.size() - 1) + 1;
  return text.take_front(size);
}

LogicalResult onnxc::conformance::writeExpectedFailures(StringRef path,
                                                        const ExpectedFailures &failures) {
  std::unique_ptr<llvm::MemoryBuffer> buffer = readFile(path);
  if (!buffer)
    return failure();
  std::string text = getLeadingComment(buffer->getBuffer()).str();
  for (const auto &[name, reason] : failures)
    text += name + ": " + reason + "\n";

  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (error) {
    llvm::WithColor::error() << path << ": " << error.message() << "\n";
    return failure();
  }
  os << text;
  return success();
}
