// RUN: onnxc-opt %s --onnxc-place-results --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @an_allocation_becomes_the_output
// CHECK-SAME: %[[X:.+]]: memref<2x8xf32>, %[[OUT:.+]]: memref<16xf32>)
// CHECK: %[[VIEW:.+]] = memref.reinterpret_cast %[[OUT]] to offset: [0], sizes: [2, 8]
// CHECK: memref.copy %[[X]], %[[VIEW]]
// CHECK-NOT: memref.copy
// CHECK: return{{$}}
func.func @an_allocation_becomes_the_output(%x: memref<2x8xf32>) -> memref<16xf32> {
  %a = memref.alloc() : memref<2x8xf32>
  memref.copy %x, %a : memref<2x8xf32> to memref<2x8xf32>
  %r = memref.collapse_shape %a [[0, 1]] : memref<2x8xf32> into memref<16xf32>
  return %r : memref<16xf32>
}

// -----

// CHECK-LABEL: func.func @an_input_is_copied
// CHECK-SAME: %[[X:.+]]: memref<8xf32>, %[[OUT:.+]]: memref<8xf32>)
// CHECK: memref.copy %[[X]], %[[OUT]]
func.func @an_input_is_copied(%x: memref<8xf32>) -> memref<8xf32> {
  return %x : memref<8xf32>
}

// -----

// CHECK-LABEL: func.func @a_value_returned_twice_is_copied_once
// CHECK-SAME: %[[X:.+]]: memref<8xf32>, %[[OUT0:.+]]: memref<8xf32>, %[[OUT1:.+]]: memref<8xf32>)
// CHECK: memref.copy %[[X]], %[[OUT0]]
// CHECK: memref.copy %[[OUT0]], %[[OUT1]]
func.func @a_value_returned_twice_is_copied_once(%x: memref<8xf32>) -> (memref<8xf32>, memref<8xf32>) {
  %a = memref.alloc() : memref<8xf32>
  memref.copy %x, %a : memref<8xf32> to memref<8xf32>
  return %a, %a : memref<8xf32>, memref<8xf32>
}
