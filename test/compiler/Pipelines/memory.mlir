// RUN: onnxc-opt %s --onnxc-memory-pipeline --split-input-file | FileCheck %s

// A part is computed where it belongs: no copy, no temporary.
// CHECK: onnxc.arena_size = 0 : i64
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[X:.+]]: memref<4x8xf32>, %[[PADDED:.+]]: memref<6x10xf32>, %{{.+}}: memref<0xi8>, %{{.+}}: memref<0xi8>)
// CHECK-NOT: memref.copy
// CHECK: %[[MIDDLE:.+]] = memref.subview %[[PADDED]][1, 1] [4, 8] [1, 1]
// CHECK: linalg.exp ins(%[[X]] {{.*}} outs(%[[MIDDLE]]
// CHECK-NOT: memref.copy
module {
  func.func @main(%x: tensor<4x8xf32>) -> tensor<6x10xf32> {
    %zero = arith.constant 0.0 : f32
    %0 = tensor.empty() : tensor<4x8xf32>
    %1 = linalg.exp ins(%x : tensor<4x8xf32>) outs(%0 : tensor<4x8xf32>) -> tensor<4x8xf32>
    %2 = tensor.pad %1 low[1, 1] high[1, 1] {
    ^bb0(%i: index, %j: index):
      tensor.yield %zero : f32
    } : tensor<4x8xf32> to tensor<6x10xf32>
    return %2 : tensor<6x10xf32>
  }
}

// -----

// Inputs are never written, constants are stored once and copied where they are returned.
// CHECK: onnxc.weight_offsets = array<i64: 0, 64>, onnxc.weight_values = [dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>, dense<3.000000e+00> : tensor<2xf32>], onnxc.weights_size = 128 : i64
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[X:.+]]: memref<2xf32>, %[[A:.+]]: memref<2xf32>, %[[B:.+]]: memref<2xf32>, %[[C:.+]]: memref<2xf32>, %[[D:.+]]: memref<2xf32>, %[[ARENA:.+]]: memref<0xi8>, %[[WEIGHTS:.+]]: memref<128xi8>)
// CHECK: %[[ONE:.+]] = memref.view %[[WEIGHTS]]
// CHECK: %[[THREE:.+]] = memref.view %[[WEIGHTS]]
// CHECK: memref.copy %[[X]], %[[A]]
// CHECK: memref.copy %[[ONE]], %[[B]]
// CHECK: memref.copy %[[THREE]], %[[C]]
// CHECK: memref.copy %[[ONE]], %[[D]]
module {
  func.func @main(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
    %0 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %1 = arith.constant dense<3.0> : tensor<2xf32>
    return %x, %0, %1, %0 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  }
}

// -----

// The state of a loop is the output itself.
// CHECK: onnxc.arena_size = 64 : i64
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[M:.+]]: memref<4x4xf32>, %[[H:.+]]: memref<4xf32>, %[[OUT:.+]]: memref<4xf32>
// CHECK: memref.copy %[[H]], %[[OUT]]
// CHECK: scf.for
// CHECK-NEXT: %[[NEXT:.+]] = memref.view
// CHECK-NEXT: linalg.fill {{.*}} outs(%[[NEXT]]
// CHECK-NEXT: linalg.matvec ins(%[[M]], %[[OUT]] {{.*}} outs(%[[NEXT]]
// CHECK-NEXT: memref.copy %[[NEXT]], %[[OUT]]
// CHECK-NEXT: }
// CHECK-NEXT: return
module {
  func.func @main(%m: tensor<4x4xf32>, %h: tensor<4xf32>) -> tensor<4xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c8 = arith.constant 8 : index
    %zero = arith.constant 0.0 : f32
    %0 = scf.for %i = %c0 to %c8 step %c1 iter_args(%state = %h) -> tensor<4xf32> {
      %1 = tensor.empty() : tensor<4xf32>
      %2 = linalg.fill ins(%zero : f32) outs(%1 : tensor<4xf32>) -> tensor<4xf32>
      %3 = linalg.matvec ins(%m, %state : tensor<4x4xf32>, tensor<4xf32>) outs(%2 : tensor<4xf32>) -> tensor<4xf32>
      scf.yield %3 : tensor<4xf32>
    }
    return %0 : tensor<4xf32>
  }
}

// -----

// Empty and scalar tensors.
// CHECK-LABEL: func.func @main
// CHECK-SAME: memref<0xf32>, %{{.+}}: memref<f32>, %{{.+}}: memref<0xf32>, %{{.+}}: memref<f32>,
module {
  func.func @main(%x: tensor<0x3xf32>, %s: tensor<f32>) -> (tensor<0x3xf32>, tensor<f32>) {
    %0 = tensor.empty() : tensor<0x3xf32>
    %1 = linalg.exp ins(%x : tensor<0x3xf32>) outs(%0 : tensor<0x3xf32>) -> tensor<0x3xf32>
    %2 = tensor.empty() : tensor<f32>
    %3 = linalg.exp ins(%s : tensor<f32>) outs(%2 : tensor<f32>) -> tensor<f32>
    return %1, %3 : tensor<0x3xf32>, tensor<f32>
  }
}

// -----

// A selection is made in the outputs, without a temporary.
// CHECK: onnxc.arena_size = 0 : i64
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[X:.+]]: memref<2x8xf32>, %[[V:.+]]: memref<2x3xf32>, %[[I:.+]]: memref<2x3xi64>, %{{.+}}: memref<0xi8>, %{{.+}}: memref<0xi8>)
// CHECK-NEXT: kernel.top_k ins(%[[X]] : memref<2x8xf32>) outs(%[[V]], %[[I]] : memref<2x3xf32>, memref<2x3xi64>)
// CHECK-NEXT: return
module {
  func.func @main(%x: tensor<2x8xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>) {
    %0 = tensor.empty() : tensor<2x3xf32>
    %1 = tensor.empty() : tensor<2x3xi64>
    %2:2 = kernel.top_k ins(%x : tensor<2x8xf32>) outs(%0, %1 : tensor<2x3xf32>, tensor<2x3xi64>) -> tensor<2x3xf32>, tensor<2x3xi64>
    return %2#0, %2#1 : tensor<2x3xf32>, tensor<2x3xi64>
  }
}
