// RUN: onnxc-opt %s --pass-pipeline="builtin.module(func.func(onnxc-reuse-operands))" --split-input-file | FileCheck %s

#id = affine_map<(i) -> (i)>

// CHECK-LABEL: func.func @a_chain_is_computed_in_place
// CHECK-SAME: %[[X:.+]]: tensor<8xf32>
// CHECK: %[[E:.+]] = tensor.empty
// CHECK: %[[A:.+]] = linalg.generic {{.*}} ins(%[[X]] : {{.*}} outs(%[[E]]
// CHECK: %[[B:.+]] = linalg.generic {{.*}} ins(%[[A]] : {{.*}} outs(%[[A]]
func.func @a_chain_is_computed_in_place(%x: tensor<8xf32>) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %in : f32
    linalg.yield %0 : f32
  } -> tensor<8xf32>
  %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %in : f32
    linalg.yield %0 : f32
  } -> tensor<8xf32>
  return %b : tensor<8xf32>
}

// -----

#id = affine_map<(i, j) -> (i, j)>

// CHECK-LABEL: func.func @a_tensor_read_later_in_another_shape_is_kept
// CHECK: %[[E:.+]] = tensor.empty() : tensor<2x4xf32>
// CHECK: linalg.generic {{.*}} outs(%[[E]]
func.func @a_tensor_read_later_in_another_shape_is_kept(%x: tensor<8xf32>) -> (tensor<2x4xf32>, tensor<8xf32>) {
  %e = tensor.empty() : tensor<2x4xf32>
  %e1 = tensor.empty() : tensor<8xf32>
  %a = linalg.exp ins(%x : tensor<8xf32>) outs(%e1 : tensor<8xf32>) -> tensor<8xf32>
  %v = tensor.expand_shape %a [[0, 1]] output_shape [2, 4] : tensor<8xf32> into tensor<2x4xf32>
  %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%v : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %in : f32
    linalg.yield %0 : f32
  } -> tensor<2x4xf32>
  %c = linalg.abs ins(%a : tensor<8xf32>) outs(%e1 : tensor<8xf32>) -> tensor<8xf32>
  return %b, %c : tensor<2x4xf32>, tensor<8xf32>
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#turned = affine_map<(i, j) -> (j, i)>

// CHECK-LABEL: func.func @an_operand_read_elsewhere_too_is_kept
// CHECK: %[[E:.+]] = tensor.empty() : tensor<4x4xf32>
// CHECK: linalg.generic {{.*}} outs(%[[E]]
func.func @an_operand_read_elsewhere_too_is_kept(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %e = tensor.empty() : tensor<4x4xf32>
  %a = linalg.exp ins(%x : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %b = linalg.generic {indexing_maps = [#id, #turned, #id], iterator_types = ["parallel", "parallel"]} ins(%a, %a : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%in: f32, %other: f32, %out: f32):
    %0 = arith.addf %in, %other : f32
    linalg.yield %0 : f32
  } -> tensor<4x4xf32>
  return %b : tensor<4x4xf32>
}

// -----

#id = affine_map<(i) -> (i)>

// CHECK-LABEL: func.func @inputs_and_constants_are_kept
// CHECK: %[[E:.+]] = tensor.empty
// CHECK: linalg.generic {{.*}} outs(%[[E]]
func.func @inputs_and_constants_are_kept(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c = arith.constant dense<1.0> : tensor<8xf32>
  %e = tensor.empty() : tensor<8xf32>
  %a = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x, %c : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%in: f32, %k: f32, %out: f32):
    %0 = arith.addf %in, %k : f32
    linalg.yield %0 : f32
  } -> tensor<8xf32>
  return %a : tensor<8xf32>
}

// -----

#id = affine_map<(i) -> (i)>

// The state of a loop is overwritten where it is read last.
// CHECK-LABEL: func.func @state_of_a_loop
// CHECK: scf.for {{.*}} iter_args(%[[S:.+]] =
// CHECK: linalg.generic {{.*}} ins(%[[S]] : {{.*}} outs(%[[S]]
func.func @state_of_a_loop(%x: tensor<8xf32>, %n: index) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %x) -> tensor<8xf32> {
    %e = tensor.empty() : tensor<8xf32>
    %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%s : tensor<8xf32>) outs(%e : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %0 = arith.addf %in, %in : f32
      linalg.yield %0 : f32
    } -> tensor<8xf32>
    scf.yield %a : tensor<8xf32>
  }
  return %r : tensor<8xf32>
}
