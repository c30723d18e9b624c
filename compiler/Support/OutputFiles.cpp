#include "compiler/Support/OutputFiles.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace onnxc;
namespace fs = llvm::sys::fs;

static Error createError(StringRef path, const Twine &message) {
  return createStringError(path + ": " + message);
}

/// The file that `path` names, or would name: links are followed.
static Expected<std::string> getPlace(StringRef path) {
  SmallString<128> place;
  if (!fs::real_path(path, place))
    return std::string(place);
  StringRef folder = sys::path::parent_path(path);
  if (std::error_code error = fs::real_path(folder.empty() ? "." : folder, place))
    return createError(path, error.message());
  sys::path::append(place, sys::path::filename(path));
  return std::string(place);
}

static bool isDeviceOrPipe(StringRef place) {
  return fs::exists(place) && !fs::is_regular_file(place);
}

static Expected<fs::TempFile> createTemporary(StringRef path, StringRef place,
                                              StringRef suffix = "") {
  Expected<fs::TempFile> file = fs::TempFile::create(place + ".%%%%%%%%.tmp" + suffix);
  if (!file)
    return createError(path, toString(file.takeError()));
  return file;
}

/// The stream's errors: what does not fit on a disk, say.
static Error writeTo(raw_fd_ostream &os, StringRef path, WriteFunction write) {
  write(os);
  os.flush();
  std::error_code error = os.error();
  os.clear_error();
  return error ? createError(path, error.message()) : Error::success();
}

static Error writeTo(fs::TempFile &file, StringRef path, WriteFunction write) {
  raw_fd_ostream os(file.FD, /*shouldClose=*/false);
  return writeTo(os, path, write);
}

OutputFiles::~OutputFiles() {
  for (Output &output : outputs)
    if (output.file)
      consumeError(output.file->discard());
}

void OutputFiles::addInput(StringRef path) {
  fs::UniqueID id;
  if (fs::is_regular_file(path) && !fs::getUniqueID(path, id))
    inputs.push_back(id);
}

Error OutputFiles::checkPlace(StringRef path, StringRef place) const {
  fs::UniqueID id;
  if (!fs::getUniqueID(place, id) && is_contained(inputs, id))
    return createError(path, "is an input, which no output may replace");
  return Error::success();
}

Error OutputFiles::claim(StringRef path) {
  Expected<std::string> place = getPlace(path);
  if (!place)
    return place.takeError();
  if (fs::is_directory(*place))
    return createError(path, "is a folder");
  for (const Output &other : outputs)
    if (other.place == *place && !isDeviceOrPipe(*place))
      return createError(path, "two outputs would be this file");
  outputs.push_back({path.str(), *place, std::nullopt});
  return checkPlace(path, *place);
}

OutputFiles::Output &OutputFiles::find(StringRef path) {
  auto output = find_if(outputs, [&](const Output &o) { return o.path == path; });
  assert(output != outputs.end() && "an output that was not announced");
  return *output;
}

Error OutputFiles::write(StringRef path, WriteFunction write) {
  Output &output = find(path);
  if (isDeviceOrPipe(output.place)) {
    std::error_code error;
    raw_fd_ostream os(output.place, error);
    return error ? createError(path, error.message()) : writeTo(os, path, write);
  }
  Expected<fs::TempFile> file = createTemporary(path, output.place);
  if (!file)
    return file.takeError();
  output.file = std::move(*file);
  return writeTo(*output.file, path, write);
}

Error OutputFiles::produce(StringRef path, function_ref<Error(StringRef)> produce) {
  Output &output = find(path);
  if (isDeviceOrPipe(output.place))
    return createError(path, "is not a regular file");
  Expected<fs::TempFile> file = createTemporary(path, output.place);
  if (!file)
    return file.takeError();
  output.file = std::move(*file);
  return produce(output.file->TmpName);
}

Error OutputFiles::commit() {
  // Inputs that were met on the way, as a model's external data, are known by now.
  for (const Output &output : outputs)
    if (Error error = checkPlace(output.path, output.place))
      return error;
  for (Output &output : outputs) {
    if (!output.file)
      continue;
    Error error = output.file->keep(output.place);
    output.file.reset();
    if (error)
      return createError(output.path, toString(std::move(error)));
  }
  return Error::success();
}

Error onnxc::withTemporaryFile(StringRef path, StringRef suffix, WriteFunction write,
                               function_ref<Error(StringRef)> use) {
  Expected<fs::TempFile> file = createTemporary(path, path, suffix);
  if (!file)
    return file.takeError();
  Error error = writeTo(*file, path, write);
  if (!error)
    error = use(file->TmpName);
  return joinErrors(std::move(error), file->discard());
}
