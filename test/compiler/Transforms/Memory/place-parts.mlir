// RUN: onnxc-opt %s --pass-pipeline="builtin.module(func.func(onnxc-place-parts))" | FileCheck %s

#map = affine_map<(d0, d1) -> (d0, d1)>

// CHECK-LABEL: func.func @parts_are_written_in_place
// CHECK-SAME: %[[X:.+]]: memref<4x8xf32>, %[[OUT:.+]]: memref<4x11xf32>
// CHECK: %[[WHOLE:.+]] = memref.alloc() : memref<4x11xf32>
// CHECK: %[[LEFT:.+]] = memref.subview %[[WHOLE]][0, 0] [4, 8] [1, 1]
// CHECK: linalg.generic {{.*}} ins(%[[X]] : {{.*}}) outs(%[[LEFT]] :
// CHECK: %[[RIGHT:.+]] = memref.subview %[[WHOLE]][0, 8] [4, 3] [1, 1]
// CHECK: linalg.fill {{.*}} outs(%[[RIGHT]] :
// The left part has another reader afterwards.
// CHECK: memref.copy %[[WHOLE]], %[[OUT]]
// CHECK-NEXT: memref.load %[[LEFT]]
func.func @parts_are_written_in_place(%x: memref<4x8xf32>, %out: memref<4x11xf32>) -> f32 {
  %one = arith.constant 1.0 : f32
  %zero = arith.constant 0 : index
  %left = memref.alloc() : memref<4x8xf32>
  linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<4x8xf32>) outs(%left : memref<4x8xf32>) {
  ^bb0(%in: f32, %init: f32):
    %0 = arith.addf %in, %one : f32
    linalg.yield %0 : f32
  }
  %right = memref.alloc() : memref<4x3xf32>
  linalg.fill ins(%one : f32) outs(%right : memref<4x3xf32>)
  %whole = memref.alloc() : memref<4x11xf32>
  %to_left = memref.subview %whole[0, 0] [4, 8] [1, 1] : memref<4x11xf32> to memref<4x8xf32, strided<[11, 1]>>
  memref.copy %left, %to_left : memref<4x8xf32> to memref<4x8xf32, strided<[11, 1]>>
  %to_right = memref.subview %whole[0, 8] [4, 3] [1, 1] : memref<4x11xf32> to memref<4x3xf32, strided<[11, 1], offset: 8>>
  memref.copy %right, %to_right : memref<4x3xf32> to memref<4x3xf32, strided<[11, 1], offset: 8>>
  memref.copy %whole, %out : memref<4x11xf32> to memref<4x11xf32>
  %1 = memref.load %left[%zero, %zero] : memref<4x8xf32>
  return %1 : f32
}

// An operation that reads and writes the part is one user with two uses.
// CHECK-LABEL: func.func @parts_are_computed_in_place
// CHECK: %[[PART:.+]] = memref.subview
// CHECK: linalg.fill {{.*}} outs(%[[PART]] :
// CHECK: linalg.generic {{.*}} ins(%[[PART]] : {{.*}}) outs(%[[PART]] :
// CHECK-NOT: memref.copy
func.func @parts_are_computed_in_place() -> memref<4x11xf32> {
  %one = arith.constant 1.0 : f32
  %part = memref.alloc() : memref<4x8xf32>
  linalg.fill ins(%one : f32) outs(%part : memref<4x8xf32>)
  linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]}
      ins(%part : memref<4x8xf32>) outs(%part : memref<4x8xf32>) {
  ^bb0(%in: f32, %init: f32):
    %0 = arith.addf %in, %one : f32
    linalg.yield %0 : f32
  }
  %whole = memref.alloc() : memref<4x11xf32>
  %box = memref.subview %whole[0, 3] [4, 8] [1, 1] : memref<4x11xf32> to memref<4x8xf32, strided<[11, 1], offset: 3>>
  memref.copy %part, %box : memref<4x8xf32> to memref<4x8xf32, strided<[11, 1], offset: 3>>
  return %whole : memref<4x11xf32>
}

// A part of a part, as a concatenation that is padded.
// CHECK-LABEL: func.func @parts_have_parts
// CHECK: %[[WHOLE:.+]] = memref.alloc() : memref<6xf32>
// CHECK-NOT: memref.alloc
// CHECK-NOT: memref.copy
// CHECK: return %[[WHOLE]]
func.func @parts_have_parts() -> memref<6xf32> {
  %one = arith.constant 1.0 : f32
  %inner = memref.alloc() : memref<2xf32>
  linalg.fill ins(%one : f32) outs(%inner : memref<2xf32>)
  %middle = memref.alloc() : memref<4xf32>
  %low = memref.subview %middle[0] [2] [1] : memref<4xf32> to memref<2xf32, strided<[1]>>
  memref.copy %inner, %low : memref<2xf32> to memref<2xf32, strided<[1]>>
  %high = memref.subview %middle[2] [2] [1] : memref<4xf32> to memref<2xf32, strided<[1], offset: 2>>
  linalg.fill ins(%one : f32) outs(%high : memref<2xf32, strided<[1], offset: 2>>)
  %whole = memref.alloc() : memref<6xf32>
  %ends = memref.subview %whole[4] [2] [1] : memref<6xf32> to memref<2xf32, strided<[1], offset: 4>>
  linalg.fill ins(%one : f32) outs(%ends : memref<2xf32, strided<[1], offset: 4>>)
  %begin = memref.subview %whole[0] [4] [1] : memref<6xf32> to memref<4xf32, strided<[1]>>
  memref.copy %middle, %begin : memref<4xf32> to memref<4xf32, strided<[1]>>
  return %whole : memref<6xf32>
}

// It is read as it was, after the whole has changed.
// CHECK-LABEL: func.func @parts_that_outlive_the_whole_are_copied
// CHECK: memref.copy
func.func @parts_that_outlive_the_whole_are_copied() -> f32 {
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  %zero = arith.constant 0 : index
  %part = memref.alloc() : memref<2xf32>
  linalg.fill ins(%one : f32) outs(%part : memref<2xf32>)
  %whole = memref.alloc() : memref<4xf32>
  %box = memref.subview %whole[0] [2] [1] : memref<4xf32> to memref<2xf32, strided<[1]>>
  memref.copy %part, %box : memref<2xf32> to memref<2xf32, strided<[1]>>
  linalg.fill ins(%two : f32) outs(%whole : memref<4xf32>)
  %0 = memref.load %part[%zero] : memref<2xf32>
  return %0 : f32
}

// CHECK-LABEL: func.func @parts_that_change_later_are_copied
// CHECK: memref.copy
func.func @parts_that_change_later_are_copied() -> memref<4xf32> {
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  %part = memref.alloc() : memref<2xf32>
  linalg.fill ins(%one : f32) outs(%part : memref<2xf32>)
  %whole = memref.alloc() : memref<4xf32>
  %box = memref.subview %whole[0] [2] [1] : memref<4xf32> to memref<2xf32, strided<[1]>>
  memref.copy %part, %box : memref<2xf32> to memref<2xf32, strided<[1]>>
  linalg.fill ins(%two : f32) outs(%part : memref<2xf32>)
  return %whole : memref<4xf32>
}

// CHECK-LABEL: func.func @boxes_that_have_another_use_before_are_filled_by_a_copy
// CHECK: memref.copy
func.func @boxes_that_have_another_use_before_are_filled_by_a_copy() -> memref<4xf32> {
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  %whole = memref.alloc() : memref<4xf32>
  %part = memref.alloc() : memref<2xf32>
  linalg.fill ins(%one : f32) outs(%part : memref<2xf32>)
  linalg.fill ins(%two : f32) outs(%whole : memref<4xf32>)
  %box = memref.subview %whole[0] [2] [1] : memref<4xf32> to memref<2xf32, strided<[1]>>
  memref.copy %part, %box : memref<2xf32> to memref<2xf32, strided<[1]>>
  return %whole : memref<4xf32>
}

// The whole would lie beside what lives before it is needed.
// CHECK-LABEL: func.func @parts_for_which_the_arena_would_grow_are_copied
// CHECK: memref.copy
func.func @parts_for_which_the_arena_would_grow_are_copied() -> f32 {
  %one = arith.constant 1.0 : f32
  %zero = arith.constant 0 : index
  %part = memref.alloc() : memref<2xf32>
  linalg.fill ins(%one : f32) outs(%part : memref<2xf32>)
  %other = memref.alloc() : memref<64xf32>
  linalg.fill ins(%one : f32) outs(%other : memref<64xf32>)
  %0 = memref.load %other[%zero] : memref<64xf32>
  %whole = memref.alloc() : memref<64xf32>
  %box = memref.subview %whole[0] [2] [1] : memref<64xf32> to memref<2xf32, strided<[1]>>
  memref.copy %part, %box : memref<2xf32> to memref<2xf32, strided<[1]>>
  %1 = memref.load %whole[%zero] : memref<64xf32>
  %2 = arith.addf %0, %1 : f32
  return %2 : f32
}
