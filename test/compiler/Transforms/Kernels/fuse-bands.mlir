// RUN: onnxc-opt %s --onnxc-fuse-bands --canonicalize | FileCheck %s
// RUN: onnxc-opt %s --onnxc-fuse-bands=threads --canonicalize | FileCheck %s --check-prefix=CHUNKS

#cache = #kernel.machine<l2Bytes = 262144>

#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>

module attributes {onnxc.machine = #cache} {

// The second convolution reads three rows for one of its own: a row before all bands, then the rows
// that are one ahead. The last band has one less, and padding instead. Two rows are kept for the
// next band.
// CHECK-LABEL: func.func @rows_ahead
// CHECK:       %[[BAND:.+]] = memref.alloc() : memref<1x10x66x32xf32>
// CHECK:       memref.subview %[[BAND]][0, 0, 0, 0] [1, 10, 1, 32]
// CHECK:       memref.subview %[[BAND]][0, 0, 65, 0] [1, 10, 1, 32]
// CHECK:       memref.subview %[[BAND]][0, 0, 0, 0] [1, 1, 66, 32]
// CHECK:       %[[FIRST:.+]] = memref.subview %[[BAND]][0, 1, 1, 0] [1, 1, 64, 32]
// CHECK:       kernel.conv {{.*}} outs(%[[FIRST]]
// CHECK:       scf.for %[[I:.+]] = %c0 to %c8 step %c1 {
// CHECK:         %[[START:.+]] = arith.muli %[[I]], %c8
// CHECK:         %[[AHEAD:.+]] = arith.addi %[[START]], %c1
// CHECK:         scf.if
// CHECK:           %[[REST:.+]] = memref.subview %[[BAND]][0, 2, 1, 0] [1, 7, 64, 32]
// CHECK:           memref.subview %arg0[0, %[[AHEAD]], 0, 0] [1, 7, 64, 16]
// CHECK:           kernel.conv {{.*}} outs(%[[REST]]
// CHECK:           %[[BEHIND:.+]] = memref.subview %[[BAND]][0, 9, 0, 0] [1, 1, 66, 32]
// CHECK:           linalg.fill {{.*}} outs(%[[BEHIND]]
// CHECK:         } else {
// CHECK:           %[[NEW:.+]] = memref.subview %[[BAND]][0, 2, 1, 0] [1, 8, 64, 32]
// CHECK:           kernel.conv {{.*}} outs(%[[NEW]]
// CHECK:         %[[RESULT:.+]] = memref.subview %arg3[0, %{{.+}}, 0, 0] [1, 8, 64, 16]
// CHECK:         kernel.conv {{.*}} ins(%[[BAND]], %arg2 {{.*}} outs(%[[RESULT]]
// CHECK:         %[[KEPT:.+]] = memref.subview %[[BAND]][0, 8, 0, 0] [1, 2, 66, 32]
// CHECK:         %[[HALO:.+]] = memref.subview %[[BAND]][0, 0, 0, 0] [1, 2, 66, 32]
// CHECK:         memref.copy %[[KEPT]], %[[HALO]]

// Each chunk has a buffer of its own, and all but the first compute two rows of the chunk before.
// CHUNKS-LABEL: func.func @rows_ahead
// CHUNKS:       %[[ALL:.+]] = memref.alloc() : memref<202752xi8>
// CHUNKS:       scf.forall (%[[CHUNK:.+]]) in (4) {
// CHUNKS:         %[[PLACE:.+]] = arith.muli %[[CHUNK]], %c50688
// CHUNKS:         %[[BAND:.+]] = memref.view %[[ALL]][%[[PLACE]]][] : memref<202752xi8> to memref<1x6x66x32xf32>
// CHUNKS:         scf.if
// CHUNKS:           memref.subview %[[BAND]][0, 1, 1, 0] [1, 1, 64, 32]
// CHUNKS:           kernel.conv
// CHUNKS:         } else {
// CHUNKS:           %[[BEGIN:.+]] = arith.muli %{{.+}}, %c4
// CHUNKS:           %[[BEHIND:.+]] = arith.addi %[[BEGIN]], %c-1
// CHUNKS:           memref.subview %[[BAND]][0, 0, 1, 0] [1, 2, 64, 32]
// CHUNKS:           memref.subview %arg0[0, %[[BEHIND]], 0, 0] [1, 2, 64, 16]
// CHUNKS:           kernel.conv
// CHUNKS:         scf.for %{{.+}} = %{{.+}} to %{{.+}} step %c1
// CHUNKS:           kernel.conv
// CHUNKS:           kernel.conv
func.func @rows_ahead(%x: memref<1x64x64x16xf32>, %w1: memref<512xf32>, %w2: memref<4608xf32>, %y: memref<1x64x64x16xf32>) {
  %zero = arith.constant 0.0 : f32
  %buffer = memref.alloc() : memref<1x66x66x32xf32>
  %top = memref.subview %buffer[0, 0, 0, 0] [1, 1, 66, 32] [1, 1, 1, 1] : memref<1x66x66x32xf32> to memref<1x1x66x32xf32, strided<[139392, 2112, 32, 1]>>
  linalg.fill ins(%zero : f32) outs(%top : memref<1x1x66x32xf32, strided<[139392, 2112, 32, 1]>>)
  %bottom = memref.subview %buffer[0, 65, 0, 0] [1, 1, 66, 32] [1, 1, 1, 1] : memref<1x66x66x32xf32> to memref<1x1x66x32xf32, strided<[139392, 2112, 32, 1], offset: 137280>>
  linalg.fill ins(%zero : f32) outs(%bottom : memref<1x1x66x32xf32, strided<[139392, 2112, 32, 1], offset: 137280>>)
  %left = memref.subview %buffer[0, 1, 0, 0] [1, 64, 1, 32] [1, 1, 1, 1] : memref<1x66x66x32xf32> to memref<1x64x1x32xf32, strided<[139392, 2112, 32, 1], offset: 2112>>
  linalg.fill ins(%zero : f32) outs(%left : memref<1x64x1x32xf32, strided<[139392, 2112, 32, 1], offset: 2112>>)
  %right = memref.subview %buffer[0, 1, 65, 0] [1, 64, 1, 32] [1, 1, 1, 1] : memref<1x66x66x32xf32> to memref<1x64x1x32xf32, strided<[139392, 2112, 32, 1], offset: 4192>>
  linalg.fill ins(%zero : f32) outs(%right : memref<1x64x1x32xf32, strided<[139392, 2112, 32, 1], offset: 4192>>)
  %inside = memref.subview %buffer[0, 1, 1, 0] [1, 64, 64, 32] [1, 1, 1, 1] : memref<1x66x66x32xf32> to memref<1x64x64x32xf32, strided<[139392, 2112, 32, 1], offset: 2144>>
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w1 : memref<1x64x64x16xf32>, memref<512xf32>) outs(%inside : memref<1x64x64x32xf32, strided<[139392, 2112, 32, 1], offset: 2144>>)
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%buffer, %w2 : memref<1x66x66x32xf32>, memref<4608xf32>) outs(%y : memref<1x64x64x16xf32>)
  return
}

// With a stride of two, a band shares one row with the one before, and no row is ahead: the first
// one is padding.
// CHECK-LABEL: func.func @stride
// CHECK:       %[[BAND:.+]] = memref.alloc() : memref<1x9x66x32xf32>
// CHECK-NOT:   kernel.conv
// CHECK:       scf.for %{{.+}} = %c0 to %c8 step %c1 {
// CHECK-NOT:     scf.if
// CHECK:         %[[NEW:.+]] = memref.subview %[[BAND]][0, 1, 1, 0] [1, 8, 64, 32]
// CHECK:         kernel.conv {{.*}} outs(%[[NEW]]
// CHECK:         kernel.conv {{.*}} ins(%[[BAND]], {{.*}} memref<1x4x32x16xf32
// CHECK:         memref.subview %[[BAND]][0, 8, 0, 0] [1, 1, 66, 32]
// CHECK:         memref.copy
func.func @stride(%x: memref<1x64x64x16xf32>, %w1: memref<512xf32>, %w2: memref<4608xf32>, %y: memref<1x32x32x16xf32>) {
  %zero = arith.constant 0.0 : f32
  %buffer = memref.alloc() : memref<1x66x66x32xf32>
  %top = memref.subview %buffer[0, 0, 0, 0] [1, 1, 66, 32] [1, 1, 1, 1] : memref<1x66x66x32xf32> to memref<1x1x66x32xf32, strided<[139392, 2112, 32, 1]>>
  linalg.fill ins(%zero : f32) outs(%top : memref<1x1x66x32xf32, strided<[139392, 2112, 32, 1]>>)
  %bottom = memref.subview %buffer[0, 65, 0, 0] [1, 1, 66, 32] [1, 1, 1, 1] : memref<1x66x66x32xf32> to memref<1x1x66x32xf32, strided<[139392, 2112, 32, 1], offset: 137280>>
  linalg.fill ins(%zero : f32) outs(%bottom : memref<1x1x66x32xf32, strided<[139392, 2112, 32, 1], offset: 137280>>)
  %left = memref.subview %buffer[0, 1, 0, 0] [1, 64, 1, 32] [1, 1, 1, 1] : memref<1x66x66x32xf32> to memref<1x64x1x32xf32, strided<[139392, 2112, 32, 1], offset: 2112>>
  linalg.fill ins(%zero : f32) outs(%left : memref<1x64x1x32xf32, strided<[139392, 2112, 32, 1], offset: 2112>>)
  %right = memref.subview %buffer[0, 1, 65, 0] [1, 64, 1, 32] [1, 1, 1, 1] : memref<1x66x66x32xf32> to memref<1x64x1x32xf32, strided<[139392, 2112, 32, 1], offset: 4192>>
  linalg.fill ins(%zero : f32) outs(%right : memref<1x64x1x32xf32, strided<[139392, 2112, 32, 1], offset: 4192>>)
  %inside = memref.subview %buffer[0, 1, 1, 0] [1, 64, 64, 32] [1, 1, 1, 1] : memref<1x66x66x32xf32> to memref<1x64x64x32xf32, strided<[139392, 2112, 32, 1], offset: 2144>>
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w1 : memref<1x64x64x16xf32>, memref<512xf32>) outs(%inside : memref<1x64x64x32xf32, strided<[139392, 2112, 32, 1], offset: 2144>>)
  kernel.conv {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%buffer, %w2 : memref<1x66x66x32xf32>, memref<4608xf32>) outs(%y : memref<1x32x32x16xf32>)
  return
}

// A buffer that fits into the cache stays whole.
// CHECK-LABEL: func.func @small
// CHECK-NOT:   scf.for
func.func @small(%x: memref<1x16x16x16xf32>, %w1: memref<512xf32>, %w2: memref<512xf32>, %y: memref<1x16x16x16xf32>) {
  %buffer = memref.alloc() : memref<1x16x16x32xf32>
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w1 : memref<1x16x16x16xf32>, memref<512xf32>) outs(%buffer : memref<1x16x16x32xf32>)
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%buffer, %w2 : memref<1x16x16x32xf32>, memref<512xf32>) outs(%y : memref<1x16x16x16xf32>)
  return
}

// The buffer is read once more, after both.
// CHECK-LABEL: func.func @two_readers
// CHECK-NOT:   scf.for
func.func @two_readers(%x: memref<1x64x64x16xf32>, %w1: memref<512xf32>, %w2: memref<512xf32>, %y: memref<1x64x64x16xf32>, %z: memref<1x64x64x32xf32>) {
  %buffer = memref.alloc() : memref<1x64x64x32xf32>
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w1 : memref<1x64x64x16xf32>, memref<512xf32>) outs(%buffer : memref<1x64x64x32xf32>)
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%buffer, %w2 : memref<1x64x64x32xf32>, memref<512xf32>) outs(%y : memref<1x64x64x16xf32>)
  memref.copy %buffer, %z : memref<1x64x64x32xf32> to memref<1x64x64x32xf32>
  return
}

// The result takes the place of the input, row by row: what a band overwrites, no later one reads.
// Another thread could be ahead, but it reads no row of others.
// CHECK-LABEL: func.func @in_place
// CHECK:       scf.for
// CHUNKS-LABEL: func.func @in_place
// CHUNKS:       scf.forall
func.func @in_place(%x: memref<1x64x64x16xf32>, %w1: memref<512xf32>, %w2: memref<512xf32>) {
  %buffer = memref.alloc() : memref<1x64x64x32xf32>
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w1 : memref<1x64x64x16xf32>, memref<512xf32>) outs(%buffer : memref<1x64x64x32xf32>)
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%buffer, %w2 : memref<1x64x64x32xf32>, memref<512xf32>) outs(%x : memref<1x64x64x16xf32>)
  return
}

// The first convolution reads three rows for one: the next band would find one overwritten.
// CHECK-LABEL: func.func @in_place_of_a_halo
// CHECK-NOT:   scf.for
func.func @in_place_of_a_halo(%x: memref<1x66x66x16xf32>, %w1: memref<4608xf32>, %w2: memref<512xf32>) {
  %buffer = memref.alloc() : memref<1x64x64x32xf32>
  %inside = memref.subview %x[0, 1, 1, 0] [1, 64, 64, 16] [1, 1, 1, 1] : memref<1x66x66x16xf32> to memref<1x64x64x16xf32, strided<[69696, 1056, 16, 1], offset: 1072>>
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w1 : memref<1x66x66x16xf32>, memref<4608xf32>) outs(%buffer : memref<1x64x64x32xf32>)
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%buffer, %w2 : memref<1x64x64x32xf32>, memref<512xf32>) outs(%inside : memref<1x64x64x16xf32, strided<[69696, 1056, 16, 1], offset: 1072>>)
  return
}

// Weights of both that would fill the cache in each band.
// CHECK-LABEL: func.func @large_weights
// CHECK-NOT:   scf.for
func.func @large_weights(%x: memref<1x16x16x256xf32>, %w1: memref<65536xf32>, %w2: memref<65536xf32>, %y: memref<1x16x16x256xf32>) {
  %buffer = memref.alloc() : memref<1x16x16x256xf32>
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w1 : memref<1x16x16x256xf32>, memref<65536xf32>) outs(%buffer : memref<1x16x16x256xf32>)
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%buffer, %w2 : memref<1x16x16x256xf32>, memref<65536xf32>) outs(%y : memref<1x16x16x256xf32>)
  return
}

// Padding beside the rows that goes beyond them is in no band of rows: these bands are of columns.
// CHECK-LABEL: func.func @padding_across_rows
// CHECK:       memref.alloc() : memref<1x66x8x32xf32>
// CHECK:       scf.for
func.func @padding_across_rows(%x: memref<1x64x64x16xf32>, %w1: memref<256xf32>, %w2: memref<1536xf32>, %y: memref<1x64x64x16xf32>) {
  %zero = arith.constant 0.0 : f32
  %buffer = memref.alloc() : memref<1x66x64x32xf32>
  %inside = memref.subview %buffer[0, 1, 0, 0] [1, 64, 64, 16] [1, 1, 1, 1] : memref<1x66x64x32xf32> to memref<1x64x64x16xf32, strided<[135168, 2048, 32, 1], offset: 2048>>
  %beside = memref.subview %buffer[0, 0, 0, 16] [1, 66, 64, 16] [1, 1, 1, 1] : memref<1x66x64x32xf32> to memref<1x66x64x16xf32, strided<[135168, 2048, 32, 1], offset: 16>>
  linalg.fill ins(%zero : f32) outs(%beside : memref<1x66x64x16xf32, strided<[135168, 2048, 32, 1], offset: 16>>)
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w1 : memref<1x64x64x16xf32>, memref<256xf32>) outs(%inside : memref<1x64x64x16xf32, strided<[135168, 2048, 32, 1], offset: 2048>>)
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%buffer, %w2 : memref<1x66x64x32xf32>, memref<1536xf32>) outs(%y : memref<1x64x64x16xf32>)
  return
}

// A row of both buffers does not fit into half of the cache, but one does.
// CHECK-LABEL: func.func @part_of_a_chain
// CHECK:       memref.alloc() : memref<1x64x64x288xf32>
// CHECK-NOT:   scf.for
// CHECK:       kernel.conv
// CHECK:       memref.alloc() : memref<1x1x64x288xf32>
// CHECK:       scf.for
// CHECK:         linalg.generic
// CHECK:         linalg.generic
// CHECK-NOT:   scf.for
func.func @part_of_a_chain(%x: memref<1x64x64x16xf32>, %w: memref<4608xf32>, %y: memref<1x64x64x288xf32>) {
  %a = memref.alloc() : memref<1x64x64x288xf32>
  %b = memref.alloc() : memref<1x64x64x288xf32>
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x64x64x16xf32>, memref<4608xf32>) outs(%a : memref<1x64x64x288xf32>)
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%a : memref<1x64x64x288xf32>) outs(%b : memref<1x64x64x288xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %in : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%b : memref<1x64x64x288xf32>) outs(%y : memref<1x64x64x288xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.mulf %in, %in : f32
    linalg.yield %0 : f32
  }
  return
}

// What the first kernel reads is filled anew before the second one: they stay where they are.
// CHECK-LABEL: func.func @refilled_input
// CHECK-NOT:   scf.for
func.func @refilled_input(%x: memref<1x64x64x16xf32>, %w1: memref<512xf32>, %w2: memref<512xf32>, %y: memref<1x64x64x16xf32>) {
  %zero = arith.constant 0.0 : f32
  %buffer = memref.alloc() : memref<1x64x64x32xf32>
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w1 : memref<1x64x64x16xf32>, memref<512xf32>) outs(%buffer : memref<1x64x64x32xf32>)
  linalg.fill ins(%zero : f32) outs(%x : memref<1x64x64x16xf32>)
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%buffer, %w2 : memref<1x64x64x32xf32>, memref<512xf32>) outs(%y : memref<1x64x64x16xf32>)
  return
}

}
