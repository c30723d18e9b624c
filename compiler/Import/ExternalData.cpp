#include "compiler/Import/ExternalData.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace onnxc::importer;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// Whether `file` lies below `folder`; both are real paths.
static bool isInside(StringRef file, StringRef folder) {
  return file.consume_front(folder) &&
         (folder.ends_with(path::get_separator()) || file.starts_with(path::get_separator()));
}

FailureOr<std::shared_ptr<llvm::MemoryBuffer>> ExternalFiles::open(StringRef location, Location loc,
                                                                   StringRef what) {
  if (auto known = files.find(location); known != files.end())
    return known->second;
  auto fail = [&](const Twine &reason) {
    return emitError(loc) << what << " lies in file '" << location << "', which " << reason;
  };
  if (location.empty() || location.contains('\0') || path::is_absolute(location))
    return fail("is not a path relative to the model");

  SmallString<128> joined(folder.empty() ? "." : folder), file, realFolder;
  if (std::error_code error = fs::real_path(joined, realFolder))
    return emitError(loc) << "the model's folder cannot be read: " << error.message();
  path::append(joined, location);
  if (std::error_code error = fs::real_path(joined, file))
    return fail("cannot be opened: " + error.message());
  if (!isInside(file, realFolder))
    return fail("is outside of the model's folder");
  if (!fs::is_regular_file(file))
    return fail("is not a regular file");
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return fail("cannot be opened: " + buffer.getError().message());
  if (onOpen)
    onOpen(file);
  return files[location] = std::move(*buffer);
}

FailureOr<MappedBytes> ExternalFiles::map(StringRef location, uint64_t offset, uint64_t length,
                                          Location loc, StringRef what) {
  auto file = open(location, loc, what);
  if (failed(file))
    return failure();
  uint64_t size = (*file)->getBufferSize();
  if (offset > size || length > size - offset) {
    emitError(loc) << what << " takes " << length << " bytes at offset " << offset << " of file '"
                   << location << "', which has " << size << " bytes";
    return failure();
  }
  return MappedBytes{*file, ArrayRef<char>((*file)->getBufferStart() + offset, length)};
}
