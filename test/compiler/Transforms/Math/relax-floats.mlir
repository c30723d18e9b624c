// RUN: onnxc-opt %s --pass-pipeline="builtin.module(func.func(onnxc-relax-floats))" | FileCheck %s

// CHECK-LABEL: func.func @sums_keep_their_order
// CHECK: %[[SQUARE:.+]] = arith.mulf %{{.+}}, %{{.+}} : f32
// CHECK: arith.addf %[[SQUARE]], %{{.+}} : f32
func.func @sums_keep_their_order(%x: memref<4x8xf32>, %y: memref<4xf32>) {
  linalg.reduce ins(%x : memref<4x8xf32>) outs(%y : memref<4xf32>) dimensions = [1]
    (%a: f32, %sum: f32) {
      %0 = arith.mulf %a, %a : f32
      %1 = arith.addf %0, %sum : f32
      linalg.yield %1 : f32
    }
  return
}

// CHECK-LABEL: func.func @quotients_stay_exact
// CHECK: linalg.map { arith.divf }
func.func @quotients_stay_exact(%x: memref<8xf32>, %y: memref<8xf32>) {
  linalg.map ins(%x, %x : memref<8xf32>, memref<8xf32>) outs(%y : memref<8xf32>)
    (%a: f32, %b: f32, %out: f32) {
      %0 = arith.divf %a, %b : f32
      linalg.yield %0 : f32
    }
  return
}

// CHECK-LABEL: func.func @exponentials_are_no_denormal_numbers
// CHECK: arith.maximumf %{{.+}}, %{{.+}} fastmath<nsz>
// CHECK: math.exp %{{.+}} fastmath<afn>
// CHECK: math.log %{{.+}} : f32
func.func @exponentials_are_no_denormal_numbers(%x: memref<8xf32>, %y: memref<8xf32>) {
  linalg.map ins(%x, %x : memref<8xf32>, memref<8xf32>) outs(%y : memref<8xf32>)
    (%a: f32, %b: f32, %out: f32) {
      %0 = arith.maximumf %a, %b : f32
      %1 = math.exp %0 : f32
      %2 = math.log %1 : f32
      linalg.yield %2 : f32
    }
  return
}

// What one instruction could round once may be of two nodes.
// CHECK-LABEL: func.func @products_and_sums_are_rounded_each
// CHECK: arith.mulf %{{.+}}, %{{.+}} : f32
// CHECK: arith.subf %{{.+}}, %{{.+}} : f32
func.func @products_and_sums_are_rounded_each(%x: memref<8xf32>, %y: memref<8xf32>) {
  linalg.map ins(%x, %x : memref<8xf32>, memref<8xf32>) outs(%y : memref<8xf32>)
    (%a: f32, %b: f32, %out: f32) {
      %0 = arith.mulf %a, %b : f32
      %1 = arith.subf %0, %a : f32
      linalg.yield %1 : f32
    }
  return
}

// CHECK-LABEL: func.func @constant_divisors_are_no_factors
// CHECK: arith.divf %{{.+}}, %{{.+}} : f32
func.func @constant_divisors_are_no_factors(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c = arith.constant 1.5 : f32
  linalg.map ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
    (%a: f32, %out: f32) {
      %0 = arith.divf %a, %c : f32
      linalg.yield %0 : f32
    }
  return
}
