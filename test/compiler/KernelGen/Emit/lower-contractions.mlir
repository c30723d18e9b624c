// RUN: onnxc-opt %s --onnxc-lower-contractions --canonicalize | FileCheck %s
// RUN: sed 's/#avx2}/#scalar}/' %s | onnxc-opt --onnxc-lower-contractions --canonicalize | FileCheck %s --check-prefix=SCALAR
// RUN: sed 's/#avx2}/#by_lane}/' %s | onnxc-opt --onnxc-lower-contractions --canonicalize | FileCheck %s --check-prefix=BYLANE
// RUN: sed 's/#avx2}/#row_pointers}/' %s | onnxc-opt --onnxc-lower-contractions --canonicalize | FileCheck %s --check-prefix=POINTER
// RUN: onnxc-opt %s --onnxc-lower-contractions="reassociate=false" --canonicalize | FileCheck %s --check-prefix=STRICT
// RUN: sed 's/#avx2}/#small_l1}/' %s | onnxc-opt --onnxc-lower-contractions --canonicalize | FileCheck %s --check-prefix=NEAR
// RUN: sed 's/#avx2}/#small_caches}/' %s | onnxc-opt --onnxc-lower-contractions --canonicalize | FileCheck %s --check-prefix=FAR

#avx2 = #kernel.machine<vectorBytes = 32, vectorRegisters = 16, l1Bytes = 32768, l2Bytes = 524288, fma = true, broadcast = true>
#scalar = #kernel.machine<vectorRegisters = 16, l1Bytes = 32768, l2Bytes = 524288, fma = true, broadcast = true>
#by_lane = #kernel.machine<vectorBytes = 16, vectorRegisters = 16, l1Bytes = 32768, l2Bytes = 524288, fma = true, fmaByLane = true, broadcast = true>
#row_pointers = #kernel.machine<vectorBytes = 16, vectorRegisters = 16, l1Bytes = 32768, l2Bytes = 524288, fma = true, broadcast = true, rowPointers = true>
#small_l1 = #kernel.machine<vectorBytes = 32, vectorRegisters = 16, l1Bytes = 8192, l2Bytes = 524288, fma = true, broadcast = true>
#small_caches = #kernel.machine<vectorBytes = 32, vectorRegisters = 16, l1Bytes = 8192, l2Bytes = 8192, fma = true, broadcast = true>

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#x = affine_map<(f, o, c, k) -> (c, o * 2 + k)>
#w = affine_map<(f, o, c, k) -> (f, c, k)>
#y = affine_map<(f, o, c, k) -> (f, o)>
#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (m)>
#in = affine_map<(x, c, t) -> (x + t, c)>
#taps = affine_map<(x, c, t) -> (t, c)>
#out = affine_map<(x, c, t) -> (x, c)>
#image = affine_map<(y, x, c, s, t) -> (y + s, x + t, c)>
#window = affine_map<(y, x, c, s, t) -> (s, t, c)>
#pixels = affine_map<(y, x, c, s, t) -> (y, x, c)>
#km = affine_map<(m, n, k) -> (k, m)>

module attributes {onnxc.machine = #avx2} {

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
  kernel.group {
    linalg.fill ins(%zero : f32) outs(%c : memref<12x16xf32>)
    linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : memref<12x64xf32>, memref<64x16xf32>) outs(%c : memref<12x16xf32>) {
    ^bb0(%x: f32, %y: f32, %sum: f32):
      %0 = arith.mulf %x, %y : f32
      %1 = arith.addf %sum, %0 : f32
      linalg.yield %1 : f32
    }
  }
  return
}

// Both factors are contiguous along the sum: lanes hold partial sums.
// CHECK-LABEL: func.func @rows_times_rows
// CHECK: math.fma {{.*}} vector<8xf32>
// CHECK: %[[FOUR:.+]] = arith.addf {{.*}} : vector<4xf32>
// CHECK: vector.shuffle %[[FOUR]], %[[FOUR]] [2, 3]
func.func @rows_times_rows(%a: memref<3x64xf32>, %b: memref<5x64xf32>, %c: memref<3x5xf32>) {
  linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : memref<3x64xf32>, memref<5x64xf32>) outs(%c : memref<3x5xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

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

// Six rows of two vectors stay in registers during all steps of the sum.
// CHECK-LABEL: func.func @product
// CHECK-COUNT-12: vector.load %{{.+}} : memref<48x96xf32>, vector<8xf32>
// CHECK: scf.for {{.*}} iter_args
// CHECK-COUNT-2: vector.load %{{.+}} : memref<32x96xf32>, vector<8xf32>
// CHECK-COUNT-12: math.fma
// CHECK-NOT: math.fma
// CHECK: scf.yield
// CHECK-COUNT-12: vector.store
// CHECK-NOT: linalg.generic
func.func @product(%a: memref<48x32xf32>, %b: memref<32x96xf32>, %c: memref<48x96xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%a, %b : memref<48x32xf32>, memref<32x96xf32>) outs(%c : memref<48x96xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// 14 columns are two vectors, of which the second begins at 6; all sums are loaded before the
// first is stored.
// CHECK-LABEL: func.func @the_last_vector_overlaps
// CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
// CHECK-DAG: %[[C6:.+]] = arith.constant 6 : index
// CHECK: vector.load %{{.+}}[%[[C0]], %[[C0]]] : memref<1x14xf32>, vector<8xf32>
// CHECK-NEXT: vector.load %{{.+}}[%[[C0]], %[[C6]]] : memref<1x14xf32>, vector<8xf32>
// CHECK: scf.for
// CHECK-COUNT-2: math.fma
// CHECK-NOT: math.fma
// CHECK-COUNT-2: vector.store
func.func @the_last_vector_overlaps(%a: memref<1x32xf32>, %b: memref<32x14xf32>, %c: memref<1x14xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%a, %b : memref<1x32xf32>, memref<32x14xf32>) outs(%c : memref<1x14xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// The residual lies where the result goes: all of a tile is read before any is written, as its
// vectors overlap.
// CHECK-LABEL: func.func @a_residual_is_overwritten
// CHECK-SAME: %{{.+}}: memref<1x32xf32>, %{{.+}}: memref<32x14xf32>, %{{.+}}: memref<1x14xf32>, %[[R:.+]]: memref<1x14xf32>
// CHECK-COUNT-2: vector.load %[[R]]
// CHECK-NOT: vector.load
// CHECK-COUNT-2: vector.store %{{.+}}, %[[R]]
func.func @a_residual_is_overwritten(%a: memref<1x32xf32>, %b: memref<32x14xf32>, %c: memref<1x14xf32>, %r: memref<1x14xf32>) {
  kernel.group {
    linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : memref<1x32xf32>, memref<32x14xf32>) outs(%c : memref<1x14xf32>) {
    ^bb0(%x: f32, %y: f32, %sum: f32):
      %0 = arith.mulf %x, %y : f32
      %1 = arith.addf %sum, %0 : f32
      linalg.yield %1 : f32
    }
  } epilogue {
    linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%c, %r : memref<1x14xf32>, memref<1x14xf32>) outs(%r : memref<1x14xf32>) {
    ^bb0(%x: f32, %y: f32, %out: f32):
      %0 = arith.addf %x, %y : f32
      linalg.yield %0 : f32
    }
  }
  return
}

// Rows of both factors are contiguous: the lanes run along the sum. There are as many as a vector
// of the target has, or else the same number on all targets.
// CHECK-LABEL: func.func @dot_products
// CHECK: scf.for {{.*}} iter_args
// CHECK: math.fma {{.*}} : vector<8xf32>
// CHECK: vector.shuffle {{.*}} [4, 5, 6, 7]
// STRICT-LABEL: func.func @dot_products
// STRICT: scf.for {{.*}} iter_args
// STRICT: math.fma {{.*}} : vector<16xf32>
// STRICT: vector.shuffle {{.*}} [8, 9, 10, 11, 12, 13, 14, 15]
// STRICT: return
func.func @dot_products(%a: memref<8x32xf32>, %b: memref<16x32xf32>, %c: memref<8x16xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%a, %b : memref<8x32xf32>, memref<16x32xf32>) outs(%c : memref<8x16xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// Bytes are widened in registers.
// CHECK-LABEL: func.func @integers
// CHECK: arith.extsi %{{.+}} : vector<8xi8> to vector<8xi32>
// CHECK: arith.muli %{{.+}} : vector<8xi32>
// CHECK: arith.addi %{{.+}} : vector<8xi32>
func.func @integers(%a: memref<4x32xi8>, %b: memref<32x16xi8>, %c: memref<4x16xi32>) {
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%a, %b : memref<4x32xi8>, memref<32x16xi8>) outs(%c : memref<4x16xi32>) {
  ^bb0(%x: i8, %y: i8, %sum: i32):
    %0 = arith.extsi %x : i8 to i32
    %1 = arith.extsi %y : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// Four pixels by three taps read six vectors of the image and three of weights, each once. The sum
// of a pixel takes its taps in order.
// CHECK-LABEL: func.func @neighbours_share_what_they_read
// CHECK-SAME:    %[[X:[a-z0-9]+]]: memref<6x8xf32>, %[[W:[a-z0-9]+]]: memref<3x8xf32>, %[[Y:[a-z0-9]+]]: memref<4x8xf32>
// CHECK-COUNT-3: vector.load %[[W]]
// CHECK:         %[[X0:.+]] = vector.load %[[X]][%c0, %c0]
// CHECK:         %[[X1:.+]] = vector.load %[[X]][%c1, %c0]
// CHECK:         %[[S0:.+]] = math.fma %[[X0]], %{{.+}}, %{{.+}} : vector<8xf32>
// CHECK:         %{{.+}} = math.fma %[[X1]], %{{.+}}, %[[S0]] : vector<8xf32>
// CHECK-COUNT-2: vector.load %[[X]]
// CHECK-NOT:     vector.load %[[W]]
// CHECK:         vector.store
// POINTER-LABEL: func.func @neighbours_share_what_they_read
// POINTER:         %[[P:.+]] = llvm.inline_asm "", "=r,0" %{{.*}} -> !llvm.ptr
// POINTER:         llvm.load %[[P]] {alignment = 4 : i64} : !llvm.ptr -> vector<4xf32>
// POINTER:         llvm.getelementptr %[[P]][8] : (!llvm.ptr) -> !llvm.ptr, f32
// POINTER-NOT:     vector.load %arg0
// SCALAR-LABEL: func.func @neighbours_share_what_they_read
// STRICT-LABEL: func.func @neighbours_share_what_they_read
func.func @neighbours_share_what_they_read(%x: memref<6x8xf32>, %w: memref<3x8xf32>, %y: memref<4x8xf32>) {
  linalg.generic {indexing_maps = [#in, #taps, #out], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %w : memref<6x8xf32>, memref<3x8xf32>) outs(%y : memref<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// Three rows of the image, which the next row of sums reads again, take 6 KiB. Half of a cache of
// 8 KiB has room for half of the channels, which are computed for all rows.
// CHECK-LABEL: func.func @depthwise
// CHECK:       scf.for %{{.+}} = %c0 to %c6 step %c1
// CHECK-NEXT:    scf.for %{{.+}} = %c0 to %c64 step %c8
// NEAR-LABEL:  func.func @depthwise
// NEAR:        scf.for %[[BLOCK:.+]] = %c0 to %c64 step %c32
// NEAR-NEXT:     scf.for %{{.+}} = %c0 to %c6 step %c1
// NEAR-NEXT:       scf.for %[[LANE:.+]] = %c0 to %c32 step %c8
// NEAR:              arith.addi %[[BLOCK]], %[[LANE]]
// FAR-LABEL:   func.func @depthwise
// FAR:         scf.for %{{.+}} = %c0 to %c6 step %c1
// FAR-NEXT:      scf.for %{{.+}} = %c0 to %c64 step %c8
func.func @depthwise(%x: memref<8x8x64xf32>, %w: memref<3x3x64xf32>, %y: memref<6x6x64xf32>) {
  linalg.generic {indexing_maps = [#image, #window, #pixels], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
    ins(%x, %w : memref<8x8x64xf32>, memref<3x3x64xf32>) outs(%y : memref<6x6x64xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// Four products of a row come from one vector of its factors; the two that remain, one by one.
// BYLANE-LABEL: func.func @rows_are_multiplied_by_lane
// BYLANE-SAME:    %[[A:[a-z0-9]+]]: memref<2x66xf32>
// BYLANE:         scf.for %[[K:.+]] = %c0 to %c64 step %c4 iter_args(
// BYLANE:           %[[A0:.+]] = vector.load %[[A]][%c0, %[[K]]] : memref<2x66xf32>, vector<4xf32>
// BYLANE:           %[[A1:.+]] = vector.load %[[A]][%c1, %[[K]]] : memref<2x66xf32>, vector<4xf32>
// BYLANE:           %[[FIRST:.+]] = vector.extract %[[A0]][0]
// BYLANE:           vector.broadcast %[[FIRST]] : f32 to vector<4xf32>
// BYLANE:           vector.extract %[[A1]][3]
// BYLANE:         scf.for {{.*}} = %c64 to %c66 step %c1 iter_args(
// POINTER-LABEL: func.func @rows_are_multiplied_by_lane
// POINTER-COUNT-2: llvm.inline_asm "", "=r,0" %{{.*}} -> !llvm.ptr
// POINTER:         scf.for {{.*}} iter_args({{.*}}) -> (vector<4xf32>, vector<4xf32>, !llvm.ptr, !llvm.ptr)
// POINTER:           %[[F:.+]] = llvm.load %[[P:.+]] {alignment = 4 : i64} : !llvm.ptr -> f32
// POINTER:           llvm.getelementptr %[[P]][1] : (!llvm.ptr) -> !llvm.ptr, f32
// POINTER:           vector.broadcast %[[F]] : f32 to vector<4xf32>
func.func @rows_are_multiplied_by_lane(%a: memref<2x66xf32>, %b: memref<66x4xf32>, %c: memref<2x4xf32>) {
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : memref<2x66xf32>, memref<66x4xf32>) outs(%c : memref<2x4xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// The factors of a row do not lie side by side: a pointer finds them, a vector does not.
// BYLANE-LABEL: func.func @columns_are_not_multiplied_by_lane
// BYLANE-NOT:   vector.extract
// BYLANE:       memref.load
// POINTER-LABEL: func.func @columns_are_not_multiplied_by_lane
// POINTER:       llvm.getelementptr %{{.*}}[2] : (!llvm.ptr) -> !llvm.ptr, f32
func.func @columns_are_not_multiplied_by_lane(%a: memref<64x2xf32>, %b: memref<64x4xf32>, %c: memref<2x4xf32>) {
  linalg.generic {indexing_maps = [#km, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : memref<64x2xf32>, memref<64x4xf32>) outs(%c : memref<2x4xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// Targets multiply f32 by a lane, but not integers that are widened.
// BYLANE-LABEL: func.func @integers_are_not_multiplied_by_lane
// BYLANE-NOT:   vector.extract
// BYLANE:       memref.load
// POINTER-LABEL: func.func @integers_are_not_multiplied_by_lane
// POINTER-NOT:   llvm.
func.func @integers_are_not_multiplied_by_lane(%a: memref<2x64xi8>, %b: memref<64x4xi8>, %c: memref<2x4xi32>) {
  linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : memref<2x64xi8>, memref<64x4xi8>) outs(%c : memref<2x4xi32>) {
  ^bb0(%x: i8, %y: i8, %sum: i32):
    %0 = arith.extsi %x : i8 to i32
    %1 = arith.extsi %y : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

}
