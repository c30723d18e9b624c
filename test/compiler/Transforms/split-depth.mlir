// RUN: onnxc-opt %s --pass-pipeline='builtin.module(func.func(onnxc-split-depth{vector-bytes=32 cache-bytes=131072}))' --split-input-file | FileCheck %s

// 64 rows of 1024 numbers are twice the cache. Each product adds to the sums of the one before.
// CHECK-LABEL: func.func @parts
// CHECK-SAME:    %[[A:[a-z0-9]+]]: tensor<64x1024xf32>, %[[C:[a-z0-9]+]]: tensor<64x16xf32>
// CHECK:         %[[W0:.+]] = arith.constant dense<2.000000e+00> : tensor<256x16xf32>
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

// -----

// CHECK-LABEL: func.func @few_columns
// CHECK-COUNT-1: kernel.gemm
// CHECK-NOT:     kernel.gemm
func.func @few_columns(%a: tensor<64x256xf32>, %c: tensor<64x16xf32>) -> tensor<64x16xf32> {
  %w = arith.constant dense<2.0> : tensor<256x16xf32>
  %r = kernel.gemm ins(%a, %w : tensor<64x256xf32>, tensor<256x16xf32>) outs(%c : tensor<64x16xf32>) -> tensor<64x16xf32>
  return %r : tensor<64x16xf32>
}

// -----

// One tile has all rows, and reads its input once for each panel as it is.
// CHECK-LABEL: func.func @few_rows
// CHECK-COUNT-1: kernel.gemm
// CHECK-NOT:     kernel.gemm
func.func @few_rows(%a: tensor<4x16384xf32>, %c: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %w = arith.constant dense<2.0> : tensor<16384x16xf32>
  %r = kernel.gemm ins(%a, %w : tensor<4x16384xf32>, tensor<16384x16xf32>) outs(%c : tensor<4x16xf32>) -> tensor<4x16xf32>
  return %r : tensor<4x16xf32>
}
