// RUN: onnxc-opt %s --onnxc-add-residuals --split-input-file | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>

// CHECK-LABEL: func.func @begins_with_a_residual
// CHECK-SAME:    %[[A:[a-z0-9]+]]: tensor<4x8xf32>, %[[W:[a-z0-9]+]]: tensor<8x16xf32>, %[[BIAS:[a-z0-9]+]]: tensor<4x16xf32>, %[[X:[a-z0-9]+]]: tensor<4x16xf32>
// CHECK:         %[[INIT:.+]] = linalg.generic {{.*}} ins(%[[BIAS]], %[[X]] : {{.*}}) outs(%{{.+}} : tensor<4x16xf32>)
// CHECK:           arith.addf
// CHECK:         %[[R:.+]] = kernel.gemm ins(%[[A]], %[[W]] : {{.*}}) outs(%[[INIT]]
// CHECK:         return %[[R]]
func.func @begins_with_a_residual(%a: tensor<4x8xf32>, %w: tensor<8x16xf32>, %bias: tensor<4x16xf32>, %x: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %c = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%bias : tensor<4x16xf32>) -> tensor<4x16xf32>
  %e = tensor.empty() : tensor<4x16xf32>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %c : tensor<4x16xf32>, tensor<4x16xf32>) outs(%e : tensor<4x16xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.addf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<4x16xf32>
  return %r : tensor<4x16xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// The sums are read as they are, too.
// CHECK-LABEL: func.func @sums_are_needed
// CHECK:         kernel.gemm {{.*}} outs(%arg2
// CHECK:         linalg.generic
func.func @sums_are_needed(%a: tensor<4x8xf32>, %w: tensor<8x16xf32>, %bias: tensor<4x16xf32>, %x: tensor<4x16xf32>) -> (tensor<4x16xf32>, tensor<4x16xf32>) {
  %c = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%bias : tensor<4x16xf32>) -> tensor<4x16xf32>
  %e = tensor.empty() : tensor<4x16xf32>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %c : tensor<4x16xf32>, tensor<4x16xf32>) outs(%e : tensor<4x16xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.addf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<4x16xf32>
  return %c, %r : tensor<4x16xf32>, tensor<4x16xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// Of two products, the second one begins with the first.
// CHECK-LABEL: func.func @two_products
// CHECK:         %[[FIRST:.+]] = kernel.gemm {{.*}} outs(%arg2
// CHECK:         %[[INIT:.+]] = linalg.generic {{.*}} ins(%arg2, %[[FIRST]]
// CHECK:         %[[R:.+]] = kernel.gemm {{.*}} outs(%[[INIT]]
// CHECK:         return %[[R]]
func.func @two_products(%a: tensor<4x8xf32>, %w: tensor<8x16xf32>, %bias: tensor<4x16xf32>, %b: tensor<4x8xf32>) -> tensor<4x16xf32> {
  %c = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%bias : tensor<4x16xf32>) -> tensor<4x16xf32>
  %d = kernel.gemm ins(%b, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%bias : tensor<4x16xf32>) -> tensor<4x16xf32>
  %e = tensor.empty() : tensor<4x16xf32>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%c, %d : tensor<4x16xf32>, tensor<4x16xf32>) outs(%e : tensor<4x16xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.addf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<4x16xf32>
  return %r : tensor<4x16xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// A product of both is not a sum.
// CHECK-LABEL: func.func @no_sum
// CHECK:         kernel.gemm {{.*}} outs(%arg2
// CHECK:         linalg.generic
func.func @no_sum(%a: tensor<4x8xf32>, %w: tensor<8x16xf32>, %bias: tensor<4x16xf32>, %x: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %c = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%bias : tensor<4x16xf32>) -> tensor<4x16xf32>
  %e = tensor.empty() : tensor<4x16xf32>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %c : tensor<4x16xf32>, tensor<4x16xf32>) outs(%e : tensor<4x16xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.mulf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<4x16xf32>
  return %r : tensor<4x16xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// What a loop adds up each time is not there when the product is taken.
// CHECK-LABEL: func.func @product_outside_of_a_loop
// CHECK:         kernel.gemm {{.*}} outs(%arg2
// CHECK:         scf.for
// CHECK:           linalg.generic
func.func @product_outside_of_a_loop(%a: tensor<4x8xf32>, %w: tensor<8x16xf32>, %bias: tensor<4x16xf32>, %x: tensor<4x16xf32>, %n: index) -> tensor<4x16xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %c = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%bias : tensor<4x16xf32>) -> tensor<4x16xf32>
  %r = scf.for %i = %zero to %n step %one iter_args(%state = %x) -> tensor<4x16xf32> {
    %e = tensor.empty() : tensor<4x16xf32>
    %s = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%state, %c : tensor<4x16xf32>, tensor<4x16xf32>) outs(%e : tensor<4x16xf32>) {
    ^bb0(%in: f32, %in2: f32, %out: f32):
      %0 = arith.addf %in, %in2 : f32
      linalg.yield %0 : f32
    } -> tensor<4x16xf32>
    scf.yield %s : tensor<4x16xf32>
  }
  return %r : tensor<4x16xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#last = affine_map<(d0, d1) -> (d1)>
#column = affine_map<(d0, d1) -> (d1, 0)>

// What sums of integers of a channel begin with, and the bias after them, become one constant.
// CHECK-LABEL: func.func @one_constant_of_channels
// CHECK:         %[[BOTH:.+]] = arith.constant dense<[11, 22]> : tensor<2xi32>
// CHECK:         %[[INIT:.+]] = linalg.generic {{.*}} ins(%[[BOTH]] : tensor<2xi32>)
// CHECK:         %[[R:.+]] = kernel.gemm {{.*}} outs(%[[INIT]]
// CHECK-NOT:     arith.addi
// CHECK:         return %[[R]]
func.func @one_constant_of_channels(%a: tensor<4x8xi8>, %w: tensor<8x2xi8>) -> tensor<4x2xi32> {
  %zero_points = arith.constant dense<[1, 2]> : tensor<2xi32>
  %bias = arith.constant dense<[[10], [20]]> : tensor<2x1xi32>
  %e = tensor.empty() : tensor<4x2xi32>
  %i = linalg.generic {indexing_maps = [#last, #id], iterator_types = ["parallel", "parallel"]} ins(%zero_points : tensor<2xi32>) outs(%e : tensor<4x2xi32>) {
  ^bb0(%in: i32, %out: i32):
    linalg.yield %in : i32
  } -> tensor<4x2xi32>
  %c = kernel.gemm ins(%a, %w : tensor<4x8xi8>, tensor<8x2xi8>) outs(%i : tensor<4x2xi32>) -> tensor<4x2xi32>
  %r = linalg.generic {indexing_maps = [#id, #column, #id], iterator_types = ["parallel", "parallel"]} ins(%c, %bias : tensor<4x2xi32>, tensor<2x1xi32>) outs(%e : tensor<4x2xi32>) {
  ^bb0(%in: i32, %in2: i32, %out: i32):
    %0 = arith.addi %in, %in2 : i32
    linalg.yield %0 : i32
  } -> tensor<4x2xi32>
  return %r : tensor<4x2xi32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#first = affine_map<(d0, d1) -> (d0)>

// One constant for each row is none for each channel.
// CHECK-LABEL: func.func @constants_of_rows
// CHECK:         kernel.gemm
// CHECK:         arith.addi
func.func @constants_of_rows(%a: tensor<2x8xi8>, %w: tensor<8x2xi8>) -> tensor<2x2xi32> {
  %zero = arith.constant 0 : i32
  %bias = arith.constant dense<[10, 20]> : tensor<2xi32>
  %e = tensor.empty() : tensor<2x2xi32>
  %i = linalg.fill ins(%zero : i32) outs(%e : tensor<2x2xi32>) -> tensor<2x2xi32>
  %c = kernel.gemm ins(%a, %w : tensor<2x8xi8>, tensor<8x2xi8>) outs(%i : tensor<2x2xi32>) -> tensor<2x2xi32>
  %r = linalg.generic {indexing_maps = [#id, #first, #id], iterator_types = ["parallel", "parallel"]} ins(%c, %bias : tensor<2x2xi32>, tensor<2xi32>) outs(%e : tensor<2x2xi32>) {
  ^bb0(%in: i32, %in2: i32, %out: i32):
    %0 = arith.addi %in, %in2 : i32
    linalg.yield %0 : i32
  } -> tensor<2x2xi32>
  return %r : tensor<2x2xi32>
}
