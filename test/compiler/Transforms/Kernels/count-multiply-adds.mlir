// RUN: onnxc-opt %s --onnxc-count-multiply-adds --split-input-file | FileCheck %s

// 8 x 16 sums of 4 products, twice; what adds only is not counted.
// CHECK: module attributes {onnxc.multiply_adds = 1024 : i64}
module {
  func.func @main(%a: memref<8x4xf32>, %w: memref<64xf32>, %c: memref<8x16xf32>, %n: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    scf.for %i = %c0 to %c2 step %c1 {
      kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>} ins(%a, %w : memref<8x4xf32>, memref<64xf32>) outs(%c : memref<8x16xf32>)
    }
    linalg.map { arith.addf } ins(%c, %c : memref<8x16xf32>, memref<8x16xf32>) outs(%c : memref<8x16xf32>)
    return
  }
}

// -----

// A loop whose trips are not known counts once.
// CHECK: module attributes {onnxc.multiply_adds = 512 : i64}
module {
  func.func @main(%a: memref<8x4xf32>, %w: memref<64xf32>, %c: memref<8x16xf32>, %n: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    scf.for %i = %c0 to %n step %c1 {
      kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>} ins(%a, %w : memref<8x4xf32>, memref<64xf32>) outs(%c : memref<8x16xf32>)
    }
    return
  }
}

// -----

// Rows whose number a run settles do not count, and take nothing from those that do.
// CHECK: module attributes {onnxc.multiply_adds = 512 : i64}
module {
  func.func @main(%a: memref<8x4xf32>, %w: memref<64xf32>, %c: memref<8x16xf32>, %x: memref<?x4xf32>, %y: memref<?x16xf32>) {
    kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>} ins(%a, %w : memref<8x4xf32>, memref<64xf32>) outs(%c : memref<8x16xf32>)
    kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>} ins(%x, %w : memref<?x4xf32>, memref<64xf32>) outs(%y : memref<?x16xf32>)
    return
  }
}
