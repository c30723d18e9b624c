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

// -----

#id = affine_map<(m, n) -> (m, n)>

// Sums that another contraction's end reads leave their own one as bytes.
// CHECK-LABEL: func.func @first_summand_leaves_as_bytes
// CHECK:         %[[FIRST:.+]] = kernel.gemm
// CHECK:         %[[BYTES:.+]] = linalg.generic {{.*}} ins(%[[FIRST]] : tensor<4x8xi32>) outs(%{{.+}} : tensor<4x8xi8>)
// CHECK:         %[[SECOND:.+]] = kernel.gemm
// CHECK:         linalg.generic {{.*}} ins({{.*}}%[[SECOND]]{{.*}} outs(%{{.+}} : tensor<4x8xi8>)
// CHECK-NOT:     linalg.generic
func.func @first_summand_leaves_as_bytes(%a: tensor<4x8xi8>, %v: tensor<8x8xi8>, %w: tensor<8x8xi8>, %init: tensor<4x8xi32>) -> tensor<4x8xi8> {
  %0 = tensor.empty() : tensor<4x8xi8>
  %c = kernel.gemm ins(%a, %v : tensor<4x8xi8>, tensor<8x8xi8>) outs(%init : tensor<4x8xi32>) -> tensor<4x8xi32>
  %cq = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%c : tensor<4x8xi32>) outs(%0 : tensor<4x8xi8>) {
  ^bb0(%in: i32, %out: i8):
    %1 = arith.trunci %in : i32 to i8
    linalg.yield %1 : i8
  } -> tensor<4x8xi8>
  %d = kernel.gemm ins(%a, %w : tensor<4x8xi8>, tensor<8x8xi8>) outs(%init : tensor<4x8xi32>) -> tensor<4x8xi32>
  %dq = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%d : tensor<4x8xi32>) outs(%0 : tensor<4x8xi8>) {
  ^bb0(%in: i32, %out: i8):
    %1 = arith.trunci %in : i32 to i8
    linalg.yield %1 : i8
  } -> tensor<4x8xi8>
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%cq, %dq : tensor<4x8xi8>, tensor<4x8xi8>) outs(%0 : tensor<4x8xi8>) {
  ^bb0(%in: i8, %in2: i8, %out: i8):
    %1 = arith.addi %in, %in2 : i8
    linalg.yield %1 : i8
  } -> tensor<4x8xi8>
  return %y : tensor<4x8xi8>
}

// -----

#id = affine_map<(m, n) -> (m, n)>
#vector = affine_map<(m, n) -> (m)>

// A sum of the bytes of a contraction widens what it reads itself.
// CHECK-LABEL: func.func @reduction_reads_bytes
// CHECK:         linalg.generic {{.*}} outs(%{{.+}} : tensor<4x8xi8>)
// CHECK:         linalg.generic {{.*}} ins(%{{.+}} : tensor<4x8xi8>) outs(%{{.+}} : tensor<4xi32>)
func.func @reduction_reads_bytes(%a: tensor<4x8xi8>, %w: tensor<8x8xi8>, %init: tensor<4x8xi32>, %sums: tensor<4xi32>) -> tensor<4xi32> {
  %0 = tensor.empty() : tensor<4x8xi8>
  %c = kernel.gemm ins(%a, %w : tensor<4x8xi8>, tensor<8x8xi8>) outs(%init : tensor<4x8xi32>) -> tensor<4x8xi32>
  %cq = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%c : tensor<4x8xi32>) outs(%0 : tensor<4x8xi8>) {
  ^bb0(%in: i32, %out: i8):
    %1 = arith.trunci %in : i32 to i8
    linalg.yield %1 : i8
  } -> tensor<4x8xi8>
  %wide = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%cq : tensor<4x8xi8>) outs(%init : tensor<4x8xi32>) {
  ^bb0(%in: i8, %out: i32):
    %1 = arith.extsi %in : i8 to i32
    linalg.yield %1 : i32
  } -> tensor<4x8xi32>
  %y = linalg.generic {indexing_maps = [#id, #vector], iterator_types = ["parallel", "reduction"]} ins(%wide : tensor<4x8xi32>) outs(%sums : tensor<4xi32>) {
  ^bb0(%in: i32, %out: i32):
    %1 = arith.addi %in, %out : i32
    linalg.yield %1 : i32
  } -> tensor<4xi32>
  return %y : tensor<4xi32>
}

// -----

#cube = affine_map<(b, m, n) -> (b, m, n)>
#columns = affine_map<(b, m, n) -> (n)>

// What a contraction ends with is computed in the shape of its sums, however many operations it is.
// CHECK: #[[ROWS:.+]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-LABEL: func.func @chain_after_reshaped_sums
// CHECK:         %[[SUMS:.+]] = kernel.gemm
// CHECK:         %[[Y:.+]] = linalg.generic {indexing_maps = [#[[ROWS]], {{.*}}#[[ROWS]]], iterator_types = ["parallel", "parallel"]}
// CHECK-SAME:      ins(%[[SUMS]]
// CHECK:         tensor.expand_shape %[[Y]]
// CHECK-NOT:     linalg.generic
func.func @chain_after_reshaped_sums(%a: tensor<4x8xi8>, %w: tensor<8x8xi8>, %init: tensor<4x8xi32>, %scale: tensor<8xf32>) -> tensor<1x4x8xf32> {
  %c = kernel.gemm ins(%a, %w : tensor<4x8xi8>, tensor<8x8xi8>) outs(%init : tensor<4x8xi32>) -> tensor<4x8xi32>
  %sums = tensor.expand_shape %c [[0, 1], [2]] output_shape [1, 4, 8] : tensor<4x8xi32> into tensor<1x4x8xi32>
  %0 = tensor.empty() : tensor<1x4x8xf32>
  %f = linalg.generic {indexing_maps = [#cube, #cube], iterator_types = ["parallel", "parallel", "parallel"]} ins(%sums : tensor<1x4x8xi32>) outs(%0 : tensor<1x4x8xf32>) {
  ^bb0(%in: i32, %out: f32):
    %1 = arith.sitofp %in : i32 to f32
    linalg.yield %1 : f32
  } -> tensor<1x4x8xf32>
  %m = linalg.generic {indexing_maps = [#cube, #columns, #cube], iterator_types = ["parallel", "parallel", "parallel"]} ins(%f, %scale : tensor<1x4x8xf32>, tensor<8xf32>) outs(%0 : tensor<1x4x8xf32>) {
  ^bb0(%in: f32, %s: f32, %out: f32):
    %1 = arith.mulf %in, %s : f32
    linalg.yield %1 : f32
  } -> tensor<1x4x8xf32>
  %y = linalg.generic {indexing_maps = [#cube, #cube], iterator_types = ["parallel", "parallel", "parallel"]} ins(%m : tensor<1x4x8xf32>) outs(%0 : tensor<1x4x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %1 = math.erf %in : f32
    %2 = arith.mulf %in, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<1x4x8xf32>
  return %y : tensor<1x4x8xf32>
}

// -----

#cube = affine_map<(b, m, n) -> (b, m, n)>

// What others read, too, is not the end of the contraction.
// CHECK-LABEL: func.func @shared_floats_end_no_sums
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]}
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel"]}
func.func @shared_floats_end_no_sums(%a: tensor<4x8xi8>, %w: tensor<8x8xi8>, %init: tensor<4x8xi32>) -> (tensor<1x4x8xf32>, tensor<1x4x8xf32>) {
  %c = kernel.gemm ins(%a, %w : tensor<4x8xi8>, tensor<8x8xi8>) outs(%init : tensor<4x8xi32>) -> tensor<4x8xi32>
  %sums = tensor.expand_shape %c [[0, 1], [2]] output_shape [1, 4, 8] : tensor<4x8xi32> into tensor<1x4x8xi32>
  %0 = tensor.empty() : tensor<1x4x8xf32>
  %f = linalg.generic {indexing_maps = [#cube, #cube], iterator_types = ["parallel", "parallel", "parallel"]} ins(%sums : tensor<1x4x8xi32>) outs(%0 : tensor<1x4x8xf32>) {
  ^bb0(%in: i32, %out: f32):
    %1 = arith.sitofp %in : i32 to f32
    linalg.yield %1 : f32
  } -> tensor<1x4x8xf32>
  %y = linalg.generic {indexing_maps = [#cube, #cube], iterator_types = ["parallel", "parallel", "parallel"]} ins(%f : tensor<1x4x8xf32>) outs(%0 : tensor<1x4x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %1 = math.erf %in : f32
    linalg.yield %1 : f32
  } -> tensor<1x4x8xf32>
  return %y, %f : tensor<1x4x8xf32>, tensor<1x4x8xf32>
}
