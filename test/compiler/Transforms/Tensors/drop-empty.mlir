// RUN: onnxc-opt %s --pass-pipeline="builtin.module(func.func(onnxc-drop-empty,canonicalize))" --split-input-file | FileCheck %s

#id = affine_map<(a, b, c) -> (a, b, c)>
#sum = affine_map<(a, b, c) -> (a, c)>

// CHECK-LABEL: func.func @sums_of_nothing
// CHECK-SAME:  (%{{.+}}: tensor<0xf32>) -> tensor<2x4xf32>
// CHECK:       %[[ZEROS:.+]] = linalg.fill
// CHECK-NOT:   linalg.generic
// CHECK:       return %[[ZEROS]]
func.func @sums_of_nothing(%x: tensor<2x0x4xf32>) -> tensor<2x4xf32> {
  %zero = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<2x0x4xf32>
  %e = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : tensor<2x0x4xf32>) outs(%e0 : tensor<2x0x4xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = math.exp %a : f32
    linalg.yield %0 : f32
  } -> tensor<2x0x4xf32>
  %s0 = tensor.empty() : tensor<2x4xf32>
  %s1 = linalg.fill ins(%zero : f32) outs(%s0 : tensor<2x4xf32>) -> tensor<2x4xf32>
  %s = linalg.generic {indexing_maps = [#id, #sum], iterator_types = ["parallel", "reduction", "parallel"]} ins(%e : tensor<2x0x4xf32>) outs(%s1 : tensor<2x4xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = arith.addf %out, %a : f32
    linalg.yield %0 : f32
  } -> tensor<2x4xf32>
  return %s : tensor<2x4xf32>
}

// -----

// CHECK-LABEL: func.func @results_without_elements
// CHECK-SAME:  (%{{.+}}: tensor<2x4xf32>) -> (tensor<0xf32>, tensor<2x4xf32>)
// CHECK:       %[[NONE:.+]] = tensor.empty() : tensor<0xf32>
// CHECK:       return %[[NONE]], %arg0
func.func @results_without_elements(%x: tensor<2x4xf32>) -> (tensor<2x0x1xf32>, tensor<2x4xf32>) {
  %none = tensor.extract_slice %x[0, 0] [2, 0] [1, 1] : tensor<2x4xf32> to tensor<2x0xf32>
  %0 = tensor.expand_shape %none [[0], [1, 2]] output_shape [2, 0, 1] : tensor<2x0xf32> into tensor<2x0x1xf32>
  %1 = tensor.insert_slice %none into %x[0, 3] [2, 0] [1, 1] : tensor<2x0xf32> into tensor<2x4xf32>
  return %0, %1 : tensor<2x0x1xf32>, tensor<2x4xf32>
}

// -----

// CHECK-LABEL: func.func @one_element_is_enough
// CHECK-SAME:  tensor<1x1xf32>
// CHECK:       linalg.exp
func.func @one_element_is_enough(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = tensor.empty() : tensor<1x1xf32>
  %1 = linalg.exp ins(%x : tensor<1x1xf32>) outs(%0 : tensor<1x1xf32>) -> tensor<1x1xf32>
  return %1 : tensor<1x1xf32>
}
