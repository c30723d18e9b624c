// RUN: onnxc-opt %s --onnxc-lower-winograd | FileCheck %s
// RUN: sed 's/#fma}/#without_fma}/' %s | onnxc-opt --onnxc-lower-winograd | FileCheck %s --check-prefix=NOFMA

#fma = #kernel.machine<fma = true>
#without_fma = #kernel.machine

#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#channel = affine_map<(d0, d1, d2, d3) -> (d3)>

module attributes {onnxc.machine = #fma} {

// Sixteen pixels become sixteen elements of matrices, by additions only; then all matrices are
// multiplied in one loop; then sixteen products become four pixels.
// CHECK-LABEL: func.func @squares_are_matrices
// CHECK-NOT: scf.if
// CHECK-COUNT-16: vector.load {{.*}} memref<1x6x6x16xf32>, vector<8xf32>
// CHECK-NOT: math.fma
// CHECK-COUNT-16: vector.store {{.*}} memref<2560xf32>, vector<8xf32>
// CHECK: scf.for
// CHECK: %[[INPUT:.+]] = memref.reinterpret_cast %{{.+}} to offset: [%{{.+}}], sizes: [4, 16]
// CHECK: %[[WEIGHTS:.+]] = memref.reinterpret_cast %{{.+}} to offset: [%{{.+}}], sizes: [256]
// CHECK: %[[PRODUCTS:.+]] = memref.reinterpret_cast %{{.+}} to offset: [%{{.+}}], sizes: [4, 16]
// CHECK: linalg.fill ins(%{{.+}}) outs(%[[PRODUCTS]]
// CHECK: kernel.gemm {{.*}} ins(%[[INPUT]], %[[WEIGHTS]] {{.*}} outs(%[[PRODUCTS]]
// CHECK-NOT: kernel.gemm
// CHECK-COUNT-16: vector.load {{.*}} memref<2560xf32>, vector<8xf32>
// CHECK-COUNT-4: vector.store {{.*}} memref<1x4x4x16xf32>, vector<8xf32>
// CHECK-NOT: vector.store
// NOFMA-LABEL: func.func @squares_are_matrices
// NOFMA-NOT: math.fma
func.func @squares_are_matrices(%x: memref<1x6x6x16xf32>, %w: memref<4096xf32>, %s: memref<1x4x4x16xf32>, %scratch: memref<2560xf32>) {
  kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x6x6x16xf32>, memref<4096xf32>) outs(%s : memref<1x4x4x16xf32>) scratch(%scratch : memref<2560xf32>)
  return
}

// Each output takes its bias before, and its activation after.
// CHECK-LABEL: func.func @ends_are_carried_out_on_squares
// CHECK-SAME: %{{.+}}: memref<1x6x6x16xf32>, %{{.+}}: memref<9216xf32>, %[[SUMS:.+]]: memref<1x4x4x16xf32>, %[[BIAS:.+]]: memref<16xf32>
// CHECK: kernel.gemm
// CHECK: vector.load %[[BIAS]]
// CHECK-COUNT-16: arith.maxnumf {{.*}} vector<8xf32>
// CHECK-COUNT-16: vector.store {{.*}} %[[SUMS]]
// CHECK-NOT: linalg.generic
// NOFMA-LABEL: func.func @ends_are_carried_out_on_squares
// NOFMA-NOT: math.fma
func.func @ends_are_carried_out_on_squares(%x: memref<1x6x6x16xf32>, %w: memref<9216xf32>, %s: memref<1x4x4x16xf32>, %bias: memref<16xf32>, %scratch: memref<2304xf32>) {
  %zero = arith.constant 0.0 : f32
  kernel.group {
    linalg.generic {indexing_maps = [#channel, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%bias : memref<16xf32>) outs(%s : memref<1x4x4x16xf32>) {
    ^bb0(%b: f32, %out: f32):
      linalg.yield %b : f32
    }
    kernel.winograd_conv {output_tile = 4, block = 1, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
      ins(%x, %w : memref<1x6x6x16xf32>, memref<9216xf32>) outs(%s : memref<1x4x4x16xf32>) scratch(%scratch : memref<2304xf32>)
  } epilogue {
    linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%s : memref<1x4x4x16xf32>) outs(%s : memref<1x4x4x16xf32>) {
    ^bb0(%y: f32, %out: f32):
      %0 = arith.maxnumf %y, %zero : f32
      linalg.yield %0 : f32
    }
  }
  return
}

// Squares at the edge read no pixel beyond the image, and write each of theirs only if it exists.
// CHECK-LABEL: func.func @edges_stay_inside
// CHECK: %[[INSIDE:.+]] = arith.andi
// CHECK: scf.if %[[INSIDE]]
// CHECK-NOT: arith.minsi
// CHECK: } else {
// CHECK: arith.minsi
// CHECK: kernel.gemm
// CHECK: scf.if
// CHECK-COUNT-4: vector.store
// CHECK: } else {
// CHECK-COUNT-4: scf.if
func.func @edges_stay_inside(%x: memref<1x7x7x16xf32>, %w: memref<4096xf32>, %s: memref<1x5x5x16xf32>, %scratch: memref<5120xf32>) {
  kernel.winograd_conv {output_tile = 2, block = 9, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x7x7x16xf32>, memref<4096xf32>) outs(%s : memref<1x5x5x16xf32>) scratch(%scratch : memref<5120xf32>)
  return
}

// A chunk of the output channels has its weights after those of other chunks.
// CHECK-LABEL: func.func @weights_behind_others
// CHECK: memref.extract_strided_metadata %{{.+}} : memref<4096xf32, strided<[1], offset: ?>>
func.func @weights_behind_others(%x: memref<1x6x6x16xf32>, %all: memref<8192xf32>, %from: index, %s: memref<1x4x4x16xf32>, %scratch: memref<2560xf32>) {
  %w = memref.subview %all[%from] [4096] [1] : memref<8192xf32> to memref<4096xf32, strided<[1], offset: ?>>
  kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x6x6x16xf32>, memref<4096xf32, strided<[1], offset: ?>>) outs(%s : memref<1x4x4x16xf32>) scratch(%scratch : memref<2560xf32>)
  return
}

// The last group of output channels is less than a vector: nothing is written after it.
// CHECK-LABEL: func.func @last_group_is_less_than_a_vector
// CHECK-SAME: %{{.+}}: memref<1x6x6x16xf32>, %{{.+}}: memref<18432xf32>, %[[SUMS:.+]]: memref<1x4x4x66xf32>
// CHECK: kernel.gemm
// CHECK-COUNT-4: vector.store %{{.+}}, %[[SUMS]]{{.*}} vector<8xf32>
// CHECK: kernel.gemm
// CHECK-NOT: vector.store %{{.+}}, %[[SUMS]]{{.*}} vector<8xf32>
// CHECK-COUNT-4: vector.store %{{.+}}, %[[SUMS]]{{.*}} vector<2xf32>
// CHECK-NOT: vector.store
// NOFMA-LABEL: func.func @last_group_is_less_than_a_vector
func.func @last_group_is_less_than_a_vector(%x: memref<1x6x6x16xf32>, %w: memref<18432xf32>, %s: memref<1x4x4x66xf32>, %scratch: memref<1792xf32>) {
  kernel.winograd_conv {output_tile = 2, block = 1, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x6x6x16xf32>, memref<18432xf32>) outs(%s : memref<1x4x4x66xf32>) scratch(%scratch : memref<1792xf32>)
  return
}

// Bytes become matrices of words, for each group the taps, too; the outputs are four times too
// large.
// CHECK-LABEL: func.func @integers
// CHECK-SAME: %[[X:.+]]: memref<1x6x6x16xi16>, %[[W:.+]]: memref<2304xi8>
// CHECK-DAG: memref.view {{.*}} to memref<1536xi16>
// CHECK-DAG: memref.view {{.*}} to memref<4608xi16>
// CHECK-DAG: memref.view {{.*}} to memref<1280xi32>
// CHECK-COUNT-16: vector.load %[[X]]{{.*}}, vector<16xi16>
// CHECK-COUNT-16: vector.store {{.*}} memref<1536xi16>, vector<16xi16>
// CHECK-COUNT-9: arith.extsi {{.*}} : vector<16xi8> to vector<16xi16>
// CHECK-COUNT-16: vector.store {{.*}} memref<4608xi16>, vector<16xi16>
// CHECK: kernel.gemm {{.*}}memref<4x16xi16{{.*}}memref<256xi16{{.*}}memref<4x16xi32
// CHECK-COUNT-16: vector.load {{.*}} memref<1280xi32>, vector<8xi32>
// CHECK: %[[TWO:.+]] = arith.constant dense<2> : vector<8xi32>
// CHECK: arith.shrsi %{{.+}}, %[[TWO]]
// CHECK-COUNT-4: vector.store {{.*}} memref<1x4x4x16xi32>, vector<8xi32>
func.func @integers(%x: memref<1x6x6x16xi16>, %w: memref<2304xi8>, %s: memref<1x4x4x16xi32>, %scratch: memref<17408xi8>) {
  kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8, dot = madd_words>}
    ins(%x, %w : memref<1x6x6x16xi16>, memref<2304xi8>) outs(%s : memref<1x4x4x16xi32>) scratch(%scratch : memref<17408xi8>)
  return
}

// For larger squares 576 times, of which 9 has the inverse 954437177.
// CHECK-LABEL: func.func @integers_of_large_squares
// CHECK: kernel.gemm
// CHECK: arith.constant dense<954437177> : vector<8xi32>
// CHECK: arith.muli
// CHECK: arith.constant dense<6> : vector<8xi32>
// CHECK: arith.shrsi
func.func @integers_of_large_squares(%x: memref<1x6x6x16xi16>, %w: memref<2304xi8>, %s: memref<1x4x4x16xi32>, %scratch: memref<34560xi8>) {
  kernel.winograd_conv {output_tile = 4, block = 1, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8, dot = madd_words>}
    ins(%x, %w : memref<1x6x6x16xi16>, memref<2304xi8>) outs(%s : memref<1x4x4x16xi32>) scratch(%scratch : memref<34560xi8>)
  return
}

}
