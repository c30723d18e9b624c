// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @gates
// CHECK:       linalg.generic
// CHECK-NEXT:  ^bb0(%[[A:.+]]: f32, %[[B:.+]]: f32, %{{.+}}: f32):
// CHECK:         %[[SCALED:.+]] = arith.mulf %[[A]], %{{.+}}
// CHECK:         %[[NEGATED:.+]] = arith.negf %[[SCALED]]
// CHECK:         math.exp %[[NEGATED]]
// CHECK:         %[[SIGMOID:.+]] = arith.divf
// CHECK:         %[[SWISH:.+]] = arith.mulf %[[A]], %[[SIGMOID]]
// CHECK:         %[[Y:.+]] = arith.mulf %[[SWISH]], %[[B]]
// CHECK:         linalg.yield %[[Y]]
func.func @gates(%a: tensor<2x4xf32>, %b: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = onnx.SwiGLU %a, %b {alpha = 2.0 : f32} : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// -----

// Not the cast that is left at its operand of another type in memory.
func.func @what_has_no_lowering_is_reported(%x: tensor<4xf32>, %r: tensor<f32>, %t: tensor<i1>) -> tensor<4xf32> {
  // expected-error @below {{operator Dropout is not supported with these types and attributes}}
  %0, %1 = onnx.Dropout %x, %r, %t {operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<4xf32>, tensor<f32>, tensor<i1>) -> (tensor<4xf32>, tensor<4xi1>)
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @four_bits_have_no_nan
// CHECK: %[[LIMITED:.+]] = arith.select
// CHECK: %[[NAN:.+]] = arith.cmpf uno
// CHECK: %[[NUMBER:.+]] = arith.select %[[NAN]], %{{.+}}, %{{.+}} : f32
// CHECK: arith.truncf %[[NUMBER]] : f32 to f4E2M1FN
func.func @four_bits_have_no_nan(%x: tensor<4xf32>) -> tensor<4xf4E2M1FN> {
  %0 = onnx.Cast %x {to = f4E2M1FN} : (tensor<4xf32>) -> tensor<4xf4E2M1FN>
  return %0 : tensor<4xf4E2M1FN>
}

// -----

// An operator of several steps rounds once.
// CHECK-LABEL: func.func @half_activation
// CHECK:      ^bb0(%[[X:.+]]: f16, %{{.+}}: f16):
// CHECK-NEXT:   arith.extf %[[X]] : f16 to f32
// CHECK-NOT:    : f16
// CHECK:        %[[Y:.+]] = arith.truncf {{.*}} : f32 to f16
// CHECK-NEXT:   linalg.yield %[[Y]] : f16
func.func @half_activation(%x: tensor<4xf16>) -> tensor<4xf16> {
  %0 = onnx.HardSwish %x : (tensor<4xf16>) -> tensor<4xf16>
  return %0 : tensor<4xf16>
}

// -----

// A single operation takes an instruction on f16, if there is one.
// CHECK-LABEL: func.func @half_sum
// CHECK:       arith.addf {{.*}} : f16
func.func @half_sum(%x: tensor<4xf16>) -> tensor<4xf16> {
  %0 = onnx.Add %x, %x : (tensor<4xf16>, tensor<4xf16>) -> tensor<4xf16>
  return %0 : tensor<4xf16>
}
