// RUN: onnxc-opt %s --onnxc-separate-inits --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @zeros_for_two
// CHECK: %[[A:.+]] = linalg.fill
// CHECK-NEXT: kernel.gemm {{.*}} outs(%[[A]]
// CHECK: %[[B:.+]] = linalg.fill
// CHECK-NEXT: kernel.gemm {{.*}} outs(%[[B]]
func.func @zeros_for_two(%a: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x8xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  %0 = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zeros : tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = kernel.gemm ins(%0, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zeros : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0, %1 : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// What was computed from a tensor of its size is not computed twice.
// CHECK-LABEL: func.func @a_computed_start
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
func.func @a_computed_start(%a: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %e = tensor.empty() : tensor<4x8xf32>
  %s = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%a : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n = arith.negf %in : f32
    linalg.yield %n : f32
  } -> tensor<4x8xf32>
  %0 = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%s : tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = kernel.gemm ins(%0, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%s : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0, %1 : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// Bufferization would ask each result in one empty tensor about all others.
// CHECK-LABEL: func.func @empty_tensors_for_two
// CHECK: %[[A:.+]] = tensor.empty
// CHECK: linalg.exp {{.*}} outs(%[[A]]
// CHECK: %[[B:.+]] = tensor.empty
// CHECK: linalg.log {{.*}} outs(%[[B]]
func.func @empty_tensors_for_two(%a: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %e = tensor.empty() : tensor<4x8xf32>
  %0 = linalg.exp ins(%a : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = linalg.log ins(%a : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0, %1 : tensor<4x8xf32>, tensor<4x8xf32>
}
