// RUN: onnxc-opt %s --onnxc-collapse-pixels --split-input-file | FileCheck %s

#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#channel = affine_map<(d0, d1, d2, d3) -> (d3)>

// What fills the sums and what follows them goes with the product.
// CHECK-LABEL: func.func @matrix
// CHECK-SAME:    %[[X:[a-z0-9]+]]: memref<1x7x7x24xf32>, %[[W:[a-z0-9]+]]: memref<768xf32>, %[[BIAS:[a-z0-9]+]]: memref<32xf32>, %[[Z:[a-z0-9]+]]: memref<1x7x7x32xf32>, %[[Y:[a-z0-9]+]]: memref<1x7x7x32xf32>
// CHECK-DAG:     %[[A:.+]] = memref.collapse_shape %[[X]] {{\[\[}}0, 1, 2], [3]] : memref<1x7x7x24xf32> into memref<49x24xf32>
// CHECK-DAG:     %[[C:.+]] = memref.collapse_shape %[[Y]] {{.*}} into memref<49x32xf32>
// CHECK-DAG:     %[[R:.+]] = memref.collapse_shape %[[Z]] {{.*}} into memref<49x32xf32>
// CHECK:         linalg.generic {{.*}}["parallel", "parallel"]} ins(%[[BIAS]] : memref<32xf32>) outs(%[[C]] : memref<49x32xf32>)
// CHECK:         kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>} ins(%[[A]], %[[W]] : {{.*}}) outs(%[[C]]
// CHECK:         linalg.generic {{.*}} ins(%[[C]], %[[R]] : {{.*}}) outs(%[[C]]
// CHECK-NOT:     kernel.conv
func.func @matrix(%x: memref<1x7x7x24xf32>, %w: memref<768xf32>, %bias: memref<32xf32>, %z: memref<1x7x7x32xf32>, %y: memref<1x7x7x32xf32>) {
  kernel.group {
    linalg.generic {indexing_maps = [#channel, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%bias : memref<32xf32>) outs(%y : memref<1x7x7x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    }
    kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
      ins(%x, %w : memref<1x7x7x24xf32>, memref<768xf32>) outs(%y : memref<1x7x7x32xf32>)
  } epilogue {
    linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%y, %z : memref<1x7x7x32xf32>, memref<1x7x7x32xf32>) outs(%y : memref<1x7x7x32xf32>) {
    ^bb0(%in: f32, %residual: f32, %out: f32):
      %0 = arith.addf %in, %residual : f32
      linalg.yield %0 : f32
    }
  }
  return
}

// -----

// The rows of the result have padding between them.
// CHECK-LABEL: func.func @padded
// CHECK:         kernel.conv
func.func @padded(%x: memref<1x7x7x24xf32>, %w: memref<768xf32>, %y: memref<1x9x9x32xf32>) {
  %inside = memref.subview %y[0, 1, 1, 0] [1, 7, 7, 32] [1, 1, 1, 1] : memref<1x9x9x32xf32> to memref<1x7x7x32xf32, strided<[2592, 288, 32, 1], offset: 320>>
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x7x7x24xf32>, memref<768xf32>) outs(%inside : memref<1x7x7x32xf32, strided<[2592, 288, 32, 1], offset: 320>>)
  return
}

// -----

// A bias for each row of the image.
#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#row = affine_map<(d0, d1, d2, d3) -> (d1)>
// CHECK-LABEL: func.func @other_operand
// CHECK:         kernel.conv
func.func @other_operand(%x: memref<1x7x7x24xf32>, %w: memref<768xf32>, %bias: memref<7xf32>, %y: memref<1x7x7x32xf32>) {
  kernel.group {
    linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%bias : memref<7xf32>) outs(%y : memref<1x7x7x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    }
    kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
      ins(%x, %w : memref<1x7x7x24xf32>, memref<768xf32>) outs(%y : memref<1x7x7x32xf32>)
  }
  return
}

// -----

// Every other pixel.
// CHECK-LABEL: func.func @strides
// CHECK:         kernel.conv
func.func @strides(%x: memref<1x7x7x24xf32>, %w: memref<768xf32>, %y: memref<1x4x4x32xf32>) {
  kernel.conv {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x7x7x24xf32>, memref<768xf32>) outs(%y : memref<1x4x4x32xf32>)
  return
}

// -----

// A scalar stays one.
#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#scalar = affine_map<(d0, d1, d2, d3) -> ()>
// CHECK: #[[SCALAR:.+]] = affine_map<(d0, d1) -> ()>
// CHECK-LABEL: func.func @scalar_operand
// CHECK-SAME:    %{{.+}}, %[[S:[a-z0-9]+]]: memref<f32>,
// CHECK:         kernel.gemm
// CHECK:         linalg.generic {indexing_maps = [#{{.+}}, #[[SCALAR]], #{{.+}}], {{.*}} ins(%{{.+}}, %[[S]] :
func.func @scalar_operand(%x: memref<1x7x7x24xf32>, %w: memref<768xf32>, %s: memref<f32>, %y: memref<1x7x7x32xf32>) {
  %zero = arith.constant 0.0 : f32
  kernel.group {
    linalg.fill ins(%zero : f32) outs(%y : memref<1x7x7x32xf32>)
    kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
      ins(%x, %w : memref<1x7x7x24xf32>, memref<768xf32>) outs(%y : memref<1x7x7x32xf32>)
  } epilogue {
    linalg.generic {indexing_maps = [#id, #scalar, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%y, %s : memref<1x7x7x32xf32>, memref<f32>) outs(%y : memref<1x7x7x32xf32>) {
    ^bb0(%in: f32, %factor: f32, %out: f32):
      %0 = arith.mulf %in, %factor : f32
      linalg.yield %0 : f32
    }
  }
  return
}
