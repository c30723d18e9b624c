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

// Of N operations that use one tensor, the analysis would look at all N for each.
// CHECK-LABEL: func.func @uses_are_separate
// CHECK:       %[[A:.+]] = bufferization.to_tensor %[[X:.+]] restrict
// CHECK:       linalg.add ins(%[[A]], %[[A]] :
// CHECK:       %[[B:.+]] = bufferization.to_tensor %[[X]] restrict
// CHECK:       return %{{.+}}, %[[B]] :
func.func @uses_are_separate(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.add ins(%x, %x : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %0, %x : tensor<4xf32>, tensor<4xf32>
}

// Nor at all results that are one tensor. Those of other tensors stay.
// CHECK-LABEL: func.func @repeated_results_are_buffers
// CHECK-SAME:  -> (tensor<4xf32>, memref<4xf32>, tensor<4xf32>, memref<4xf32>)
// CHECK:       %[[Y:.+]] = linalg.exp
// CHECK:       %[[Z:.+]] = linalg.abs
// CHECK:       %[[B:.+]] = bufferization.to_buffer %[[Y]] read_only
// CHECK:       return %[[Y]], %[[B]], %[[Z]], %[[B]] :
// BUFFERS-LABEL: func.func @repeated_results_are_buffers
// BUFFERS:       %[[Y:.+]] = memref.alloc
// BUFFERS:       linalg.exp {{.*}} outs(%[[Y]]
// BUFFERS-NOT:   memref.copy
// BUFFERS:       return %[[Y]], %[[Y]], %{{.+}}, %[[Y]] :
func.func @repeated_results_are_buffers(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %e = tensor.empty() : tensor<4xf32>
  %f = tensor.empty() : tensor<4xf32>
  %0 = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %1 = linalg.abs ins(%x : tensor<4xf32>) outs(%f : tensor<4xf32>) -> tensor<4xf32>
  return %0, %0, %1, %0 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}
