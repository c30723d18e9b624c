// RUN: onnxc-opt %s --onnxc-lower-contractions | FileCheck %s
// RUN: onnxc-opt %s --onnxc-lower-contractions --onnxc-lower-reductions --onnxc-lower-to-loops | FileCheck %s --check-prefix=LOOPS

// Sums that no tiles take leave their group, so that other passes can lower the members.

// CHECK-LABEL: func.func @no_tiles
// CHECK-NOT:     kernel.group
// CHECK:         linalg.generic {{.*}}iterator_types = ["reduction", "reduction", "reduction"]
// CHECK:         linalg.generic {{.*}}iterator_types = []
// LOOPS-LABEL: func.func @no_tiles
// LOOPS-NOT:     linalg
func.func @no_tiles(%x: memref<9x1xf32>, %w: memref<9x8xf32>, %a: memref<f32>, %sums: memref<f32>, %y: memref<f32>) {
  %zero = arith.constant 0.0 : f32
  kernel.group {
    linalg.fill ins(%zero : f32) outs(%sums : memref<f32>)
    linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> ()>], iterator_types = ["reduction", "reduction", "reduction"]} ins(%x, %w : memref<9x1xf32>, memref<9x8xf32>) outs(%sums : memref<f32>) {
    ^bb0(%in: f32, %in_1: f32, %out: f32):
      %0 = arith.mulf %in, %in_1 : f32
      %1 = arith.addf %out, %0 : f32
      linalg.yield %1 : f32
    }
  } epilogue {
    linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []} ins(%sums, %a : memref<f32>, memref<f32>) outs(%y : memref<f32>) {
    ^bb0(%in: f32, %in_1: f32, %out: f32):
      %0 = arith.addf %in, %in_1 : f32
      linalg.yield %0 : f32
    }
  }
  return
}
