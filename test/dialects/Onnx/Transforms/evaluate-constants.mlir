// RUN: onnxc-opt %s --onnx-infer-shapes --onnx-evaluate-constants --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @shape_from_a_product
// The batch of a dense layer on rank 3, as Keras exports it.
// CHECK: %[[SHAPE:.+]] = onnx.Constant dense<[6, 4]>
// CHECK: onnx.Reshape %{{.+}}, %[[SHAPE]] {{.*}} -> tensor<6x4xf32>
// CHECK-NOT: onnx.ReduceProd
func.func @shape_from_a_product(%x: tensor<2x3x4xf32>) -> tensor<?x?xf32> {
  %dims = onnx.Constant dense<[2, 3]> : tensor<2xi64>
  %last = onnx.Constant dense<4> : tensor<1xi64>
  %axes = onnx.Constant dense<0> : tensor<1xi64>
  %product = onnx.ReduceProd %dims, %axes {keepdims = 1 : i64} : (tensor<2xi64>, tensor<1xi64>) -> tensor<1xi64>
  %shape = onnx.Concat %product, %last {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %y = onnx.Reshape %x, %shape : (tensor<2x3x4xf32>, tensor<2xi64>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// -----

// What the first value tells lets a second one be known.
// CHECK-LABEL: func.func @values_tell_sizes_that_values_hang_on
// CHECK-NOT: onnx.TopK
// CHECK: %[[PLACES:.+]] = onnx.Constant dense<[3, 1, 0]> : tensor<3xi64>
// CHECK: return %[[PLACES]]
func.func @values_tell_sizes_that_values_hang_on() -> tensor<?xi64> {
  %steps = onnx.Constant dense<[3, -2, 2, -3, 1]> : tensor<5xi64>
  %axis = onnx.Constant dense<0> : tensor<i64>
  %numbers = onnx.CumSum %steps, %axis {exclusive = 0 : i64, reverse = 0 : i64} : (tensor<5xi64>, tensor<i64>) -> tensor<5xi64>
  %weights = onnx.Constant dense<[7, 9, 0, 11]> : tensor<4xi64>
  %different:4 = onnx.Unique %numbers {sorted = 0 : i64} : (tensor<5xi64>) -> (tensor<?xi64>, tensor<?xi64>, tensor<5xi64>, tensor<?xi64>)
  %count = onnx.Shape %different#0 : (tensor<?xi64>) -> tensor<1xi64>
  %top:2 = onnx.TopK %weights, %count {axis = 0 : i64, largest = 1 : i64, sorted = 1 : i64} : (tensor<4xi64>, tensor<1xi64>) -> (tensor<?xi64>, tensor<?xi64>)
  return %top#1 : tensor<?xi64>
}

// -----

// Weights of the same size as their parts.
// CHECK-LABEL: func.func @normalized_weights
// CHECK-NOT: onnx.ReduceL2
// CHECK-NOT: onnx.Div
// CHECK: %[[W:.+]] = onnx.Constant dense_resource<{{.+}}> : tensor<64x32xf32>
// CHECK: onnx.MatMul %{{.+}}, %[[W]]
func.func @normalized_weights(%x: tensor<8x64xf32>) -> tensor<8x32xf32> {
  %v = onnx.Constant dense<2.0> : tensor<64x32xf32>
  %axes = onnx.Constant dense<0> : tensor<1xi64>
  %norm = onnx.ReduceL2 %v, %axes {keepdims = 1 : i64} : (tensor<64x32xf32>, tensor<1xi64>) -> tensor<1x32xf32>
  %w = onnx.Div %v, %norm : (tensor<64x32xf32>, tensor<1x32xf32>) -> tensor<64x32xf32>
  %y = onnx.MatMul %x, %w : (tensor<8x64xf32>, tensor<64x32xf32>) -> tensor<8x32xf32>
  return %y : tensor<8x32xf32>
}

// A sum is known; that it is repeated stays for run time.
// CHECK-LABEL: func.func @growth_is_kept
// CHECK: %[[SUM:.+]] = onnx.Constant dense<{{.+}}> : tensor<1x32xf32>
// CHECK: %[[LARGE:.+]] = onnx.Expand %[[SUM]]
// CHECK: onnx.Concat %{{.+}}, %[[LARGE]]
func.func @growth_is_kept(%x: tensor<512x32xf32>) -> tensor<1024x32xf32> {
  %v = onnx.Constant dense<2.0> : tensor<64x32xf32>
  %axes = onnx.Constant dense<0> : tensor<1xi64>
  %shape = onnx.Constant dense<[512, 32]> : tensor<2xi64>
  %sum = onnx.ReduceSum %v, %axes {keepdims = 1 : i64} : (tensor<64x32xf32>, tensor<1xi64>) -> tensor<1x32xf32>
  %large = onnx.Expand %sum, %shape : (tensor<1x32xf32>, tensor<2xi64>) -> tensor<512x32xf32>
  %y = onnx.Concat %x, %large {axis = 0 : i64} : (tensor<512x32xf32>, tensor<512x32xf32>) -> tensor<1024x32xf32>
  return %y : tensor<1024x32xf32>
}

// -----

// CHECK-LABEL: func.func @loops_of_constants
// CHECK-NOT: onnx.Loop
// CHECK: %[[Y:.+]] = onnx.Constant dense<32> : tensor<i64>
// CHECK: return %[[Y]]
func.func @loops_of_constants() -> tensor<i64> {
  %trips = onnx.Constant dense<5> : tensor<i64>
  %one = onnx.Constant dense<1> : tensor<i64>
  %y = onnx.Loop %trips, %one {operandSegmentSizes = array<i32: 1, 0, 1>} : (tensor<i64>, tensor<i64>) -> tensor<i64> {
  ^bb0(%i: tensor<i64>, %go: tensor<i1>, %state: tensor<i64>):
    %double = onnx.Add %state, %state : (tensor<i64>, tensor<i64>) -> tensor<i64>
    onnx.yield %go, %double : tensor<i1>, tensor<i64>
  }
  return %y : tensor<i64>
}

// It may never end.
// CHECK-LABEL: func.func @loops_without_a_limit_are_kept
// CHECK: onnx.Loop
func.func @loops_without_a_limit_are_kept() -> tensor<i64> {
  %go = onnx.Constant dense<true> : tensor<i1>
  %one = onnx.Constant dense<1> : tensor<i64>
  %y = onnx.Loop %go, %one {operandSegmentSizes = array<i32: 0, 1, 1>} : (tensor<i1>, tensor<i64>) -> tensor<i64> {
  ^bb0(%i: tensor<i64>, %again: tensor<i1>, %state: tensor<i64>):
    %double = onnx.Add %state, %state : (tensor<i64>, tensor<i64>) -> tensor<i64>
    onnx.yield %again, %double : tensor<i1>, tensor<i64>
  }
  return %y : tensor<i64>
}

// -----

// CHECK-LABEL: func.func @constants_inside_a_loop
// CHECK: %[[SUMS:.+]] = onnx.Constant dense<[1, 3, 6]>
// CHECK: onnx.Loop
// CHECK-NOT: onnx.CumSum
// CHECK: onnx.Add %{{.+}}, %[[SUMS]]
func.func @constants_inside_a_loop(%trips: tensor<i64>, %x: tensor<3xi64>) -> tensor<3xi64> {
  %numbers = onnx.Constant dense<[1, 2, 3]> : tensor<3xi64>
  %y = onnx.Loop %trips, %x {operandSegmentSizes = array<i32: 1, 0, 1>} : (tensor<i64>, tensor<3xi64>) -> tensor<3xi64> {
  ^bb0(%i: tensor<i64>, %go: tensor<i1>, %state: tensor<3xi64>):
    %axis = onnx.Constant dense<0> : tensor<i64>
    %sums = onnx.CumSum %numbers, %axis {exclusive = 0 : i64, reverse = 0 : i64} : (tensor<3xi64>, tensor<i64>) -> tensor<3xi64>
    %next = onnx.Add %state, %sums : (tensor<3xi64>, tensor<3xi64>) -> tensor<3xi64>
    onnx.yield %go, %next : tensor<i1>, tensor<3xi64>
  }
  return %y : tensor<3xi64>
}
