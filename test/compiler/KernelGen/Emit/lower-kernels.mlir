// RUN: onnxc-opt %s --onnxc-lower-kernels --canonicalize | FileCheck %s
// RUN: sed 's/#avx2}/#by_lane}/' %s | onnxc-opt --onnxc-lower-kernels --canonicalize | FileCheck %s --check-prefix=LANE
// RUN: sed 's/#avx2}/#row_pointers}/' %s | onnxc-opt --onnxc-lower-kernels --canonicalize | FileCheck %s --check-prefix=POINTER
// RUN: sed 's/#avx2}/#without_fma}/' %s | onnxc-opt --onnxc-lower-kernels --canonicalize | FileCheck %s --check-prefix=NOFMA
// RUN: sed 's/#avx2}/#small_cache}/' %s | onnxc-opt --onnxc-lower-kernels --canonicalize | FileCheck %s --check-prefix=CACHE

#avx2 = #kernel.machine<l2Bytes = 524288, fma = true, prefetch = true>
#by_lane = #kernel.machine<l2Bytes = 524288, fma = true, fmaByLane = true, prefetch = true>
#row_pointers = #kernel.machine<l2Bytes = 524288, fma = true, rowPointers = true, prefetch = true>
#without_fma = #kernel.machine<l2Bytes = 524288, prefetch = true>
#small_cache = #kernel.machine<l2Bytes = 65536, fma = true, prefetch = true>

#id = affine_map<(d0, d1) -> (d0, d1)>
#matrix = affine_map<(m, n) -> (m, n)>

module attributes {onnxc.machine = #avx2} {

// Two rows by two vectors: four sums, of which each product reads two vectors and two elements.
// The zeros are never stored.
// CHECK-LABEL: func.func @sums_stay_in_registers
// CHECK-NOT: linalg.fill
// CHECK: scf.for {{.*}} iter_args(%{{.+}} = %{{.+}}, %{{.+}} = %{{.+}}, %{{.+}} = %{{.+}}, %{{.+}} = %{{.+}}) -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
// CHECK-COUNT-2: memref.load {{.*}} memref<2x64xf32>
// CHECK-COUNT-2: vector.load {{.*}} memref<1024xf32>, vector<8xf32>
// CHECK: vector.broadcast
// CHECK-COUNT-4: math.fma
// CHECK-NOT: math.fma
// CHECK: scf.yield
// CHECK-NOT: llvm.arithmetic.fence
// CHECK-COUNT-4: vector.store
// LANE-LABEL: func.func @sums_stay_in_registers
// LANE: scf.for {{.*}} iter_args
// LANE-COUNT-2: vector.load {{.*}} memref<2x64xf32>, vector<8xf32>
// LANE-COUNT-32: math.fma
// NOFMA-LABEL: func.func @sums_stay_in_registers
// NOFMA-NOT: math.fma
// NOFMA: arith.mulf
// NOFMA: arith.addf
func.func @sums_stay_in_registers(%a: memref<2x64xf32>, %w: memref<1024xf32>, %c: memref<2x16xf32>) {
  %zero = arith.constant 0.0 : f32
  kernel.group {
    linalg.fill ins(%zero : f32) outs(%c : memref<2x16xf32>)
    kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
      ins(%a, %w : memref<2x64xf32>, memref<1024xf32>) outs(%c : memref<2x16xf32>)
  }
  return
}

// What follows is computed on the tile; four channels fill half a vector, which is stored at once.
// CHECK-LABEL: func.func @an_activation_and_a_rest_of_channels
// CHECK: arith.maximumf {{.*}} vector<8xf32>
// CHECK: vector.store {{.*}} vector<4xf32>
// CHECK-NOT: memref.store
// CHECK-NOT: linalg.generic
func.func @an_activation_and_a_rest_of_channels(%a: memref<1x64xf32>, %w: memref<512xf32>, %c: memref<1x4xf32>) {
  %zero = arith.constant 0.0 : f32
  kernel.group {
    kernel.gemm {tile = #kernel.tile<rows = 6, columns = 8, lanes = 8>}
      ins(%a, %w : memref<1x64xf32>, memref<512xf32>) outs(%c : memref<1x4xf32>)
  } epilogue {
    linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%c : memref<1x4xf32>) outs(%c : memref<1x4xf32>) {
    ^bb0(%x: f32, %out: f32):
      %0 = arith.maximumf %x, %zero : f32
      linalg.yield %0 : f32
    }
  }
  return
}

// The columns of the kernel and the channels are one loop of 3 * 16 products, its rows another.
// CHECK-LABEL: func.func @a_convolution
// CHECK-DAG: %[[PRODUCTS:.+]] = arith.constant 48 : index
// CHECK-DAG: %[[ROWS:.+]] = arith.constant 3 : index
// CHECK: scf.for {{.*}} to %[[ROWS]] {{.*}} iter_args
// CHECK: scf.for {{.*}} to %[[PRODUCTS]] {{.*}} iter_args
func.func @a_convolution(%x: memref<1x10x10x16xf32>, %w: memref<2304xf32>, %s: memref<1x8x8x16xf32>) {
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>,
               tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x10x10x16xf32>, memref<2304xf32>) outs(%s : memref<1x8x8x16xf32>)
  return
}

// Seven valid lanes of eight: four, two and one.
// CHECK-LABEL: func.func @valid_lanes_are_stored_by_powers_of_two
// CHECK: llvm.call_intrinsic "llvm.arithmetic.fence"
// CHECK: vector.store {{.*}} vector<4xf32>
// CHECK: vector.store {{.*}} vector<2xf32>
// CHECK: vector.store {{.*}} vector<1xf32>
// CHECK-NOT: vector.store
func.func @valid_lanes_are_stored_by_powers_of_two(%a: memref<1x64xf32>, %w: memref<512xf32>, %c: memref<1x7xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 8, lanes = 8>}
    ins(%a, %w : memref<1x64xf32>, memref<512xf32>) outs(%c : memref<1x7xf32>)
  return
}

// Two tiles of pixels to each panel: the weights of the next one are on their way meanwhile.
// CHECK-LABEL: func.func @few_pixels_prefetch_weights
// CHECK: memref.prefetch {{.*}} memref<8192xf32>
func.func @few_pixels_prefetch_weights(%a: memref<12x64xf32>, %w: memref<8192xf32>, %c: memref<12x128xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%a, %w : memref<12x64xf32>, memref<8192xf32>) outs(%c : memref<12x128xf32>)
  return
}

// A product reads two lines of weights, and asks for one: the other tile does for the other.
// CHECK-LABEL: func.func @tiles_share_the_prefetch
// CHECK: memref.prefetch
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @tiles_share_the_prefetch(%a: memref<4x64xf32>, %w: memref<8192xf32>, %c: memref<4x128xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 2, columns = 32, lanes = 8>}
    ins(%a, %w : memref<4x64xf32>, memref<8192xf32>) outs(%c : memref<4x128xf32>)
  return
}

// CHECK-LABEL: func.func @many_pixels_do_not
// CHECK-NOT: memref.prefetch
func.func @many_pixels_do_not(%a: memref<120x64xf32>, %w: memref<8192xf32>, %c: memref<120x128xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%a, %w : memref<120x64xf32>, memref<8192xf32>) outs(%c : memref<120x128xf32>)
  return
}

// The weights of one pixel are read once, one after the other, which a CPU foresees.
// CHECK-LABEL: func.func @one_pixel_does_not
// CHECK-NOT: memref.prefetch
func.func @one_pixel_does_not(%a: memref<1x64xf32>, %w: memref<8192xf32>, %c: memref<1x128xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 1, columns = 16, lanes = 8>}
    ins(%a, %w : memref<1x64xf32>, memref<8192xf32>) outs(%c : memref<1x128xf32>)
  return
}

// A step of many vectors multiplies by one vector of the pixel, so that it reads its weights from
// one address; eight vectors of weights leave room for two.
// LANE-LABEL: func.func @wide_panels_take_short_steps
// LANE-DAG: %[[SHORT:.+]] = arith.constant 4 : index
// LANE-DAG: %[[END:.+]] = arith.constant 64 : index
// LANE: scf.for {{.*}} to %[[END]] step %[[SHORT]] iter_args
// LANE-COUNT-60: math.fma
// LANE-NEXT: scf.yield
func.func @wide_panels_take_short_steps(%a: memref<1x64xf32>, %w: memref<3840xf32>, %c: memref<1x60xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 1, columns = 60, lanes = 4>}
    ins(%a, %w : memref<1x64xf32>, memref<3840xf32>) outs(%c : memref<1x60xf32>)
  return
}

// LANE-LABEL: func.func @narrow_panels_take_long_steps
// LANE-DAG: %[[LONG:.+]] = arith.constant 8 : index
// LANE-DAG: %[[END:.+]] = arith.constant 64 : index
// LANE: scf.for {{.*}} to %[[END]] step %[[LONG]] iter_args
// LANE-COUNT-64: math.fma
// LANE-NEXT: scf.yield
func.func @narrow_panels_take_long_steps(%a: memref<1x64xf32>, %w: memref<2048xf32>, %c: memref<1x32xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 1, columns = 32, lanes = 4>}
    ins(%a, %w : memref<1x64xf32>, memref<2048xf32>) outs(%c : memref<1x32xf32>)
  return
}

// Rows that are further apart than loads of pairs reach have pointers of their own, which move on
// by two vectors; those of a narrow input share the address of the first one.
// CHECK-LABEL: func.func @rows_far_apart
// LANE-LABEL: func.func @rows_far_apart
// LANE-COUNT-4: llvm.inline_asm {{.*}} : (!llvm.ptr) -> !llvm.ptr
// LANE:         scf.for {{.*}} iter_args
// LANE:           llvm.load %[[P:[a-z0-9]+]] {{.*}} -> vector<4xf32>
// LANE:           %[[Q:.+]] = llvm.getelementptr %[[P]][4]
// LANE:           llvm.load %[[Q]]
// LANE:           llvm.getelementptr %[[P]][8]
// LANE-NOT:       vector.load %arg0
// LANE-LABEL: func.func @rows_close_together
// LANE-NOT:     llvm.inline_asm
// LANE:         vector.load %arg0
func.func @rows_far_apart(%a: memref<4x96xf32>, %w: memref<768xf32>, %c: memref<4x8xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 4, columns = 8, lanes = 4>}
    ins(%a, %w : memref<4x96xf32>, memref<768xf32>) outs(%c : memref<4x8xf32>)
  return
}
func.func @rows_close_together(%a: memref<4x64xf32>, %w: memref<512xf32>, %c: memref<4x8xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 4, columns = 8, lanes = 4>}
    ins(%a, %w : memref<4x64xf32>, memref<512xf32>) outs(%c : memref<4x8xf32>)
  return
}

// A tensor that sums begin with is added in the end, so that products are not rounded as it is.
// CHECK-LABEL: func.func @begins_with_a_tensor
// CHECK-SAME:    %{{.+}}: memref<1x64xf32>, %{{.+}}: memref<512xf32>, %[[X:[a-z0-9]+]]: memref<1x8xf32>, %[[C:[a-z0-9]+]]: memref<1x8xf32>
// CHECK:         %[[ZERO:.+]] = arith.constant dense<0.000000e+00> : vector<8xf32>
// CHECK:         %[[SUM:.+]] = scf.for {{.*}} iter_args(%{{.+}} = %[[ZERO]])
// CHECK:         %[[START:.+]] = vector.load %[[X]]
// CHECK:         %[[R:.+]] = arith.addf %[[START]], %[[SUM]]
// CHECK:         vector.store %[[R]], %[[C]]
func.func @begins_with_a_tensor(%a: memref<1x64xf32>, %w: memref<512xf32>, %x: memref<1x8xf32>, %c: memref<1x8xf32>) {
  kernel.group {
    linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]} ins(%x : memref<1x8xf32>) outs(%c : memref<1x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    }
    kernel.gemm {tile = #kernel.tile<rows = 1, columns = 8, lanes = 8>}
      ins(%a, %w : memref<1x64xf32>, memref<512xf32>) outs(%c : memref<1x8xf32>)
  }
  return
}

// CHECK-LABEL: func.func @small_weights_are_extended
// CHECK: vector.load {{.*}} memref<1024xf16>, vector<8xf16>
// CHECK: arith.extf {{.*}} : vector<8xf16> to vector<8xf32>
// CHECK: math.fma
func.func @small_weights_are_extended(%a: memref<2x64xf32>, %w: memref<1024xf16>, %c: memref<2x16xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%a, %w : memref<2x64xf32>, memref<1024xf16>) outs(%c : memref<2x16xf32>)
  return
}

// A matrix of 64 KiB does not stay in a cache of as many. It is read by blocks that take half of that,
// for which all panels pass by. The first panel asks for the rows of the next tile.
// CACHE-LABEL: func.func @a_large_input
// CACHE:       scf.for %{{.+}} = %c0 to %c492 step %c246
// CACHE:         scf.for %[[PANEL:.+]] = %c0 to %c10 step %c1
// CACHE:           %[[FIRST:.+]] = arith.cmpi eq, %[[PANEL]], %c0
// CACHE:           %{{.+}} = arith.select %[[FIRST]], %c1, %c0
// CACHE:               memref.prefetch %{{.+}}[%{{.+}}, %{{.+}}], read, locality<3>, data : memref<512x32xf32>
// CHECK-LABEL: func.func @a_large_input
// CHECK-NOT:   memref.prefetch {{.*}} memref<512x32xf32>
func.func @a_large_input(%a: memref<512x32xf32>, %w: memref<5120xf32>, %c: memref<512x160xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%a, %w : memref<512x32xf32>, memref<5120xf32>) outs(%c : memref<512x160xf32>)
  return
}

// Where weights take less than a quarter of the cache, blocks take a sixteenth with their results.
// CACHE-LABEL: func.func @few_weights
// CACHE:       scf.for %{{.+}} = %c0 to %c492 step %c12
// CACHE:         scf.for %{{.+}} = %c0 to %c2 step %c1
func.func @few_weights(%a: memref<512x32xf32>, %w: memref<1024xf32>, %c: memref<512x32xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%a, %w : memref<512x32xf32>, memref<1024xf32>) outs(%c : memref<512x32xf32>)
  return
}

// A chunk of the weights is read for the first time, so blocks are as large as for many weights.
// CACHE-LABEL: func.func @a_chunk_of_weights
// CACHE:       scf.for %{{.+}} = %c0 to %c492 step %c246
func.func @a_chunk_of_weights(%a: memref<512x32xf32>, %w: memref<1024xf32, strided<[1], offset: ?>>, %c: memref<512x32xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%a, %w : memref<512x32xf32>, memref<1024xf32, strided<[1], offset: ?>>) outs(%c : memref<512x32xf32>)
  return
}

// CACHE-LABEL: func.func @a_small_input
// CACHE-NOT:   memref.prefetch {{.*}} memref<128x32xf32>
func.func @a_small_input(%a: memref<128x32xf32>, %w: memref<1024xf32>, %c: memref<128x32xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%a, %w : memref<128x32xf32>, memref<1024xf32>) outs(%c : memref<128x32xf32>)
  return
}

// There are few products for each of 64 KiB of results: those of the next tile are asked for.
// CACHE-LABEL: func.func @large_results
// CACHE-SAME:    %{{.+}}: memref<512x32xf32>, %{{.+}}: memref<1024xf32>, %[[C:.+]]: memref<512x32xf32>
// CACHE:         memref.prefetch %[[C]][%{{.+}}, %{{.+}}], read
// CACHE:         math.fma
func.func @large_results(%a: memref<512x32xf32>, %w: memref<1024xf32>, %c: memref<512x32xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 1, columns = 8, lanes = 8>}
    ins(%a, %w : memref<512x32xf32>, memref<1024xf32>) outs(%c : memref<512x32xf32>)
  return
}

// Pixels side by side are as good as a matrix.
// CACHE-LABEL: func.func @pixels
// CACHE:         memref.prefetch %{{.+}}[%c0, %{{.+}}, %{{.+}}, %{{.+}}], read, locality<3>, data : memref<1x16x32x32xf32>
func.func @pixels(%x: memref<1x16x32x32xf32>, %w: memref<256xf32>, %y: memref<1x16x32x8xf32>) {
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 8, lanes = 8>}
    ins(%x, %w : memref<1x16x32x32xf32>, memref<256xf32>) outs(%y : memref<1x16x32x8xf32>)
  return
}

// And so are some rows of them, as threads take, ...
// CACHE-LABEL: func.func @rows_of_pixels
// CACHE:         memref.prefetch %{{.+}}[%c0, %{{.+}}, %{{.+}}, %{{.+}}], read, locality<3>, data : memref<1x2x32x32xf32
func.func @rows_of_pixels(%x: memref<1x2x32x32xf32, strided<[16384, 1024, 32, 1], offset: ?>>, %w: memref<256xf32>, %y: memref<1x2x32x8xf32>) {
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 8, lanes = 8>}
    ins(%x, %w : memref<1x2x32x32xf32, strided<[16384, 1024, 32, 1], offset: ?>>, memref<256xf32>) outs(%y : memref<1x2x32x8xf32>)
  return
}

// ... but not with gaps between them.
// CACHE-LABEL: func.func @pixels_with_gaps
// CACHE-NOT:     memref.prefetch {{.*}} memref<1x2x32x32xf32
func.func @pixels_with_gaps(%x: memref<1x2x32x32xf32, strided<[24576, 1536, 48, 1], offset: ?>>, %w: memref<256xf32>, %y: memref<1x2x32x8xf32>) {
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 8, lanes = 8>}
    ins(%x, %w : memref<1x2x32x32xf32, strided<[24576, 1536, 48, 1], offset: ?>>, memref<256xf32>) outs(%y : memref<1x2x32x8xf32>)
  return
}

// With strides, pixels that are not read lie between.
// CACHE-LABEL: func.func @strides
// CACHE-NOT:     memref.prefetch
func.func @strides(%x: memref<1x32x16x32xf32>, %w: memref<256xf32>, %y: memref<1x16x8x8xf32>) {
  kernel.conv {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 8, lanes = 8>}
    ins(%x, %w : memref<1x32x16x32xf32>, memref<256xf32>) outs(%y : memref<1x16x8x8xf32>)
  return
}

// A pointer walks through each row, and the loop counts its steps. Six products are too few.
// CACHE-LABEL: func.func @pointers_walk_through_rows
// POINTER-LABEL: func.func @pointers_walk_through_rows
// POINTER-COUNT-4: llvm.inline_asm {{.*}} : (!llvm.ptr) -> !llvm.ptr
// POINTER:         scf.for {{.*}} iter_args
// POINTER:           %[[F:.+]] = llvm.load %[[P:[a-z0-9]+]] {{.*}} -> f32
// POINTER:           llvm.getelementptr %[[P]][1]
// POINTER:           vector.broadcast %[[F]] : f32 to vector<4xf32>
// POINTER-NOT:       memref.load
// POINTER-LABEL: func.func @few_products_do_not_walk
// POINTER-NOT:     llvm.inline_asm
// POINTER:         memref.load
func.func @pointers_walk_through_rows(%a: memref<4x64xf32>, %w: memref<512xf32>, %c: memref<4x8xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 4, columns = 8, lanes = 4>} ins(%a, %w : memref<4x64xf32>, memref<512xf32>) outs(%c : memref<4x8xf32>)
  return
}

func.func @few_products_do_not_walk(%a: memref<4x6xf32>, %w: memref<48xf32>, %c: memref<4x8xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 4, columns = 8, lanes = 4>} ins(%a, %w : memref<4x6xf32>, memref<48xf32>) outs(%c : memref<4x8xf32>)
  return
}

// Whole tiles of six rows, then four, two and one of what is left. Blocks of rows stay in the cache.
// CHECK-LABEL: func.func @rows_at_run_time
// CHECK-SAME:    %[[A:[a-z0-9]+]]: memref<?x64xf32>
// CHECK-DAG:     %[[C6:.+]] = arith.constant 6 : index
// CHECK-DAG:     %[[C4:.+]] = arith.constant 4 : index
// CHECK-DAG:     %[[C2:.+]] = arith.constant 2 : index
// CHECK-DAG:     %[[BLOCK:.+]] = arith.constant 1020 : index
// CHECK:         %[[ROWS:.+]] = memref.dim %{{.+}}, %c0
// CHECK:         scf.for %[[BEGIN:.+]] = %c0 to %[[ROWS]] step %[[BLOCK]]
// CHECK:           %[[LAST:.+]] = arith.addi %[[BEGIN]], %[[BLOCK]]
// CHECK:           %[[END:.+]] = arith.minsi %[[LAST]], %[[ROWS]]
// CHECK:           %[[LEFT:.+]] = arith.subi %[[END]], %[[BEGIN]]
// CHECK:           %[[REST:.+]] = arith.remui %[[LEFT]], %[[C6]]
// CHECK:           %[[TO6:.+]] = arith.subi %[[END]], %[[REST]]
// CHECK:           scf.for %{{.+}} = %[[BEGIN]] to %[[TO6]] step %[[C6]]
// CHECK-COUNT-6:     memref.load %[[A]]
// CHECK-NOT:         memref.load
// CHECK:           scf.for %{{.+}} = %[[TO6]] to %[[TO4:.+]] step %[[C4]]
// CHECK:           scf.for %{{.+}} = %[[TO4]] to %[[TO2:.+]] step %[[C2]]
// CHECK:           scf.for %{{.+}} = %[[TO2]] to %{{.+}} step %c1
func.func @rows_at_run_time(%a: memref<?x64xf32>, %w: memref<1024xf32>, %c: memref<?x16xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>} ins(%a, %w : memref<?x64xf32>, memref<1024xf32>) outs(%c : memref<?x16xf32>)
  return
}

// Two numbers of a byte, less the zero points of their block, times its scales.
// CHECK-LABEL: func.func @blocks_are_unpacked
// CHECK: scf.for
// CHECK: vector.load {{.*}} memref<192xi8>, vector<32xi8>
// CHECK: vector.bitcast {{.*}} : vector<32xi8> to vector<8xf32>
// CHECK: scf.for
// CHECK: vector.load {{.*}} memref<192xi8>, vector<8xi8>
// CHECK: arith.andi {{.*}} : vector<8xi8>
// CHECK: arith.sitofp
// CHECK: arith.subf
// CHECK: %[[FIRST:.+]] = arith.mulf
// CHECK: math.fma %{{.+}}, %[[FIRST]]
// CHECK: arith.shrui {{.*}} : vector<8xi8>
// CHECK: %[[SECOND:.+]] = arith.mulf
// CHECK: math.fma %{{.+}}, %[[SECOND]]
func.func @blocks_are_unpacked(%a: memref<1x32xf32>, %w: memref<192xi8>, %c: memref<1x8xf32>) {
  kernel.gemm {blocks = #kernel.blocks<bits = 4, size = 16, scale = f32, zero = 8>, tile = #kernel.tile<rows = 1, columns = 8, lanes = 8>}
    ins(%a, %w : memref<1x32xf32>, memref<192xi8>) outs(%c : memref<1x8xf32>)
  return
}

}
