// RUN: onnxc-opt %s --onnxc-split-depth | FileCheck %s

#avx2 = #kernel.machine<vectorBytes = 32, l2Bytes = 131072>

module attributes {onnxc.machine = #avx2} {

// 64 rows of 1024 numbers are twice the cache. Each product adds to the sums of the one before.
// CHECK-LABEL: func.func @parts
// CHECK-SAME:    %[[A:[a-z0-9]+]]: tensor<64x1024xf32>, %[[C:[a-z0-9]+]]: tensor<64x16xf32>
// CHECK:         %[[W0:.+]] = arith.constant {onnxc.weight_part} dense<2.000000e+00> : tensor<256x16xf32>
// CHECK:         %[[A0:.+]] = tensor.extract_slice %[[A]][0, 0] [64, 256] [1, 1]
// CHECK:         %[[S0:.+]] = kernel.gemm ins(%[[A0]], %[[W0]] : {{.*}}) outs(%[[C]]
// CHECK:         %[[A1:.+]] = tensor.extract_slice %[[A]][0, 256] [64, 256] [1, 1]
// CHECK:         %[[S1:.+]] = kernel.gemm ins(%[[A1]], {{.*}}) outs(%[[S0]]
// CHECK:         %[[S3:.+]] = kernel.gemm
// CHECK:         %[[S4:.+]] = kernel.gemm {{.*}} outs(%[[S3]]
// CHECK:         return %[[S4]]
func.func @parts(%a: tensor<64x1024xf32>, %c: tensor<64x16xf32>) -> tensor<64x16xf32> {
  %w = arith.constant dense<2.0> : tensor<1024x16xf32>
  %r = kernel.gemm ins(%a, %w : tensor<64x1024xf32>, tensor<1024x16xf32>) outs(%c : tensor<64x16xf32>) -> tensor<64x16xf32>
  return %r : tensor<64x16xf32>
}

// CHECK-LABEL: func.func @few_columns
// CHECK-COUNT-1: kernel.gemm
// CHECK-NOT:     kernel.gemm
func.func @few_columns(%a: tensor<64x256xf32>, %c: tensor<64x16xf32>) -> tensor<64x16xf32> {
  %w = arith.constant dense<2.0> : tensor<256x16xf32>
  %r = kernel.gemm ins(%a, %w : tensor<64x256xf32>, tensor<256x16xf32>) outs(%c : tensor<64x16xf32>) -> tensor<64x16xf32>
  return %r : tensor<64x16xf32>
}

// One tile has all rows, and reads its input once for each panel as it is.
// CHECK-LABEL: func.func @few_rows
// CHECK-COUNT-1: kernel.gemm
// CHECK-NOT:     kernel.gemm
func.func @few_rows(%a: tensor<4x16384xf32>, %c: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %w = arith.constant dense<2.0> : tensor<16384x16xf32>
  %r = kernel.gemm ins(%a, %w : tensor<4x16384xf32>, tensor<16384x16xf32>) outs(%c : tensor<4x16xf32>) -> tensor<4x16xf32>
  return %r : tensor<4x16xf32>
}

// A panel of 9 * 512 products by two vectors takes 288 KiB, more than the cache.
// CHECK-LABEL: func.func @deep_convolution
// CHECK-SAME:    %[[X:[a-z0-9]+]]: tensor<1x10x10x512xf32>, %[[S:[a-z0-9]+]]: tensor<1x8x8x16xf32>
// CHECK:         %[[W0:.+]] = arith.constant {onnxc.weight_part} dense<2.000000e+00> : tensor<16x28x3x3xf32>
// CHECK:         %[[X0:.+]] = tensor.extract_slice %[[X]][0, 0, 0, 0] [1, 10, 10, 28] [1, 1, 1, 1]
// CHECK:         %[[S0:.+]] = kernel.conv {{.*}} ins(%[[X0]], %[[W0]] : {{.*}}) outs(%[[S]]
// CHECK:         tensor.extract_slice %[[X]][0, 0, 0, 28]
// CHECK:         kernel.conv {{.*}} outs(%[[S0]]
func.func @deep_convolution(%x: tensor<1x10x10x512xf32>, %s: tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32> {
  %w = arith.constant dense<2.0> : tensor<16x512x3x3xf32>
  %r = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x10x10x512xf32>, tensor<16x512x3x3xf32>) outs(%s : tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  return %r : tensor<1x8x8x16xf32>
}

// CHECK-LABEL: func.func @shallow_convolution
// CHECK-COUNT-1: kernel.conv
// CHECK-NOT:     kernel.conv
func.func @shallow_convolution(%x: tensor<1x10x10x64xf32>, %s: tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32> {
  %w = arith.constant dense<2.0> : tensor<16x64x3x3xf32>
  %r = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x10x10x64xf32>, tensor<16x64x3x3xf32>) outs(%s : tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  return %r : tensor<1x8x8x16xf32>
}

}
