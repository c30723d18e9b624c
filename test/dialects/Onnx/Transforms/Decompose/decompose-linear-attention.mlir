// RUN: onnxc-opt %s --onnx-decompose --canonicalize --cse --split-input-file | FileCheck %s

// What needs no state is computed before the loop, for all steps.
// CHECK-LABEL: func.func @a_scan_along_the_length
// CHECK-SAME:  %[[PAST:[^:]+]]: tensor<2x2x8x10xf32>, %[[G:[^:]+]]: tensor<2x4x16xf32>
// CHECK:       onnx.Mul {{.*}} (tensor<2x4x2x3x8xf32>, tensor<f32>)
// CHECK:       onnx.Exp
// CHECK:       %[[SCAN:.+]]:2 = onnx.Scan %[[PAST]], {{.*}}num_scan_inputs = 5 : i64, scan_input_axes = array<i64: 1, 1, 1, 1, 1>, scan_output_axes = array<i64: 1>
// CHECK-NEXT:  ^bb0(%[[S:.+]]: tensor<2x2x8x10xf32>, %[[Q:.+]]: tensor<2x2x3x8xf32>, %[[K:.+]]: tensor<2x2x1x8xf32>, %[[V:.+]]: tensor<2x2x1x10xf32>, %[[D:.+]]: tensor<2x2x1x8xf32>, %[[B:.+]]: tensor<2x1x1x1xf32>):
// CHECK:         %[[DT:.+]] = onnx.Reshape %[[D]], {{.*}} -> tensor<2x2x8x1xf32>
// CHECK:         %[[KEPT:.+]] = onnx.Mul %[[S]], %[[DT]]
// CHECK:         %[[KNOWN:.+]] = onnx.MatMul %[[K]], %[[KEPT]]
// CHECK:         %[[NEW:.+]] = onnx.Sub %[[V]], %[[KNOWN]]
// CHECK:         %[[DELTA:.+]] = onnx.Mul %[[B]], %[[NEW]]
// CHECK:         %[[KT:.+]] = onnx.Reshape %[[K]], {{.*}} -> tensor<2x2x8x1xf32>
// CHECK:         %[[ADDED:.+]] = onnx.Mul %[[KT]], %[[DELTA]]
// CHECK:         %[[NEXT:.+]] = onnx.Add %[[KEPT]], %[[ADDED]]
// CHECK:         %[[Y:.+]] = onnx.MatMul %[[Q]], %[[NEXT]]
// CHECK:         onnx.yield %[[NEXT]], %[[Y]] : tensor<2x2x8x10xf32>, tensor<2x2x3x10xf32>
// CHECK:       onnx.Reshape %[[SCAN]]#1, {{.*}} -> tensor<2x4x60xf32>
func.func @a_scan_along_the_length(%q: tensor<2x4x48xf32>, %k: tensor<2x4x16xf32>, %v: tensor<2x4x20xf32>, %past: tensor<2x2x8x10xf32>, %g: tensor<2x4x16xf32>, %b: tensor<2x4x1xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>) {
  %y, %s = onnx.LinearAttention %q, %k, %v, %past, %g, %b {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1>}
    : (tensor<2x4x48xf32>, tensor<2x4x16xf32>, tensor<2x4x20xf32>, tensor<2x2x8x10xf32>, tensor<2x4x16xf32>, tensor<2x4x1xf32>) -> (tensor<2x4x60xf32>, tensor<2x2x8x10xf32>)
  return %y, %s : tensor<2x4x60xf32>, tensor<2x2x8x10xf32>
}

// -----

// CHECK-LABEL: func.func @one_step_is_no_loop
// CHECK-NOT:   onnx.Scan
// CHECK:       onnx.Cast %{{.+}} {to = f32}
// CHECK:       onnx.MatMul {{.*}} -> tensor<2x2x3x10xf32>
// CHECK:       onnx.Cast %{{.+}} {to = f16}
func.func @one_step_is_no_loop(%q: tensor<2x1x48xf16>, %k: tensor<2x1x16xf16>, %v: tensor<2x1x20xf16>) -> tensor<2x1x60xf16> {
  %y, %s = onnx.LinearAttention %q, %k, %v {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, update_rule = "linear", scale = 2.0 : f32, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x1x48xf16>, tensor<2x1x16xf16>, tensor<2x1x20xf16>) -> (tensor<2x1x60xf16>, tensor<2x2x8x10xf16>)
  return %y : tensor<2x1x60xf16>
}

// -----

// CHECK-LABEL: func.func @unknown_lengths_stay
// CHECK:       onnx.LinearAttention
func.func @unknown_lengths_stay(%q: tensor<2x?x48xf32>, %k: tensor<2x?x16xf32>, %v: tensor<2x?x20xf32>) -> tensor<2x?x60xf32> {
  %y, %s = onnx.LinearAttention %q, %k, %v {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, update_rule = "linear", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>}
    : (tensor<2x?x48xf32>, tensor<2x?x16xf32>, tensor<2x?x20xf32>) -> (tensor<2x?x60xf32>, tensor<2x2x8x10xf32>)
  return %y : tensor<2x?x60xf32>
}
