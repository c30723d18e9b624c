// RUN: onnxc-opt %s --pass-pipeline="builtin.module(func.func(onnxc-place-loop-state))" --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @both_branches_write_one_buffer
// CHECK-SAME: %[[X:.+]]: memref<8xf32>
// CHECK: %[[PLACE:.+]] = memref.alloc()
// CHECK-NOT: memref.alloc
// CHECK: scf.if
// CHECK-NEXT: linalg.exp ins(%[[X]] {{.*}} outs(%[[PLACE]]
// CHECK-NEXT: else
// CHECK-NEXT: memref.copy %[[X]], %[[PLACE]]
// CHECK: return %[[PLACE]]
func.func @both_branches_write_one_buffer(%x: memref<8xf32>, %c: i1) -> memref<8xf32> {
  %r = scf.if %c -> memref<8xf32> {
    %a = memref.alloc() : memref<8xf32>
    linalg.exp ins(%x : memref<8xf32>) outs(%a : memref<8xf32>)
    scf.yield %a : memref<8xf32>
  } else {
    scf.yield %x : memref<8xf32>
  }
  return %r : memref<8xf32>
}

// -----

// The next state is written over the old one, which is read before.
// CHECK-LABEL: func.func @a_dead_state_is_overwritten
// CHECK-SAME: %[[X:.+]]: memref<8xf32>
// CHECK: %[[STATE:.+]] = memref.alloc()
// CHECK: memref.copy %[[X]], %[[STATE]]
// CHECK: scf.for
// CHECK-NEXT: %[[TEMP:.+]] = memref.alloc
// CHECK-NEXT: linalg.exp ins(%[[STATE]] {{.*}} outs(%[[TEMP]]
// CHECK-NEXT: linalg.abs ins(%[[TEMP]] {{.*}} outs(%[[STATE]]
// CHECK-NEXT: }
// CHECK: return %[[STATE]]
func.func @a_dead_state_is_overwritten(%x: memref<8xf32>, %n: index) -> memref<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %x) -> memref<8xf32> {
    %a = memref.alloc() : memref<8xf32>
    %b = memref.alloc() : memref<8xf32>
    linalg.exp ins(%s : memref<8xf32>) outs(%a : memref<8xf32>)
    linalg.abs ins(%a : memref<8xf32>) outs(%b : memref<8xf32>)
    scf.yield %b : memref<8xf32>
  }
  return %r : memref<8xf32>
}

// -----

// CHECK-LABEL: func.func @a_state_that_is_still_read_is_kept
// CHECK: %[[STATE:.+]] = memref.alloc()
// CHECK: scf.for
// CHECK: linalg.exp ins(%[[STATE]] {{.*}} outs(%[[NEXT:.+]] :
// CHECK: linalg.abs ins(%[[STATE]]
// CHECK: memref.copy %[[NEXT]], %[[STATE]]
func.func @a_state_that_is_still_read_is_kept(%x: memref<8xf32>, %y: memref<8xf32>, %n: index) -> memref<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %x) -> memref<8xf32> {
    %a = memref.alloc() : memref<8xf32>
    linalg.exp ins(%s : memref<8xf32>) outs(%a : memref<8xf32>)
    linalg.abs ins(%s : memref<8xf32>) outs(%y : memref<8xf32>)
    scf.yield %a : memref<8xf32>
  }
  return %r : memref<8xf32>
}

// -----

// CHECK-LABEL: func.func @states_that_change_places_go_through_a_third
// CHECK: scf.for
// CHECK: memref.copy %[[B:.+]], %[[C:[^ ]+]] :
// CHECK: memref.copy %[[A:.+]], %[[B]] :
// CHECK: memref.copy %[[C]], %[[A]] :
// CHECK-NEXT: }
func.func @states_that_change_places_go_through_a_third(%x: memref<8xf32>, %y: memref<8xf32>, %n: index) -> (memref<8xf32>, memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (memref<8xf32>, memref<8xf32>) {
    scf.yield %b, %a : memref<8xf32>, memref<8xf32>
  }
  return %r#0, %r#1 : memref<8xf32>, memref<8xf32>
}

// -----

// CHECK-LABEL: func.func @numbers_stay_state
// CHECK-SAME: %[[X:.+]]: memref<8xf32>
// CHECK: %[[STATE:.+]] = memref.alloc
// CHECK: %[[COUNT:.+]] = scf.while (%[[I:.+]] = %{{.+}}) : (index) -> index
// CHECK: scf.condition(%{{.+}}) %[[I]]
// CHECK: do
// CHECK: ^bb0(%[[J:.+]]: index)
// CHECK: linalg.exp ins(%[[STATE]] {{.*}} outs(%[[NEXT:.+]] :
// CHECK: memref.copy %[[NEXT]], %[[STATE]]
// CHECK: scf.yield %{{.+}} : index
// CHECK: return %[[COUNT]], %[[STATE]]
func.func @numbers_stay_state(%x: memref<8xf32>, %n: index) -> (index, memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.while (%i = %c0, %s = %x) : (index, memref<8xf32>) -> (index, memref<8xf32>) {
    %c = arith.cmpi slt, %i, %n : index
    scf.condition(%c) %i, %s : index, memref<8xf32>
  } do {
  ^bb0(%i: index, %s: memref<8xf32>):
    %j = arith.addi %i, %c1 : index
    %a = memref.alloc() : memref<8xf32>
    linalg.exp ins(%s : memref<8xf32>) outs(%a : memref<8xf32>)
    scf.yield %j, %a : index, memref<8xf32>
  }
  return %r#0, %r#1 : index, memref<8xf32>
}

// -----

func.func @dynamic_state_has_no_place(%x: memref<?xf32>, %c: i1) -> memref<?xf32> {
  // expected-error @below {{state of a loop or branch of type 'memref<?xf32>' has no constant size}}
  %r = scf.if %c -> memref<?xf32> {
    scf.yield %x : memref<?xf32>
  } else {
    scf.yield %x : memref<?xf32>
  }
  return %r : memref<?xf32>
}

// -----

// CHECK-LABEL: func.func @buffers_that_are_passed_on_are_written_where_they_are
// CHECK-SAME: %[[X:.+]]: memref<4x8xf32>, %[[V:.+]]: f32
// CHECK-NOT: memref.alloc
// CHECK-NOT: memref.copy
// CHECK: memref.store %[[V]], %[[X]]
// CHECK: return %[[X]]
func.func @buffers_that_are_passed_on_are_written_where_they_are(%x: memref<4x8xf32>, %v: f32) -> memref<4x8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%rows = %x) -> memref<4x8xf32> {
    %s = scf.for %j = %c0 to %c8 step %c1 iter_args(%row = %rows) -> memref<4x8xf32> {
      memref.store %v, %row[%i, %j] : memref<4x8xf32>
      scf.yield %row : memref<4x8xf32>
    }
    scf.yield %s : memref<4x8xf32>
  }
  return %r : memref<4x8xf32>
}

// -----

// CHECK-LABEL: func.func @a_start_of_two_states_is_copied
// CHECK-SAME: %[[X:.+]]: memref<8xf32>
// CHECK-COUNT-2: memref.copy %[[X]],
// CHECK: scf.for
func.func @a_start_of_two_states_is_copied(%x: memref<8xf32>, %n: index) -> (memref<8xf32>, memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %x) -> (memref<8xf32>, memref<8xf32>) {
    %new = memref.alloc() : memref<8xf32>
    linalg.exp ins(%a : memref<8xf32>) outs(%new : memref<8xf32>)
    scf.yield %a, %new : memref<8xf32>, memref<8xf32>
  }
  return %r#0, %r#1 : memref<8xf32>, memref<8xf32>
}
