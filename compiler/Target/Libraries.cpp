#include "compiler/Target/Libraries.h"

#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;
using namespace onnxc;

/// Makes the library at `path` of an object by the names of the two files.
static Error makeLibrary(OutputFiles &files, StringRef path, WriteFunction writeObject,
                         function_ref<Error(StringRef object, StringRef library)> make) {
  return withTemporaryFile(path, ".o", writeObject, [&](StringRef object) {
    return files.produce(path, [&](StringRef library) { return make(object, library); });
  });
}

Error onnxc::writeStaticLibrary(OutputFiles &files, StringRef path, const Triple &triple,
                                StringRef memberName, WriteFunction writeObject) {
  return makeLibrary(files, path, writeObject, [&](StringRef object, StringRef library) -> Error {
    Expected<NewArchiveMember> member = NewArchiveMember::getFile(object, /*Deterministic=*/true);
    if (!member)
      return member.takeError();
    member->MemberName = memberName;
    if (Error error = writeArchive(library, *member, SymtabWritingMode::NormalSymtab,
                                   object::Archive::getDefaultKindForTriple(triple),
                                   /*Deterministic=*/true, /*Thin=*/false))
      return createStringError(path + ": " + toString(std::move(error)));
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

Error onnxc::linkSharedLibrary(OutputFiles &files, StringRef path, const Triple &triple,
                               WriteFunction writeObject) {
  std::string linker = findLinker(triple);
  if (linker.empty())
    return createStringError("a shared library needs a linker for " + triple.str() +
                             ": install lld, or write an object (.o) and link it yourself");
  bool isCompiler = !sys::path::filename(linker).starts_with("ld");
  std::string soname = ("-soname=" + sys::path::filename(path)).str();
  if (isCompiler)
    soname = "-Wl," + soname;
  return makeLibrary(files, path, writeObject, [&](StringRef object, StringRef library) -> Error {
    SmallVector<StringRef> arguments = {linker, "-shared", soname, object, "-o", library};
    if (isCompiler)
      arguments.push_back("-nostdlib");
    std::string message;
    if (sys::ExecuteAndWait(linker, arguments, /*Env=*/std::nullopt, /*Redirects=*/{},
                            /*SecondsToWait=*/0, /*MemoryLimit=*/0, &message) != 0)
      return createStringError(linker + " failed" + (message.empty() ? "" : ": " + message));
    return Error::success();
  });
}
