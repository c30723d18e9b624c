// RUN: onnxc-opt %s --onnxc-absorb-transposes --split-input-file | FileCheck %s

#id = affine_map<(d0, d1, d2) -> (d0, d1, d2)>

// Between two kernels that want their channels last, nothing is transposed.
// CHECK-LABEL: func.func @between_kernels
// CHECK-SAME: (%[[X:.+]]: tensor<1x8x4xf32>)
// CHECK-NOT: linalg.transpose
// CHECK: %[[Y:.+]] = linalg.generic {{.*}} ins(%[[X]] : tensor<1x8x4xf32>)
// CHECK: %[[PADDED:.+]] = tensor.pad %[[Y]] low[0, 1, 0] high[0, 1, 0]
// CHECK: return %[[PADDED]] : tensor<1x10x4xf32>
func.func @between_kernels(%x: tensor<1x8x4xf32>) -> tensor<1x10x4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x4x8xf32>
  %first = linalg.transpose ins(%x : tensor<1x8x4xf32>) outs(%e : tensor<1x4x8xf32>) permutation = [0, 2, 1]
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]} ins(%first : tensor<1x4x8xf32>) outs(%e : tensor<1x4x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.maximumf %in, %zero : f32
    linalg.yield %0 : f32
  } -> tensor<1x4x8xf32>
  %p = tensor.pad %y low[0, 0, 1] high[0, 0, 1] {
  ^bb0(%i: index, %j: index, %k: index):
    tensor.yield %zero : f32
  } : tensor<1x4x8xf32> to tensor<1x4x10xf32>
  %f = tensor.empty() : tensor<1x10x4xf32>
  %last = linalg.transpose ins(%p : tensor<1x4x10xf32>) outs(%f : tensor<1x10x4xf32>) permutation = [0, 2, 1]
  return %last : tensor<1x10x4xf32>
}

// -----

#map = affine_map<(d0, d1) -> (d0, d1)>

// The reader reads what is transposed, by another map.
// CHECK: #[[SWAPPED:.+]] = affine_map<(d0, d1) -> (d1, d0)>
// CHECK-LABEL: func.func @into_a_reader
// CHECK-NOT: linalg.transpose
// CHECK: linalg.generic {indexing_maps = [#[[SWAPPED]],
func.func @into_a_reader(%x: tensor<8x4xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %t = linalg.transpose ins(%x : tensor<8x4xf32>) outs(%e : tensor<4x8xf32>) permutation = [1, 0]
  %y = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%t : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = math.absf %in : f32
    linalg.yield %0 : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// CHECK-LABEL: func.func @a_dimension_of_one_moves_for_free
// CHECK-NOT: linalg.transpose
// CHECK: tensor.expand_shape
func.func @a_dimension_of_one_moves_for_free(%x: tensor<1x8x1xf32>) -> tensor<1x1x8xf32> {
  %e = tensor.empty() : tensor<1x1x8xf32>
  %t = linalg.transpose ins(%x : tensor<1x8x1xf32>) outs(%e : tensor<1x1x8xf32>) permutation = [0, 2, 1]
  return %t : tensor<1x1x8xf32>
}

// -----

// Nobody computes an input of the model.
// CHECK-LABEL: func.func @of_an_input
// CHECK: linalg.transpose
func.func @of_an_input(%x: tensor<8x4xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %t = linalg.transpose ins(%x : tensor<8x4xf32>) outs(%e : tensor<4x8xf32>) permutation = [1, 0]
  return %t : tensor<4x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>

// The rows of a matrix product stay contiguous.
// CHECK-LABEL: func.func @of_a_matrix
// CHECK: linalg.transpose
// CHECK: linalg.generic
func.func @of_a_matrix(%a: tensor<4x8xf32>, %x: tensor<16x8xf32>, %c: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %e = tensor.empty() : tensor<8x16xf32>
  %b = linalg.transpose ins(%x : tensor<16x8xf32>) outs(%e : tensor<8x16xf32>) permutation = [1, 0]
  %y = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : tensor<4x8xf32>, tensor<8x16xf32>) outs(%c : tensor<4x16xf32>) {
  ^bb0(%p: f32, %q: f32, %sum: f32):
    %0 = arith.mulf %p, %q : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<4x16xf32>
  return %y : tensor<4x16xf32>
}

// -----

#q = affine_map<(m, n, k) -> (m, k)>
#k = affine_map<(m, n, k) -> (k, n)>
#s = affine_map<(m, n, k) -> (m, n)>

// CHECK-DAG:   #[[K:.+]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-LABEL: func.func @rows_that_are_read_once_are_not_transposed
// CHECK-SAME:    %[[A:[^:]+]]: tensor<1x32xf32>, %[[B:[^:]+]]: tensor<100x32xf32>
// CHECK-NOT:     linalg.transpose
// CHECK:         linalg.generic {indexing_maps = [#{{.+}}, #[[K]], #{{.+}}]{{.*}} ins(%[[A]], %[[B]] :
func.func @rows_that_are_read_once_are_not_transposed(%a: tensor<1x32xf32>, %b: tensor<100x32xf32>, %c: tensor<1x100xf32>) -> tensor<1x100xf32> {
  %0 = tensor.empty() : tensor<32x100xf32>
  %t = linalg.transpose ins(%b : tensor<100x32xf32>) outs(%0 : tensor<32x100xf32>) permutation = [1, 0]
  %r = linalg.generic {indexing_maps = [#q, #k, #s], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %t : tensor<1x32xf32>, tensor<32x100xf32>) outs(%c : tensor<1x100xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %1 = arith.mulf %x, %y : f32
    %2 = arith.addf %sum, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<1x100xf32>
  return %r : tensor<1x100xf32>
}

// -----

#q = affine_map<(m, n, k) -> (m, k)>
#k = affine_map<(m, n, k) -> (k, n)>
#s = affine_map<(m, n, k) -> (m, n)>

// CHECK-LABEL: func.func @rows_that_are_read_often_are
// CHECK:         linalg.transpose
func.func @rows_that_are_read_often_are(%a: tensor<4x32xf32>, %b: tensor<100x32xf32>, %c: tensor<4x100xf32>) -> tensor<4x100xf32> {
  %0 = tensor.empty() : tensor<32x100xf32>
  %t = linalg.transpose ins(%b : tensor<100x32xf32>) outs(%0 : tensor<32x100xf32>) permutation = [1, 0]
  %r = linalg.generic {indexing_maps = [#q, #k, #s], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %t : tensor<4x32xf32>, tensor<32x100xf32>) outs(%c : tensor<4x100xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %1 = arith.mulf %x, %y : f32
    %2 = arith.addf %sum, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<4x100xf32>
  return %r : tensor<4x100xf32>
}

// -----

#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#in = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#sum = affine_map<(d0, d1, d2) -> (d0, d1)>

// A mean of all pixels reads them where they are, and what comes before it stays in their order.
// CHECK-LABEL: func.func @sinks_to_a_reduction
// CHECK:         %[[X:.+]] = kernel.conv
// CHECK-NOT:     linalg.transpose
// CHECK:         %[[E:.+]] = linalg.generic {{.*}} ins(%[[X]] : tensor<1x7x7x64xf32>)
// CHECK:         %[[P:.+]] = tensor.collapse_shape %[[E]] {{\[\[}}0], [1, 2], [3]] : tensor<1x7x7x64xf32> into tensor<1x49x64xf32>
// CHECK:         linalg.generic {{.*}} ins(%[[P]] : tensor<1x49x64xf32>) outs(%{{.+}} : tensor<1x64xf32>)
func.func @sinks_to_a_reduction(%i: tensor<1x7x7x8xf32>, %w: tensor<64x8x1x1xf32>, %i0: tensor<1x7x7x64xf32>) -> tensor<1x64xf32> {
  %x = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>}
    ins(%i, %w : tensor<1x7x7x8xf32>, tensor<64x8x1x1xf32>) outs(%i0 : tensor<1x7x7x64xf32>) -> tensor<1x7x7x64xf32>
  %zero = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<1x64x7x7xf32>
  %t = linalg.transpose ins(%x : tensor<1x7x7x64xf32>) outs(%e0 : tensor<1x64x7x7xf32>) permutation = [0, 3, 1, 2]
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%t : tensor<1x64x7x7xf32>) outs(%e0 : tensor<1x64x7x7xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.maximumf %in, %zero : f32
    linalg.yield %0 : f32
  } -> tensor<1x64x7x7xf32>
  %c = tensor.collapse_shape %r [[0], [1], [2, 3]] : tensor<1x64x7x7xf32> into tensor<1x64x49xf32>
  %e1 = tensor.empty() : tensor<1x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e1 : tensor<1x64xf32>) -> tensor<1x64xf32>
  %s = linalg.generic {indexing_maps = [#in, #sum], iterator_types = ["parallel", "parallel", "reduction"]} ins(%c : tensor<1x64x49xf32>) outs(%f : tensor<1x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<1x64xf32>
  return %s : tensor<1x64xf32>
}

// -----

#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>

// Another operand has the order of the result: to transpose that one would be no gain.
// CHECK-LABEL: func.func @stays_before_another_order
// CHECK:         linalg.generic {{.*}} ins(%{{.+}}, %{{.+}} : tensor<1x7x7x64xf32>, tensor<1x64x7x7xf32>)
func.func @stays_before_another_order(%i: tensor<1x7x7x8xf32>, %w: tensor<64x8x1x1xf32>, %i0: tensor<1x7x7x64xf32>, %y: tensor<1x64x7x7xf32>) -> tensor<1x64x7x7xf32> {
  %x = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>}
    ins(%i, %w : tensor<1x7x7x8xf32>, tensor<64x8x1x1xf32>) outs(%i0 : tensor<1x7x7x64xf32>) -> tensor<1x7x7x64xf32>
  %e0 = tensor.empty() : tensor<1x64x7x7xf32>
  %t = linalg.transpose ins(%x : tensor<1x7x7x64xf32>) outs(%e0 : tensor<1x64x7x7xf32>) permutation = [0, 3, 1, 2]
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%t, %y : tensor<1x64x7x7xf32>, tensor<1x64x7x7xf32>) outs(%e0 : tensor<1x64x7x7xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.addf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<1x64x7x7xf32>
  return %r : tensor<1x64x7x7xf32>
}

// -----

#image = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2, d4)>
#all = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2, d3, d4, d5)>

// The reader repeats pixels: its loops are more than the dimensions that are transposed.
// CHECK-LABEL: func.func @into_a_reader_of_more_loops
// CHECK:         %[[X:.+]] = kernel.conv
// CHECK-NOT:     linalg.transpose
// CHECK:         linalg.generic {{.*}} ins(%[[X]] : tensor<1x7x7x64xf32>) outs(%{{.+}} : tensor<1x64x7x2x7x2xf32>)
func.func @into_a_reader_of_more_loops(%i: tensor<1x7x7x8xf32>, %w: tensor<64x8x1x1xf32>, %i0: tensor<1x7x7x64xf32>) -> tensor<1x64x7x2x7x2xf32> {
  %x = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>}
    ins(%i, %w : tensor<1x7x7x8xf32>, tensor<64x8x1x1xf32>) outs(%i0 : tensor<1x7x7x64xf32>) -> tensor<1x7x7x64xf32>
  %e0 = tensor.empty() : tensor<1x64x7x7xf32>
  %t = linalg.transpose ins(%x : tensor<1x7x7x64xf32>) outs(%e0 : tensor<1x64x7x7xf32>) permutation = [0, 3, 1, 2]
  %e1 = tensor.empty() : tensor<1x64x7x2x7x2xf32>
  %r = linalg.generic {indexing_maps = [#image, #all], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%t : tensor<1x64x7x7xf32>) outs(%e1 : tensor<1x64x7x2x7x2xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<1x64x7x2x7x2xf32>
  return %r : tensor<1x64x7x2x7x2xf32>
}

// -----

// Phases of a transposed convolution are moved once: whole pixels of 4 channels.
// CHECK-LABEL: func.func @splits_dimensions_first
// CHECK:         %[[X:.+]] = kernel.conv
// CHECK:         %[[SPLIT:.+]] = tensor.expand_shape %[[X]] {{\[}}[0], [1], [2], [3, 4, 5]] output_shape [1, 8, 8, 2, 2, 4]
// CHECK:         linalg.transpose ins(%[[SPLIT]] : tensor<1x8x8x2x2x4xf32>) outs(%{{.+}} : tensor<1x8x2x8x2x4xf32>) permutation = [0, 1, 3, 2, 4, 5]
// CHECK-NOT:     linalg.transpose
func.func @splits_dimensions_first(%i: tensor<1x8x8x8xf32>, %w: tensor<16x8x1x1xf32>, %i0: tensor<1x8x8x16xf32>) -> tensor<1x8x2x8x2x4xf32> {
  %x = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>}
    ins(%i, %w : tensor<1x8x8x8xf32>, tensor<16x8x1x1xf32>) outs(%i0 : tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  %e0 = tensor.empty() : tensor<1x16x8x8xf32>
  %t = linalg.transpose ins(%x : tensor<1x8x8x16xf32>) outs(%e0 : tensor<1x16x8x8xf32>) permutation = [0, 3, 1, 2]
  %s = tensor.expand_shape %t [[0], [1, 2, 3], [4], [5]] output_shape [1, 2, 2, 4, 8, 8] : tensor<1x16x8x8xf32> into tensor<1x2x2x4x8x8xf32>
  %e1 = tensor.empty() : tensor<1x8x2x8x2x4xf32>
  %u = linalg.transpose ins(%s : tensor<1x2x2x4x8x8xf32>) outs(%e1 : tensor<1x8x2x8x2x4xf32>) permutation = [0, 4, 1, 5, 2, 3]
  return %u : tensor<1x8x2x8x2x4xf32>
}

// -----

// What is not transposed again is better transposed in one piece.
// CHECK-LABEL: func.func @splits_dimensions_last
// CHECK:         linalg.transpose ins(%{{.+}} : tensor<1x8x8x16xf32>)
// CHECK:         tensor.expand_shape
func.func @splits_dimensions_last(%i: tensor<1x8x8x8xf32>, %w: tensor<16x8x1x1xf32>, %i0: tensor<1x8x8x16xf32>) -> tensor<1x4x4x8x8xf32> {
  %x = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>}
    ins(%i, %w : tensor<1x8x8x8xf32>, tensor<16x8x1x1xf32>) outs(%i0 : tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  %e0 = tensor.empty() : tensor<1x16x8x8xf32>
  %t = linalg.transpose ins(%x : tensor<1x8x8x16xf32>) outs(%e0 : tensor<1x16x8x8xf32>) permutation = [0, 3, 1, 2]
  %s = tensor.expand_shape %t [[0], [1, 2], [3], [4]] output_shape [1, 4, 4, 8, 8] : tensor<1x16x8x8xf32> into tensor<1x4x4x8x8xf32>
  return %s : tensor<1x4x4x8x8xf32>
}
