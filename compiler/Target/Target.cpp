#include "compiler/Target/Target.h"

#include "dialects/Kernel/IR/Machine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/AArch64TargetParser.h"
#include "llvm/TargetParser/ARMTargetParser.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/TargetParser/X86TargetParser.h"

#include <unistd.h>

using namespace mlir;
using namespace onnxc;
using llvm::Triple;

namespace {

struct Alias {
  StringLiteral name;
  StringLiteral triple;
  StringLiteral cpu;
  StringLiteral features;
  StringLiteral summary;
};

constexpr StringLiteral kLinuxX86 = "x86_64-unknown-linux-gnu";
constexpr StringLiteral kLinuxAArch64 = "aarch64-unknown-linux-gnu";
constexpr StringLiteral kLinuxArm = "armv7a-unknown-linux-gnueabihf";

constexpr Alias kAliases[] = {
    {"x86-64", kLinuxX86, "x86-64", "", "SSE2, any 64-bit PC"},
    {"x86-64-v2", kLinuxX86, "x86-64-v2", "", "SSE4.2"},
    {"x86-64-v3", kLinuxX86, "x86-64-v3", "", "AVX2 and FMA"},
    {"x86-64-v4", kLinuxX86, "x86-64-v4", "", "AVX-512"},
    {"aarch64", kLinuxAArch64, "generic", "", "64-bit Arm with NEON"},
    {"armv7a", kLinuxArm, "generic", "+neon", "32-bit Arm with NEON, hard float"},
    {"cortex-m4", "thumbv7em-none-unknown-eabihf", "cortex-m4", "", "single precision FPU"},
    {"cortex-m7", "thumbv7em-none-unknown-eabihf", "cortex-m7", "", "double precision FPU"},
    {"cortex-m33", "thumbv8m.main-none-unknown-eabihf", "cortex-m33", "", "single precision FPU"},
    {"cortex-m55", "thumbv8.1m.main-none-unknown-eabihf", "cortex-m55", "", "Helium vectors"},
    {"cortex-m85", "thumbv8.1m.main-none-unknown-eabihf", "cortex-m85", "", "Helium vectors"},
    {"riscv64", "riscv64-unknown-linux-gnu", "generic-rv64", "+m,+a,+f,+d,+c", "RV64GC"},
    {"wasm32", "wasm32-unknown-unknown", "generic", "+simd128", "WebAssembly with SIMD128"},
};

/// The architectures that code can be made for, and the CPU that a triple means which names none:
/// the one of clang. Bare machines of RISC-V need not have a floating-point unit.
struct ArchitectureRow {
  Triple::ArchType arch;
  StringLiteral cpu;
  StringLiteral features;
  StringLiteral bareFeatures;
};
constexpr ArchitectureRow kArchitectures[] = {
    {Triple::x86, "pentium4", "", ""},
    {Triple::x86_64, "x86-64", "", ""},
    {Triple::aarch64, "", "", ""},
    {Triple::aarch64_be, "", "", ""},
    {Triple::arm, "", "", ""},
    {Triple::armeb, "", "", ""},
    {Triple::thumb, "", "", ""},
    {Triple::thumbeb, "", "", ""},
    {Triple::riscv32, "generic-rv32", "+m,+a,+f,+d,+c", "+m,+a,+c"},
    {Triple::riscv64, "generic-rv64", "+m,+a,+f,+d,+c", "+m,+a,+c"},
    {Triple::ppc, "ppc", "", ""},
    {Triple::ppc64le, "ppc64le", "", ""},
    {Triple::systemz, "z10", "", ""},
    {Triple::loongarch64, "generic-la64", "+f,+d,-lsx", "+f,+d,-lsx"},
    {Triple::sparcv9, "v9", "", ""},
    {Triple::wasm32, "generic", "", ""},
};

/// What comes with a feature; rows further down win. No feature: what the architecture has.
struct VectorRow {
  Triple::ArchType arch;
  StringLiteral feature;
  unsigned bytes;
  unsigned registers;
};
constexpr VectorRow kVectors[] = {
    {Triple::x86_64, "", 16, 16},        {Triple::x86_64, "avx", 32, 16},
    {Triple::x86_64, "avx512f", 64, 32}, {Triple::x86, "", 4, 8},
    {Triple::x86, "sse2", 16, 8},        {Triple::x86, "avx", 32, 8},
    {Triple::aarch64, "", 16, 32},       {Triple::arm, "", 4, 8},
    {Triple::arm, "vfp2sp", 4, 32},      {Triple::arm, "neon", 16, 16},
    {Triple::arm, "mve.fp", 16, 8},      {Triple::riscv64, "", 4, 16},
    {Triple::riscv64, "f", 4, 32},       {Triple::riscv64, "v", 16, 32},
    {Triple::riscv32, "", 4, 16},        {Triple::riscv32, "f", 4, 32},
    {Triple::wasm32, "", 4, 16},         {Triple::wasm32, "simd128", 16, 16},
};

struct InstructionRow {
  Triple::ArchType arch;
  StringLiteral feature;
  bool Target::*member;
};
constexpr InstructionRow kInstructions[] = {
    {Triple::x86_64, "", &Target::sqrt},
    {Triple::x86_64, "", &Target::f64},
    {Triple::x86_64, "", &Target::minMax},
    {Triple::x86_64, "", &Target::prefetch},
    {Triple::x86_64, "sse4.1", &Target::round},
    {Triple::x86_64, "fma", &Target::fma},
    {Triple::x86_64, "avx", &Target::broadcast},
    {Triple::x86_64, "f16c", &Target::f16Conversion},
    {Triple::x86_64, "avx512bf16", &Target::bf16Conversion},
    {Triple::x86, "", &Target::sqrt},
    {Triple::x86, "sse2", &Target::f64},
    {Triple::x86, "sse2", &Target::minMax},
    {Triple::x86, "sse4.1", &Target::round},
    {Triple::x86, "fma", &Target::fma},
    {Triple::x86, "avx", &Target::broadcast},
    {Triple::x86, "f16c", &Target::f16Conversion},
    {Triple::aarch64, "", &Target::sqrt},
    {Triple::aarch64, "", &Target::f64},
    {Triple::aarch64, "", &Target::minMax},
    {Triple::aarch64, "", &Target::maximum},
    {Triple::aarch64, "", &Target::round},
    {Triple::aarch64, "", &Target::fma},
    {Triple::aarch64, "", &Target::fmaByLane},
    {Triple::aarch64, "", &Target::broadcast},
    {Triple::aarch64, "fullfp16", &Target::f16},
    {Triple::aarch64, "", &Target::f16Conversion},
    {Triple::aarch64, "", &Target::bf16Conversion},
    {Triple::arm, "vfp2sp", &Target::sqrt},
    {Triple::arm, "fp64", &Target::f64},
    {Triple::arm, "fp-armv8d16sp", &Target::minMax},
    {Triple::arm, "fp-armv8d16sp", &Target::round},
    {Triple::arm, "vfp4d16sp", &Target::fma},
    {Triple::arm, "neon", &Target::broadcast},
    {Triple::arm, "neon", &Target::rowPointers},
    {Triple::arm, "mve.fp", &Target::broadcast},
    {Triple::arm, "fp16", &Target::f16Conversion},
    {Triple::riscv64, "f", &Target::sqrt},
    {Triple::riscv64, "d", &Target::f64},
    {Triple::riscv64, "f", &Target::minMax},
    {Triple::riscv64, "zfa", &Target::round},
    {Triple::riscv64, "f", &Target::fma},
    {Triple::riscv64, "v", &Target::broadcast},
    {Triple::riscv64, "zfhmin", &Target::f16Conversion},
    {Triple::riscv64, "zfbfmin", &Target::bf16Conversion},
    {Triple::riscv32, "f", &Target::sqrt},
    {Triple::riscv32, "d", &Target::f64},
    {Triple::riscv32, "f", &Target::minMax},
    {Triple::riscv32, "zfa", &Target::round},
    {Triple::riscv32, "f", &Target::fma},
    {Triple::riscv32, "zfhmin", &Target::f16Conversion},
    {Triple::wasm32, "", &Target::sqrt},
    {Triple::wasm32, "", &Target::f64},
    {Triple::wasm32, "", &Target::maximum},
    {Triple::wasm32, "", &Target::round},
    {Triple::wasm32, "simd128", &Target::broadcast},
};

/// What needs the vectors and the order of bytes that dot products need.
constexpr InstructionRow kIntegerInstructions[] = {
    {Triple::aarch64, "neon", &Target::narrowing},
    {Triple::aarch64, "neon", &Target::wideningProducts},
    {Triple::arm, "dsp", &Target::halfWords},
};

/// Dot products of integers, the best first.
struct DotRow {
  Triple::ArchType arch;
  StringLiteral feature;
  StringLiteral dot;
};
constexpr DotRow kDots[] = {
    {Triple::x86_64, "avx512vnni", "vnni"},
    {Triple::x86_64, "avxvnni", "vnni"},
    {Triple::x86_64, "ssse3", "madd_bytes"},
    {Triple::x86_64, "sse2", "madd_words"},
    {Triple::aarch64, "i8mm", "smmla"},
    {Triple::aarch64, "dotprod", "dotprod"},
    {Triple::aarch64, "neon", "smull_pairs"},
    {Triple::arm, "mve", "vmladava"},
    {Triple::arm, "dsp", "smlad"},
};

/// How LLVM is to choose among instructions, beside what it knows of the CPU.
struct TuningRow {
  Triple::ArchType arch;
  StringLiteral feature;
  StringLiteral tuning;
};
/// Kernels have many sums at a time: that a product and its sum in one instruction have a longer
/// latency than the sum alone does not count.
constexpr TuningRow kTunings[] = {
    {Triple::x86_64, "avx512vnni", "+fast-dpwssd"},
    {Triple::x86_64, "avxvnni", "+fast-dpwssd"},
};

/// What integers need in vectors that may be of floats only.
struct IntegerVectorRow {
  Triple::ArchType arch;
  int64_t bytes;
  StringLiteral feature;
};
constexpr IntegerVectorRow kIntegerVectors[] = {{Triple::x86_64, 32, "avx2"},
                                                {Triple::x86_64, 64, "avx512bw"}};

/// What the ABI or the architecture says about a function's frame.
struct FrameRow {
  Triple::ArchType arch;
  unsigned redZone;
  unsigned maxVectorScale;
};
constexpr FrameRow kFrames[] = {
    {Triple::x86_64, 128, 1},
    {Triple::aarch64, 0, 16},   // SVE: up to 2048 bits
    {Triple::riscv64, 0, 1024}, // up to 65536 bits
    {Triple::riscv32, 0, 1024},
};

struct ClockRow {
  Triple::ArchType arch;
  StringLiteral clock;
};
/// The time-stamp counter, and the generic timer of AArch64, which every program may read; LLVM has
/// no intrinsic for it that works.
constexpr ClockRow kClocks[] = {{Triple::x86_64, "llvm.readcyclecounter"},
                                {Triple::x86, "llvm.readcyclecounter"},
                                {Triple::aarch64, "mrs $0, cntvct_el0"}};

/// Data caches in KiB and the ways of the first, by CPU; with no CPU, what is usual for the
/// architecture.
struct CacheRow {
  Triple::ArchType arch;
  StringLiteral cpu;
  unsigned l1;
  unsigned ways;
  unsigned l2;
};
constexpr CacheRow kCaches[] = {
    {Triple::x86_64, "", 32, 8, 512},
    {Triple::x86_64, "haswell", 32, 8, 256},
    {Triple::x86_64, "skylake", 32, 8, 256},
    {Triple::x86_64, "skylake-avx512", 32, 8, 1024},
    {Triple::x86_64, "cascadelake", 32, 8, 1024},
    {Triple::x86_64, "icelake-server", 48, 12, 1280},
    {Triple::x86_64, "sapphirerapids", 48, 12, 2048},
    {Triple::x86_64, "alderlake", 48, 12, 1280},
    {Triple::x86_64, "znver4", 32, 8, 1024},
    {Triple::x86_64, "znver5", 48, 12, 1024},
    {Triple::x86, "", 32, 8, 256},
    {Triple::aarch64, "", 32, 4, 512},
    {Triple::aarch64, "cortex-a72", 32, 2, 1024},
    {Triple::aarch64, "cortex-a76", 64, 4, 512},
    {Triple::aarch64, "neoverse-n1", 64, 4, 1024},
    {Triple::aarch64, "neoverse-v1", 64, 4, 1024},
    {Triple::aarch64, "neoverse-n2", 64, 4, 1024},
    {Triple::aarch64, "neoverse-v2", 64, 4, 2048},
    {Triple::aarch64, "apple-m1", 128, 8, 3072},
    {Triple::arm, "", 32, 4, 256},
    {Triple::arm, "cortex-m7", 16, 4, 0},
    {Triple::arm, "cortex-m55", 16, 4, 0},
    {Triple::arm, "cortex-m85", 32, 4, 0},
    {Triple::riscv64, "", 32, 8, 512},
    {Triple::wasm32, "", 32, 8, 512},
};

} // namespace

/// Thumb, big-endian and ILP32 variants share the rows of their architecture.
static Triple::ArchType getArchitecture(const Triple &triple) {
  if (triple.isARM() || triple.isThumb())
    return Triple::arm;
  return triple.isAArch64() ? Triple::aarch64 : triple.getArch();
}

/// What the host says about its caches, which its CPU's name may not tell in a virtual machine.
static void useHostCaches(Target &target) {
#ifdef _SC_LEVEL2_CACHE_SIZE
  if (long bytes = sysconf(_SC_LEVEL1_DCACHE_SIZE); bytes > 0)
    target.l1Bytes = bytes;
  if (long ways = sysconf(_SC_LEVEL1_DCACHE_ASSOC); ways > 0)
    target.l1Ways = ways;
  if (long bytes = sysconf(_SC_LEVEL2_CACHE_SIZE); bytes > 0)
    target.l2Bytes = bytes;
#endif
}

/// Those of kArchitectures: what is not initialized is not linked.
static void initializeTargets() {
  static const bool initialized = [] {
#define INITIALIZE(target)                                                                         \
  LLVMInitialize##target##TargetInfo();                                                            \
  LLVMInitialize##target##Target();                                                                \
  LLVMInitialize##target##TargetMC();                                                              \
  LLVMInitialize##target##AsmPrinter();                                                            \
  LLVMInitialize##target##AsmParser();
    INITIALIZE(AArch64)
    INITIALIZE(ARM)
    INITIALIZE(LoongArch)
    INITIALIZE(PowerPC)
    INITIALIZE(RISCV)
    INITIALIZE(Sparc)
    INITIALIZE(SystemZ)
    INITIALIZE(WebAssembly)
    INITIALIZE(X86)
#undef INITIALIZE
    return true;
  }();
  (void)initialized;
}

bool Target::hasFeature(StringRef feature) const {
  return llvm::binary_search(enabledFeatures, feature);
}

kernel::MachineAttr onnxc::describeMachine(const Target &target, MLIRContext *context) {
  context->getOrLoadDialect<kernel::KernelDialect>();
  ArrayAttr dots = Builder(context).getStrArrayAttr(
      llvm::map_to_vector(target.dots, [](const std::string &dot) { return StringRef(dot); }));
  // All CPUs count the same times so far.
  kernel::MachineAttr any = kernel::getAnyMachine(context);
  return kernel::MachineAttr::get(
      context, /*pointerBits=*/target.pointerBits, /*vectorBytes=*/target.vectorBytes,
      /*vectorRegisters=*/target.vectorRegisters, /*l1Bytes=*/target.l1Bytes,
      /*l1Ways=*/target.l1Ways, /*l2Bytes=*/target.l2Bytes,
      /*uniformMemory=*/target.uniformMemory, /*round=*/target.round, /*minMax=*/target.minMax,
      /*maximum=*/target.maximum, /*sqrt=*/target.sqrt, /*f64=*/target.f64, /*f16=*/target.f16,
      /*f16Conversion=*/target.f16Conversion, /*bf16Conversion=*/target.bf16Conversion,
      /*fma=*/target.fma, /*fmaByLane=*/target.fmaByLane, /*broadcast=*/target.broadcast,
      /*rowPointers=*/target.rowPointers, /*narrowing=*/target.narrowing,
      /*wideningProducts=*/target.wideningProducts, /*halfWords=*/target.halfWords,
      /*prefetch=*/target.prefetch, any.getMultiplyAddTicks(), any.getOperationTicks(),
      any.getLatencyTicks(), any.getStreamedByteTicks(), any.getNearByteTicks(),
      any.getFarByteTicks(), any.getMissTicks(),
      /*dots=*/dots, /*clock=*/target.clock);
}

std::string onnxc::listTargets() {
  std::string names = "native";
  for (const Alias &alias : kAliases)
    names += ", " + alias.name.str();
  return names;
}

/// The aliases with a word about each.
static void printTargets(raw_ostream &os) {
  for (const Alias &alias : kAliases)
    os << "  " << llvm::left_justify(alias.name, 12) << alias.summary << '\n';
  os << "  " << llvm::left_justify("native", 12) << "this machine\n"
     << "  or a CPU that LLVM knows (znver4, cortex-a53), or a triple (armv7a-none-eabihf)\n";
}

static LogicalResult reportUnknownTarget(StringRef name, raw_ostream &errors) {
  errors << "unknown target '" << name << "'; known are\n";
  printTargets(errors);
  return failure();
}

/// Sets triple, cpu and features to this machine's.
static void useHost(Target &target) {
  target.triple = llvm::sys::getProcessTriple();
  target.cpu = llvm::sys::getHostCPUName().str();
  std::vector<std::string> features;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    features.push_back((feature.second ? "+" : "-") + feature.first().str());
  llvm::sort(features);
  target.features = llvm::join(features, ",");
}

/// A bare CPU name as a target: the operating system is the usual one of such a CPU.
static bool useCpu(StringRef name, Target &target) {
  target.cpu = name.str();
  if (llvm::X86::parseArchX86(name, /*Only64Bit=*/true) != llvm::X86::CK_None) {
    target.triple = kLinuxX86.str();
    return true;
  }
  if (name != "generic" && llvm::AArch64::parseCpu(name)) {
    target.triple = kLinuxAArch64.str();
    return true;
  }
  llvm::ARM::ArchKind kind = llvm::ARM::parseCPUArch(name);
  if (name == "generic" || kind == llvm::ARM::ArchKind::INVALID)
    return false;
  StringRef subArch = llvm::ARM::getSubArch(kind);
  bool isMicrocontroller = llvm::ARM::parseArchProfile(subArch) == llvm::ARM::ProfileKind::M;
  bool hasFpu = llvm::ARM::getDefaultFPU(name, kind) != llvm::ARM::FK_NONE;
  target.triple = (isMicrocontroller ? "thumb" : "arm") + subArch.str() +
                  (isMicrocontroller ? "-none-unknown-eabi" : "-unknown-linux-gnueabi") +
                  (hasFpu ? "hf" : "");
  return true;
}

/// Whether code can be made for an architecture, with an object around it.
static LogicalResult checkTriple(StringRef name, const Triple &triple, raw_ostream &errors) {
  if (llvm::none_of(kArchitectures, [&](const auto &row) { return row.arch == triple.getArch(); }))
    errors << "target '" << name << "': no code is made for " << triple.getArchName() << '\n';
  else if (!triple.isOSBinFormatELF() && !triple.isOSBinFormatCOFF() &&
           !triple.isOSBinFormatMachO() && !triple.isWasm())
    errors << "target '" << name
           << "': objects are ELF, COFF, Mach-O or WebAssembly, none of which " << triple.str()
           << " uses\n";
  else
    return success();
  return failure();
}

/// Completes a triple, which says less than a CPU does.
static void useDefaultCpu(const Triple &triple, Target &target) {
  for (const ArchitectureRow &row : kArchitectures)
    if (row.arch == triple.getArch()) {
      target.cpu = row.cpu.str();
      target.features = (triple.isOSUnknown() ? row.bareFeatures : row.features).str();
    }
}

static LogicalResult findTarget(StringRef name, Target &target, raw_ostream &errors) {
  if (name == "native") {
    useHost(target);
    return success();
  }
  const auto *alias = llvm::find_if(kAliases, [&](const Alias &a) { return a.name == name; });
  if (alias != std::end(kAliases)) {
    target.triple = alias->triple.str();
    target.cpu = alias->cpu.str();
    target.features = alias->features.str();
    return success();
  }
  if (useCpu(name, target))
    return success();
  Triple triple(Triple::normalize(name));
  if (triple.getArch() == Triple::UnknownArch)
    return reportUnknownTarget(name, errors);
  useDefaultCpu(triple, target);
  target.triple = triple.str();
  return checkTriple(name, triple, errors);
}

/// `cortex-m4f` is what others call a Cortex-M4 with its FPU, which each has here.
static StringRef withoutFpuLetter(StringRef name) {
  bool isSpelledOut = name.starts_with("cortex-m") && name.ends_with("f");
  StringRef core = name.drop_back();
  return isSpelledOut && llvm::ARM::parseCPUArch(core) != llvm::ARM::ArchKind::INVALID ? core
                                                                                       : name;
}

/// How floats are passed, and whether there are instructions for them, as for gcc. Models pass only
/// pointers, but linkers ask.
static LogicalResult setFloatAbi(Target &target, StringRef floatAbi, raw_ostream &errors) {
  Triple triple(target.triple);
  bool isHard = floatAbi == "hard";
  if (!isHard && floatAbi != "softfp" && floatAbi != "soft") {
    errors << "-mfloat-abi=" << floatAbi << " is none of hard, softfp, soft\n";
    return failure();
  }
  StringRef environment = triple.getEnvironmentName();
  if (getArchitecture(triple) != Triple::arm || !environment.contains("eabi")) {
    errors << "-mfloat-abi is for 32-bit Arm, which " << target.triple << " is not\n";
    return failure();
  }
  environment.consume_back("hf");
  triple.setEnvironmentName((environment + (isHard ? "hf" : "")).str());
  target.triple = triple.str();
  return success();
}

static void addFeature(Target &target, StringRef feature) {
  target.features += (target.features.empty() ? "" : ",") + feature.str();
}

/// On 32-bit Arm the CPU chooses the instruction set, and brings a floating-point unit that
/// LLVM's own CPU names leave out.
static LogicalResult completeArm(Target &target, bool isSoft, raw_ostream &errors) {
  namespace ARM = llvm::ARM;
  Triple triple(target.triple);
  if (target.cpu.empty())
    target.cpu = ARM::getARMCPUForArch(triple).str();
  ARM::ArchKind kind = ARM::parseCPUArch(target.cpu);
  if (kind == ARM::ArchKind::INVALID) {
    kind = ARM::parseArch(triple.getArchName());
  } else {
    StringRef subArch = ARM::getSubArch(kind);
    bool thumb = triple.isThumb() || ARM::parseArchProfile(subArch) == ARM::ProfileKind::M;
    triple.setArchName(((thumb ? "thumb" : "arm") + subArch).str());
    target.triple = triple.str();
  }
  ARM::FPUKind fpu = isSoft ? ARM::FK_NONE : ARM::getDefaultFPU(target.cpu, kind);
  if (triple.getEnvironmentName().ends_with("hf") &&
      (fpu == ARM::FK_NONE || fpu == ARM::FK_INVALID)) {
    errors << "target '" << target.name << "' passes floats in registers, but CPU '" << target.cpu
           << "' has no floating-point unit: choose another with -mcpu\n";
    return failure();
  }
  std::vector<StringRef> features;
  ARM::getFPUFeatures(fpu, features);
  // The scheduler that LLVM takes for A-profile CPUs moves loads ahead until sums are spilled.
  if (ARM::parseArchProfile(ARM::getSubArch(kind)) == ARM::ProfileKind::A)
    features.push_back("+use-misched");
  // The last of two features wins.
  if (!target.features.empty())
    features.push_back(target.features);
  target.features = llvm::join(features, ",");
  return success();
}

template <typename Row> static std::string listNames(ArrayRef<Row> table) {
  return llvm::join(llvm::map_range(table, [](const auto &row) { return StringRef(row.Key); }),
                    " ");
}

static bool isFeature(const llvm::MCSubtargetInfo &subtarget, StringRef name) {
  return llvm::any_of(subtarget.getAllProcessorFeatures(),
                      [&](const auto &row) { return name == row.Key; });
}

/// The name of a feature in LLVM for the one in clang (`fp16` is `fullfp16`); with its sign.
static StringRef translateFeature(const Triple &triple, StringRef name) {
  if (triple.isAArch64())
    return llvm::AArch64::getArchExtFeature(name);
  if (triple.isARM() || triple.isThumb())
    return llvm::ARM::getArchExtFeature(name);
  if (triple.isRISCV() && name == "strict-align")
    return "-unaligned-scalar-mem,-unaligned-vector-mem";
  return {};
}

static LogicalResult addAttributes(Target &target, StringRef attributes,
                                   const llvm::MCSubtargetInfo &subtarget, raw_ostream &errors) {
  SmallVector<StringRef> parts;
  attributes.split(parts, ',', -1, /*KeepEmpty=*/false);
  for (StringRef part : parts) {
    StringRef name = part.trim();
    bool on = !name.consume_front("-");
    name.consume_front("+");
    if (isFeature(subtarget, name)) {
      addFeature(target, (on ? "+" : "-") + name.str());
      continue;
    }
    StringRef translated =
        translateFeature(subtarget.getTargetTriple(), on ? name.str() : "no" + name.str());
    if (translated.empty()) {
      errors << "unknown feature '" << name << "'; " << target.triple << " knows "
             << listNames(subtarget.getAllProcessorFeatures()) << '\n';
      return failure();
    }
    addFeature(target, translated);
  }
  return success();
}

static void describe(Target &target, const llvm::MCSubtargetInfo &subtarget) {
  Triple triple(target.triple);
  Triple::ArchType arch = getArchitecture(triple);
  target.pointerBits = triple.isArch64Bit() && !triple.isX32() ? 64 : 32;
  target.bigEndian = !triple.isLittleEndian();
  for (const auto &feature : subtarget.getEnabledProcessorFeatures())
    target.enabledFeatures.push_back(feature.Key);
  llvm::sort(target.enabledFeatures);

  auto applies = [&](Triple::ArchType rowArch, StringRef feature) {
    return rowArch == arch && (feature.empty() || target.hasFeature(feature));
  };
  for (const VectorRow &row : kVectors)
    if (applies(row.arch, row.feature))
      std::tie(target.vectorBytes, target.vectorRegisters) = std::tie(row.bytes, row.registers);
  for (const InstructionRow &row : kInstructions)
    if (applies(row.arch, row.feature))
      target.*row.member = true;

  // Cortex-M4 and M33 take 3 cycles for it, and 2 for a product and a sum.
  bool isMicrocontroller = arch == Triple::arm && target.hasFeature("mclass");
  if (isMicrocontroller && target.hasFeature("slowfpvfmx"))
    target.fma = false;

  // Groups of bytes are words of the other order there.
  bool hasIntegers = !target.bigEndian;
  for (const IntegerVectorRow &row : kIntegerVectors)
    if (row.arch == arch && row.bytes == int64_t(target.vectorBytes))
      hasIntegers &= target.hasFeature(row.feature);
  // Cores with NEON have vectors instead.
  hasIntegers &= arch != Triple::arm || isMicrocontroller;
  for (const InstructionRow &row : kIntegerInstructions)
    if (hasIntegers && applies(row.arch, row.feature))
      target.*row.member = true;
  for (const DotRow &row : kDots)
    if (hasIntegers && applies(row.arch, row.feature) && !llvm::is_contained(target.dots, row.dot))
      target.dots.push_back(row.dot.str());

  for (const ClockRow &row : kClocks)
    if (row.arch == arch)
      target.clock = row.clock.str();
  for (const FrameRow &row : kFrames)
    if (row.arch == arch)
      std::tie(target.redZone, target.maxVectorScale) =
          std::make_tuple(row.redZone, row.maxVectorScale);

  for (const CacheRow &row : kCaches)
    if (row.arch == arch && (row.cpu.empty() ? !isMicrocontroller : row.cpu == target.cpu))
      std::tie(target.l1Bytes, target.l1Ways, target.l2Bytes) =
          std::make_tuple(row.l1 * 1024, row.ways, row.l2 * 1024);
}

/// Puts tunings first, as the last of two features wins.
static void addTunings(Target &target) {
  Triple::ArchType arch = getArchitecture(Triple(target.triple));
  std::string given = std::exchange(target.features, {});
  for (const TuningRow &row : kTunings)
    if (row.arch == arch && target.hasFeature(row.feature) &&
        !StringRef(target.features).contains(row.tuning))
      addFeature(target, row.tuning);
  if (!given.empty())
    addFeature(target, given);
}

FailureOr<Target> onnxc::parseTarget(StringRef name, StringRef cpu, StringRef attributes,
                                     raw_ostream &errors, StringRef floatAbi) {
  initializeTargets();
  Target target;
  target.name = name.str();
  if (name.consume_back("+nofp") && floatAbi.empty())
    floatAbi = "soft";
  if (failed(findTarget(withoutFpuLetter(name), target, errors)))
    return failure();
  if (cpu == "native") {
    std::string triple = target.triple;
    useHost(target);
    if (Triple(triple).getArch() != Triple(target.triple).getArch()) {
      errors << "-mcpu=native: this machine is not " << triple << '\n';
      return failure();
    }
    target.triple = triple;
  } else if (!cpu.empty()) {
    target.cpu = cpu.str();
    target.features.clear();
  }
  if (!floatAbi.empty() && failed(setFloatAbi(target, floatAbi, errors)))
    return failure();
  Triple triple(target.triple);
  if (getArchitecture(triple) == Triple::arm &&
      failed(completeArm(target, floatAbi == "soft", errors)))
    return failure();

  triple = Triple(target.triple);
  std::string error;
  const llvm::Target *backend = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!backend) {
    errors << error << '\n';
    return failure();
  }
  // Without a CPU first: an unknown one makes LLVM print to the standard error stream.
  std::unique_ptr<llvm::MCSubtargetInfo> known(backend->createMCSubtargetInfo(triple, "", ""));
  if (!target.cpu.empty() && !known->isCPUStringValid(target.cpu)) {
    errors << "unknown CPU '" << target.cpu << "'; " << target.triple << " knows "
           << listNames(known->getAllProcessorDescriptions()) << '\n';
    return failure();
  }
  if (failed(addAttributes(target, attributes, *known, errors)))
    return failure();
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
      backend->createMCSubtargetInfo(triple, target.cpu, target.features));
  describe(target, *subtarget);
  addTunings(target);
  if (name == "native" || cpu == "native")
    useHostCaches(target);
  target.uniformMemory = target.l2Bytes == 0;
  return target;
}

std::unique_ptr<llvm::TargetMachine> onnxc::createTargetMachine(const Target &target,
                                                                llvm::CodeGenOptLevel level) {
  initializeTargets();
  Triple triple(target.triple);
  std::string error;
  const llvm::Target *backend = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!backend)
    return nullptr;
  // A module of WebAssembly lies where its linker puts it, with any system.
  bool isFixed = triple.getOS() == Triple::UnknownOS || triple.isWasm();
  llvm::Reloc::Model relocation = isFixed ? llvm::Reloc::Static : llvm::Reloc::PIC_;
  return std::unique_ptr<llvm::TargetMachine>(
      backend->createTargetMachine(triple, target.cpu, target.features, llvm::TargetOptions(),
                                   relocation, /*CM=*/std::nullopt, level));
}
