#ifndef ONNXC_COMPILER_TRANSFORMS_MATH_PASSES_TD
#define ONNXC_COMPILER_TRANSFORMS_MATH_PASSES_TD

include "mlir/Pass/PassBase.td"

def RelaxFloats : Pass<"onnxc-relax-floats", "mlir::func::FuncOp"> {
  let summary = "Lets zeros have either sign, and be what would be denormal";
  let description = [{
    Sets the flag `nsz` on the larger and the smaller of two numbers, which then may be a zero of
    either sign, and `afn` on exponentials, so that they are zero where they would be denormal. It sets nothing
    that would round the result of a node in another way: `contract` stands where a contraction is
    made, quotients stay quotients, and the order of sums is made, not left to LLVM. Runs before
    math functions are expanded, whose arithmetic must be rounded as it is written.

    ```mlir
    %0 = arith.maximumf %a, %b : f32
    %1 = math.exp %0 : f32
    // becomes
    %0 = arith.maximumf %a, %b fastmath<nsz> : f32
    %1 = math.exp %0 fastmath<afn> : f32
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect"];
}

def UseMaximum : Pass<"onnxc-use-maximum", "mlir::func::FuncOp"> {
  let summary = "Chooses the larger or smaller of a value and a constant by one operation";
  let description = [{
    Activations compare and select, which keeps NaN and is one instruction on x86. Other machines
    have an instruction for `maximumf` (the fact `maximum`): there it replaces both.

    ```mlir
    %less = arith.cmpf olt, %x, %c : f32
    %y = arith.select %less, %c, %x : f32
    // becomes
    %y = arith.maximumf %x, %c : f32
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect"];
}

def NarrowByHalves : Pass<"onnxc-narrow-by-halves", "mlir::func::FuncOp"> {
  let summary = "Makes saturated bytes of i32 by way of i16";
  let description = [{
    NEON of 64 bits narrows two vectors of integers to a saturated one: 16 bytes of four vectors of
    i32 take three pairs of instructions, in place of bounds for each vector. Zero points are added
    to numbers of 16 bits. Vectors of floats are rounded by the instruction that converts them.

    ```mlir
    %bits = arith.bitcast (arith.addf %x, 1.5 * 2^23) : vector<4xf32> to vector<4xi32>
    %sum = arith.addi %bits, (%zero - 1.5 * 2^23) : vector<4xi32>
    %byte = arith.trunci (arith.minsi (arith.maxsi %sum, 0), 255) : vector<4xi32> to vector<4xi8>
    // becomes
    %number = llvm.call_intrinsic "llvm.aarch64.neon.fcvtns"(%x) : (vector<4xf32>) -> vector<4xi32>
    %half = arith.trunci (arith.minsi (arith.maxsi %number, -32768), 32767) : vector<4xi32> to vector<4xi16>
    %sum = llvm.intr.sadd.sat(%half, %zero) : vector<4xi16>
    %byte = arith.trunci (arith.minsi (arith.maxsi %sum, 0), 255) : vector<4xi16> to vector<4xi8>
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::LLVM::LLVMDialect",
                           "mlir::arith::ArithDialect", "mlir::vector::VectorDialect"];
}

def ExpandMath : Pass<"onnxc-expand-math"> {
  let summary = "Expands math functions into branch-free arithmetic";
  let description = [{
    Polynomials and bit operations that LLVM's loop vectorizer takes on every target, in place
    of calls of libm. What a target has instructions for stays: absf and copysign always, the
    rest as the machine says. Numbers of 16 bits are computed in f32. Only remainders, integer
    powers and square roots become loops.

    ```mlir
    %y = math.ceil %x : f32
    // becomes, for a machine without that instruction,
    %0 = math.absf %x : f32
    %1 = arith.addf %0, %limit : f32  // 2^23: what is larger is whole
    %2 = arith.subf %1, %limit : f32
    %3 = math.copysign %2, %x : f32
    %4 = arith.cmpf olt, %3, %x : f32
    %5 = arith.select %4, %one, %zero : f32
    %6 = arith.addf %3, %5 : f32
    ...  // the sign of a zero, and numbers beyond the limit
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::math::MathDialect", "mlir::scf::SCFDialect",
                           "mlir::vector::VectorDialect"];
}

def ExpandFloatConversions : Pass<"onnxc-expand-float-conversions"> {
  let summary = "Converts small floats by integer arithmetic and computes them in f32";
  let description = [{
    f16 and bf16 arithmetic becomes f32 arithmetic between conversions. Conversions that the
    target has no instruction for, and those of 8-bit and smaller formats, become integer
    arithmetic, which rounds to nearest even.

    ```mlir
    %s = arith.addf %x, %y : f16
    // becomes, on a machine that converts f16,
    %0 = arith.extf %x : f16 to f32
    %1 = arith.extf %y : f16 to f32
    %2 = arith.addf %0, %1 : f32
    %s = arith.truncf %2 : f32 to f16
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::math::MathDialect"];
}

#endif
