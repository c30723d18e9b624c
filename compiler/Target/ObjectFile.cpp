#include "compiler/Target/ObjectFile.h"

#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace onnxc;

static constexpr uint64_t kWeightsAlign = 64;

static std::string getWeightsSection(StringRef identifier) {
  return (".rodata." + identifier + ".weights").str();
}

std::string onnxc::defineWeightsSymbol(StringRef identifier, const Triple &triple,
                                       StringRef contents) {
  // '@' begins a comment in the assembly of 32-bit Arm.
  char mark = triple.isARM() || triple.isThumb() ? '%' : '@';
  return formatv(".section {0},\"a\",{1}progbits\n"
                 ".p2align 6\n"
                 ".type {2}_weights,{1}object\n"
                 "{2}_weights:\n"
                 "{3}",
                 getWeightsSection(identifier), mark, identifier, contents);
}

template <typename ELFT>
static Expected<uint64_t> appendSection(MutableArrayRef<char> object, StringRef name,
                                        uint64_t size) {
  Expected<object::ELFFile<ELFT>> file =
      object::ELFFile<ELFT>::create(StringRef(object.data(), object.size()));
  if (!file)
    return file.takeError();
  Expected<typename ELFT::ShdrRange> sections = file->sections();
  if (!sections)
    return sections.takeError();
  for (const typename ELFT::Shdr &section : *sections) {
    Expected<StringRef> sectionName = file->getSectionName(section);
    if (!sectionName)
      return sectionName.takeError();
    if (*sectionName != name)
      continue;
    uint64_t offset = alignTo(object.size(), kWeightsAlign);
    if (!ELFT::Is64Bits && offset + size > UINT32_MAX)
      return createStringError("the weights do not fit into a 32-bit object");
    auto &header = const_cast<typename ELFT::Shdr &>(section);
    header.sh_offset = offset;
    header.sh_size = size;
    return offset - object.size();
  }
  return createStringError("internal error: the object has no section " + name);
}

Expected<uint64_t> onnxc::appendWeightsSection(MutableArrayRef<char> object, StringRef identifier,
                                               uint64_t size) {
  std::string name = getWeightsSection(identifier);
  bool is64 = object[ELF::EI_CLASS] == ELF::ELFCLASS64;
  bool isLittle = object[ELF::EI_DATA] == ELF::ELFDATA2LSB;
  if (is64)
    return isLittle ? appendSection<object::ELF64LE>(object, name, size)
                    : appendSection<object::ELF64BE>(object, name, size);
  return isLittle ? appendSection<object::ELF32LE>(object, name, size)
                  : appendSection<object::ELF32BE>(object, name, size);
}

static Error inspectSections(const object::ObjectFile &file, ObjectInfo &info) {
  for (object::ELFSectionRef section : file.sections()) {
    if (!(section.getFlags() & ELF::SHF_ALLOC) || section.getSize() == 0)
      continue;
    Expected<StringRef> name = section.getName();
    if (!name)
      return name.takeError();
    info.sections.push_back({name->str(), section.getSize()});
    if (section.isText())
      info.codeSize += section.getSize();
  }
  return Error::success();
}

static Error inspectSymbols(const object::ObjectFile &file, ObjectInfo &info) {
  struct FunctionSymbol {
    uint64_t address;
    std::string name;
    uint64_t size;
  };
  std::vector<FunctionSymbol> functions;
  for (object::ELFSymbolRef symbol : file.symbols()) {
    Expected<uint32_t> flags = symbol.getFlags();
    Expected<StringRef> name = symbol.getName();
    Expected<uint64_t> address = symbol.getAddress();
    if (!flags || !name || !address)
      return joinErrors(joinErrors(flags.takeError(), name.takeError()), address.takeError());
    if ((*flags & object::SymbolRef::SF_Undefined) && !name->empty())
      info.undefined.push_back(name->str());
    else if (symbol.getELFType() == ELF::STT_FUNC)
      functions.push_back({*address, name->str(), symbol.getSize()});
  }
  sort(functions, [](const auto &a, const auto &b) {
    return std::tie(a.address, a.name) < std::tie(b.address, b.name);
  });
  for (FunctionSymbol &function : functions)
    info.functions.emplace_back(std::move(function.name), function.size);
  return Error::success();
}

Expected<ObjectInfo> onnxc::inspectObject(ArrayRef<char> object) {
  Expected<std::unique_ptr<object::ObjectFile>> file = object::ObjectFile::createObjectFile(
      MemoryBufferRef(StringRef(object.data(), object.size()), "object"));
  if (!file)
    return file.takeError();
  ObjectInfo info;
  if (Error error = inspectSections(**file, info))
    return error;
  if (Error error = inspectSymbols(**file, info))
    return error;
  return info;
}

bool onnxc::isAllowedUndefined(StringRef symbol, const Triple &triple) {
  // Every linker defines them, where tables of addresses lie.
  if (symbol == "_GLOBAL_OFFSET_TABLE_" || symbol == ".TOC.")
    return true;
  // The memory functions of the ABI are the C library's, not the compiler's.
  return (triple.isARM() || triple.isThumb()) && symbol.starts_with("__aeabi_") &&
         !symbol.starts_with("__aeabi_mem");
}
