// RUN: onnxc-opt %s --onnx-decompose --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @products_and_a_softmax
// CHECK-SAME:  %[[Q:.+]]: tensor<1x2x4x16xf32>, %[[K:.+]]: tensor<1x2x6x16xf32>, %[[V:.+]]: tensor<1x2x6x16xf32>
// CHECK-DAG:   %[[SCALE:.+]] = onnx.Constant dense<2.500000e-01> : tensor<f32>
// CHECK-DAG:   %[[SCALED:.+]] = onnx.Mul %[[Q]], %[[SCALE]]
// CHECK-DAG:   %[[KT:.+]] = onnx.Transpose %[[K]] {perm = array<i64: 0, 1, 3, 2>}
// CHECK:       %[[S:.+]] = onnx.MatMul %[[SCALED]], %[[KT]]
// CHECK-NEXT:  %[[MAX:.+]] = onnx.ReduceMax %[[S]]
// CHECK-NEXT:  %[[D:.+]] = onnx.Sub %[[S]], %[[MAX]]
// CHECK-NEXT:  %[[E:.+]] = onnx.Exp %[[D]]
// CHECK-NEXT:  %[[SUM:.+]] = onnx.ReduceSum %[[E]]
// CHECK-NEXT:  %[[R:.+]] = onnx.Reciprocal %[[SUM]]
// CHECK-NEXT:  %[[P:.+]] = onnx.Mul %[[E]], %[[R]]
// CHECK-NEXT:  %[[Y:.+]] = onnx.MatMul %[[P]], %[[V]]
// CHECK-NEXT:  return %[[Y]]
func.func @products_and_a_softmax(%q: tensor<1x2x4x16xf32>, %k: tensor<1x2x6x16xf32>, %v: tensor<1x2x6x16xf32>) -> tensor<1x2x4x16xf32> {
  %y, %pk, %pv, %s = onnx.Attention %q, %k, %v {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>}
    : (tensor<1x2x4x16xf32>, tensor<1x2x6x16xf32>, tensor<1x2x6x16xf32>) -> (tensor<1x2x4x16xf32>, tensor<1x2x6x16xf32>, tensor<1x2x6x16xf32>, tensor<1x2x4x6xf32>)
  return %y : tensor<1x2x4x16xf32>
}

// -----

// Keys are not repeated for the heads of a group. A boolean mask is padded with false.
// CHECK-LABEL: func.func @groups_of_heads
// CHECK-SAME:  %[[Q:.+]]: tensor<2x4x96xf32>, %[[K:.+]]: tensor<2x5x32xf32>, %[[V:.+]]: tensor<2x5x32xf32>, %[[M:.+]]: tensor<6x4x3xi1>
// CHECK-DAG:   %[[NONE:.+]] = onnx.Constant dense<0xFF800000> : tensor<f32>
// CHECK-DAG:   %[[BEHIND:.+]] = onnx.Constant dense<{{\[\[\[\[\[}}false, true, true, true, true], [false, false, true, true, true], [false, false, false, true, true], [false, false, false, false, true]]]]]> : tensor<1x1x1x4x5xi1>
// CHECK-DAG:   %[[FALSE:.+]] = onnx.Constant dense<false>
// CHECK:       onnx.Transpose %{{.+}} {perm = array<i64: 0, 2, 3, 1, 4>} : (tensor<2x4x2x3x16xf32>) -> tensor<2x2x3x4x16xf32>
// CHECK:       onnx.Transpose %{{.+}} {perm = array<i64: 0, 2, 3, 4, 1>} : (tensor<2x5x2x1x16xf32>) -> tensor<2x2x1x16x5xf32>
// CHECK:       onnx.MatMul {{.*}} -> tensor<2x2x3x4x5xf32>
// CHECK:       onnx.Tanh
// CHECK:       %[[CAPPED:.+]] = onnx.Mul
// CHECK:       onnx.Pad %{{.+}}, %{{.+}}, %[[FALSE]]
// CHECK:       %[[MASK:.+]] = onnx.Reshape {{.*}} -> tensor<1x2x3x4x5xi1>
// CHECK:       %[[MASKED:.+]] = onnx.Where %[[MASK]], %[[CAPPED]], %[[NONE]]
// CHECK:       onnx.Where %[[BEHIND]], %[[NONE]], %[[MASKED]]
// CHECK:       %[[Y:.+]] = onnx.Transpose %{{.+}} {perm = array<i64: 0, 3, 1, 2, 4>} : (tensor<2x2x3x4x16xf32>) -> tensor<2x4x2x3x16xf32>
// CHECK:       onnx.Reshape %[[Y]], {{.*}} -> tensor<2x4x96xf32>
func.func @groups_of_heads(%q: tensor<2x4x96xf32>, %k: tensor<2x5x32xf32>, %v: tensor<2x5x32xf32>, %m: tensor<6x4x3xi1>) -> tensor<2x4x96xf32> {
  %y, %pk, %pv, %s = onnx.Attention %q, %k, %v, %m {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, is_causal = 1 : i64, softcap = 2.0 : f32, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>}
    : (tensor<2x4x96xf32>, tensor<2x5x32xf32>, tensor<2x5x32xf32>, tensor<6x4x3xi1>) -> (tensor<2x4x96xf32>, tensor<2x2x5x16xf32>, tensor<2x2x5x16xf32>, tensor<2x6x4x5xf32>)
  return %y : tensor<2x4x96xf32>
}

// -----

// The heads of a group are rows, f16 is widened for both products, and a query
// without keys gets zeros.
// CHECK-LABEL: func.func @one_query
// CHECK-SAME:  %[[N:[^:]+]]: tensor<2xi64>)
// CHECK-DAG:   %[[LOWEST:.+]] = onnx.Constant dense<-3.40282347E+38>
// CHECK-DAG:   %[[ONE:.+]] = onnx.Constant dense<1.000000e+00> : tensor<f32>
// CHECK-DAG:   %[[LAST:.+]] = onnx.Constant dense<-1> : tensor<1x1x1x1xi32>
// CHECK-DAG:   %[[FIRST:.+]] = onnx.Constant dense<-5> : tensor<1x1x1x1xi32>
// CHECK-DAG:   %[[KEYS:.+]] = onnx.Constant dense<{{\[\[\[\[}}0, 1, 2, 3, 4, 5, 6, 7]]]]> : tensor<1x1x1x8xi32>
// CHECK:       %[[S:.+]] = onnx.MatMul {{.*}} (tensor<2x2x3x16xf32>, tensor<2x2x16x8xf32>)
// CHECK:       onnx.Cast %[[N]] {to = i32}
// CHECK:       %[[COUNT:.+]] = onnx.Reshape {{.*}} -> tensor<2x1x1x1xi32>
// CHECK:       %[[POSITION:.+]] = onnx.Add %[[LAST]], %[[COUNT]]
// CHECK:       onnx.Greater %[[KEYS]], %[[POSITION]]
// CHECK:       %[[EDGE:.+]] = onnx.Add %[[FIRST]], %[[COUNT]]
// CHECK:       onnx.Less %[[KEYS]], %[[EDGE]]
// CHECK:       onnx.Less %[[KEYS]], %[[COUNT]]
// CHECK:       %[[MAX:.+]] = onnx.ReduceMax
// CHECK:       onnx.Max %[[MAX]], %[[LOWEST]]
// CHECK:       %[[SUM:.+]] = onnx.ReduceSum
// CHECK:       onnx.Max %[[SUM]], %[[ONE]]
// CHECK:       %[[O:.+]] = onnx.MatMul {{.*}} (tensor<2x2x3x8xf32>, tensor<2x2x8x16xf32>)
// CHECK:       onnx.Cast %[[O]] {to = f16}
func.func @one_query(%q: tensor<2x1x96xf16>, %k: tensor<2x8x32xf16>, %v: tensor<2x8x32xf16>, %n: tensor<2xi64>) -> tensor<2x1x96xf16> {
  %y, %pk, %pv, %s = onnx.Attention %q, %k, %v, %n {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, is_causal = 1 : i64, left_window_size = 4 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 1>}
    : (tensor<2x1x96xf16>, tensor<2x8x32xf16>, tensor<2x8x32xf16>, tensor<2xi64>) -> (tensor<2x1x96xf16>, tensor<2x2x8x16xf16>, tensor<2x2x8x16xf16>, tensor<2x6x1x8xf16>)
  return %y : tensor<2x1x96xf16>
}

// -----

// The newest query sees all keys.
// CHECK-LABEL: func.func @no_key_is_behind_the_last
// CHECK:       onnx.Concat %{{.+}}, %{{.+}} {axis = 2 : i64}
// CHECK-NOT:   onnx.Where
// CHECK-NOT:   onnx.Max
// CHECK:       return
func.func @no_key_is_behind_the_last(%q: tensor<1x2x1x8xf32>, %k: tensor<1x2x1x8xf32>, %pk: tensor<1x2x7x8xf32>) -> tensor<1x2x1x8xf32> {
  %y, %k1, %v1, %s = onnx.Attention %q, %k, %k, %pk, %pk {is_causal = 1 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 1, 0>}
    : (tensor<1x2x1x8xf32>, tensor<1x2x1x8xf32>, tensor<1x2x1x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x7x8xf32>) -> (tensor<1x2x1x8xf32>, tensor<1x2x8x8xf32>, tensor<1x2x8x8xf32>, tensor<1x2x1x8xf32>)
  return %y : tensor<1x2x1x8xf32>
}

// -----

// CHECK-LABEL: func.func @scores_in_stages
// CHECK:       %[[S:.+]] = onnx.MatMul
// CHECK:       %[[TANH:.+]] = onnx.Tanh
// CHECK:       %[[CAPPED:.+]] = onnx.Mul %[[TANH]]
// CHECK:       %[[MASKED:.+]] = onnx.Add %[[CAPPED]], %arg3
// CHECK:       %[[P:.+]] = onnx.Mul %{{.+}}, %{{.+}} : (tensor<1x1x2x3xf32>, tensor<1x1x2x1xf32>)
// CHECK:       return %[[S]], %[[CAPPED]], %[[MASKED]], %[[P]]
func.func @scores_in_stages(%q: tensor<1x1x2x1xf32>, %k: tensor<1x1x3x1xf32>, %v: tensor<1x1x3x1xf32>, %m: tensor<1x1x2x3xf32>) -> (tensor<1x1x2x3xf32>, tensor<1x1x2x3xf32>, tensor<1x1x2x3xf32>, tensor<1x1x2x3xf32>) {
  %y0, %k0, %v0, %s0 = onnx.Attention %q, %k, %v, %m {softcap = 2.0 : f32, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>}
    : (tensor<1x1x2x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x2x3xf32>) -> (tensor<1x1x2x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x2x3xf32>)
  %y1, %k1, %v1, %s1 = onnx.Attention %q, %k, %v, %m {softcap = 2.0 : f32, qk_matmul_output_mode = 1 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>}
    : (tensor<1x1x2x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x2x3xf32>) -> (tensor<1x1x2x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x2x3xf32>)
  %y2, %k2, %v2, %s2 = onnx.Attention %q, %k, %v, %m {softcap = 2.0 : f32, qk_matmul_output_mode = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>}
    : (tensor<1x1x2x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x2x3xf32>) -> (tensor<1x1x2x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x2x3xf32>)
  %y3, %k3, %v3, %s3 = onnx.Attention %q, %k, %v, %m {softcap = 2.0 : f32, qk_matmul_output_mode = 3 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>}
    : (tensor<1x1x2x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x2x3xf32>) -> (tensor<1x1x2x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x3x1xf32>, tensor<1x1x2x3xf32>)
  return %s0, %s1, %s2, %s3 : tensor<1x1x2x3xf32>, tensor<1x1x2x3xf32>, tensor<1x1x2x3xf32>, tensor<1x1x2x3xf32>
}

// -----

// CHECK-LABEL: func.func @unknown_lengths_stay
// CHECK: onnx.Attention
func.func @unknown_lengths_stay(%q: tensor<1x2x4x16xf32>, %k: tensor<1x2x?x16xf32>) -> tensor<1x2x4x16xf32> {
  %y, %pk, %pv, %s = onnx.Attention %q, %k, %k {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>}
    : (tensor<1x2x4x16xf32>, tensor<1x2x?x16xf32>, tensor<1x2x?x16xf32>) -> (tensor<1x2x4x16xf32>, tensor<1x2x?x16xf32>, tensor<1x2x?x16xf32>, tensor<1x2x4x?xf32>)
  return %y : tensor<1x2x4x16xf32>
}
