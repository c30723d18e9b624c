// RUN: onnxc-opt %s -onnx-infer-shapes -split-input-file -verify-diagnostics | FileCheck %s

// What folds to a constant tells the shape of what it is an operand of, and of all after that.
// CHECK:       module attributes {onnx.outputs = [{name = "y", type = tensor<6x4xf32>}]
// CHECK:       func.func @main(%{{.*}}: tensor<2x3x4xf32>) -> tensor<6x4xf32>
// CHECK:         onnx.Reshape {{.*}} -> tensor<6x4xf32>
// CHECK-NEXT:    onnx.Relu {{.*}}tensor<6x4xf32>
module attributes {onnx.outputs = [{name = "y", type = tensor<?x?xf32>}]} {
  func.func @main(%x: tensor<2x3x4xf32>) -> tensor<?x?xf32> {
    %rows = "onnx.Constant"() <{value = dense<3> : tensor<1xi64>}> : () -> tensor<1xi64>
    %two = "onnx.Constant"() <{value = dense<2> : tensor<1xi64>}> : () -> tensor<1xi64>
    %product = "onnx.Mul"(%rows, %two) : (tensor<1xi64>, tensor<1xi64>) -> tensor<1xi64>
    %rest = "onnx.Constant"() <{value = dense<-1> : tensor<1xi64>}> : () -> tensor<1xi64>
    %shape = "onnx.Concat"(%product, %rest) <{axis = 0 : i64}> : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
    %y = "onnx.Reshape"(%x, %shape) : (tensor<2x3x4xf32>, tensor<2xi64>) -> tensor<?x?xf32>
    %z = "onnx.Relu"(%y) : (tensor<?x?xf32>) -> tensor<?x?xf32>
    return %z : tensor<?x?xf32>
  }
}

// -----

// What depends on values at run time stays open.
// CHECK:       func.func @main({{.*}}) -> tensor<?x?xf32>
func.func @main(%x: tensor<2x3x4xf32>, %shape: tensor<2xi64>) -> tensor<?x?xf32> {
  %y = "onnx.Reshape"(%x, %shape) : (tensor<2x3x4xf32>, tensor<2xi64>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// -----

// What the model declares of a result holds for what it is made from, element by element.
// CHECK:       func.func @main
// CHECK:         onnx.ReduceSum {{.*}} -> tensor<5xf64>
// CHECK-NEXT:    onnx.Cast {{.*}} (tensor<5xf64>) -> tensor<5xf32>
// CHECK-NEXT:    onnx.Log {{.*}} (tensor<5xf32>) -> tensor<5xf32>
func.func @main(%x: tensor<3x4x5xf64>, %axes: tensor<2xi64>) -> tensor<5xf32> {
  %y = "onnx.ReduceSum"(%x, %axes) <{keepdims = 0 : i64}> : (tensor<3x4x5xf64>, tensor<2xi64>) -> tensor<?xf64>
  %z = "onnx.Cast"(%y) <{to = f32}> : (tensor<?xf64>) -> tensor<?xf32>
  %w = "onnx.Log"(%z) : (tensor<?xf32>) -> tensor<5xf32>
  return %w : tensor<5xf32>
}

// -----

// One of the operands of a broadcast may have another shape.
// CHECK:       func.func @main
// CHECK:         onnx.ReduceSum {{.*}} -> tensor<?xf32>
func.func @main(%x: tensor<3x4x5xf32>, %axes: tensor<2xi64>, %other: tensor<5xf32>) -> tensor<5xf32> {
  %y = "onnx.ReduceSum"(%x, %axes) <{keepdims = 0 : i64}> : (tensor<3x4x5xf32>, tensor<2xi64>) -> tensor<?xf32>
  %z = "onnx.Mul"(%y, %other) : (tensor<?xf32>, tensor<5xf32>) -> tensor<5xf32>
  return %z : tensor<5xf32>
}

// -----

// Both operands of the sum follow one dimension, so neither is the one that is repeated.
// CHECK:       func.func @main
// CHECK:         onnx.Range {{.*}} -> tensor<5xf32>
// CHECK:         onnx.Sin {{.*}} -> tensor<5xf32>
func.func @main(%zero: tensor<f32>, %n: tensor<f32>, %one: tensor<f32>) -> tensor<5xf32> {
  %x = onnx.Range %zero, %n, %one : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<?xf32>
  %scaled = onnx.Mul %one, %x : (tensor<f32>, tensor<?xf32>) -> tensor<?xf32>
  %y = onnx.Sin %scaled : (tensor<?xf32>) -> tensor<?xf32>
  %z = onnx.Add %x, %y : (tensor<?xf32>, tensor<?xf32>) -> tensor<5xf32>
  return %z : tensor<5xf32>
}

// -----

// Of two dimensions, either may be 1.
// CHECK:       func.func @main
// CHECK-COUNT-2: onnx.Range {{.*}} -> tensor<?xf32>
func.func @main(%zero: tensor<f32>, %n: tensor<f32>, %m: tensor<f32>, %one: tensor<f32>) -> tensor<5xf32> {
  %x = onnx.Range %zero, %n, %one : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<?xf32>
  %y = onnx.Range %zero, %m, %one : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<?xf32>
  %z = onnx.Add %x, %y : (tensor<?xf32>, tensor<?xf32>) -> tensor<5xf32>
  return %z : tensor<5xf32>
}

// -----

// What is broadcast to 1 is 1.
// CHECK:       func.func @main
// CHECK-COUNT-2: onnx.Slice {{.*}} -> tensor<1xf32>
func.func @main(%x: tensor<5xf32>, %a: tensor<1xi64>, %b: tensor<1xi64>) -> tensor<1xf32> {
  %y = onnx.Slice %x, %a, %b {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<5xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<?xf32>
  %z = onnx.Slice %x, %b, %a {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} : (tensor<5xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<?xf32>
  %w = onnx.Add %y, %z : (tensor<?xf32>, tensor<?xf32>) -> tensor<1xf32>
  return %w : tensor<1xf32>
}

// -----

// Declared sizes that are wrong hold for nothing.
// CHECK:       module attributes {onnx.outputs = [{name = "y", type = tensor<6x4xf32>}]
// CHECK:         onnx.Reshape {{.*}} -> tensor<6x4xf32>
// CHECK-NEXT:    onnx.Relu {{.*}} -> tensor<6x4xf32>
// CHECK-NEXT:    onnx.Neg {{.*}} -> tensor<6x4xf32>
module attributes {onnx.outputs = [{name = "y", type = tensor<5x4xf32>}]} {
  func.func @main(%x: tensor<2x3x4xf32>) -> tensor<5x4xf32> {
    %rows = "onnx.Constant"() <{value = dense<3> : tensor<1xi64>}> : () -> tensor<1xi64>
    %two = "onnx.Constant"() <{value = dense<2> : tensor<1xi64>}> : () -> tensor<1xi64>
    %product = "onnx.Mul"(%rows, %two) : (tensor<1xi64>, tensor<1xi64>) -> tensor<1xi64>
    %rest = "onnx.Constant"() <{value = dense<-1> : tensor<1xi64>}> : () -> tensor<1xi64>
    %shape = "onnx.Concat"(%product, %rest) <{axis = 0 : i64}> : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
    %y = "onnx.Reshape"(%x, %shape) : (tensor<2x3x4xf32>, tensor<2xi64>) -> tensor<?x?xf32>
    %z = "onnx.Relu"(%y) : (tensor<?x?xf32>) -> tensor<?x?xf32>
    // expected-warning @below {{'onnx.Neg' op makes 'tensor<6x4xf32>'; the model declares 'tensor<5x4xf32>', which is ignored (as are further ones)}}
    %w = "onnx.Neg"(%z) : (tensor<?x?xf32>) -> tensor<5x4xf32>
    return %w : tensor<5x4xf32>
  }
}

// -----

// Of the scan outputs of a loop, those stay that are read.
// CHECK:       func.func @main
// CHECK:         %[[R:.+]]:2 = onnx.Loop
// CHECK:           onnx.yield %{{.+}}, %[[NEXT:.+]], %[[NEXT]] :
// CHECK:         return %[[R]]#0, %[[R]]#1
func.func @main(%c: tensor<i1>, %x: tensor<2xf32>) -> (tensor<2xf32>, tensor<?x2xf32>) {
  %state, %unread, %read = "onnx.Loop"(%c, %x) <{operandSegmentSizes = array<i32: 0, 1, 1>}> ({
  ^bb0(%i: tensor<i64>, %on: tensor<i1>, %s: tensor<2xf32>):
    %next = "onnx.Relu"(%s) : (tensor<2xf32>) -> tensor<2xf32>
    "onnx.yield"(%on, %next, %s, %next) : (tensor<i1>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> ()
  }) : (tensor<i1>, tensor<2xf32>) -> (tensor<2xf32>, tensor<?x2xf32>, tensor<?x2xf32>)
  %z = "onnx.Neg"(%unread) : (tensor<?x2xf32>) -> tensor<?x2xf32>
  return %state, %read : tensor<2xf32>, tensor<?x2xf32>
}
