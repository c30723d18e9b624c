// RUN: onnxc-opt %s --canonicalize --split-input-file | FileCheck %s

// The layout that a cast forgets is known to the kernel.
// CHECK-LABEL: func.func @casts_are_seen_through
// CHECK-NOT: memref.cast
// CHECK: kernel.gemm {{.*}} ins(%{{.+}}, %{{.+}} : memref<1x8xf32>, memref<192xf32>) outs(%{{.+}} : memref<1x20xf32>)
func.func @casts_are_seen_through(%a: memref<1x8xf32>, %b: memref<192xf32>, %c: memref<1x20xf32>) {
  %input = memref.cast %a : memref<1x8xf32> to memref<1x8xf32, strided<[?, ?], offset: ?>>
  %sums = memref.cast %c : memref<1x20xf32> to memref<1x20xf32, strided<[?, ?], offset: ?>>
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%input, %b : memref<1x8xf32, strided<[?, ?], offset: ?>>, memref<192xf32>)
    outs(%sums : memref<1x20xf32, strided<[?, ?], offset: ?>>)
  return
}

// -----

// A cast that asserts what is not known before it stays.
// CHECK-LABEL: func.func @casts_that_know_more_stay
// CHECK: %[[INPUT:.+]] = memref.cast
// CHECK: kernel.gemm {{.*}} ins(%[[INPUT]], %{{.+}} : memref<1x8xf32>, memref<192xf32>)
func.func @casts_that_know_more_stay(%a: memref<1x8xf32, strided<[?, ?], offset: ?>>, %b: memref<192xf32>,
                                     %c: memref<1x20xf32>) {
  %input = memref.cast %a : memref<1x8xf32, strided<[?, ?], offset: ?>> to memref<1x8xf32>
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%input, %b : memref<1x8xf32>, memref<192xf32>) outs(%c : memref<1x20xf32>)
  return
}
