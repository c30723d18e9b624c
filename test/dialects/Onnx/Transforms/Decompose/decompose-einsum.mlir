// RUN: onnxc-opt %s --onnx-decompose --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @chains_of_products_are_paired
// CHECK-SAME:  %[[A:.+]]: tensor<2x3xf32>, %[[B:.+]]: tensor<3x4xf32>, %[[C:.+]]: tensor<4x5xf32>
// CHECK:       %[[AB:.+]] = onnx.MatMul %[[A]], %[[B]] {{.*}} -> tensor<2x4xf32>
// CHECK:       onnx.MatMul %[[AB]], %[[C]] {{.*}} -> tensor<2x5xf32>
func.func @chains_of_products_are_paired(%a: tensor<2x3xf32>, %b: tensor<3x4xf32>, %c: tensor<4x5xf32>) -> tensor<2x5xf32> {
  %0 = onnx.Einsum %a, %b, %c {equation = "ij,jk,kl->il"} : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}

// -----

// CHECK-LABEL: func.func @chains_without_sums_are_paired
// CHECK:       %[[AB:.+]] = onnx.Einsum {{.*}} {equation = "a,b->ab"}
// CHECK:       onnx.Einsum %[[AB]], {{.*}} {equation = "ab,c->abc"}
func.func @chains_without_sums_are_paired(%a: tensor<2xf32>, %b: tensor<3xf32>, %c: tensor<4xf32>) -> tensor<2x3x4xf32> {
  %0 = onnx.Einsum %a, %b, %c {equation = "a,b,c->abc"} : (tensor<2xf32>, tensor<3xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// -----

// CHECK-LABEL: func.func @both_sum_over_their_last
// CHECK-SAME:  %[[Q:.+]]: tensor<2x5x3x8xf32>, %[[K:.+]]: tensor<2x7x3x8xf32>
// CHECK-DAG:   %[[QT:.+]] = onnx.Transpose %[[Q]] {perm = array<i64: 0, 2, 1, 3>}
// CHECK-DAG:   %[[KT:.+]] = onnx.Transpose %[[K]] {perm = array<i64: 0, 2, 3, 1>}
// CHECK:       %[[SCORES:.+]] = onnx.MatMul %[[QT]], %[[KT]] {{.*}} -> tensor<2x3x5x7xf32>
// CHECK-NEXT:  return %[[SCORES]]
func.func @both_sum_over_their_last(%q: tensor<2x5x3x8xf32>, %k: tensor<2x7x3x8xf32>) -> tensor<2x3x5x7xf32> {
  %0 = onnx.Einsum %q, %k {equation = "bqhd,bkhd->bhqk"} : (tensor<2x5x3x8xf32>, tensor<2x7x3x8xf32>) -> tensor<2x3x5x7xf32>
  return %0 : tensor<2x3x5x7xf32>
}

// -----

// Letters of one side are one dimension of the matrix, those of size 1 none.
// CHECK-LABEL: func.func @rows_and_columns_of_several_letters
// CHECK-SAME:  %[[X:.+]]: tensor<1x64x16xf32>
// CHECK-DAG:   %[[W:.+]] = onnx.Constant {{.*}} : tensor<16x24xf32>
// CHECK-DAG:   %[[ROWS:.+]] = onnx.Reshape %[[X]], {{.*}} -> tensor<64x16xf32>
// CHECK:       %[[Y:.+]] = onnx.MatMul %[[ROWS]], %[[W]] {{.*}} -> tensor<64x24xf32>
// CHECK:       %[[SPLIT:.+]] = onnx.Reshape %[[Y]], {{.*}} -> tensor<64x4x6xf32>
// CHECK:       onnx.Transpose %[[SPLIT]] {perm = array<i64: 1, 0, 2>}
// CHECK:       onnx.Reshape {{.*}} -> tensor<1x4x64x6xf32>
func.func @rows_and_columns_of_several_letters(%x: tensor<1x64x16xf32>) -> tensor<1x4x64x6xf32> {
  %w = onnx.Constant dense<1.0> : tensor<4x6x16xf32>
  %0 = onnx.Einsum %x, %w {equation = "btd,ehd->beth"} : (tensor<1x64x16xf32>, tensor<4x6x16xf32>) -> tensor<1x4x64x6xf32>
  return %0 : tensor<1x4x64x6xf32>
}

// -----

// CHECK-LABEL: func.func @the_right_factor_is_constant
// CHECK-SAME:  %[[X:.+]]: tensor<5x8xf32>
// CHECK:       %[[W:.+]] = onnx.Constant {{.*}} : tensor<8x4xf32>
// CHECK:       %[[Y:.+]] = onnx.MatMul %[[X]], %[[W]]
// CHECK:       onnx.Transpose %[[Y]]
func.func @the_right_factor_is_constant(%x: tensor<5x8xf32>) -> tensor<4x5xf32> {
  %w = onnx.Constant dense<1.0> : tensor<4x8xf32>
  %0 = onnx.Einsum %w, %x {equation = "id,jd->ij"} : (tensor<4x8xf32>, tensor<5x8xf32>) -> tensor<4x5xf32>
  return %0 : tensor<4x5xf32>
}

// -----

// CHECK-LABEL: func.func @columns_lie_side_by_side
// CHECK-SAME:  %[[A:.+]]: tensor<4x8xf32>, %[[B:.+]]: tensor<8x5xf32>
// CHECK-DAG:   %[[BT:.+]] = onnx.Transpose %[[B]]
// CHECK-DAG:   %[[AT:.+]] = onnx.Transpose %[[A]]
// CHECK:       %[[Y:.+]] = onnx.MatMul %[[BT]], %[[AT]] {{.*}} -> tensor<5x4xf32>
// CHECK-NEXT:  return %[[Y]]
func.func @columns_lie_side_by_side(%a: tensor<4x8xf32>, %b: tensor<8x5xf32>) -> tensor<5x4xf32> {
  %0 = onnx.Einsum %a, %b {equation = "ik,kj->ji"} : (tensor<4x8xf32>, tensor<8x5xf32>) -> tensor<5x4xf32>
  return %0 : tensor<5x4xf32>
}

// -----

// CHECK-LABEL: func.func @an_input_of_size_1_is_the_same_for_all
// CHECK-NOT:   onnx.Transpose
// CHECK:       onnx.MatMul {{.*}} (tensor<1x4x8xf32>, tensor<3x8x5xf32>) -> tensor<3x4x5xf32>
// CHECK-NEXT:  return
func.func @an_input_of_size_1_is_the_same_for_all(%a: tensor<1x4x8xf32>, %b: tensor<3x8x5xf32>) -> tensor<3x4x5xf32> {
  %0 = onnx.Einsum %a, %b {equation = "bik,bkj->bij"} : (tensor<1x4x8xf32>, tensor<3x8x5xf32>) -> tensor<3x4x5xf32>
  return %0 : tensor<3x4x5xf32>
}

// -----

// No matrices: rows or columns are missing, or one factor is summed over by itself, or its
// diagonal is taken.
// CHECK-LABEL: func.func @other_products_are_kept
// CHECK-COUNT-4: onnx.Einsum
func.func @other_products_are_kept(%v: tensor<3x8xf32>, %m: tensor<3x8x5xf32>, %a: tensor<4x8xf32>, %s: tensor<8x8x5xf32>) -> (tensor<3x5xf32>, tensor<3xf32>, tensor<4x5xf32>, tensor<4x5xf32>) {
  %0 = onnx.Einsum %v, %m {equation = "be,bed->bd"} : (tensor<3x8xf32>, tensor<3x8x5xf32>) -> tensor<3x5xf32>
  %1 = onnx.Einsum %v, %v {equation = "ij,ij->i"} : (tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3xf32>
  %2 = onnx.Einsum %a, %m {equation = "ik,skj->ij"} : (tensor<4x8xf32>, tensor<3x8x5xf32>) -> tensor<4x5xf32>
  %3 = onnx.Einsum %a, %s {equation = "ik,kkj->ij"} : (tensor<4x8xf32>, tensor<8x8x5xf32>) -> tensor<4x5xf32>
  return %0, %1, %2, %3 : tensor<3x5xf32>, tensor<3xf32>, tensor<4x5xf32>, tensor<4x5xf32>
}
