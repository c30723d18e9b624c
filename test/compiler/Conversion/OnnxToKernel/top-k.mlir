// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @rows_are_selected_as_they_lie
// CHECK-NOT: linalg.transpose
// CHECK: kernel.top_k ins(%{{.+}} : tensor<6x8xf32>) outs(%{{.+}}, %{{.+}} : tensor<6x3xf32>, tensor<6x3xi64>)
// CHECK-NOT: linalg.transpose
func.func @rows_are_selected_as_they_lie(%x: tensor<2x3x8xf32>) -> (tensor<2x3x3xf32>, tensor<2x3x3xi64>) {
  %k = onnx.Constant dense<3> : tensor<1xi64>
  %0:2 = onnx.TopK %x, %k : (tensor<2x3x8xf32>, tensor<1xi64>) -> (tensor<2x3x3xf32>, tensor<2x3x3xi64>)
  return %0#0, %0#1 : tensor<2x3x3xf32>, tensor<2x3x3xi64>
}

// -----

// CHECK-LABEL: func.func @another_axis_is_moved
// CHECK: linalg.transpose {{.*}} permutation = [0, 2, 1]
// CHECK: kernel.top_k {is_unsigned, smallest} ins(%{{.+}} : tensor<10x8xi8>) outs(%{{.+}}, %{{.+}} : tensor<10x3xi8>, tensor<10x3xi64>)
// CHECK-COUNT-2: linalg.transpose {{.*}} permutation = [0, 2, 1]
func.func @another_axis_is_moved(%x: tensor<2x8x5xui8>) -> (tensor<2x3x5xui8>, tensor<2x3x5xi64>) {
  %k = onnx.Constant dense<3> : tensor<1xi64>
  %0:2 = onnx.TopK %x, %k {axis = 1 : i64, largest = 0 : i64} : (tensor<2x8x5xui8>, tensor<1xi64>) -> (tensor<2x3x5xui8>, tensor<2x3x5xi64>)
  return %0#0, %0#1 : tensor<2x3x5xui8>, tensor<2x3x5xi64>
}

// -----

// Nothing is moved past an axis whose other dimensions are 1.
// CHECK-LABEL: func.func @axes_of_one_element_are_not_moved
// CHECK-NOT: linalg.transpose
// CHECK: kernel.top_k ins(%{{.+}} : tensor<2x8xi32>)
func.func @axes_of_one_element_are_not_moved(%x: tensor<2x8x1xi32>) -> (tensor<2x3x1xi32>, tensor<2x3x1xi64>) {
  %k = onnx.Constant dense<3> : tensor<1xi64>
  %0:2 = onnx.TopK %x, %k {axis = 1 : i64} : (tensor<2x8x1xi32>, tensor<1xi64>) -> (tensor<2x3x1xi32>, tensor<2x3x1xi64>)
  return %0#0, %0#1 : tensor<2x3x1xi32>, tensor<2x3x1xi64>
}
