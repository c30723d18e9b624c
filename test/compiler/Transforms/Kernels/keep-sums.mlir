// RUN: onnxc-opt %s --onnxc-keep-sums --split-input-file | FileCheck %s

#identity = affine_map<(d0, d1) -> (d0, d1)>

// CHECK-LABEL: func.func @bytes_leave_registers
// CHECK-NOT: memref.alloc()
// CHECK: %[[SUMS:.+]] = memref.alloca() : memref<2x4xi32>
// CHECK-NEXT: kernel.group
// CHECK-NEXT: linalg.fill {{.*}} outs(%[[SUMS]]
// CHECK: kernel.gemm {{.*}} outs(%[[SUMS]]
// CHECK: epilogue
// CHECK-NEXT: linalg.generic {{.*}} ins(%[[SUMS]]
func.func @bytes_leave_registers(%a: memref<2x4xi8>, %w: memref<16xi8>, %y: memref<2x4xi8>) {
  %zero = arith.constant 0 : i32
  %sums = memref.alloc() : memref<2x4xi32>
  kernel.group {
    linalg.fill ins(%zero : i32) outs(%sums : memref<2x4xi32>)
    kernel.gemm {tile = #kernel.tile<rows = 2, columns = 4, lanes = 4>} ins(%a, %w : memref<2x4xi8>, memref<16xi8>) outs(%sums : memref<2x4xi32>)
  } epilogue {
    linalg.generic {indexing_maps = [#identity, #identity], iterator_types = ["parallel", "parallel"]} ins(%sums : memref<2x4xi32>) outs(%y : memref<2x4xi8>) {
    ^bb0(%sum: i32, %out: i8):
      %byte = arith.trunci %sum : i32 to i8
      linalg.yield %byte : i8
    }
  }
  return
}

// -----

#identity = affine_map<(d0, d1) -> (d0, d1)>

// Another operation reads the sums.
// CHECK-LABEL: func.func @sums_of_use
// CHECK: memref.alloc()
// CHECK-NOT: memref.alloca
func.func @sums_of_use(%a: memref<2x4xi8>, %w: memref<16xi8>, %y: memref<2x4xi8>, %z: memref<2x4xi32>) {
  %zero = arith.constant 0 : i32
  %sums = memref.alloc() : memref<2x4xi32>
  kernel.group {
    linalg.fill ins(%zero : i32) outs(%sums : memref<2x4xi32>)
    kernel.gemm {tile = #kernel.tile<rows = 2, columns = 4, lanes = 4>} ins(%a, %w : memref<2x4xi8>, memref<16xi8>) outs(%sums : memref<2x4xi32>)
  } epilogue {
    linalg.generic {indexing_maps = [#identity, #identity], iterator_types = ["parallel", "parallel"]} ins(%sums : memref<2x4xi32>) outs(%y : memref<2x4xi8>) {
    ^bb0(%sum: i32, %out: i8):
      %byte = arith.trunci %sum : i32 to i8
      linalg.yield %byte : i8
    }
  }
  memref.copy %sums, %z : memref<2x4xi32> to memref<2x4xi32>
  return
}
