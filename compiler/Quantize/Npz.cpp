#include "compiler/Quantize/Npz.h"

#include "compiler/Support/Npy.h"
#include "mlir/IR/Diagnostics.h"

#include <array>
#include <memory>

#ifdef ONNXC_HAS_MINIZIP
#include <minizip/unzip.h>
#endif

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

static InFlightDiagnostic emitAt(StringRef path, MLIRContext *context) {
  return emitError(UnknownLoc::get(context)) << path << ": ";
}

#ifdef ONNXC_HAS_MINIZIP
/// The name of the file that `archive` is at; empty if it cannot be read.
static std::string getName(unzFile archive) {
  std::array<char, 4096> name;
  if (unzGetCurrentFileInfo64(archive, nullptr, name.data(), name.size(), nullptr, 0, nullptr, 0) !=
      UNZ_OK)
    return "";
  return name.data();
}

/// The contents of the file that `archive` is at; nothing if it is damaged.
static std::optional<std::string> getContents(unzFile archive) {
  if (unzOpenCurrentFile(archive) != UNZ_OK)
    return std::nullopt;
  std::string contents;
  std::vector<char> part(1 << 16);
  int count;
  while ((count = unzReadCurrentFile(archive, part.data(), unsigned(part.size()))) > 0)
    contents.append(part.data(), count);
  // Closing compares the checksum.
  if (unzCloseCurrentFile(archive) != UNZ_OK || count < 0)
    return std::nullopt;
  return contents;
}

FailureOr<std::vector<NamedTensor>> quantize::readNpz(StringRef path, MLIRContext *context) {
  std::unique_ptr<void, int (*)(unzFile)> archive(unzOpen64(path.str().c_str()), unzClose);
  if (!archive) {
    emitAt(path, context) << "is no archive of tensors that can be read";
    return failure();
  }
  std::vector<NamedTensor> tensors;
  int state = unzGoToFirstFile(archive.get());
  for (; state == UNZ_OK; state = unzGoToNextFile(archive.get())) {
    std::string file = getName(archive.get());
    StringRef name = file;
    std::optional<std::string> contents = getContents(archive.get());
    if (!name.consume_back(".npy") || !contents) {
      emitAt(path, context) << "holds '" << file << "', which is "
                            << (contents ? "no .npy file" : "damaged");
      return failure();
    }
    llvm::Expected<HostTensor> tensor = parseNpy(*contents, context);
    if (!tensor) {
      emitAt(path, context) << "'" << file << "': " << llvm::toString(tensor.takeError());
      return failure();
    }
    tensors.push_back({name.starts_with("arr_") ? "" : name.str(), std::move(*tensor)});
  }
  if (state != UNZ_END_OF_LIST_OF_FILE) {
    emitAt(path, context) << "is damaged";
    return failure();
  }
  return tensors;
}
#else
FailureOr<std::vector<NamedTensor>> quantize::readNpz(StringRef path, MLIRContext *context) {
  emitAt(path, context) << "is an archive, which this build of onnxc cannot read: it was made "
                           "without minizip";
  return failure();
}
#endif
