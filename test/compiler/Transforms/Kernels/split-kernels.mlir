// RUN: onnxc-opt %s --onnxc-split-kernels | FileCheck %s
// RUN: onnxc-opt %s --onnxc-split-kernels="threads=2" | FileCheck %s --check-prefix=TWO
// RUN: onnxc-opt %s --onnxc-split-kernels="slowness=200" | FileCheck %s --check-prefix=SLOW
// RUN: sed 's/vectorBytes = 32/&, multiplyAddTicks = 20000/' %s | onnxc-opt --onnxc-split-kernels | FileCheck %s --check-prefix=SLOW
// RUN: onnxc-opt %s --onnxc-split-kernels --remarks-filter=onnxc-split-kernels -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

#avx2 = #kernel.machine<vectorBytes = 32, l2Bytes = 1048576>

#row = affine_map<(d0, d1, d2, d3) -> (d3)>
#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#matrix = affine_map<(d0, d1) -> (d0, d1)>
#sum = affine_map<(d0, d1) -> (d0)>
#mk = affine_map<(d0, d1, d2) -> (d0, d2)>
#kn = affine_map<(d0, d1, d2) -> (d2, d1)>
#mn = affine_map<(d0, d1, d2) -> (d0, d1)>
#vector = affine_map<(d0) -> (d0)>

module attributes {onnxc.machine = #avx2} {

// Rows of pixels, with the rows of the input that they read. What fills the sums and what follows
// has the same rows, by the same view.
// CHECK-LABEL: func.func @rows_of_a_convolution
// CHECK:       scf.forall (%[[CHUNK:.+]]) in (32) {
// CHECK:         %[[BEGIN:.+]] = arith.muli %[[CHUNK]], %{{c2.*}} : index
// CHECK-DAG:     %[[SUMS:.+]] = memref.subview %{{.+}}[0, %[[BEGIN]], 0, 0] [1, 2, 64, 32]
// CHECK-DAG:     %[[FIRST:.+]] = arith.muli %[[BEGIN]], %{{c2.*}} : index
// CHECK-DAG:     %[[INPUT:.+]] = memref.subview %{{.+}}[0, %[[FIRST]], 0, 0] [1, 5, 130, 16]
// CHECK:         kernel.group {
// CHECK-NEXT:      linalg.generic {{.*}} outs(%[[SUMS]]
// CHECK:           kernel.conv {{.*}} ins(%[[INPUT]], %{{.+}} : {{.*}}) outs(%[[SUMS]]
// CHECK-NEXT:    } epilogue {
// CHECK-NEXT:      linalg.generic {{.*}} ins(%[[SUMS]] : {{.*}}) outs(%[[SUMS]]
// CHECK:             linalg.yield
// CHECK-NEXT:      }
// CHECK-NEXT:    }
// For two threads half of the chunks will do.
// TWO-LABEL:   func.func @rows_of_a_convolution
// TWO:         scf.forall {{.*}} in (16) {
// REMARK: remark: [Passed] Chunks | Category:onnxc-split-kernels | Remark="is 32 chunks for threads"
func.func @rows_of_a_convolution(%x: memref<1x130x130x16xf32>, %w: memref<4608xf32>, %bias: memref<32xf32>, %y: memref<1x64x64x32xf32>) {
  kernel.group {
    linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%bias : memref<32xf32>) outs(%y : memref<1x64x64x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    }
    kernel.conv {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
      ins(%x, %w : memref<1x130x130x16xf32>, memref<4608xf32>) outs(%y : memref<1x64x64x32xf32>)
  } epilogue {
    linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%y : memref<1x64x64x32xf32>) outs(%y : memref<1x64x64x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %0 = arith.addf %in, %in : f32
      linalg.yield %0 : f32
    }
  }
  return
}

// The same with few pixels is not worth the threads.
// CHECK-LABEL: func.func @a_small_convolution_is_kept
// CHECK-NOT:   scf.forall
// SLOW-LABEL:  func.func @a_small_convolution_is_kept
// SLOW:        scf.forall
// SLOW:        return
// REMARK: remark: [Missed] Whole | Category:onnxc-split-kernels | Remark="is for one thread: more would save less than they cost"
func.func @a_small_convolution_is_kept(%x: memref<1x10x10x16xf32>, %w: memref<4608xf32>, %y: memref<1x8x8x32xf32>) {
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x10x10x16xf32>, memref<4608xf32>) outs(%y : memref<1x8x8x32xf32>)
  return
}

// One row has only output channels: whole panels of weights, and a last chunk for what is left.
// CHECK-LABEL: func.func @panels_of_a_row
// CHECK:       scf.forall (%[[CHUNK:.+]]) in ([[CHUNKS:[0-9]+]]) {
// CHECK:         %[[BEGIN:.+]] = arith.muli %[[CHUNK]], %{{.+}} : index
// CHECK:         %[[LAST:.+]] = arith.cmpi eq, %[[CHUNK]], %{{.+}} : index
// CHECK:         scf.if %[[LAST]] {
// CHECK:           %[[WEIGHT:.+]] = arith.muli %[[BEGIN]], %{{c1024.*}} : index
// CHECK:           memref.subview %{{.+}}[%[[WEIGHT]]] [40960] [1]
// CHECK:           kernel.gemm {{.*}} memref<1x1024xf32>, memref<40960xf32, strided<[1], offset: ?>>) outs(%{{.+}} : memref<1x40xf32
// CHECK:         } else {
// CHECK:           kernel.gemm {{.*}} outs(%{{.+}} : memref<1x64xf32
func.func @panels_of_a_row(%x: memref<1x1024xf32>, %w: memref<1024000xf32>, %y: memref<1x1000xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 1, columns = 64, lanes = 8>}
    ins(%x, %w : memref<1x1024xf32>, memref<1024000xf32>) outs(%y : memref<1x1000xf32>)
  return
}

// Panels of several groups lie one after the other.
// CHECK-LABEL: func.func @channels_of_groups_are_kept
// CHECK-NOT:   scf.forall
func.func @channels_of_groups_are_kept(%x: memref<1x1x1x1024xf32>, %w: memref<524288xf32>, %y: memref<1x1x1x1024xf32>) {
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 2 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 1, columns = 64, lanes = 8>}
    ins(%x, %w : memref<1x1x1x1024xf32>, memref<524288xf32>) outs(%y : memref<1x1x1x1024xf32>)
  return
}

// Rows of what is copied and where it goes to.
// CHECK-LABEL: func.func @rows_of_a_copy
// CHECK:       scf.forall (%[[CHUNK:.+]]) in ([[CHUNKS:[0-9]+]]) {
// CHECK-DAG:     %[[FROM:.+]] = memref.subview %arg0[%[[BEGIN:.+]], 0] [[[ROWS:[0-9]+]], 1024] [1, 1]
// CHECK-DAG:     %[[TO:.+]] = memref.subview %arg1[%[[BEGIN]], 0] [[[ROWS]], 1024] [1, 1]
// CHECK:         memref.copy %[[FROM]], %[[TO]]
func.func @rows_of_a_copy(%x: memref<4096x1024xf32>, %y: memref<4096x1024xf32, strided<[2048, 1]>>) {
  memref.copy %x, %y : memref<4096x1024xf32> to memref<4096x1024xf32, strided<[2048, 1]>>
  return
}

// Whatever its body stores, other chunks may read or store, too.
// CHECK-LABEL: func.func @a_body_that_stores_is_kept
// CHECK-NOT:   scf.forall
func.func @a_body_that_stores_is_kept(%x: memref<2047xf32>, %y: memref<1024x1024xf32>) {
  linalg.generic {indexing_maps = [#matrix], iterator_types = ["parallel", "parallel"]} outs(%y : memref<1024x1024xf32>) {
  ^bb0(%out: f32):
    %row = linalg.index 0 : index
    %column = linalg.index 1 : index
    %at = arith.addi %row, %column : index
    %0 = memref.load %x[%at] : memref<2047xf32>
    memref.store %0, %x[%at] : memref<2047xf32>
    linalg.yield %0 : f32
  }
  return
}

// Parts of a sum would be other sums.
// CHECK-LABEL: func.func @a_sum_is_kept
// CHECK-NOT:   scf.forall
func.func @a_sum_is_kept(%x: memref<1x1000000xf32>, %y: memref<1xf32>) {
  linalg.generic {indexing_maps = [#matrix, #sum], iterator_types = ["parallel", "reduction"]} ins(%x : memref<1x1000000xf32>) outs(%y : memref<1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  }
  return
}

// Sums of different rows are different elements; the index is that of the whole.
// CHECK-LABEL: func.func @rows_of_sums
// CHECK:       scf.forall (%[[CHUNK:.+]]) in ([[CHUNKS:[0-9]+]]) {
// CHECK:         %[[BEGIN:.+]] = arith.muli
// CHECK:         memref.subview %{{.+}}[%[[BEGIN]], 0] [64, 1024]
// CHECK:         %[[INDEX:.+]] = linalg.index 0
// CHECK-NEXT:    %[[ROW:.+]] = arith.addi %[[INDEX]], %[[BEGIN]]
// CHECK-NEXT:    arith.index_cast %[[ROW]]
func.func @rows_of_sums(%x: memref<256x1024xf32>, %y: memref<256xf32>) {
  linalg.generic {indexing_maps = [#matrix, #sum], iterator_types = ["parallel", "reduction"]} ins(%x : memref<256x1024xf32>) outs(%y : memref<256xf32>) {
  ^bb0(%in: f32, %out: f32):
    %row = linalg.index 0 : index
    %int = arith.index_cast %row : index to i32
    %float = arith.sitofp %int : i32 to f32
    %0 = arith.mulf %in, %float : f32
    %1 = arith.addf %0, %out : f32
    linalg.yield %1 : f32
  }
  return
}

// The second operation reads rows of the first one's result that other chunks would write.
// CHECK-LABEL: func.func @a_reader_of_all_is_kept
// CHECK-NOT:   scf.forall
func.func @a_reader_of_all_is_kept(%x: memref<1024x1024xf32>, %t: memref<1024x1024xf32>, %y: memref<1024x1024xf32>) {
  kernel.group {
    linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]} ins(%x : memref<1024x1024xf32>) outs(%t : memref<1024x1024xf32>) {
    ^bb0(%in: f32, %out: f32):
      %0 = math.exp %in : f32
      linalg.yield %0 : f32
    }
    linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%t, %t : memref<1024x1024xf32>, memref<1024x1024xf32>) outs(%y : memref<1024x1024xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %0 = arith.mulf %a, %b : f32
      %1 = arith.addf %out, %0 : f32
      linalg.yield %1 : f32
    }
  }
  return
}

// Chunks of two sizes differ by whole cache lines.
// CHECK-LABEL: func.func @elements
// CHECK:       scf.forall (%[[CHUNK:.+]]) in ([[CHUNKS:[0-9]+]]) {
// CHECK-DAG:     arith.divui
// CHECK-DAG:     arith.muli %{{.+}}, %{{c64.*}} : index
// CHECK:         scf.if
func.func @elements(%x: memref<100032xf32>, %y: memref<100032xf32>) {
  linalg.generic {indexing_maps = [#vector, #vector], iterator_types = ["parallel"]} ins(%x : memref<100032xf32>) outs(%y : memref<100032xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = math.exp %in : f32
    linalg.yield %0 : f32
  }
  return
}

// A task finds only what follows from the function's arguments.
// CHECK-LABEL: func.func @the_state_of_a_loop_is_kept
// CHECK-NOT:   scf.forall
// REMARK: remark: [Missed] Whole | Category:onnxc-split-kernels | Remark="is for one thread: it uses what a loop or a condition computes"
func.func @the_state_of_a_loop_is_kept(%x: memref<100032xf32>, %y: memref<100032xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %0 = scf.for %i = %c0 to %c9 step %c1 iter_args(%state = %x) -> (memref<100032xf32>) {
    linalg.generic {indexing_maps = [#vector, #vector], iterator_types = ["parallel"]} ins(%state : memref<100032xf32>) outs(%y : memref<100032xf32>) {
    ^bb0(%in: f32, %out: f32):
      %1 = math.exp %in : f32
      linalg.yield %1 : f32
    }
    scf.yield %state : memref<100032xf32>
  }
  return
}

// A chunk, as of bands, is not split again, nor is the loop over chunks a kernel.
// CHECK-LABEL: func.func @chunks_are_kept
// CHECK:       scf.forall
// CHECK-NOT:   scf.forall
// CHECK:       return
func.func @chunks_are_kept(%x: memref<8x100032xf32>) {
  scf.forall (%i) in (8) {
    %row = memref.subview %x[%i, 0] [1, 100032] [1, 1] : memref<8x100032xf32> to memref<1x100032xf32, strided<[100032, 1], offset: ?>>
    linalg.generic {indexing_maps = [#matrix], iterator_types = ["parallel", "parallel"]} outs(%row : memref<1x100032xf32, strided<[100032, 1], offset: ?>>) {
    ^bb0(%out: f32):
      %0 = math.exp %out : f32
      linalg.yield %0 : f32
    }
  }
  return
}

// Rows of a selection, with both of its results.
// CHECK-LABEL: func.func @rows_of_top_k
// CHECK:       scf.forall (%[[CHUNK:.+]]) in ([[CHUNKS:[0-9]+]]) {
// CHECK-DAG:     %[[IN:.+]] = memref.subview %arg0[%[[BEGIN:.+]], 0] [[[ROWS:[0-9]+]], 4096] [1, 1]
// CHECK-DAG:     %[[VALUES:.+]] = memref.subview %arg1[%[[BEGIN]], 0] [[[ROWS]], 8] [1, 1]
// CHECK-DAG:     %[[INDICES:.+]] = memref.subview %arg2[%[[BEGIN]], 0] [[[ROWS]], 8] [1, 1]
// CHECK:         kernel.top_k ins(%[[IN]] : {{.*}}) outs(%[[VALUES]], %[[INDICES]]
func.func @rows_of_top_k(%x: memref<512x4096xf32>, %v: memref<512x8xf32>, %i: memref<512x8xi64>) {
  kernel.top_k ins(%x : memref<512x4096xf32>) outs(%v, %i : memref<512x8xf32>, memref<512x8xi64>)
  return
}

// A row is selected from in one piece.
// CHECK-LABEL: func.func @one_row_of_top_k_is_kept
// CHECK-NOT:   scf.forall
// REMARK: remark: [Missed] Whole | Category:onnxc-split-kernels | Remark="is for one thread: no dimension of its result splits"
func.func @one_row_of_top_k_is_kept(%x: memref<1x2097152xf32>, %v: memref<1x8xf32>, %i: memref<1x8xi64>) {
  kernel.top_k ins(%x : memref<1x2097152xf32>) outs(%v, %i : memref<1x8xf32>, memref<1x8xi64>)
  return
}

// A group of a loop over blocks of rows: chunks take some of its iterations, and have temporaries
// of their own, one after the other in a larger one.
// CHECK-LABEL: func.func @blocks_of_rows
// CHECK:       %[[ALL:.+]] = memref.alloc() : memref<[[SIZE:[0-9]+]]xi8>
// CHECK:       scf.forall (%[[CHUNK:.+]]) in ([[CHUNKS:[0-9]+]]) {
// CHECK:         %[[OFFSET:.+]] = arith.muli %[[CHUNK]], %{{c65536.*}} : index
// CHECK:         %[[OWN:.+]] = memref.view %[[ALL]][%[[OFFSET]]][] : memref<[[SIZE]]xi8> to memref<16x1024xf32>
// CHECK:         kernel.group {
// CHECK:           scf.for %{{.+}} = %{{.+}} to %{{.+}} step %c16
// CHECK:             linalg.generic {{.*}} outs(%[[OWN]]
// CHECK:             linalg.generic {{.*}} ins(%[[OWN]]
func.func @blocks_of_rows(%x: memref<1024x1024xf32>, %y: memref<1024x1024xf32>) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %c1024 = arith.constant 1024 : index
  %t = memref.alloc() : memref<16x1024xf32>
  kernel.group {
    scf.for %i = %c0 to %c1024 step %c16 {
      %in = memref.subview %x[%i, 0] [16, 1024] [1, 1] : memref<1024x1024xf32> to memref<16x1024xf32, strided<[1024, 1], offset: ?>>
      %out = memref.subview %y[%i, 0] [16, 1024] [1, 1] : memref<1024x1024xf32> to memref<16x1024xf32, strided<[1024, 1], offset: ?>>
      linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]} ins(%in : memref<16x1024xf32, strided<[1024, 1], offset: ?>>) outs(%t : memref<16x1024xf32>) {
      ^bb0(%a: f32, %b: f32):
        %0 = math.exp %a : f32
        linalg.yield %0 : f32
      }
      linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]} ins(%t : memref<16x1024xf32>) outs(%out : memref<16x1024xf32, strided<[1024, 1], offset: ?>>) {
      ^bb0(%a: f32, %b: f32):
        %0 = arith.addf %a, %a : f32
        linalg.yield %0 : f32
      }
    }
  }
  return
}

// The same with products, which are a group of their own in the loop.
// CHECK-LABEL: func.func @products_of_rows
// CHECK:       %[[ALL:.+]] = memref.alloc() : memref<{{[0-9]+}}xi8>
// CHECK:       scf.forall (%[[CHUNK:.+]]) in
// CHECK:         %[[OWN:.+]] = memref.view %[[ALL]]
// CHECK:         kernel.group {
// CHECK:           scf.for
// CHECK:             kernel.group {
// CHECK-NEXT:          linalg.fill {{.*}} outs(%[[OWN]]
// CHECK:               linalg.generic {{.*}} outs(%[[OWN]]
func.func @products_of_rows(%x: memref<1024x256xf32>, %w: memref<256x1024xf32>, %y: memref<1024x1024xf32>) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %c1024 = arith.constant 1024 : index
  %zero = arith.constant 0.0 : f32
  %t = memref.alloc() : memref<16x1024xf32>
  kernel.group {
    scf.for %i = %c0 to %c1024 step %c16 {
      %in = memref.subview %x[%i, 0] [16, 256] [1, 1] : memref<1024x256xf32> to memref<16x256xf32, strided<[256, 1], offset: ?>>
      %out = memref.subview %y[%i, 0] [16, 1024] [1, 1] : memref<1024x1024xf32> to memref<16x1024xf32, strided<[1024, 1], offset: ?>>
      kernel.group {
        linalg.fill ins(%zero : f32) outs(%t : memref<16x1024xf32>)
        linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%in, %w : memref<16x256xf32, strided<[256, 1], offset: ?>>, memref<256x1024xf32>) outs(%t : memref<16x1024xf32>) {
        ^bb0(%a: f32, %b: f32, %sum: f32):
          %0 = arith.mulf %a, %b : f32
          %1 = arith.addf %sum, %0 : f32
          linalg.yield %1 : f32
        }
      }
      linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]} ins(%t : memref<16x1024xf32>) outs(%out : memref<16x1024xf32, strided<[1024, 1], offset: ?>>) {
      ^bb0(%a: f32, %b: f32):
        %0 = math.exp %a : f32
        linalg.yield %0 : f32
      }
    }
  }
  return
}

// Of few squares, output channels are cut between the groups that are computed at a time. The last
// chunk has what is left, and a scratch buffer that is larger than it needs.
// CHECK-LABEL: func.func @groups_of_channels
// CHECK:       scf.forall (%[[CHUNK:.+]]) in (11) {
// CHECK:         kernel.winograd_conv {{.*}} memref<1x7x7x32xf32, {{.*}} scratch(%{{.+}} : memref<168192xf32>)
// CHECK:         kernel.winograd_conv {{.*}} memref<1x7x7x48xf32, {{.*}} scratch(%{{.+}} : memref<168192xf32>)
func.func @groups_of_channels(%x: memref<1x9x9x512xf32>, %w: memref<4194304xf32>, %y: memref<1x7x7x512xf32>) {
  %scratch = memref.alloc() : memref<168192xf32>
  kernel.winograd_conv {output_tile = 2, block = 16, tile = #kernel.tile<rows = 9, columns = 48, lanes = 16>}
    ins(%x, %w : memref<1x9x9x512xf32>, memref<4194304xf32>) outs(%y : memref<1x7x7x512xf32>) scratch(%scratch : memref<168192xf32>)
  return
}

// Winograd's method computes squares: rows are cut between them. Each chunk has a scratch buffer.
// CHECK-LABEL: func.func @squares
// CHECK:       %[[ALL:.+]] = memref.alloc() : memref<{{[0-9]+}}xi8>
// CHECK:       scf.forall (%[[CHUNK:.+]]) in ([[CHUNKS:[0-9]+]]) {
// CHECK:         %[[SCRATCH:.+]] = memref.view %[[ALL]]
// CHECK:         memref.subview %{{.+}} [1, [[ROWS:4|8|16|32]], 64, 64]
// CHECK:         kernel.winograd_conv {{.*}} scratch(%[[SCRATCH]]
func.func @squares(%x: memref<1x66x66x64xf32>, %w: memref<147456xf32>, %y: memref<1x64x64x64xf32>) {
  %scratch = memref.alloc() : memref<222336xf32>
  kernel.winograd_conv {output_tile = 4, block = 48, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x66x66x64xf32>, memref<147456xf32>) outs(%y : memref<1x64x64x64xf32>) scratch(%scratch : memref<222336xf32>)
  return
}

// All iterations write the same rows.
// CHECK-LABEL: func.func @a_sum_over_blocks_is_kept
// CHECK-NOT:   scf.forall
func.func @a_sum_over_blocks_is_kept(%x: memref<1024x1024xf32>, %y: memref<16x1024xf32>) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %c1024 = arith.constant 1024 : index
  kernel.group {
    scf.for %i = %c0 to %c1024 step %c16 {
      %in = memref.subview %x[%i, 0] [16, 1024] [1, 1] : memref<1024x1024xf32> to memref<16x1024xf32, strided<[1024, 1], offset: ?>>
      linalg.generic {indexing_maps = [#matrix, #matrix], iterator_types = ["parallel", "parallel"]} ins(%in : memref<16x1024xf32, strided<[1024, 1], offset: ?>>) outs(%y : memref<16x1024xf32>) {
      ^bb0(%a: f32, %b: f32):
        %0 = math.exp %a : f32
        %1 = arith.addf %b, %0 : f32
        linalg.yield %1 : f32
      }
    }
  }
  return
}

}
