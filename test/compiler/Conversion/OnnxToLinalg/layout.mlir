// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @dimensions_are_reversed_without_perm
// CHECK:       linalg.transpose {{.*}} permutation = [2, 1, 0]
func.func @dimensions_are_reversed_without_perm(%x: tensor<2x3x4xf32>) -> tensor<4x3x2xf32> {
  %y = onnx.Transpose %x : (tensor<2x3x4xf32>) -> tensor<4x3x2xf32>
  return %y : tensor<4x3x2xf32>
}

// -----

// CHECK-LABEL: func.func @perm_says_where_from
// CHECK:       linalg.transpose {{.*}} permutation = [1, 2, 0]
func.func @perm_says_where_from(%x: tensor<2x3x4xf32>) -> tensor<3x4x2xf32> {
  %y = onnx.Transpose %x {perm = array<i64: 1, 2, 0>} : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  return %y : tensor<3x4x2xf32>
}

// -----

// Both shapes broadcast: the result may have more than `shape` says.
// CHECK-DAG:   #[[COLUMN:.+]] = affine_map<(d0, d1, d2) -> (d1, 0)>
// CHECK-LABEL: func.func @expanding_in_both_directions
// CHECK:       linalg.generic {indexing_maps = [#[[COLUMN]], {{.*}}} ins(%{{.+}} : tensor<3x1xf32>) outs(%{{.+}} : tensor<2x3x4xf32>)
func.func @expanding_in_both_directions(%x: tensor<3x1xf32>) -> tensor<2x3x4xf32> {
  %shape = onnx.Constant dense<[2, 1, 4]> : tensor<3xi64>
  %y = onnx.Expand %x, %shape : (tensor<3x1xf32>, tensor<3xi64>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}
