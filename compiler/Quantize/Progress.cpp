#include "compiler/Quantize/Progress.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace onnxc::quantize;

/// What is over sooner needs no bar, and more often nobody looks.
constexpr std::chrono::milliseconds kPeriod(200);
constexpr size_t kWidth = 30;

Progress::Progress(size_t total) : total(total), next(std::chrono::steady_clock::now() + kPeriod) {}

void Progress::show(size_t done) {
  auto now = std::chrono::steady_clock::now();
  if (now < next || !llvm::sys::Process::StandardErrIsDisplayed())
    return;
  next = now + kPeriod;
  isShown = true;
  size_t filled = kWidth * done / total;
  llvm::errs() << llvm::formatv("\r[{0}{1}] {2} of {3}", std::string(filled, '='),
                                std::string(kWidth - filled, ' '), done, total);
  llvm::errs().flush();
}

Progress::~Progress() {
  // To the end of the line.
  if (isShown)
    llvm::errs() << "\r\033[K";
}
