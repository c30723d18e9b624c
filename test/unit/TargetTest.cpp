#include "compiler/Target/Target.h"

#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "gtest/gtest.h"

using namespace onnxc;

namespace {

Target parse(llvm::StringRef name, llvm::StringRef cpu = "", llvm::StringRef attributes = "") {
  std::string text;
  llvm::raw_string_ostream errors(text);
  mlir::FailureOr<Target> target = parseTarget(name, cpu, attributes, errors);
  EXPECT_TRUE(succeeded(target)) << name.str() << ": " << text;
  return succeeded(target) ? *target : Target();
}

std::string parseError(llvm::StringRef name, llvm::StringRef cpu = "",
                       llvm::StringRef attributes = "") {
  std::string text;
  llvm::raw_string_ostream errors(text);
  EXPECT_TRUE(failed(parseTarget(name, cpu, attributes, errors))) << name.str();
  return text;
}

TEST(TargetTest, LevelsOfX86Widen) {
  EXPECT_EQ(parse("x86-64").vectorBytes, 16u);
  EXPECT_EQ(parse("x86-64-v2").vectorBytes, 16u);
  EXPECT_EQ(parse("x86-64-v3").vectorBytes, 32u);
  EXPECT_EQ(parse("x86-64-v4").vectorBytes, 64u);
  EXPECT_EQ(parse("x86-64-v4").vectorRegisters, 32u);
}

TEST(TargetTest, LevelsOfX86BringInstructions) {
  EXPECT_FALSE(parse("x86-64").round);
  EXPECT_TRUE(parse("x86-64-v2").round);
  EXPECT_FALSE(parse("x86-64-v2").fma);
  EXPECT_FALSE(parse("x86-64-v2").broadcast);
  EXPECT_TRUE(parse("x86-64-v3").broadcast);
  EXPECT_TRUE(parse("x86-64-v3").fma);
  EXPECT_TRUE(parse("x86-64-v3").f16Conversion);
  EXPECT_FALSE(parse("x86-64-v4").bf16Conversion);
  EXPECT_TRUE(parse("znver4").bf16Conversion);
}

TEST(TargetTest, TriplesMeanTheCpuOfClang) {
  EXPECT_EQ(parse("i686-linux-gnu").vectorBytes, 16u);
  EXPECT_TRUE(parse("riscv64-linux-gnu").f64);
  EXPECT_FALSE(parse("riscv64-unknown-elf").f64);
  EXPECT_EQ(parse("powerpc64le-linux-gnu").cpu, "ppc64le");
  EXPECT_EQ(parse("riscv64-linux-gnu", "sifive-u54").cpu, "sifive-u54");
}

TEST(TargetTest, OnlyWhatCodeIsMadeForIsATarget) {
  for (const char *name : {"wasm64", "avr", "nvptx64", "mips-linux-gnu"})
    EXPECT_EQ(parseError(name), "target '" + std::string(name) + "': no code is made for " +
                                    llvm::StringRef(name).split('-').first.str() + "\n");
  EXPECT_EQ(parseError("s390x-ibm-zos"),
            "target 's390x-ibm-zos': objects are ELF, COFF, Mach-O or WebAssembly, none of which "
            "s390x-ibm-zos uses\n");
}

TEST(TargetTest, CpuOverridesTheAlias) {
  Target target = parse("x86-64", "haswell");
  EXPECT_EQ(target.cpu, "haswell");
  EXPECT_EQ(target.vectorBytes, 32u);
  EXPECT_EQ(target.l2Bytes, 256u * 1024);
}

TEST(TargetTest, AttributesSwitchFeatures) {
  EXPECT_FALSE(parse("x86-64-v3", "", "-fma").fma);
  EXPECT_TRUE(parse("aarch64", "", "+dotprod,+i8mm").hasFeature("i8mm"));
  EXPECT_FALSE(parse("aarch64").hasFeature("dotprod"));
  EXPECT_FALSE(parse("aarch64").f16);
  EXPECT_TRUE(parse("aarch64", "", "+fp16").f16);
}

// clang's -march=armv8-a+fp16 is LLVM's +fullfp16.
TEST(TargetTest, AttributesHaveTheNamesOfClang) {
  EXPECT_TRUE(parse("aarch64", "", "+fp16").hasFeature("fullfp16"));
}

TEST(TargetTest, ArmCpusBringTheirFloatingPointUnit) {
  for (const char *name : {"armv7a", "cortex-a9", "cortex-a7"}) {
    Target target = parse(name);
    EXPECT_TRUE(target.hasFeature("neon")) << name;
    EXPECT_EQ(target.vectorBytes, 16u) << name;
    EXPECT_EQ(target.pointerBits, 32u) << name;
    EXPECT_FALSE(target.round) << name;
    EXPECT_TRUE(target.rowPointers) << name;
    EXPECT_TRUE(target.hasFeature("use-misched")) << name;
  }
  EXPECT_FALSE(parse("cortex-m55").rowPointers);
  EXPECT_FALSE(parse("cortex-a9").fma);
  EXPECT_TRUE(parse("cortex-a7").fma);
}

TEST(TargetTest, MicrocontrollersAreThumb) {
  // LLVM finds the ABI only in a triple with all four parts.
  EXPECT_EQ(parse("cortex-m4").triple, "thumbv7em-none-unknown-eabihf");
  EXPECT_EQ(parse("thumbv7em-none-eabihf", "cortex-m4").triple, "thumbv7em-unknown-none-eabihf");
  EXPECT_EQ(parse("arm-none-eabihf", "cortex-m55").triple.substr(0, 8), "thumbv8.");
  EXPECT_EQ(parse("cortex-m4").vectorBytes, 4u);
  // A product and a sum take less time there.
  EXPECT_FALSE(parse("cortex-m4").fma);
  EXPECT_FALSE(parse("cortex-m33").fma);
  EXPECT_TRUE(parse("cortex-m7").fma);
  EXPECT_FALSE(parse("cortex-m4").round);
  EXPECT_TRUE(parse("cortex-m7").round);
  EXPECT_EQ(parse("cortex-m55").vectorBytes, 16u);
  EXPECT_EQ(parse("cortex-m4").l1Bytes, 0u);
}

// Where there is no second cache, passes count on none.
TEST(TargetTest, MemoryOfMicrocontrollersIsUniform) {
  for (const char *name : {"cortex-m4", "cortex-m7", "cortex-m55", "riscv32-unknown-elf"})
    EXPECT_TRUE(parse(name).uniformMemory) << name;
  for (const char *name : {"x86-64", "aarch64", "armv7a", "riscv64"})
    EXPECT_FALSE(parse(name).uniformMemory) << name;
}

TEST(TargetTest, TriplesAreTargets) {
  EXPECT_EQ(parse("riscv32-unknown-elf").pointerBits, 32u);
  EXPECT_TRUE(parse("s390x-linux-gnu").bigEndian);
  EXPECT_EQ(parse("aarch64-none-elf").vectorBytes, 16u);
}

TEST(TargetTest, NativeIsThisMachine) {
  Target target = parse("native");
  EXPECT_FALSE(target.cpu.empty());
  EXPECT_NE(createTargetMachine(target, llvm::CodeGenOptLevel::Default), nullptr);
}

TEST(TargetTest, UnknownNamesListTheKnownOnes) {
  EXPECT_NE(parseError("x86-65").find("x86-64-v3"), std::string::npos);
  EXPECT_NE(parseError("aarch64", "cortex-a5353").find("cortex-a53 "), std::string::npos);
  EXPECT_NE(parseError("aarch64", "", "+dotprd").find("dotprod"), std::string::npos);
}

TEST(TargetTest, HardFloatNeedsAFloatingPointUnit) {
  EXPECT_NE(parseError("thumbv6m-none-eabihf", "cortex-m0").find("no floating-point unit"),
            std::string::npos);
}

TEST(TargetTest, BareMetalIsNotPositionIndependent) {
  auto isPic = [](llvm::StringRef name) {
    return createTargetMachine(parse(name), llvm::CodeGenOptLevel::Default)
        ->isPositionIndependent();
  };
  EXPECT_TRUE(isPic("x86-64-v3"));
  EXPECT_TRUE(isPic("aarch64"));
  EXPECT_FALSE(isPic("cortex-m4"));
  EXPECT_FALSE(isPic("aarch64-none-elf"));
}

} // namespace
