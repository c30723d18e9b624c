#ifndef ONNXC_DIALECTS_KERNEL_IR_MACHINEATTR_TD
#define ONNXC_DIALECTS_KERNEL_IR_MACHINEATTR_TD

include "dialects/Kernel/IR/KernelDialect.td"
include "mlir/IR/AttrTypeBase.td"

/// What the machine has or has not.
class Kernel_Fact<string description> : DefaultValuedParameter<"bool", "false", description>;

/// How much of something there is: `unsaid` unless a number is given, of at least `least`.
class Kernel_Number<int unsaid, int least, string description>
    : DefaultValuedParameter<"int64_t", !cast<string>(unsaid), description> {
  let parser = "parseNumber($_parser, " # least # ")";
}

def Kernel_MachineAttr : AttrDef<Kernel_Dialect, "Machine"> {
  let mnemonic = "machine";
  let summary = "What the CPU offers that code is made for";
  let description = [{
    The module has it as `onnxc.machine`, written from `Target` before the first stage. Passes read
    it (`kernel::getMachine`), and nothing else tells them about the CPU. What is not listed is not
    offered: code for `#kernel.machine` alone is right for every CPU.

    ```mlir
    module attributes {onnxc.machine = #kernel.machine<vectorBytes = 32, vectorRegisters = 16, fma = true>} {
    ```
  }];
  let parameters = (ins
    Kernel_Number<64, 16, "Bits of a pointer">:$pointerBits,

    Kernel_Number<4, 4, "Bytes of the widest vectors that are worth using; 4 where there are none">
      :$vectorBytes,
    Kernel_Number<8, 1, "Vector registers; without vectors, those that hold an f32">:$vectorRegisters,

    Kernel_Number<0, 0, "Bytes of a core's first data cache; 0 without">:$l1Bytes,
    Kernel_Number<1, 1, "Ways of the first data cache">:$l1Ways,
    Kernel_Number<0, 0, "Bytes of a core's second cache; 0 without">:$l2Bytes,
    Kernel_Fact<"All memory is about equally fast, and there is little of it">:$uniformMemory,

    // Instructions; what is not one has to be arithmetic, as an object calls no library.
    Kernel_Fact<"floor, ceil, trunc and roundeven of f32">:$round,
    Kernel_Fact<"maxnum and minnum of f32">:$minMax,
    Kernel_Fact<"maximum and minimum of f32 that keep NaN">:$maximum,
    Kernel_Fact<"Square root of f32">:$sqrt,
    Kernel_Fact<"All that it has for f32 also for f64">:$f64,
    Kernel_Fact<"Arithmetic of f16">:$f16,
    Kernel_Fact<"f16 to and from f32">:$f16Conversion,
    Kernel_Fact<"f32 to bf16">:$bf16Conversion,
    Kernel_Fact<"Multiply and add f32 with one rounding">:$fma,
    Kernel_Fact<"The same with one lane of a vector as a factor">:$fmaByLane,
    Kernel_Fact<"Load an f32 into all lanes, or multiply by it where it lies">:$broadcast,
    Kernel_Fact<"Such a load takes no offset, so that a loop reads each row through a pointer">
      :$rowPointers,
    Kernel_Fact<"Saturate vectors of integers to half as many bits, and round f32 to integers, "
                "as NEON of AArch64 does">:$narrowing,
    Kernel_Fact<"Multiply vectors of i16 and add to vectors of i32">:$wideningProducts,
    Kernel_Fact<"Widen two bytes of a word, and multiply a half of it and add to an i32">:$halfWords,
    Kernel_Fact<"Kernels that ask for their next weights in advance are faster">:$prefetch,

    // Times in ticks, 192 to a cycle: the unit of all costs that passes compare.
    Kernel_Number<96, 1, "Ticks of a multiply-add of vectors, or of a load">:$multiplyAddTicks,
    Kernel_Number<192, 1, "Ticks of other arithmetic on a vector">:$operationTicks,
    Kernel_Number<768, 1, "Ticks until the next product can be added to the same sums">
      :$latencyTicks,
    Kernel_Number<2, 0, "Ticks per byte that comes from the second cache during multiply-adds">
      :$streamedByteTicks,
    Kernel_Number<9, 0, "Ticks per byte that is read from a core's own caches">:$nearByteTicks,
    Kernel_Number<36, 0, "Ticks per byte from memory, or from a cache that cores share">
      :$farByteTicks,
    Kernel_Number<192, 0, "Ticks of a load that misses the first cache">:$missTicks,

    DefaultValuedParameter<"mlir::ArrayAttr", "mlir::ArrayAttr::get($_ctxt, {})",
                           "Dot products of integers, the best first, by the names of DotKind">:$dots,

    StringRefParameter<"What reads a counter of constant rate: an intrinsic of LLVM, or an "
                       "instruction with `$0` as its result; empty if programs cannot", [{""}]>
      :$clock
  );
  let assemblyFormat = "(`<` struct(params)^ `>`)?";
  let extraClassDeclaration = [{
    /// Bytes of the largest cache of a core's own.
    int64_t getOwnCacheBytes() const { return std::max(getL1Bytes(), getL2Bytes()); }

    /// The dot products that are known.
    llvm::SmallVector<DotKind> getDotKinds() const;
  }];
}

def Kernel_PolicyAttr : AttrDef<Kernel_Dialect, "Policy"> {
  let mnemonic = "policy";
  let summary = "What the user wants of the code, whatever the CPU";
  let description = [{
    The module has it as `onnxc.policy`, beside `onnxc.machine` (`kernel::getPolicy`).

    ```mlir
    module attributes {onnxc.policy = #kernel.policy<optimizeSize = true>} {
    ```
  }];
  let parameters = (ins Kernel_Fact<"Small code is wanted rather than quick code">:$optimizeSize);
  let assemblyFormat = "(`<` struct(params)^ `>`)?";
}

#endif
