// RUN: onnxc-opt %s --onnxc-protect-inputs | FileCheck %s
// RUN: onnxc-opt %s --onnxc-protect-inputs --one-shot-bufferize="bufferize-function-boundaries" | FileCheck %s --check-prefix=BUFFERS
// RUN: onnxc-opt %s --one-shot-bufferize="bufferize-function-boundaries" | FileCheck %s --check-prefix=WRITTEN

// Attributes that an argument has already stay.
// CHECK-LABEL: func.func @inputs_are_read_only
// CHECK-SAME:  %[[X:.+]]: memref<4xf32> {llvm.name = "x"}, %{{.+}}: index)
// CHECK:       %[[T:.+]] = bufferization.to_tensor %[[X]] restrict
// CHECK:       tensor.insert %{{.+}} into %[[T]]

// What changes an input gets a copy of it; without the pass, it is overwritten.
// BUFFERS-LABEL: func.func @inputs_are_read_only
// BUFFERS:       memref.alloc
// BUFFERS:       memref.copy
// WRITTEN-LABEL: func.func @inputs_are_read_only
// WRITTEN-NOT:   memref.alloc
// WRITTEN:       memref.store {{.*}}, %arg0
func.func @inputs_are_read_only(%x: tensor<4xf32> {llvm.name = "x"}, %i: index) -> tensor<4xf32> {
  %one = arith.constant 1.0 : f32
  %y = tensor.insert %one into %x[%i] : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @nothing_to_protect()
func.func @nothing_to_protect() {
  return
}
