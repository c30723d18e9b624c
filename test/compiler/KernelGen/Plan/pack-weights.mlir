// RUN: onnxc-opt %s --onnxc-pack-weights | FileCheck %s
// RUN: sed 's/#vectors}/#scalar}/' %s | onnxc-opt --onnxc-pack-weights | FileCheck %s --check-prefix=SCALAR
// RUN: sed 's/#vectors}/#without_f16}/' %s | onnxc-opt --onnxc-pack-weights | FileCheck %s --check-prefix=WIDE

#vectors = #kernel.machine<vectorBytes = 8, vectorRegisters = 16, l1Bytes = 32768, l1Ways = 8, f16Conversion = true>
#scalar = #kernel.machine<vectorRegisters = 16, l1Bytes = 32768, l1Ways = 8, f16Conversion = true>
#without_f16 = #kernel.machine<vectorBytes = 8, vectorRegisters = 16, l1Bytes = 32768, l1Ways = 8>

module attributes {onnxc.machine = #vectors} {

// Vectors of two channels; the third channel has one for itself, filled up with zero.
// CHECK-LABEL: func.func @rows_of_weights_lie_side_by_side
// CHECK: arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 0.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00, 0.000000e+00]> : tensor<8xf32>
// CHECK: kernel.gemm {tile = #kernel.tile<rows = {{[0-9]+}}, columns = 4, lanes = 2>}
// SCALAR-LABEL: func.func @rows_of_weights_lie_side_by_side
// SCALAR: arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00]> : tensor<6xf32>
// SCALAR: lanes = 1>
func.func @rows_of_weights_lie_side_by_side(%a: tensor<1x2xf32>, %c: tensor<1x3xf32>) -> tensor<1x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %0 = kernel.gemm ins(%a, %w : tensor<1x2xf32>, tensor<2x3xf32>) outs(%c : tensor<1x3xf32>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}

// The same weights as ONNX's Gemm has them with transB.
// CHECK-LABEL: func.func @columns_of_weights_too
// CHECK: arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 0.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00, 0.000000e+00]> : tensor<8xf32>
func.func @columns_of_weights_too(%a: tensor<1x2xf32>, %c: tensor<1x3xf32>) -> tensor<1x3xf32> {
  %w = arith.constant dense<[[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]> : tensor<3x2xf32>
  %0 = kernel.gemm {transposed} ins(%a, %w : tensor<1x2xf32>, tensor<3x2xf32>) outs(%c : tensor<1x3xf32>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}

// In the order in which the kernel reads pixels: kernel positions, then input channels.
// CHECK-LABEL: func.func @a_kernel_of_two_pixels
// CHECK: arith.constant dense<[1.000000e+00, 5.000000e+00, 3.000000e+00, 7.000000e+00, 2.000000e+00, 6.000000e+00, 4.000000e+00, 8.000000e+00]> : tensor<8xf32>
func.func @a_kernel_of_two_pixels(%x: tensor<1x4x2xf32>, %s: tensor<1x3x2xf32>) -> tensor<1x3x2xf32> {
  %w = arith.constant dense<[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]> : tensor<2x2x2xf32>
  %0 = kernel.conv {strides = array<i64: 1>, dilations = array<i64: 1>, groups = 1 : i64, kernel = array<i64: 2>}
    ins(%x, %w : tensor<1x4x2xf32>, tensor<2x2x2xf32>) outs(%s : tensor<1x3x2xf32>) -> tensor<1x3x2xf32>
  return %0 : tensor<1x3x2xf32>
}

// Small weights stay so, in vectors of as many as there are sums in one, where the target can load
// them.
// CHECK-LABEL: func.func @half
// CHECK: arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 0.000000e+00]> : tensor<4xf16>
// CHECK: lanes = 2>
// WIDE-LABEL: func.func @half
// WIDE: arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 0.000000e+00]> : tensor<4xf32>
// WIDE: lanes = 2>
func.func @half(%a: tensor<1x1xf32>, %c: tensor<1x3xf32>) -> tensor<1x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0]]> : tensor<1x3xf16>
  %0 = kernel.gemm ins(%a, %w : tensor<1x1xf32>, tensor<1x3xf16>) outs(%c : tensor<1x3xf32>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}

// WIDE-LABEL: func.func @brain
// WIDE: arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 0.000000e+00]> : tensor<4xbf16>
func.func @brain(%a: tensor<1x1xf32>, %c: tensor<1x3xf32>) -> tensor<1x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0]]> : tensor<1x3xbf16>
  %0 = kernel.gemm ins(%a, %w : tensor<1x1xf32>, tensor<1x3xbf16>) outs(%c : tensor<1x3xf32>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}

// Rows of which the number is not known are taken for many. Few rows have another tile.
// CHECK-LABEL: func.func @unknown_rows_are_many
// CHECK: kernel.gemm {tile = #kernel.tile<[[TILE:.+]], lanes = 2>} ins({{.*}} : tensor<16384x2xf32>
// CHECK: kernel.gemm {tile = #kernel.tile<[[TILE]], lanes = 2>} ins({{.*}} : tensor<?x2xf32>
// CHECK-NOT: [[TILE]]
// CHECK: kernel.gemm {{.*}} : tensor<1x2xf32>
func.func @unknown_rows_are_many(%a: tensor<16384x2xf32>, %b: tensor<?x2xf32>, %c: tensor<1x2xf32>, %x: tensor<16384x8xf32>, %y: tensor<?x8xf32>, %z: tensor<1x8xf32>)
    -> (tensor<16384x8xf32>, tensor<?x8xf32>, tensor<1x8xf32>) {
  %w = arith.constant dense<1.0> : tensor<2x8xf32>
  %0 = kernel.gemm ins(%a, %w : tensor<16384x2xf32>, tensor<2x8xf32>) outs(%x : tensor<16384x8xf32>) -> tensor<16384x8xf32>
  %1 = kernel.gemm ins(%b, %w : tensor<?x2xf32>, tensor<2x8xf32>) outs(%y : tensor<?x8xf32>) -> tensor<?x8xf32>
  %2 = kernel.gemm ins(%c, %w : tensor<1x2xf32>, tensor<2x8xf32>) outs(%z : tensor<1x8xf32>) -> tensor<1x8xf32>
  return %0, %1, %2 : tensor<16384x8xf32>, tensor<?x8xf32>, tensor<1x8xf32>
}

// Kernels that share weights share them packed, unless they read them in another order. (The
// weights are a resource of 1040 bytes, which has a name of its own each time it is made.)
// CHECK-LABEL: func.func @shared
// CHECK: arith.constant dense_resource<[[ROWS:.+]]> : tensor<{{.+}}>
// CHECK: arith.constant dense_resource<[[ROWS]]> : tensor<{{.+}}>
// CHECK: arith.constant dense_resource<
// CHECK-NOT: [[ROWS]]>
func.func @shared(%a: tensor<1x2xf32>, %b: tensor<1x130xf32>, %c: tensor<1x130xf32>, %d: tensor<1x2xf32>) -> (tensor<1x130xf32>, tensor<1x130xf32>, tensor<1x2xf32>) {
  %w = arith.constant dense_resource<weights> : tensor<2x130xf32>
  %0 = kernel.gemm ins(%a, %w : tensor<1x2xf32>, tensor<2x130xf32>) outs(%b : tensor<1x130xf32>) -> tensor<1x130xf32>
  %1 = kernel.gemm ins(%a, %w : tensor<1x2xf32>, tensor<2x130xf32>) outs(%c : tensor<1x130xf32>) -> tensor<1x130xf32>
  %2 = kernel.gemm {transposed} ins(%0, %w : tensor<1x130xf32>, tensor<2x130xf32>) outs(%d : tensor<1x2xf32>) -> tensor<1x2xf32>
  return %0, %1, %2 : tensor<1x130xf32>, tensor<1x130xf32>, tensor<1x2xf32>
}

// Rows of blocks lie side by side: scales of two bytes, two zero points in a byte, two numbers in a
// byte; what a vector has too much is zero.
// CHECK-LABEL: func.func @rows_of_blocks
// CHECK: arith.constant dense<[1, 2, 11, 12, 21, 22, 0, 0, 3, 4, 13, 14, 23, 24, 0, 0, 5, 15, 25, 0, 6, 16, 26, 0, 7, 17, 27, 0]>
// CHECK: kernel.gemm {blocks = #kernel.blocks<bits = 4, size = 2, scale = f16, zeros = true>, tile =
func.func @rows_of_blocks(%a: tensor<1x4xf32>, %c: tensor<1x3xf32>) -> tensor<1x3xf32> {
  %w = arith.constant dense<[[1, 2, 3, 4, 5, 6, 7], [11, 12, 13, 14, 15, 16, 17], [21, 22, 23, 24, 25, 26, 27]]> : tensor<3x7xi8>
  %0 = kernel.gemm {blocks = #kernel.blocks<bits = 4, size = 2, scale = f16, zeros = true>}
    ins(%a, %w : tensor<1x4xf32>, tensor<3x7xi8>) outs(%c : tensor<1x3xf32>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}

}

{-#
  dialect_resources: {
    builtin: {
      weights: "0x400000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    }
  }
#-}
