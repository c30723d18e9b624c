// RUN: onnxc-opt %s --onnxc-keep-floats --canonicalize | FileCheck %s

#id = affine_map<(d0) -> (d0)>

// A zero point of 3 is added, and 5 subtracted: the base is 1.5 * 2^23 - 3 + 5.
// CHECK-LABEL: func.func @bytes_between_floats
// CHECK-DAG: %[[BASE:.+]] = arith.constant 0x4B400002 : f32
// CHECK: %[[SUM:.+]] = arith.addf %{{.+}}, %{{.+}} : f32
// CHECK-NEXT: %[[Y:.+]] = arith.subf %[[SUM]], %[[BASE]] : f32
// CHECK-NEXT: linalg.yield %[[Y]]
func.func @bytes_between_floats(%x: tensor<8xf32>, %init: tensor<8xf32>) -> tensor<8xf32> {
  %low = arith.constant -3.0 : f32
  %high = arith.constant 252.0 : f32
  %large = arith.constant 12582912.0 : f32
  // 3 - 0x4B400000
  %zero = arith.constant -1262485501 : i32
  %other = arith.constant 5 : i32
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%init : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %above = arith.cmpf ogt, %in, %low : f32
    %1 = arith.select %above, %in, %low : f32
    %below = arith.cmpf olt, %1, %high : f32
    %2 = arith.select %below, %1, %high : f32
    %3 = arith.addf %2, %large : f32
    %4 = arith.bitcast %3 : f32 to i32
    %5 = arith.addi %4, %zero : i32
    %6 = arith.trunci %5 : i32 to i8
    %7 = arith.extui %6 : i8 to i32
    %8 = arith.subi %7, %other : i32
    %9 = arith.sitofp %8 : i32 to f32
    linalg.yield %9 : f32
  } -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// 253 and the zero point are more than a byte has.
// CHECK-LABEL: func.func @wrapping_bytes
// CHECK: arith.trunci
// CHECK: arith.sitofp
func.func @wrapping_bytes(%x: tensor<8xf32>, %init: tensor<8xf32>) -> tensor<8xf32> {
  %low = arith.constant -3.0 : f32
  %high = arith.constant 253.0 : f32
  %large = arith.constant 12582912.0 : f32
  %zero = arith.constant -1262485501 : i32
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%init : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %above = arith.cmpf ogt, %in, %low : f32
    %1 = arith.select %above, %in, %low : f32
    %below = arith.cmpf olt, %1, %high : f32
    %2 = arith.select %below, %1, %high : f32
    %3 = arith.addf %2, %large : f32
    %4 = arith.bitcast %3 : f32 to i32
    %5 = arith.addi %4, %zero : i32
    %6 = arith.trunci %5 : i32 to i8
    %7 = arith.extui %6 : i8 to i32
    %8 = arith.sitofp %7 : i32 to f32
    linalg.yield %8 : f32
  } -> tensor<8xf32>
  return %0 : tensor<8xf32>
}
