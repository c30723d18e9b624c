// RUN: onnxc-opt %s --onnxc-pad-strides | FileCheck %s

#cache = #kernel.machine<l1Bytes = 49152, l1Ways = 12>

module attributes {onnxc.machine = #cache} {

// Fourteen rows 4 KiB apart do not fit into one set of twelve lines, of which the kernel needs some for weights and results.
// CHECK-LABEL: func.func @rows_in_one_set
// CHECK:         %[[ALL:.+]] = memref.alloc() : memref<28x1040xf32>
// CHECK:         %[[ROWS:.+]] = memref.subview %[[ALL]][0, 0] [28, 1024] [1, 1]
// CHECK:         linalg.fill {{.*}} outs(%[[ROWS]]
// CHECK:         kernel.gemm {{.*}} ins(%[[ROWS]]
func.func @rows_in_one_set(%w: memref<32768xf32>, %c: memref<28x32xf32>) {
  %zero = arith.constant 0.0 : f32
  %a = memref.alloc() : memref<28x1024xf32>
  linalg.fill ins(%zero : f32) outs(%a : memref<28x1024xf32>)
  kernel.gemm {tile = #kernel.tile<rows = 14, columns = 32, lanes = 16>} ins(%a, %w : memref<28x1024xf32>, memref<32768xf32>) outs(%c : memref<28x32xf32>)
  return
}

// Views follow: pixels of an image, of which a part is read.
// CHECK-LABEL: func.func @views
// CHECK:         %[[ALL:.+]] = memref.alloc() : memref<1x4x7x1040xf32>
// CHECK:         %[[IMAGE:.+]] = memref.subview %[[ALL]]
// CHECK:         %[[ROWS:.+]] = memref.collapse_shape %[[IMAGE]] {{\[\[}}0, 1, 2], [3]] : {{.*}} into memref<28x1024xf32, strided<[1040, 1]>>
// CHECK:         %[[PART:.+]] = memref.subview %[[ROWS]][0, 512] [28, 512] [1, 1]
// CHECK:         kernel.gemm {{.*}} ins(%[[PART]]
func.func @views(%w: memref<16384xf32>, %c: memref<28x32xf32>) {
  %image = memref.alloc() : memref<1x4x7x1024xf32>
  %a = memref.collapse_shape %image [[0, 1, 2], [3]] : memref<1x4x7x1024xf32> into memref<28x1024xf32>
  %part = memref.subview %a[0, 512] [28, 512] [1, 1] : memref<28x1024xf32> to memref<28x512xf32, strided<[1024, 1], offset: 512>>
  kernel.gemm {tile = #kernel.tile<rows = 14, columns = 32, lanes = 16>} ins(%part, %w : memref<28x512xf32, strided<[1024, 1], offset: 512>>, memref<16384xf32>) outs(%c : memref<28x32xf32>)
  return
}

// Rows 2 KiB apart take two sets in turn, and so do fewer rows one.
// CHECK-LABEL: func.func @rows_fit
// CHECK:         memref.alloc() : memref<28x512xf32>
// CHECK:         memref.alloc() : memref<28x1024xf32>
func.func @rows_fit(%w: memref<32768xf32>, %v: memref<16384xf32>, %c: memref<28x32xf32>) {
  %a = memref.alloc() : memref<28x512xf32>
  kernel.gemm {tile = #kernel.tile<rows = 14, columns = 32, lanes = 16>} ins(%a, %v : memref<28x512xf32>, memref<16384xf32>) outs(%c : memref<28x32xf32>)
  %b = memref.alloc() : memref<28x1024xf32>
  kernel.gemm {tile = #kernel.tile<rows = 9, columns = 32, lanes = 16>} ins(%b, %w : memref<28x1024xf32>, memref<32768xf32>) outs(%c : memref<28x32xf32>)
  return
}

// The other view needs all elements in one piece.
// CHECK-LABEL: func.func @one_piece
// CHECK:         memref.alloc() : memref<28x1024xf32>
func.func @one_piece(%w: memref<32768xf32>, %c: memref<28x32xf32>, %y: memref<28672xf32>) {
  %a = memref.alloc() : memref<28x1024xf32>
  %flat = memref.collapse_shape %a [[0, 1]] : memref<28x1024xf32> into memref<28672xf32>
  memref.copy %flat, %y : memref<28672xf32> to memref<28672xf32>
  kernel.gemm {tile = #kernel.tile<rows = 14, columns = 32, lanes = 16>} ins(%a, %w : memref<28x1024xf32>, memref<32768xf32>) outs(%c : memref<28x32xf32>)
  return
}

}
