#include "test/support/GuardedRun.h"

#include "compiler/Support/PassedBytes.h"
#include "llvm/Support/Alignment.h"

#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

using namespace mlir;
using namespace onnxc;

namespace {

enum class Side { Begin, End };

/// Bytes between two pages that nobody may touch, flush with one of them.
class GuardedBytes {
public:
  GuardedBytes(size_t size, size_t align, Side side) : size(size) {
    size_t page = sysconf(_SC_PAGESIZE);
    inner = llvm::alignTo(std::max<size_t>(size, 1), page);
    mappedSize = inner + 2 * page;
    void *mapped = mmap(nullptr, mappedSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    base = mapped == MAP_FAILED ? nullptr : static_cast<char *>(mapped);
    if (!base || mprotect(base + page, inner, PROT_READ | PROT_WRITE) != 0)
      llvm::report_bad_alloc_error("no memory for guarded bytes");
    // The room that alignment leaves at the end is the arena's only: tensors are whole elements.
    size_t slack = side == Side::Begin ? 0 : llvm::alignDown(inner - size, align);
    begin = base + page + slack;
    std::memset(begin, 0xff, size);
  }
  GuardedBytes(GuardedBytes &&other) { *this = std::move(other); }
  GuardedBytes &operator=(GuardedBytes &&other) {
    std::swap(base, other.base);
    std::swap(begin, other.begin);
    std::swap(size, other.size);
    std::swap(inner, other.inner);
    std::swap(mappedSize, other.mappedSize);
    return *this;
  }
  ~GuardedBytes() {
    if (base)
      munmap(base, mappedSize);
  }

  void fill(ArrayRef<char> bytes) {
    if (!bytes.empty())
      std::memcpy(begin, bytes.data(), bytes.size());
    mprotect(base + sysconf(_SC_PAGESIZE), inner, PROT_READ);
  }
  void *data() { return begin; }
  std::vector<char> copy() const { return {begin, begin + size}; }

private:
  char *base = nullptr, *begin = nullptr;
  size_t size = 0, inner = 0, mappedSize = 0;
};

size_t getAlign(const RankedTensorType &type) {
  return std::max<int64_t>(1, getHostElementSize(type.getElementType()));
}

} // namespace

static llvm::Expected<std::vector<HostTensor>> runOnce(HostModel &model,
                                                       ArrayRef<HostTensor> inputs, Side side) {
  std::vector<GuardedBytes> memory;
  SmallVector<const void *> inputPointers;
  for (const HostTensor &input : inputs) {
    std::vector<char> bytes = getPassedBytes(input);
    memory.emplace_back(bytes.size(), getAlign(input.type), side).fill(bytes);
    inputPointers.push_back(memory.back().data());
  }
  std::vector<HostTensor> outputs;
  std::vector<GuardedBytes> results;
  SmallVector<void *> outputPointers;
  for (const ModelValue &output : model.getSignature().outputs) {
    outputs.push_back(makeHostTensor(output.type));
    results.emplace_back(getPassedBytes(outputs.back()).size(), getAlign(output.type), side);
    outputPointers.push_back(results.back().data());
  }
  const ModelInterface &interface = model.getJit().getInterface();
  GuardedBytes arena(interface.arenaSize, interface.arenaAlign, side);
  if (model.getJit().runInArena(inputPointers, outputPointers, arena.data(), model.getThreads()) !=
      ONNXC_OK)
    return llvm::createStringError("the run ends with ONNXC_ERROR_CAPACITY");
  for (auto [output, result] : llvm::zip_equal(outputs, results))
    takePassedBytes(output, result.copy());
  return outputs;
}

llvm::Expected<std::vector<HostTensor>> onnxc::test::runGuarded(HostModel &model,
                                                                ArrayRef<HostTensor> inputs) {
  llvm::Expected<std::vector<HostTensor>> first = runOnce(model, inputs, Side::End);
  if (!first)
    return first;
  llvm::Expected<std::vector<HostTensor>> second = runOnce(model, inputs, Side::Begin);
  if (!second)
    return second;
  for (auto [output, a, b] : llvm::zip_equal(model.getSignature().outputs, *first, *second))
    if (a.bytes != b.bytes || a.strings != b.strings)
      return llvm::createStringError("output '" + output.name +
                                     "' differs between two runs on the same inputs");
  cropOutputs(model.getSignature().outputs, model.getJit().getSizes(), *first);
  return first;
}
