// RUN: onnxc-opt %s --pass-pipeline="builtin.module(func.func(onnxc-fuse-elementwise))" --split-input-file | FileCheck %s

#id = affine_map<(m, n) -> (m, n)>
#column = affine_map<(m, n) -> (m, 0)>

// CHECK: #[[ROW:.+]] = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: func.func @added_units_are_not_read
// CHECK-SAME:    %[[X:.+]]: tensor<4x8xf32>, %[[S:.+]]: tensor<4xf32>
// CHECK:         linalg.generic {indexing_maps = [#{{.+}}, #[[ROW]], #{{.+}}]{{.*}} ins(%[[X]], %[[S]] :
func.func @added_units_are_not_read(%x: tensor<4x8xf32>, %s: tensor<4xf32>) -> tensor<4x8xf32> {
  %e = tensor.expand_shape %s [[0, 1]] output_shape [4, 1] : tensor<4xf32> into tensor<4x1xf32>
  %0 = tensor.empty() : tensor<4x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #column, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %e : tensor<4x8xf32>, tensor<4x1xf32>) outs(%0 : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %1 = arith.subf %a, %b : f32
    linalg.yield %1 : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

#id = affine_map<(m, n) -> (m, n)>

// CHECK-LABEL: func.func @split_dimensions_stay
// CHECK:         %[[E:.+]] = tensor.expand_shape
// CHECK:         linalg.generic {{.*}} ins(%{{.+}}, %[[E]] :
func.func @split_dimensions_stay(%x: tensor<4x8xf32>, %s: tensor<32xf32>) -> tensor<4x8xf32> {
  %e = tensor.expand_shape %s [[0, 1]] output_shape [4, 8] : tensor<32xf32> into tensor<4x8xf32>
  %0 = tensor.empty() : tensor<4x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %e : tensor<4x8xf32>, tensor<4x8xf32>) outs(%0 : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %1 = arith.subf %a, %b : f32
    linalg.yield %1 : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (m)>
#vector = affine_map<(m) -> (m)>

// What computes with its start values is not repeated for each element that reads it.
// CHECK-LABEL: func.func @reader_of_its_init_stays
// CHECK:         linalg.generic {{.*}}["parallel"]}
// CHECK:         linalg.generic {{.*}}["parallel", "parallel"]}
func.func @reader_of_its_init_stays(%x: tensor<4x8xf32>, %s: tensor<4xf32>, %init: tensor<4xf32>) -> tensor<4x8xf32> {
  %sum = linalg.generic {indexing_maps = [#vector, #vector], iterator_types = ["parallel"]} ins(%s : tensor<4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%a: f32, %out: f32):
    %1 = arith.addf %out, %a : f32
    linalg.yield %1 : f32
  } -> tensor<4xf32>
  %0 = tensor.empty() : tensor<4x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<4x8xf32>, tensor<4xf32>) outs(%0 : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %1 = arith.subf %a, %b : f32
    linalg.yield %1 : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (m)>
#vector = affine_map<(m) -> (m)>

// CHECK-LABEL: func.func @writer_of_its_init_is_fused
// CHECK-NOT:     linalg.generic {{.*}}["parallel"]}
// CHECK:         linalg.generic {{.*}}["parallel", "parallel"]}
func.func @writer_of_its_init_is_fused(%x: tensor<4x8xf32>, %s: tensor<4xf32>, %init: tensor<4xf32>) -> tensor<4x8xf32> {
  %sum = linalg.generic {indexing_maps = [#vector, #vector], iterator_types = ["parallel"]} ins(%s : tensor<4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%a: f32, %out: f32):
    %1 = arith.addf %a, %a : f32
    linalg.yield %1 : f32
  } -> tensor<4xf32>
  %0 = tensor.empty() : tensor<4x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<4x8xf32>, tensor<4xf32>) outs(%0 : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %1 = arith.subf %a, %b : f32
    linalg.yield %1 : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}
