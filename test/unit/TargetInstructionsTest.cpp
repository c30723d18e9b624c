// What a Target says of a CPU against the code that LLVM generates for it.
#include "compiler/Target/LLVMModule.h"
#include "compiler/Target/ObjectFile.h"

#include "llvm/AsmParser/Parser.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Target/TargetMachine.h"
#include "gtest/gtest.h"

using namespace onnxc;

namespace {

/// Whether a function with `body` in LLVM IR becomes an object that calls no library.
bool isNative(const Target &target, llvm::StringRef body) {
  llvm::LLVMContext context;
  llvm::SMDiagnostic error;
  std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(body, error, context);
  EXPECT_NE(module, nullptr) << error.getMessage().str();
  std::unique_ptr<llvm::TargetMachine> machine =
      createTargetMachine(target, llvm::CodeGenOptLevel::Default);
  module->setTargetTriple(machine->getTargetTriple());
  module->setDataLayout(machine->createDataLayout());
  setFunctionAttributes(*module, target, OptLevel::O2);
  LLVMDiagnostics diagnostics(context, {});
  llvm::SmallVector<char, 0> object;
  EXPECT_TRUE(
      succeeded(generateCode(*module, *machine, llvm::CodeGenFileType::ObjectFile, object)));
  llvm::Expected<ObjectInfo> info = inspectObject(object);
  EXPECT_TRUE(bool(info));
  // A call would need more than the table that position-independent code of x86 finds constants by.
  return llvm::all_of(info->undefined,
                      [](llvm::StringRef name) { return name == "_GLOBAL_OFFSET_TABLE_"; });
}

constexpr char kRound[] = R"(
  define float @f(float %x) {
    %a = call float @llvm.floor.f32(float %x)
    %b = call float @llvm.ceil.f32(float %a)
    %c = call float @llvm.trunc.f32(float %b)
    %d = call float @llvm.roundeven.f32(float %c)
    ret float %d
  })";
constexpr char kMinMax[] = R"(
  define float @f(float %x, float %y) {
    %a = call float @llvm.maxnum.f32(float %x, float %y)
    %b = call float @llvm.minnum.f32(float %a, float 3.0)
    ret float %b
  })";
constexpr char kFma[] = R"(
  define float @f(float %x, float %y) {
    %a = call float @llvm.fma.f32(float %x, float %y, float %x)
    ret float %a
  })";
constexpr char kF16[] = R"(
  define void @f(ptr %p, ptr %q) {
    %a = load half, ptr %p
    %b = fpext half %a to float
    %c = fadd float %b, %b
    %d = fptrunc float %c to half
    store half %d, ptr %q
    ret void
  })";
constexpr char kF16Arithmetic[] = R"(
  define half @f(half %x, half %y) {
    %a = fmul half %x, %y
    %b = fdiv half %a, %y
    %c = call half @llvm.sqrt.f16(half %b)
    ret half %c
  })";
constexpr char kBf16[] = R"(
  define void @f(float %x, ptr %q) {
    %d = fptrunc float %x to bfloat
    store bfloat %d, ptr %q
    ret void
  })";

struct TargetInstructionsTest : testing::TestWithParam<const char *> {};

TEST_P(TargetInstructionsTest, AgreeWithGeneratedCode) {
  mlir::FailureOr<Target> target = parseTarget(GetParam(), "", "", llvm::errs());
  ASSERT_TRUE(succeeded(target));
  // LLVM may find other ways without a call, but what the table promises must hold.
  EXPECT_LE(target->round, isNative(*target, kRound));
  EXPECT_LE(target->minMax, isNative(*target, kMinMax));
  EXPECT_LE(target->fma, isNative(*target, kFma));
  EXPECT_LE(target->f16, isNative(*target, kF16Arithmetic));
  EXPECT_LE(target->f16Conversion, isNative(*target, kF16));
  EXPECT_LE(target->bf16Conversion, isNative(*target, kBf16));
}

INSTANTIATE_TEST_SUITE_P(Targets, TargetInstructionsTest,
                         testing::Values("x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4", "znver4",
                                         "native", "aarch64", "cortex-a53", "neoverse-v2", "armv7a",
                                         "cortex-a7", "cortex-a9", "cortex-a15", "cortex-m0",
                                         "cortex-m3", "cortex-m4", "cortex-m7", "cortex-m33",
                                         "cortex-m55", "cortex-m85", "riscv64",
                                         "riscv32-unknown-elf", "i386-unknown-linux-gnu"));

} // namespace
