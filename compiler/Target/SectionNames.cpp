#include "compiler/Target/SectionNames.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace onnxc;

static StringRef getPrefix(const Triple &triple, Contents contents) {
  bool isCoff = triple.isOSBinFormatCOFF();
  switch (contents) {
  case Contents::Code:
    return isCoff ? ".text$" : ".text.";
  case Contents::Constants:
    return isCoff ? ".rdata$" : ".rodata.";
  case Contents::ConstantsWithPointers:
    return isCoff ? ".rdata$" : ".data.rel.ro.";
  case Contents::Zeros:
    return ".bss.";
  }
  llvm_unreachable("all contents are listed");
}

std::string onnxc::getSectionName(const Triple &triple, Contents contents, StringRef identifier) {
  // Mach-O has a section for each kind, and each function of WebAssembly is its own. LLVM stores
  // the zeros of COFF in sections of any name but the usual one.
  if (triple.isOSBinFormatMachO() || (triple.isWasm() && contents == Contents::Code) ||
      (triple.isOSBinFormatCOFF() && contents == Contents::Zeros))
    return "";
  return (getPrefix(triple, contents) + identifier).str();
}

std::string onnxc::getWeightsSectionName(StringRef identifier) {
  return (".rodata." + identifier + ".weights").str();
}

std::string onnxc::getWeightsSectionDirective(const Triple &triple, StringRef identifier) {
  if (triple.isOSBinFormatMachO())
    return ".section __TEXT,__const\n";
  if (triple.isOSBinFormatCOFF())
    return formatv(".section .rdata${0}$weights,\"dr\"\n", identifier);
  if (triple.isWasm())
    return formatv(".section {0},\"\",@\n", getWeightsSectionName(identifier));
  // '@' begins a comment in the assembly of 32-bit Arm.
  char mark = triple.isARM() || triple.isThumb() ? '%' : '@';
  return formatv(".section {0},\"a\",{1}progbits\n", getWeightsSectionName(identifier), mark);
}

StringRef onnxc::getSymbolPrefix(const Triple &triple) {
  return triple.isOSBinFormatMachO() ? "_" : "";
}
