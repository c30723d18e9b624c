// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @each_parameter_has_its_momentum
// CHECK-SAME: %[[R:[a-z0-9]+]]: tensor<f32>, %[[T:[a-z0-9]+]]: tensor<i64>, %[[X:[a-z0-9]+]]: tensor<2xf32>, %[[Y:[a-z0-9]+]]: tensor<3xf32>
// CHECK-SAME: %[[GX:[a-z0-9]+]]: tensor<2xf32>, %[[GY:[a-z0-9]+]]: tensor<3xf32>, %[[VX:[a-z0-9]+]]: tensor<2xf32>, %[[VY:[a-z0-9]+]]: tensor<3xf32>
// CHECK: onnx.Equal %[[T]]
// CHECK: onnx.Mul %{{.+}}, %[[VX]]
// CHECK: %[[NEWX:.+]] = onnx.Sub %[[X]]
// CHECK: onnx.Mul %{{.+}}, %[[VY]]
// CHECK: %[[NEWY:.+]] = onnx.Sub %[[Y]]
// CHECK: return %[[NEWX]], %[[NEWY]]
func.func @each_parameter_has_its_momentum(%r: tensor<f32>, %t: tensor<i64>, %x: tensor<2xf32>, %y: tensor<3xf32>,
    %gx: tensor<2xf32>, %gy: tensor<3xf32>, %vx: tensor<2xf32>, %vy: tensor<3xf32>) -> (tensor<2xf32>, tensor<3xf32>) {
  %0:4 = onnx.training.Momentum %r, %t, %x, %y, %gx, %gy, %vx, %vy
      {alpha = 0.9 : f32, beta = 0.5 : f32, mode = "standard", norm_coefficient = 0.0 : f32}
    : (tensor<f32>, tensor<i64>, tensor<2xf32>, tensor<3xf32>, tensor<2xf32>, tensor<3xf32>, tensor<2xf32>, tensor<3xf32>)
    -> (tensor<2xf32>, tensor<3xf32>, tensor<2xf32>, tensor<3xf32>)
  return %0#0, %0#1 : tensor<2xf32>, tensor<3xf32>
}

// -----

// CHECK-LABEL: func.func @adam_has_two_states
// CHECK: onnx.Pow
// CHECK: onnx.Where
// CHECK-NOT: onnx.training
func.func @adam_has_two_states(%r: tensor<f32>, %t: tensor<i64>, %x: tensor<2xf32>, %g: tensor<2xf32>, %v: tensor<2xf32>, %h: tensor<2xf32>)
    -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0:3 = onnx.training.Adam %r, %t, %x, %g, %v, %h
    : (tensor<f32>, tensor<i64>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1, %0#2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// -----

// CHECK-LABEL: func.func @adagrad_sums_squares
// CHECK-SAME: %[[G:[a-z0-9]+]]: tensor<2xf32>, %[[H:[a-z0-9]+]]: tensor<2xf32>)
// CHECK: %[[SQUARE:.+]] = onnx.Mul %[[G]], %[[G]]
// CHECK: onnx.Add %[[H]], %[[SQUARE]]
func.func @adagrad_sums_squares(%r: tensor<f32>, %t: tensor<i64>, %x: tensor<2xf32>, %g: tensor<2xf32>, %h: tensor<2xf32>)
    -> (tensor<2xf32>, tensor<2xf32>) {
  %0:2 = onnx.training.Adagrad %r, %t, %x, %g, %h
    : (tensor<f32>, tensor<i64>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1 : tensor<2xf32>, tensor<2xf32>
}
