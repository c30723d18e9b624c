// RUN: onnxc-opt %s --onnxc-group-kernels --split-input-file | FileCheck %s

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
#row = affine_map<(m, n) -> (n)>
#id = affine_map<(m, n) -> (m, n)>

// CHECK-LABEL: func.func @bias_and_activation
// CHECK: kernel.group
// CHECK: linalg.generic {{.*}} ins(%{{.+}} : memref<16xf32>)
// CHECK: arith.mulf
// CHECK: } epilogue {
// CHECK-NEXT: linalg.generic
// CHECK: arith.maximumf
// CHECK-NEXT: linalg.yield
// CHECK-NEXT: }
// CHECK-NEXT: }
func.func @bias_and_activation(%a: memref<8x4xf32>, %b: memref<4x16xf32>, %bias: memref<16xf32>, %c: memref<8x16xf32>) {
  linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%bias : memref<16xf32>) outs(%c : memref<8x16xf32>) {
  ^bb0(%x: f32, %out: f32):
    linalg.yield %x : f32
  }
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : memref<8x4xf32>, memref<4x16xf32>) outs(%c : memref<8x16xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%c : memref<8x16xf32>) outs(%c : memref<8x16xf32>) {
  ^bb0(%x: f32, %out: f32):
    %zero = arith.constant 0.0 : f32
    %0 = arith.maximumf %x, %zero : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#nm = affine_map<(m, n) -> (n, m)>

// CHECK-LABEL: func.func @a_transposed_reader_is_kept_apart
// CHECK-NOT: kernel.group
func.func @a_transposed_reader_is_kept_apart(%a: memref<8x4xf32>, %b: memref<4x8xf32>, %c: memref<8x8xf32>, %d: memref<8x8xf32>) {
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : memref<8x4xf32>, memref<4x8xf32>) outs(%c : memref<8x8xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  linalg.generic {indexing_maps = [#nm, #id], iterator_types = ["parallel", "parallel"]} ins(%c : memref<8x8xf32>) outs(%d : memref<8x8xf32>) {
  ^bb0(%x: f32, %out: f32):
    linalg.yield %x : f32
  }
  return
}

// -----

#id = affine_map<(m, n) -> (m, n)>

// Sums of i32 end as bytes in another buffer.
// CHECK-LABEL: func.func @bytes
// CHECK: kernel.group
// CHECK-NEXT: linalg.fill
// CHECK-NEXT: kernel.gemm
// CHECK: } epilogue {
// CHECK-NEXT: linalg.generic {{.*}} outs(%{{.+}} : memref<2x4xi8>)
func.func @bytes(%a: memref<2x4xi8>, %w: memref<16xi8>, %sums: memref<2x4xi32>, %y: memref<2x4xi8>) {
  %zero = arith.constant 0 : i32
  linalg.fill ins(%zero : i32) outs(%sums : memref<2x4xi32>)
  kernel.gemm {tile = #kernel.tile<rows = 2, columns = 4, lanes = 4>} ins(%a, %w : memref<2x4xi8>, memref<16xi8>) outs(%sums : memref<2x4xi32>)
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%sums : memref<2x4xi32>) outs(%y : memref<2x4xi8>) {
  ^bb0(%sum: i32, %out: i8):
    %byte = arith.trunci %sum : i32 to i8
    linalg.yield %byte : i8
  }
  return
}

// -----

#id = affine_map<(m, n) -> (m, n)>

// All products are to be added before their factors are overwritten.
// CHECK-LABEL: func.func @what_overwrites_a_factor_is_kept_apart
// CHECK-NOT: kernel.group
func.func @what_overwrites_a_factor_is_kept_apart(%a: memref<4x4xf32>, %w: memref<16xf32>, %sums: memref<4x4xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 2, columns = 4, lanes = 4>} ins(%a, %w : memref<4x4xf32>, memref<16xf32>) outs(%sums : memref<4x4xf32>)
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%sums : memref<4x4xf32>) outs(%a : memref<4x4xf32>) {
  ^bb0(%sum: f32, %out: f32):
    %0 = arith.addf %sum, %sum : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#id = affine_map<(m) -> (m)>

// CHECK-LABEL: func.func @a_loop_over_rows_is_one_kernel
// CHECK:       memref.alloc
// CHECK:       kernel.group
// CHECK-NEXT:    scf.for
// CHECK-NOT:       memref.alloc
// CHECK:           linalg.fill
// CHECK:         }
// CHECK-NEXT:  }
func.func @a_loop_over_rows_is_one_kernel(%x: memref<8x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0.0 : f32
  scf.for %i = %c0 to %c8 step %c1 {
    %row = memref.alloc() : memref<1x4xf32>
    linalg.fill ins(%zero : f32) outs(%row : memref<1x4xf32>)
    %to = memref.subview %x[%i, 0] [1, 4] [1, 1] : memref<8x4xf32> to memref<1x4xf32, strided<[4, 1], offset: ?>>
    linalg.exp ins(%row : memref<1x4xf32>) outs(%to : memref<1x4xf32, strided<[4, 1], offset: ?>>)
  } {onnxc.rows}
  return
}

// -----

// CHECK-LABEL: func.func @other_loops_are_no_kernels
// CHECK-NOT:   kernel.group
// CHECK:       scf.for
func.func @other_loops_are_no_kernels(%x: memref<8x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0.0 : f32
  scf.for %i = %c0 to %c8 step %c1 {
    linalg.fill ins(%zero : f32) outs(%x : memref<8x4xf32>)
  }
  return
}
