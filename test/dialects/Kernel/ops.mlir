// RUN: onnxc-opt %s --split-input-file | onnxc-opt --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @on_tensors
// CHECK: kernel.gemm ins(%{{.+}}, %{{.+}} : tensor<4x8xf32>, tensor<8x16xf32>) outs(%{{.+}} : tensor<4x16xf32>) -> tensor<4x16xf32>
// CHECK: kernel.conv {{.*}} ins({{.*}}) outs({{.*}}) -> tensor<1x8x8x32xf32>
func.func @on_tensors(%a: tensor<4x8xf32>, %b: tensor<8x16xf32>, %c: tensor<4x16xf32>,
                      %x: tensor<1x10x10x16xf32>, %w: tensor<32x16x3x3xf32>, %s: tensor<1x8x8x32xf32>)
    -> (tensor<4x16xf32>, tensor<1x8x8x32xf32>) {
  %0 = kernel.gemm ins(%a, %b : tensor<4x8xf32>, tensor<8x16xf32>) outs(%c : tensor<4x16xf32>) -> tensor<4x16xf32>
  %1 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x10x10x16xf32>, tensor<32x16x3x3xf32>) outs(%s : tensor<1x8x8x32xf32>) -> tensor<1x8x8x32xf32>
  return %0, %1 : tensor<4x16xf32>, tensor<1x8x8x32xf32>
}

// -----

// CHECK-LABEL: func.func @packed_on_buffers
// CHECK: kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
func.func @packed_on_buffers(%a: memref<4x8xf32>, %b: memref<192xf32>, %c: memref<4x20xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%a, %b : memref<4x8xf32>, memref<192xf32>) outs(%c : memref<4x20xf32>)
  return
}

// -----

// CHECK-LABEL: func.func @winograd
// CHECK: kernel.winograd_conv {{.*}} ins({{.*}}) outs(%{{.+}} : tensor<1x4x4x16xf32>) -> tensor<1x4x4x16xf32>
// CHECK: kernel.winograd_conv {{.*}} ins({{.*}}) outs(%{{.+}} : memref<1x4x4x16xf32>) scratch(%{{.+}} : memref<2560xf32>)
func.func @winograd(%x: tensor<1x6x6x16xf32>, %w: tensor<4096xf32>, %s: tensor<1x4x4x16xf32>,
                    %xb: memref<1x6x6x16xf32>, %wb: memref<4096xf32>, %sb: memref<1x4x4x16xf32>, %scratch: memref<2560xf32>) -> tensor<1x4x4x16xf32> {
  %0 = kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%x, %w : tensor<1x6x6x16xf32>, tensor<4096xf32>) outs(%s : tensor<1x4x4x16xf32>) -> tensor<1x4x4x16xf32>
  kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%xb, %wb : memref<1x6x6x16xf32>, memref<4096xf32>) outs(%sb : memref<1x4x4x16xf32>) scratch(%scratch : memref<2560xf32>)
  return %0 : tensor<1x4x4x16xf32>
}

// -----

// CHECK-LABEL: func.func @rows_at_run_time
// CHECK: kernel.gemm ins({{.*}} : tensor<?x8xf32>, tensor<8x16xf32>) outs({{.*}}) -> tensor<?x16xf32>
func.func @rows_at_run_time(%a: tensor<?x8xf32>, %b: tensor<8x16xf32>, %c: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %0 = kernel.gemm ins(%a, %b : tensor<?x8xf32>, tensor<8x16xf32>) outs(%c : tensor<?x16xf32>) -> tensor<?x16xf32>
  return %0 : tensor<?x16xf32>
}

// -----

// CHECK-LABEL: func.func @top_k
// CHECK: kernel.top_k ins(%{{.+}} : tensor<4x8xf32>) outs(%{{.+}}, %{{.+}} : tensor<4x3xf32>, tensor<4x3xi64>) -> tensor<4x3xf32>, tensor<4x3xi64>
// CHECK: kernel.top_k {is_unsigned, smallest} ins(%{{.+}} : memref<4x8xi8>) outs(%{{.+}}, %{{.+}} : memref<4x8xi8>, memref<4x8xi64>)
func.func @top_k(%x: tensor<4x8xf32>, %v: tensor<4x3xf32>, %i: tensor<4x3xi64>,
                 %xb: memref<4x8xi8>, %vb: memref<4x8xi8>, %ib: memref<4x8xi64>) -> (tensor<4x3xf32>, tensor<4x3xi64>) {
  %0:2 = kernel.top_k ins(%x : tensor<4x8xf32>) outs(%v, %i : tensor<4x3xf32>, tensor<4x3xi64>) -> tensor<4x3xf32>, tensor<4x3xi64>
  kernel.top_k {smallest, is_unsigned} ins(%xb : memref<4x8xi8>) outs(%vb, %ib : memref<4x8xi8>, memref<4x8xi64>)
  return %0#0, %0#1 : tensor<4x3xf32>, tensor<4x3xi64>
}
// -----

// A row has four scales and two bytes of zero points before sixteen bytes of numbers.
// CHECK-LABEL: func.func @weights_in_blocks
// CHECK: kernel.gemm {blocks = #kernel.blocks<bits = 4, size = 8, scale = f16, zeros = true>} ins({{.*}}, tensor<6x26xi8>)
// CHECK: kernel.gemm {blocks = #kernel.blocks<bits = 8, size = 32, scale = 5.000000e-01 : f32, zero = 3>, tile = {{.*}}} ins({{.*}}, tensor<256xi8>)
func.func @weights_in_blocks(%a: tensor<4x32xf32>, %w: tensor<6x26xi8>, %p: tensor<256xi8>, %c: tensor<4x6xf32>) -> tensor<4x6xf32> {
  %0 = kernel.gemm {blocks = #kernel.blocks<bits = 4, size = 8, scale = f16, zeros = true>}
    ins(%a, %w : tensor<4x32xf32>, tensor<6x26xi8>) outs(%c : tensor<4x6xf32>) -> tensor<4x6xf32>
  %1 = kernel.gemm {blocks = #kernel.blocks<bits = 8, size = 32, scale = 5.000000e-01 : f32, zero = 3>, tile = #kernel.tile<rows = 2, columns = 8, lanes = 8>}
    ins(%a, %p : tensor<4x32xf32>, tensor<256xi8>) outs(%0 : tensor<4x6xf32>) -> tensor<4x6xf32>
  return %1 : tensor<4x6xf32>
}

// -----

// CHECK-LABEL: func.func @group
// CHECK:      kernel.group {
// CHECK-NEXT:   memref.alloca
// CHECK-NEXT:   memref.copy
// CHECK-NEXT: }
// A loop over blocks of rows may hand on the buffer that it writes.
// CHECK-NEXT: kernel.group {
// CHECK-NEXT:   scf.for
// The epilogue of sums yields what has another type.
// CHECK:      kernel.group {
// CHECK-NEXT:   kernel.gemm
// CHECK-NEXT: } epilogue {
// CHECK-NEXT:   linalg.generic
// CHECK:          linalg.yield %{{.+}} : i8
// CHECK-NEXT:   }
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @group(%x: memref<4xf32>, %n: index, %a: memref<4x8xi8>, %w: memref<8x4xi8>, %sums: memref<4x4xi32>, %bytes: memref<4x4xi8>) {
  kernel.group {
    %own = memref.alloca() : memref<4xf32>
    memref.copy %x, %own : memref<4xf32> to memref<4xf32>
  }
  kernel.group {
    %0 = scf.for %i = %n to %n step %n iter_args(%y = %x) -> memref<4xf32> {
      scf.yield %y : memref<4xf32>
    }
  }
  kernel.group {
    kernel.gemm ins(%a, %w : memref<4x8xi8>, memref<8x4xi8>) outs(%sums : memref<4x4xi32>)
  } epilogue {
    linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]} ins(%sums : memref<4x4xi32>) outs(%bytes : memref<4x4xi8>) {
    ^bb0(%sum: i32, %out: i8):
      %byte = arith.trunci %sum : i32 to i8
      linalg.yield %byte : i8
    }
  }
  return
}
