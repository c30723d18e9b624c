// RUN: onnxc-opt %s --split-input-file | onnxc-opt --split-input-file | FileCheck %s

// The types of the importer's inference, which the parser checks.
// CHECK-LABEL: func.func @values_may_have_another_size
// CHECK: onnx.Attention {{.*}} -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
func.func @values_may_have_another_size(%q: tensor<2x9x4x8xf32>, %k: tensor<2x3x6x8xf32>, %v: tensor<2x3x6x10xf32>) -> tensor<2x9x4x10xf32> {
  %y, %pk, %pv, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x9x4x8xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>) -> (tensor<2x9x4x10xf32>, tensor<2x3x6x8xf32>, tensor<2x3x6x10xf32>, tensor<2x9x4x6xf32>)
  return %y : tensor<2x9x4x10xf32>
}

// -----

// CHECK-LABEL: func.func @packed_heads_and_a_past
// CHECK: onnx.Attention {{.*}} -> (tensor<2x4x90xf16>, tensor<2x3x18x8xf16>, tensor<2x3x18x10xf16>, tensor<2x9x4x18xf16>)
func.func @packed_heads_and_a_past(%q: tensor<2x4x72xf16>, %k: tensor<2x6x24xf16>, %v: tensor<2x6x30xf16>, %m: tensor<4x7xi1>, %pk: tensor<2x3x12x8xf16>, %pv: tensor<2x3x12x10xf16>) -> tensor<2x4x90xf16> {
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %v, %m, %pk, %pv {q_num_heads = 9 : i64, kv_num_heads = 3 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 0>}
    : (tensor<2x4x72xf16>, tensor<2x6x24xf16>, tensor<2x6x30xf16>, tensor<4x7xi1>, tensor<2x3x12x8xf16>, tensor<2x3x12x10xf16>) -> (tensor<2x4x90xf16>, tensor<2x3x18x8xf16>, tensor<2x3x18x10xf16>, tensor<2x9x4x18xf16>)
  return %y : tensor<2x4x90xf16>
}

// -----

// What one operand does not know another may.
// CHECK-LABEL: func.func @unknown_sizes
// CHECK: onnx.Attention {{.*}} -> (tensor<?x4x?xf32>, tensor<?x3x?x8xf32>, tensor<?x3x?x?xf32>, tensor<?x9x4x?xf32>)
func.func @unknown_sizes(%q: tensor<?x4x72xf32>, %k: tensor<?x?x?xf32>, %v: tensor<?x?x?xf32>) -> tensor<?x4x?xf32> {
  %y, %pk, %pv, %s = onnx.Attention %q, %k, %v {q_num_heads = 9 : i64, kv_num_heads = 3 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>} : (tensor<?x4x72xf32>, tensor<?x?x?xf32>, tensor<?x?x?xf32>) -> (tensor<?x4x?xf32>, tensor<?x3x?x8xf32>, tensor<?x3x?x?xf32>, tensor<?x9x4x?xf32>)
  return %y : tensor<?x4x?xf32>
}
