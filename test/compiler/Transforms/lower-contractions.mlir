// RUN: onnxc-opt %s --onnxc-lower-contractions --canonicalize --split-input-file | FileCheck %s
// RUN: onnxc-opt %s --onnxc-lower-contractions="vector-bytes=0" --canonicalize --split-input-file | FileCheck %s --check-prefix=SCALAR

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// The zeros are never stored.
// CHECK-LABEL: func.func @sums_stay_in_registers
// CHECK-NOT: linalg.fill
// CHECK: scf.for {{.*}} iter_args(
// CHECK: vector.load {{.*}} vector<8xf32>
// CHECK: vector.broadcast
// CHECK: math.fma {{.*}} vector<8xf32>
// CHECK: scf.yield
// CHECK: vector.store
// SCALAR-LABEL: func.func @sums_stay_in_registers
// SCALAR-NOT: vector
// SCALAR: math.fma {{.*}} : f32
func.func @sums_stay_in_registers(%a: memref<12x64xf32>, %b: memref<64x16xf32>, %c: memref<12x16xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%c : memref<12x16xf32>)
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : memref<12x64xf32>, memref<64x16xf32>) outs(%c : memref<12x16xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Both factors are contiguous along the sum: lanes hold partial sums.
// CHECK-LABEL: func.func @rows_times_rows
// CHECK: math.fma {{.*}} vector<8xf32>
// CHECK: vector.reduction <add>
func.func @rows_times_rows(%a: memref<3x64xf32>, %b: memref<5x64xf32>, %c: memref<3x5xf32>) {
  linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : memref<3x64xf32>, memref<5x64xf32>) outs(%c : memref<3x5xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// -----

#x = affine_map<(f, o, c, k) -> (c, o * 2 + k)>
#w = affine_map<(f, o, c, k) -> (f, c, k)>
#y = affine_map<(f, o, c, k) -> (f, o)>

// Every second pixel comes from two vectors, the second of which ends with the last one needed.
// CHECK-LABEL: func.func @stride_two
// CHECK: vector.shuffle {{.*}} [0, 2, 4, 6, 9, 11, 13, 15] : vector<8xf32>, vector<8xf32>
func.func @stride_two(%x: memref<3x17xf32>, %w: memref<4x3x3xf32>, %y: memref<4x8xf32>) {
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : memref<3x17xf32>, memref<4x3x3xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// -----

#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (m)>

// CHECK-LABEL: func.func @a_plain_sum_is_left
// CHECK: linalg.generic
func.func @a_plain_sum_is_left(%a: memref<3x64xf32>, %c: memref<3xf32>) {
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%a : memref<3x64xf32>) outs(%c : memref<3xf32>) {
  ^bb0(%x: f32, %sum: f32):
    %1 = arith.addf %sum, %x : f32
    linalg.yield %1 : f32
  }
  return
}
