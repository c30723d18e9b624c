// RUN: onnxc-opt %s --onnxc-convert-to-llvm | FileCheck %s

// CHECK: llvm.func internal @main(%{{.+}}: !llvm.ptr, %{{.+}}: !llvm.ptr) attributes {no_unwind, passthrough = ["no-builtins"]
// CHECK-NOT: i64
// CHECK: llvm.call @kernel(%{{.+}}, %{{.+}}) : (!llvm.ptr, i32) -> ()
// CHECK: llvm.func internal @kernel(%{{.+}}: !llvm.ptr {llvm.noalias}, %{{.+}}: i32)
// CHECK-SAME: passthrough = ["noinline", "no-builtins"]
// CHECK-NOT: i64
module attributes {onnxc.machine = #kernel.machine<pointerBits = 32>} {
  func.func @main(%x: memref<8xf32>, %y: memref<8xf32>) {
    %c4 = arith.constant 4 : index
    call @kernel(%x, %c4) : (memref<8xf32>, index) -> ()
    return
  }
  func.func private @kernel(%x: memref<8xf32> {llvm.noalias}, %n: index) attributes {passthrough = ["noinline"]} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %zero = arith.constant 0.0 : f32
    scf.for %i = %c0 to %n step %c1 {
      memref.store %zero, %x[%i] : memref<8xf32>
    }
    return
  }
}
