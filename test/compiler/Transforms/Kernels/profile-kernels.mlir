// RUN: onnxc-opt %s --onnxc-profile-kernels | FileCheck %s
// RUN: sed 's/#intrinsic,/#none,/' %s | onnxc-opt --onnxc-profile-kernels | FileCheck %s --check-prefix=FUNCTION
// RUN: sed 's/#intrinsic,/#instruction,/' %s | onnxc-opt --onnxc-profile-kernels | FileCheck %s --check-prefix=ASM

#intrinsic = #kernel.machine<clock = "llvm.readcyclecounter">
#instruction = #kernel.machine<clock = "mrs $0, cntvct_el0">
#none = #kernel.machine

// The counters of three calls and of the run lie after the arena, at a multiple of 8.
// CHECK: module attributes {
// CHECK-SAME: onnxc.arena_size = 168 : i64
// CHECK-SAME: onnxc.profile = [{flops = 2 : i64, kernel = "f", nodes = "a"}, {kernel = "g", nodes = "b"}, {kernel = "f", nodes = "c"}]
// CHECK-SAME: onnxc.profile_offset = 104 : i64
// CHECK: func.func @main(%[[X:.+]]: memref<4xf32>, %[[Y:.+]]: memref<4xf32>, %[[ARENA:.+]]: memref<168xi8>, %{{.+}}: memref<8xi8>)
// CHECK-DAG: %[[OFFSET:.+]] = arith.constant 104 : index
// CHECK: %[[COUNTERS:.+]] = memref.view %[[ARENA]][%[[OFFSET]]][] : memref<168xi8> to memref<4x2xi64>

// Only what is in a loop starts from zero.
// CHECK: %[[ZERO:.+]] = arith.constant 0 : i64
// CHECK: memref.store %[[ZERO]], %[[COUNTERS]]
// CHECK: memref.store %{{.+}}, %[[COUNTERS]]
// CHECK-NOT: memref.store

// CHECK: %[[BEGIN:.+]] = llvm.call_intrinsic "llvm.readcyclecounter"() : () -> i64
// CHECK: %[[T0:.+]] = llvm.call_intrinsic "llvm.readcyclecounter"
// CHECK: call @f(%[[X]])
// CHECK-NOT: onnxc.kernel
// CHECK: %[[T1:.+]] = llvm.call_intrinsic "llvm.readcyclecounter"
// CHECK: %[[TICKS:.+]] = arith.subi %[[T1]], %[[T0]]
// CHECK: memref.store %[[TICKS]], %[[COUNTERS]]
// CHECK: scf.for
// CHECK:   call_intrinsic
// CHECK:   call @g
// CHECK:   call_intrinsic
// CHECK:   memref.load
// CHECK:   arith.addi
// CHECK:   memref.store
// A loop lies between the two calls of @f: the clock is read again.
// CHECK: %[[T2:.+]] = llvm.call_intrinsic "llvm.readcyclecounter"
// CHECK: call @f(%[[Y]])
// CHECK: %[[T3:.+]] = llvm.call_intrinsic "llvm.readcyclecounter"
// CHECK: arith.subi %[[T3]], %[[T2]]
// What nobody has noted is not measured, but is in the run.
// CHECK: call @h
// CHECK: %[[END:.+]] = llvm.call_intrinsic "llvm.readcyclecounter"
// CHECK-NEXT: arith.subi %[[END]], %[[BEGIN]]

// ASM: llvm.inline_asm has_side_effects "mrs $0, cntvct_el0", "=r,~{memory}" : () -> i64

// FUNCTION: call @onnxc_clock() : () -> i64
// FUNCTION: func.func private @onnxc_clock() -> i64
module attributes {onnxc.machine = #intrinsic, onnx.inputs = ["x"], onnx.outputs = ["y"], onnxc.arena_size = 100 : i64} {
  func.func @main(%x: memref<4xf32>, %y: memref<4xf32>, %arena: memref<100xi8>, %weights: memref<8xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c9 = arith.constant 9 : index
    call @f(%x) {onnxc.kernel = {nodes = "a", flops = 2 : i64}} : (memref<4xf32>) -> ()
    scf.for %i = %c0 to %c9 step %c1 {
      func.call @g() {onnxc.kernel = {nodes = "b"}} : () -> ()
    }
    call @f(%y) {onnxc.kernel = {nodes = "c"}} : (memref<4xf32>) -> ()
    call @h() : () -> ()
    return
  }
  func.func private @f(memref<4xf32>)
  func.func private @g()
  func.func private @h()
}
