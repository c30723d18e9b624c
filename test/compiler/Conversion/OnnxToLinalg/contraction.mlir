// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file | FileCheck %s

// CHECK-DAG: #[[A:.+]] = affine_map<(d0, d1, d2, d3) -> (0, d1, d3)>
// CHECK-DAG: #[[B:.+]] = affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>
// CHECK-LABEL: func.func @batch_broadcasts
// CHECK: linalg.generic {indexing_maps = [#[[A]], #[[B]],
// CHECK-SAME: ["parallel", "parallel", "parallel", "reduction"]
func.func @batch_broadcasts(%a: tensor<1x3x4xf32>, %b: tensor<5x4x7xf32>) -> tensor<5x3x7xf32> {
  %0 = onnx.MatMul %a, %b : (tensor<1x3x4xf32>, tensor<5x4x7xf32>) -> tensor<5x3x7xf32>
  return %0 : tensor<5x3x7xf32>
}

// -----

// CHECK-LABEL: func.func @one_matrix_for_all_is_more_rows
// CHECK: linalg.generic {{.*}} ins(%{{.+}}, %{{.+}} : tensor<15x4xf32>, tensor<4x7xf32>)
func.func @one_matrix_for_all_is_more_rows(%a: tensor<5x3x4xf32>, %b: tensor<4x7xf32>) -> tensor<5x3x7xf32> {
  %0 = onnx.MatMul %a, %b : (tensor<5x3x4xf32>, tensor<4x7xf32>) -> tensor<5x3x7xf32>
  return %0 : tensor<5x3x7xf32>
}

// -----

// CHECK-LABEL: func.func @half_is_summed_in_single
// CHECK: arith.extf {{.*}} : f16 to f32
// CHECK: arith.addf {{.*}} : f32
// CHECK: arith.truncf {{.*}} : f32 to f16
func.func @half_is_summed_in_single(%a: tensor<3x4xf16>, %b: tensor<4x7xf16>) -> tensor<3x7xf16> {
  %0 = onnx.MatMul %a, %b : (tensor<3x4xf16>, tensor<4x7xf16>) -> tensor<3x7xf16>
  return %0 : tensor<3x7xf16>
}

// -----

// CHECK-DAG: #[[B:.+]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-LABEL: func.func @gemm_starts_with_c
// CHECK-SAME: %[[A:.+]]: tensor<3x4xf32>, %[[W:.+]]: tensor<7x4xf32>, %[[C:.+]]: tensor<7xf32>
// CHECK: %[[INIT:.+]] = linalg.generic {{.*}} ins(%[[C]] : tensor<7xf32>)
// CHECK: linalg.generic {indexing_maps = [#{{.+}}, #[[B]], #{{.+}}]{{.*}} ins(%[[A]], %[[W]] : {{.*}}) outs(%[[INIT]]
func.func @gemm_starts_with_c(%a: tensor<3x4xf32>, %b: tensor<7x4xf32>, %c: tensor<7xf32>) -> tensor<3x7xf32> {
  %0 = onnx.Gemm %a, %b, %c {transB = 1 : i64} : (tensor<3x4xf32>, tensor<7x4xf32>, tensor<7xf32>) -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}

// -----

// CHECK-DAG: #[[X:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d4, d2 * 2 + d5, d3 * 2 + d6)>
// CHECK-DAG: #[[W:.+]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d1, d4, d5, d6)>
// CHECK-LABEL: func.func @convolution
// CHECK: tensor.pad %{{.+}} low[0, 0, 1, 1] high[0, 0, 1, 1]
// CHECK: linalg.generic {indexing_maps = [#[[X]], #[[W]],
func.func @convolution(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<1x4x4x4xf32> {
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>}
    : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x4x4xf32>
  return %0 : tensor<1x4x4x4xf32>
}

// -----

// CHECK-LABEL: func.func @pointwise_convolution_is_a_product
// CHECK: linalg.generic {{.*}} ins(%{{.+}}, %{{.+}} : tensor<1x3x64xf32>, tensor<4x3x1xf32>)
func.func @pointwise_convolution_is_a_product(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x1x1xf32>) -> tensor<1x4x8x8xf32> {
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x3x8x8xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x8x8xf32>
  return %0 : tensor<1x4x8x8xf32>
}

// -----

// CHECK-DAG: #[[X:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2 + d4, d3 + d5)>
// CHECK-DAG: #[[W:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d1, d4, d5)>
// CHECK-LABEL: func.func @depthwise_has_no_channel_sum
// CHECK: linalg.generic {indexing_maps = [#[[X]], #[[W]],
func.func @depthwise_has_no_channel_sum(%x: tensor<1x4x8x8xf32>, %w: tensor<4x1x3x3xf32>) -> tensor<1x4x6x6xf32> {
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>, group = 4 : i64}
    : (tensor<1x4x8x8xf32>, tensor<4x1x3x3xf32>) -> tensor<1x4x6x6xf32>
  return %0 : tensor<1x4x6x6xf32>
}

// -----

// CHECK-DAG: #[[X:.+]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d4, d3 + d5)>
// CHECK-LABEL: func.func @groups
// CHECK: tensor.expand_shape {{.*}} into tensor<1x2x3x8xf32>
func.func @groups(%x: tensor<1x6x8xf32>, %w: tensor<4x3x3xf32>) -> tensor<1x4x6xf32> {
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>, group = 2 : i64}
    : (tensor<1x6x8xf32>, tensor<4x3x3xf32>) -> tensor<1x4x6xf32>
  return %0 : tensor<1x4x6xf32>
}

// -----

// CHECK-DAG: #[[A:.+]] = affine_map<(d0, d1) -> (d0, d0, d1)>
// CHECK-LABEL: func.func @einsum_takes_a_diagonal
// CHECK: linalg.generic {indexing_maps = [#[[A]],
func.func @einsum_takes_a_diagonal(%a: tensor<3x3x4xf32>) -> tensor<3xf32> {
  %0 = onnx.Einsum %a {equation = "iij->i"} : (tensor<3x3x4xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// What sums over nothing assigns: it reads no accumulator, which a fused consumer would share.
// CHECK-LABEL: func.func @outer_product_is_elementwise
// CHECK: %[[EMPTY:.+]] = tensor.empty() : tensor<3x4xf32>
// CHECK: linalg.generic {{.*}}["parallel", "parallel"]{{.*}} outs(%[[EMPTY]]
// CHECK-NEXT: ^bb0(%[[A:.+]]: f32, %[[B:.+]]: f32, %{{.+}}: f32):
// CHECK-NEXT: %[[PRODUCT:.+]] = arith.mulf %[[A]], %[[B]]
// CHECK-NEXT: linalg.yield %[[PRODUCT]]
func.func @outer_product_is_elementwise(%a: tensor<3xf32>, %b: tensor<4xf32>) -> tensor<3x4xf32> {
  %0 = onnx.Einsum %a, %b {equation = "i,j->ij"} : (tensor<3xf32>, tensor<4xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// -----

// So does a depthwise convolution of one tap, and its bias is one more input.
// CHECK-LABEL: func.func @bias_without_a_sum_is_an_input
// CHECK: %[[BIAS:.+]] = linalg.generic
// CHECK: linalg.generic {{.*}} ins(%{{.+}}, %{{.+}}, %[[BIAS]] :
// CHECK-NEXT: ^bb0(%[[X:.+]]: f32, %[[W:.+]]: f32, %[[B:.+]]: f32, %{{.+}}: f32):
// CHECK-NEXT: %[[PRODUCT:.+]] = arith.mulf %[[X]], %[[W]]
// CHECK-NEXT: %[[SUM:.+]] = arith.addf %[[B]], %[[PRODUCT]]
// CHECK-NEXT: linalg.yield %[[SUM]]
func.func @bias_without_a_sum_is_an_input(%x: tensor<1x4x1x1xf32>, %w: tensor<4x1x1x1xf32>, %b: tensor<4xf32>) -> tensor<1x4x1x1xf32> {
  %0 = onnx.Conv %x, %w, %b {dilations = array<i64: 1, 1>, group = 4 : i64, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x4x1x1xf32>, tensor<4x1x1x1xf32>, tensor<4xf32>) -> tensor<1x4x1x1xf32>
  return %0 : tensor<1x4x1x1xf32>
}

// -----

// CHECK-DAG: #[[SUM:.+]] = affine_map<(d0) -> ()>
// CHECK-LABEL: func.func @einsum_sums_to_a_scalar
// CHECK: linalg.generic {indexing_maps = [#{{.+}}, #{{.+}}, #[[SUM]]]
func.func @einsum_sums_to_a_scalar(%a: tensor<5xf64>, %b: tensor<5xf64>) -> tensor<f64> {
  %0 = onnx.Einsum %a, %b {equation = "i,i"} : (tensor<5xf64>, tensor<5xf64>) -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

// Kernels compute in f32, and take small weights as they are.
// CHECK-LABEL: func.func @small_weights
// CHECK-SAME: %[[A:.+]]: tensor<3x4xbf16>
// CHECK: %[[WIDE:.+]] = linalg.generic {{.*}} ins(%[[A]] : tensor<3x4xbf16>) outs(%{{.+}} : tensor<3x4xf32>)
// CHECK: arith.extf
// CHECK: %[[SUMS:.+]] = kernel.gemm ins(%[[WIDE]], %{{.+}} : tensor<3x4xf32>, tensor<4x7xbf16>)
// CHECK: linalg.generic {{.*}} ins(%[[SUMS]] : tensor<3x7xf32>) outs(%{{.+}} : tensor<3x7xbf16>)
// CHECK: arith.truncf
func.func @small_weights(%a: tensor<3x4xbf16>) -> tensor<3x7xbf16> {
  %b = onnx.Constant dense<1.0> : tensor<4x7xbf16>
  %0 = onnx.MatMul %a, %b : (tensor<3x4xbf16>, tensor<4x7xbf16>) -> tensor<3x7xbf16>
  return %0 : tensor<3x7xbf16>
}

// -----

// CHECK-LABEL: func.func @large_weights
// CHECK-NOT: kernel.gemm
func.func @large_weights(%a: tensor<3x4xf64>) -> tensor<3x7xf64> {
  %b = onnx.Constant dense<1.0> : tensor<4x7xf64>
  %0 = onnx.MatMul %a, %b : (tensor<3x4xf64>, tensor<4x7xf64>) -> tensor<3x7xf64>
  return %0 : tensor<3x7xf64>
}

// -----

// The one place where a product and a sum may be rounded at once.
// CHECK-LABEL: func.func @products_are_fused_with_their_sum
// CHECK: arith.mulf {{.*}} fastmath<contract> : f32
// CHECK: arith.addf {{.*}} fastmath<contract> : f32
func.func @products_are_fused_with_their_sum(%a: tensor<3x4xf32>, %b: tensor<4x7xf32>) -> tensor<3x7xf32> {
  %0 = onnx.MatMul %a, %b : (tensor<3x4xf32>, tensor<4x7xf32>) -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}

// -----

// CHECK-LABEL: func.func @nodes_are_rounded_each
// CHECK: arith.mulf %{{.+}}, %{{.+}} : f32
// CHECK: arith.addf %{{.+}}, %{{.+}} : f32
func.func @nodes_are_rounded_each(%a: tensor<3x4xf32>, %b: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = onnx.Mul %a, %b : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  %1 = onnx.Add %0, %b : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %1 : tensor<3x4xf32>
}

// -----

// Factors that are widened for the product alone are read as they are.
// CHECK-LABEL: func.func @widened_factors
// CHECK-SAME:  %[[A:.+]]: tensor<3x4xf16>, %[[B:.+]]: tensor<4x7xf16>
// CHECK:       linalg.generic {{.*}} ins(%[[A]], %[[B]] : tensor<3x4xf16>, tensor<4x7xf16>) outs(%{{.+}} : tensor<3x7xf32>)
// CHECK-NOT:   arith.truncf
// CHECK:       return
func.func @widened_factors(%a: tensor<3x4xf16>, %b: tensor<4x7xf16>) -> tensor<3x7xf32> {
  %0 = onnx.Cast %a {to = f32} : (tensor<3x4xf16>) -> tensor<3x4xf32>
  %1 = onnx.Cast %b {to = f32} : (tensor<4x7xf16>) -> tensor<4x7xf32>
  %2 = onnx.MatMul %0, %1 : (tensor<3x4xf32>, tensor<4x7xf32>) -> tensor<3x7xf32>
  return %2 : tensor<3x7xf32>
}

// -----

// Constants that a DequantizeLinear reads stay what they are, with the lowest bits first: each row
// has the scales of its blocks, two zero points in a byte, and the numbers.
// CHECK-LABEL: func.func @weights_stay_quantized
// CHECK-SAME: %[[A:[^:]+]]: tensor<3x4xf32>
// CHECK-DAG: %[[W:.+]] = arith.constant dense<{{\[\[}}0, 60, 0, 64, 33, 16, 50], [0, 66, 0, 68, 67, 84, 118], {{.*}}> : tensor<4x7xi8>
// CHECK-NOT: linalg.generic
// CHECK: kernel.gemm {blocks = #kernel.blocks<bits = 4, size = 2, scale = f16, zeros = true>} ins(%[[A]], %[[W]] :
func.func @weights_stay_quantized(%a: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %q = onnx.Constant dense<[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15]]> : tensor<4x4xui4>
  %s = onnx.Constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]> : tensor<4x2xf16>
  %z = onnx.Constant dense<[[1, 2], [3, 4], [5, 6], [7, 8]]> : tensor<4x2xui4>
  %h = onnx.DequantizeLinear %q, %s, %z {axis = 1 : i64, block_size = 2 : i64}
    : (tensor<4x4xui4>, tensor<4x2xf16>, tensor<4x2xui4>) -> tensor<4x4xf16>
  %t = onnx.Transpose %h {perm = array<i64: 1, 0>} : (tensor<4x4xf16>) -> tensor<4x4xf16>
  %w = onnx.Cast %t {to = f32} : (tensor<4x4xf16>) -> tensor<4x4xf32>
  %0 = onnx.MatMul %a, %w : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// -----

// Signed numbers move up by half of their range, which is then zero; one scale is an attribute.
// CHECK-LABEL: func.func @filters_stay_quantized
// CHECK: arith.constant dense<{{\[\[}}0, -1], [127, -128], [-127, -126], [-125, -124]]> : tensor<4x2xi8>
// CHECK: kernel.conv {blocks = #kernel.blocks<bits = 8, size = 2, scale = 5.000000e-01 : f32, zero = 128>
func.func @filters_stay_quantized(%x: tensor<1x2x5xf32>) -> tensor<1x4x5xf32> {
  %q = onnx.Constant dense<[[[-128], [127]], [[-1], [0]], [[1], [2]], [[3], [4]]]> : tensor<4x2x1xi8>
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %w = onnx.DequantizeLinear %q, %s : (tensor<4x2x1xi8>, tensor<f32>) -> tensor<4x2x1xf32>
  %0 = onnx.Conv %x, %w {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
    : (tensor<1x2x5xf32>, tensor<4x2x1xf32>) -> tensor<1x4x5xf32>
  return %0 : tensor<1x4x5xf32>
}

// -----

// Each output channel would have its scale with each product.
// CHECK-LABEL: func.func @scales_across_the_sums
// CHECK-NOT: kernel.gemm
// CHECK: linalg.generic
func.func @scales_across_the_sums(%a: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %q = onnx.Constant dense<1> : tensor<4x4xi8>
  %s = onnx.Constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %w = onnx.DequantizeLinear %q, %s {axis = 0 : i64} : (tensor<4x4xi8>, tensor<4xf32>) -> tensor<4x4xf32>
  %0 = onnx.MatMul %a, %w : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}
