#ifndef ONNXC_COMPILER_KERNELGEN_PLAN_PASSES_TD
#define ONNXC_COMPILER_KERNELGEN_PLAN_PASSES_TD

include "mlir/Pass/PassBase.td"

def PackWeights : Pass<"onnxc-pack-weights", "mlir::func::FuncOp"> {
  let summary = "Chooses the tiles of kernels and packs their weights";
  let description = [{
    The tile of an operation of the `kernel` dialect follows from its shape and the target's
    registers; its constant weights become panels in the order in which the kernel reads them.

    ```mlir
    %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
    %0 = kernel.gemm ins(%a, %w : tensor<1x2xf32>, tensor<2x3xf32>) outs(%c : tensor<1x3xf32>) -> tensor<1x3xf32>
    // becomes, with vectors of two lanes,
    %w = arith.constant dense<[1.0, 2.0, 3.0, 0.0, 4.0, 5.0, 6.0, 0.0]> : tensor<8xf32>
    %0 = kernel.gemm {tile = #kernel.tile<rows = 6, columns = 4, lanes = 2>}
         ins(%a, %w : tensor<1x2xf32>, tensor<8xf32>) outs(%c : tensor<1x3xf32>) -> tensor<1x3xf32>
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def ChooseWinograd : Pass<"onnxc-choose-winograd", "mlir::func::FuncOp"> {
  let summary = "Computes convolutions by Winograd's method where that is faster";
  let description = [{
    A convolution of f32 by three by three taps, with strides of 1, becomes a
    `kernel.winograd_conv` with transformed weights, for squares of 2x2 or 4x4 outputs, or stays as
    it is, whichever a model of the time of products, transformations and weights from memory says
    is fastest. Matrices may make what the model needs at a time larger by a half where they have as
    few squares as can be, by a quarter where they have more, or by 64 KiB. Weights are transformed
    in double precision.

    So does one of bytes where products of i16 are what the machine has for them. Its matrices are
    of integers, modulo 2^32, and its result the same to the bit: not where the weights allow sums
    that are too large for that. Its weights stay bytes.

    ```mlir
    %w = arith.constant dense<1.0> : tensor<64x64x3x3xf32>
    %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
         ins(%x, %w : tensor<1x58x58x64xf32>, tensor<64x64x3x3xf32>) outs(%s : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
    // becomes
    %0 = kernel.winograd_conv {block = 33 : i64, output_tile = 4 : i64, tile = #kernel.tile<rows = 14, columns = 32, lanes = 16>}
         ins(%x, %transformed : tensor<1x58x58x64xf32>, tensor<147456xf32>) outs(%s : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def SplitDepth : Pass<"onnxc-split-depth", "mlir::func::FuncOp"> {
  let summary = "Splits contractions with many products in each sum";
  let description = [{
    All panels of weights are multiplied by the same input. Where the input of a matrix product is
    too large for the cache, the product becomes several, each of some columns of the input and rows
    of the weights, which add to the sums of the one before, in the same order. So does a convolution
    of which one panel of weights is too large: several, each of some input channels.

    ```mlir
    %w = arith.constant dense<2.0> : tensor<1024x16xf32>
    %r = kernel.gemm ins(%a, %w : tensor<64x1024xf32>, tensor<1024x16xf32>) outs(%c : tensor<64x16xf32>) -> tensor<64x16xf32>
    // becomes, with a cache of 128 KiB,
    %w0 = arith.constant {onnxc.weight_part} dense<2.0> : tensor<256x16xf32>
    %a0 = tensor.extract_slice %a[0, 0] [64, 256] [1, 1] : tensor<64x1024xf32> to tensor<64x256xf32>
    %s0 = kernel.gemm ins(%a0, %w0 : tensor<64x256xf32>, tensor<256x16xf32>) outs(%c : tensor<64x16xf32>) -> tensor<64x16xf32>
    %a1 = tensor.extract_slice %a[0, 256] [64, 256] [1, 1] : tensor<64x1024xf32> to tensor<64x256xf32>
    %s1 = kernel.gemm ins(%a1, %w1 : tensor<64x256xf32>, tensor<256x16xf32>) outs(%s0 : tensor<64x16xf32>) -> tensor<64x16xf32>
    ...
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::tensor::TensorDialect"];
}

#endif
