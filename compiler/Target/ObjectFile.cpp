#include "compiler/Target/ObjectFile.h"

#include "compiler/Target/SectionNames.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/COFF.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Object/SymbolSize.h"
#include "llvm/Object/Wasm.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Regex.h"

using namespace llvm;
using namespace onnxc;

static constexpr uint64_t kWeightsAlign = 64;

std::string onnxc::defineWeightsSymbol(StringRef identifier, const Triple &triple,
                                       StringRef contents) {
  std::string symbol = (getSymbolPrefix(triple) + identifier + "_weights").str();
  std::string text = getWeightsSectionDirective(triple, identifier) + ".p2align 6\n";
  if (triple.isOSBinFormatELF() || triple.isWasm()) {
    char mark = triple.isARM() || triple.isThumb() ? '%' : '@';
    text += formatv(".type {0},{1}object\n", symbol, mark);
  }
  if (triple.isOSBinFormatMachO())
    text += ".private_extern " + symbol + "\n";
  return text + symbol + ":\n" + contents.str();
}

std::string onnxc::includeWeights(StringRef path, uint64_t size, StringRef identifier,
                                  const Triple &triple) {
  std::string text = ".incbin \"";
  raw_string_ostream os(text);
  printEscapedString(path, os);
  os << "\"\n";
  if (triple.isWasm())
    os << ".size " << identifier << "_weights, " << size << "\n";
  return text;
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
  std::string name = getWeightsSectionName(identifier);
  bool is64 = object[ELF::EI_CLASS] == ELF::ELFCLASS64;
  bool isLittle = object[ELF::EI_DATA] == ELF::ELFDATA2LSB;
  if (is64)
    return isLittle ? appendSection<object::ELF64LE>(object, name, size)
                    : appendSection<object::ELF64BE>(object, name, size);
  return isLittle ? appendSection<object::ELF32LE>(object, name, size)
                  : appendSection<object::ELF32BE>(object, name, size);
}

/// Whether a program has the section in its memory.
static bool isLoaded(const object::SectionRef &section) {
  if (isa<object::ELFObjectFileBase>(section.getObject()))
    return object::ELFSectionRef(section).getFlags() & ELF::SHF_ALLOC;
  if (const auto *coff = dyn_cast<object::COFFObjectFile>(section.getObject()))
    if (coff->getCOFFSection(section)->Characteristics & COFF::IMAGE_SCN_LNK_INFO)
      return false;
  return (section.isText() || section.isData() || section.isBSS()) && !section.isDebugSection();
}

static Error inspectSections(const object::ObjectFile &file, ObjectInfo &info) {
  for (const object::SectionRef &section : file.sections()) {
    if (!isLoaded(section) || section.getSize() == 0)
      continue;
    Expected<StringRef> name = section.getName();
    if (!name)
      return name.takeError();
    // Objects of WebAssembly store zeros, which the linker leaves out by this name.
    bool isZeros = section.isBSS() || name->starts_with(".bss");
    info.sections.push_back({name->str(), section.getSize(), isZeros});
    if (section.isText())
      info.codeSize += section.getSize();
  }
  return Error::success();
}

namespace {
struct FunctionSymbol {
  uint64_t address;
  std::string name;
  uint64_t size;
};
} // namespace

/// A symbol as the module calls it.
static Expected<std::string> getName(const object::SymbolRef &symbol, const Triple &triple) {
  Expected<StringRef> name = symbol.getName();
  if (!name)
    return name.takeError();
  StringRef plain = *name;
  plain.consume_front(getSymbolPrefix(triple));
  return plain.str();
}

static Error inspectSymbol(const object::SymbolRef &symbol, uint64_t size, const Triple &triple,
                           ObjectInfo &info, std::vector<FunctionSymbol> &functions) {
  Expected<uint32_t> flags = symbol.getFlags();
  Expected<std::string> name = getName(symbol, triple);
  Expected<uint64_t> address = symbol.getAddress();
  Expected<object::SymbolRef::Type> type = symbol.getType();
  if (!flags || !name || !address || !type)
    return joinErrors(joinErrors(flags.takeError(), name.takeError()),
                      joinErrors(address.takeError(), type.takeError()));
  if ((*flags & object::SymbolRef::SF_Undefined) && !name->empty())
    info.undefined.push_back(*name);
  else if (*type == object::SymbolRef::ST_Function)
    functions.push_back({*address, *name, size});
  return Error::success();
}

static Error inspectSymbols(const object::ObjectFile &file, ObjectInfo &info) {
  Triple triple = file.makeTriple();
  std::vector<FunctionSymbol> functions;
  for (const auto &[symbol, size] : object::computeSymbolSizes(file))
    if (Error error = inspectSymbol(symbol, size, triple, info, functions))
      return error;
  // The sizes of WebAssembly's functions do not follow from addresses.
  if (const auto *wasm = dyn_cast<object::WasmObjectFile>(&file)) {
    functions.clear();
    for (const wasm::WasmFunction &function : wasm->functions())
      functions.push_back({function.CodeSectionOffset, function.SymbolName.str(), function.Size});
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

/// The arithmetic of floats and wide integers that every compiler for RISC-V brings in a library.
static bool isRiscvHelper(StringRef symbol) {
  static const Regex helpers("^__((add|sub|mul|div)[sd]f3|(eq|ne|lt|le|gt|ge|unord)[sd]f2|"
                             "fix(uns)?[sd]f[sd]i|float(un)?[sd]i[sd]f|extendsfdf2|truncdfsf2|"
                             "(u?(div|mod)|mul|ashl|ashr|lshr)[sdt]i3|(clz|ctz|popcount)[sd]i2)$");
  return helpers.match(symbol);
}

bool onnxc::isHelper(StringRef symbol, const Triple &triple) {
  if (triple.isRISCV())
    return isRiscvHelper(symbol);
  // The memory functions of the ABI are the C library's, not the compiler's.
  return (triple.isARM() || triple.isThumb()) && symbol.starts_with("__aeabi_") &&
         !symbol.starts_with("__aeabi_mem");
}

bool onnxc::isAllowedUndefined(StringRef symbol, const Triple &triple) {
  // Every linker defines them, where tables of addresses lie.
  if (symbol == "_GLOBAL_OFFSET_TABLE_" || symbol == ".TOC.")
    return true;
  if (triple.isWasm())
    return symbol == "__stack_pointer" || symbol == "__indirect_function_table";
  // What every program for Windows has: a mark for floats, and what makes pages of a large frame.
  if (triple.isOSWindows())
    return symbol == "_fltused" || symbol == "__chkstk";
  return isHelper(symbol, triple);
}
