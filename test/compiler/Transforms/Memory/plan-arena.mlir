// RUN: onnxc-opt %s --pass-pipeline="builtin.module(func.func(onnxc-plan-arena))" --split-input-file --verify-diagnostics | FileCheck %s

// CHECK: onnxc.arena_align = 64 : i64, onnxc.arena_lower_bound = 128 : i64, onnxc.arena_size = 128 : i64
// CHECK-LABEL: func.func @buffers_that_never_meet_share_memory
// CHECK-SAME: %[[X:.+]]: memref<16xf32>, %[[Y:.+]]: memref<16xf32>, %[[ARENA:.+]]: memref<128xi8>
// CHECK: %[[A:.+]] = memref.view %[[ARENA]][%[[FIRST:.+]]][]
// CHECK: %[[B:.+]] = memref.view %[[ARENA]][%[[SECOND:.+]]][]
// CHECK: %[[C:.+]] = memref.view %[[ARENA]][%{{.+}}][]
// CHECK-NOT: memref.alloc
module {
  func.func @buffers_that_never_meet_share_memory(%x: memref<16xf32>, %y: memref<16xf32>) {
    %a = memref.alloc() : memref<16xf32>
    %b = memref.alloc() : memref<16xf32>
    %c = memref.alloc() : memref<16xf32>
    memref.copy %x, %a : memref<16xf32> to memref<16xf32>
    memref.copy %a, %b : memref<16xf32> to memref<16xf32>
    memref.copy %b, %c : memref<16xf32> to memref<16xf32>
    memref.copy %c, %y : memref<16xf32> to memref<16xf32>
    return
  }
}

// -----

// A view keeps its buffer alive.
// CHECK: onnxc.arena_lower_bound = 192 : i64, onnxc.arena_size = 192 : i64
module {
  func.func @a_view_is_a_use(%x: memref<16xf32>, %y: memref<4x4xf32>) {
    %a = memref.alloc() : memref<16xf32>
    %b = memref.alloc() : memref<16xf32>
    %c = memref.alloc() : memref<16xf32>
    %v = memref.expand_shape %a [[0, 1]] output_shape [4, 4] : memref<16xf32> into memref<4x4xf32>
    memref.copy %x, %a : memref<16xf32> to memref<16xf32>
    memref.copy %a, %b : memref<16xf32> to memref<16xf32>
    memref.copy %b, %c : memref<16xf32> to memref<16xf32>
    memref.copy %v, %y : memref<4x4xf32> to memref<4x4xf32>
    memref.copy %c, %x : memref<16xf32> to memref<16xf32>
    return
  }
}

// -----

module {
  func.func @dynamic_buffers_have_no_place(%n: index) {
    // expected-error @below {{temporary of type 'memref<?xf32>' has no constant size}}
    %a = memref.alloc(%n) : memref<?xf32>
    return
  }
}

// -----

// What lives inside a loop may share places there; what lives before and after may not.
// CHECK: onnxc.arena_lower_bound = 192 : i64, onnxc.arena_size = 192 : i64
module {
  func.func @temporaries_of_a_loop_share_memory(%x: memref<16xf32>, %n: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %a = memref.alloc() : memref<16xf32>
    memref.copy %x, %a : memref<16xf32> to memref<16xf32>
    scf.for %i = %c0 to %n step %c1 {
      %b = memref.alloc() : memref<16xf32>
      %c = memref.alloc() : memref<16xf32>
      %d = memref.alloc() : memref<16xf32>
      memref.copy %a, %b : memref<16xf32> to memref<16xf32>
      memref.copy %b, %c : memref<16xf32> to memref<16xf32>
      memref.copy %c, %d : memref<16xf32> to memref<16xf32>
      memref.copy %d, %a : memref<16xf32> to memref<16xf32>
    }
    return
  }
}

// -----

// CHECK: onnxc.arena_lower_bound = 128 : i64, onnxc.arena_size = 128 : i64
module {
  func.func @a_loop_keeps_what_it_reads(%x: memref<16xf32>, %n: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %a = memref.alloc() : memref<16xf32>
    memref.copy %x, %a : memref<16xf32> to memref<16xf32>
    scf.for %i = %c0 to %n step %c1 {
      %b = memref.alloc() : memref<16xf32>
      memref.copy %a, %x : memref<16xf32> to memref<16xf32>
      memref.copy %x, %b : memref<16xf32> to memref<16xf32>
      memref.copy %b, %x : memref<16xf32> to memref<16xf32>
    }
    return
  }
}
