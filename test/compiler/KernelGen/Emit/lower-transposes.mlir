// RUN: onnxc-opt %s --onnxc-lower-transposes | FileCheck %s
// RUN: sed 's/#avx2}/#sse}/' %s | onnxc-opt --onnxc-lower-transposes | FileCheck %s --check-prefix=SMALL
// RUN: sed 's/#avx2}/#scalar}/' %s | onnxc-opt --onnxc-lower-transposes | FileCheck %s --check-prefix=NONE

#avx2 = #kernel.machine<vectorBytes = 32>
#sse = #kernel.machine<vectorBytes = 16>
#scalar = #kernel.machine

#id = affine_map<(m, n) -> (m, n)>
#t = affine_map<(m, n) -> (n, m)>

module attributes {onnxc.machine = #avx2} {

// CHECK-LABEL: func.func @squares_of_eight
// CHECK-SAME:    %[[X:.+]]: memref<16x24xf32>, %[[Y:.+]]: memref<24x16xf32>
// CHECK:         scf.for %[[N:.+]] = %{{.+}} to %{{.+}} step %c8
// CHECK:           scf.for %[[M:.+]] = %{{.+}} to %{{.+}} step %c8
// CHECK-COUNT-8:     vector.load %[[X]]{{.*}} vector<8xf32>
// CHECK-COUNT-24:    vector.shuffle {{.*}} : vector<8xf32>, vector<8xf32>
// CHECK-COUNT-8:     vector.store {{.*}}, %[[Y]]
// SMALL-LABEL: func.func @squares_of_eight
// SMALL-COUNT-8: vector.shuffle {{.*}} : vector<4xf32>, vector<4xf32>
// SMALL-NOT:     vector.shuffle
// SMALL:         return
// NONE-LABEL:  func.func @squares_of_eight
// NONE:          linalg.transpose
func.func @squares_of_eight(%x: memref<16x24xf32>, %y: memref<24x16xf32>) {
  linalg.transpose ins(%x : memref<16x24xf32>) outs(%y : memref<24x16xf32>) permutation = [1, 0]
  return
}

// What is read along the result is read as it is written.
// CHECK-LABEL: func.func @bodies_are_carried_out_on_columns
// CHECK-COUNT-8: vector.load %{{.+}}: memref<8x16xf32>, vector<8xf32>
// CHECK-COUNT-24: vector.shuffle
// CHECK:         vector.load %{{.+}} : memref<16x8xf32>, vector<8xf32>
// CHECK:         arith.addf %{{.+}}, %{{.+}} : vector<8xf32>
// CHECK-NOT:     linalg.generic
func.func @bodies_are_carried_out_on_columns(%x: memref<8x16xf32>, %y: memref<16x8xf32>, %z: memref<16x8xf32>) {
  linalg.generic {indexing_maps = [#t, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %y : memref<8x16xf32>, memref<16x8xf32>) outs(%z : memref<16x8xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.addf %a, %b : f32
    linalg.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @squares_overlap_at_the_end
// CHECK:         arith.constant 3 : index
// CHECK:         arith.constant 5 : index
func.func @squares_overlap_at_the_end(%x: memref<11x13xf32>, %y: memref<13x11xf32>) {
  linalg.transpose ins(%x : memref<11x13xf32>) outs(%y : memref<13x11xf32>) permutation = [1, 0]
  return
}

// The elements under both squares would be added twice.
// CHECK-LABEL: func.func @squares_of_sums_in_place_do_not_overlap
// CHECK:         linalg.generic
func.func @squares_of_sums_in_place_do_not_overlap(%x: memref<11x13xf32>, %y: memref<13x11xf32>) {
  linalg.generic {indexing_maps = [#t, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %y : memref<11x13xf32>, memref<13x11xf32>) outs(%y : memref<13x11xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.addf %a, %b : f32
    linalg.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @whole_rows_that_move_are_copied
// CHECK:         linalg.generic
func.func @whole_rows_that_move_are_copied(%x: memref<8x9x16xf32>, %y: memref<9x8x16xf32>) {
  linalg.transpose ins(%x : memref<8x9x16xf32>) outs(%y : memref<9x8x16xf32>) permutation = [1, 0, 2]
  return
}

// Pixels of three channels lie side by side.
// CHECK-LABEL: func.func @short_rows_are_interleaved
// CHECK-SAME:    %[[X:.+]]: memref<3x8x20xf32>, %{{.+}}: memref<3xf32>, %[[Y:.+]]: memref<8x20x3xf32>
// CHECK-COUNT-3:   vector.load %[[X]]{{.*}} vector<8xf32>
// CHECK:           vector.shuffle {{.*}} [0, 8, 16, 1, 9, 17, {{.*}}] : vector<16xf32>, vector<16xf32>
// CHECK:           vector.store {{.*}}, %[[Y]]{{.*}} vector<24xf32>
// The last vector begins at pixel 12.
// CHECK:           arith.constant 12 : index
// CHECK-COUNT-3:   vector.load %[[X]]{{.*}} vector<8xf32>
// CHECK-NOT:     linalg.generic
func.func @short_rows_are_interleaved(%x: memref<3x8x20xf32>, %mean: memref<3xf32>, %y: memref<8x20x3xf32>) {
  linalg.generic {indexing_maps = [affine_map<(h, w, c) -> (c, h, w)>, affine_map<(h, w, c) -> (c)>, affine_map<(h, w, c) -> (h, w, c)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x, %mean : memref<3x8x20xf32>, memref<3xf32>) outs(%y : memref<8x20x3xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.subf %a, %b : f32
    linalg.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @pairs_are_interleaved
// CHECK:         vector.shuffle {{.*}} [0, 4, 1, 5, 2, 6, 3, 7] : vector<4xf32>, vector<4xf32>
func.func @pairs_are_interleaved(%x: memref<2x5xf32>, %y: memref<5x2xf32>) {
  linalg.transpose ins(%x : memref<2x5xf32>) outs(%y : memref<5x2xf32>) permutation = [1, 0]
  return
}

// CHECK-LABEL: func.func @short_rows_with_gaps
// CHECK-NOT:     vector.store
func.func @short_rows_with_gaps(%x: memref<3x20xf32>, %y: memref<20x3xf32, strided<[4, 1]>>) {
  linalg.transpose ins(%x : memref<3x20xf32>) outs(%y : memref<20x3xf32, strided<[4, 1]>>) permutation = [1, 0]
  return
}

}
