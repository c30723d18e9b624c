#include "compiler/Target/OutputFile.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;
using namespace onnxc;

static Expected<sys::fs::TempFile> createTemporary(StringRef path, StringRef suffix = "") {
  Expected<sys::fs::TempFile> file = sys::fs::TempFile::create(path + ".%%%%%%%%.tmp" + suffix);
  if (!file)
    return createFileError(path, file.takeError());
  return file;
}

static Error writeTo(sys::fs::TempFile &file, StringRef path, WriteFunction write) {
  raw_fd_ostream os(file.FD, /*shouldClose=*/false);
  write(os);
  os.flush();
  std::error_code error = os.error();
  os.clear_error();
  return error ? createFileError(path, error) : Error::success();
}

Error onnxc::writeFile(StringRef path, WriteFunction write) {
  // A device or pipe cannot be replaced by a file.
  if (path == "-" || (sys::fs::exists(path) && !sys::fs::is_regular_file(path))) {
    std::error_code error;
    raw_fd_ostream os(path, error);
    if (error)
      return createFileError(path, error);
    write(os);
    os.flush();
    error = os.error();
    os.clear_error();
    return error ? createFileError(path, error) : Error::success();
  }
  Expected<sys::fs::TempFile> file = createTemporary(path);
  if (!file)
    return file.takeError();
  if (Error error = writeTo(*file, path, write))
    return joinErrors(std::move(error), file->discard());
  if (Error error = file->keep(path))
    return createFileError(path, std::move(error));
  return Error::success();
}

/// Calls `use` with the path of a temporary object beside `path`.
static Error withObject(StringRef path, WriteFunction writeObject,
                        function_ref<Error(StringRef)> use) {
  Expected<sys::fs::TempFile> object = createTemporary(path, ".o");
  if (!object)
    return object.takeError();
  Error error = writeTo(*object, path, writeObject);
  if (!error)
    error = use(object->TmpName);
  return joinErrors(std::move(error), object->discard());
}

Error onnxc::writeArchiveFile(StringRef path, StringRef memberName, WriteFunction writeObject) {
  return withObject(path, writeObject, [&](StringRef object) -> Error {
    Expected<NewArchiveMember> member = NewArchiveMember::getFile(object, /*Deterministic=*/true);
    if (!member)
      return member.takeError();
    member->MemberName = memberName;
    if (Error error = writeArchive(path, *member, SymtabWritingMode::NormalSymtab,
                                   object::Archive::K_GNU, /*Deterministic=*/true, /*Thin=*/false))
      return createFileError(path, std::move(error));
    return Error::success();
  });
}

static std::string findFirstProgram(ArrayRef<std::string> names) {
  for (const std::string &name : names)
    if (ErrorOr<std::string> program = sys::findProgramByName(name))
      return *program;
  return {};
}

static std::string findLinker(const Triple &triple) {
  std::string prefix = (triple.getArchName() + "-linux-" + triple.getEnvironmentName()).str();
  if (triple.isARM() || triple.isThumb())
    prefix = "arm-linux-" + triple.getEnvironmentName().str();
  SmallVector<std::string> names = {"ld.lld-22", "ld.lld", prefix + "-gcc"};
  if (triple.getArch() == Triple(sys::getProcessTriple()).getArch())
    names.push_back("cc");
  return findFirstProgram(names);
}

Error onnxc::linkSharedLibrary(StringRef path, const Triple &triple, WriteFunction writeObject) {
  std::string linker = findLinker(triple);
  if (linker.empty())
    return createStringError("a shared library needs a linker for " + triple.str() +
                             ": install lld, or write an object (.o) and link it yourself");
  bool isCompiler = !sys::path::filename(linker).starts_with("ld");
  std::string soname = ("-soname=" + sys::path::filename(path)).str();
  if (isCompiler)
    soname = "-Wl," + soname;
  return withObject(path, writeObject, [&](StringRef object) -> Error {
    Expected<sys::fs::TempFile> library = createTemporary(path);
    if (!library)
      return library.takeError();
    SmallVector<StringRef> arguments = {linker, "-shared", soname, object, "-o", library->TmpName};
    if (isCompiler)
      arguments.push_back("-nostdlib");
    std::string message;
    if (sys::ExecuteAndWait(linker, arguments, /*Env=*/std::nullopt, /*Redirects=*/{},
                            /*SecondsToWait=*/0, /*MemoryLimit=*/0, &message) != 0)
      return joinErrors(
          createStringError(linker + " failed" + (message.empty() ? "" : ": " + message)),
          library->discard());
    if (Error error = library->keep(path))
      return createFileError(path, std::move(error));
    return Error::success();
  });
}
