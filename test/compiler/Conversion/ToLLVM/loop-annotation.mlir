// RUN: onnxc-opt %s --onnxc-convert-to-llvm | FileCheck %s

// What is said of a loop stands where the translation to LLVM IR reads it.
// CHECK: #[[LOOP:.+]] = #llvm.loop_annotation<
// CHECK: llvm.br ^{{.+}} {loop_annotation = #[[LOOP]]}
// CHECK-NOT: llvm.loop_annotation =
#unroll = #llvm.loop_unroll<disable = true>
#annotation = #llvm.loop_annotation<unroll = #unroll>
module {
  func.func @main(%x: memref<8xf32>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c8 = arith.constant 8 : index
    %zero = arith.constant 0.0 : f32
    scf.for %i = %c0 to %c8 step %c1 {
      memref.store %zero, %x[%i] : memref<8xf32>
    } {llvm.loop_annotation = #annotation}
    return
  }
}
