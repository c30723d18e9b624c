// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @indices_are_clamped
// CHECK: linalg.generic
// CHECK: tensor.extract %arg1
// CHECK: arith.minsi
// CHECK: arith.maxsi
// CHECK: tensor.extract %arg0
func.func @indices_are_clamped(%x: tensor<5x3xf32>, %i: tensor<4xi64>) -> tensor<4x3xf32> {
  %0 = onnx.Gather %x, %i : (tensor<5x3xf32>, tensor<4xi64>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

// CHECK-LABEL: func.func @good_constant_indices_are_trusted
// CHECK: linalg.generic
// CHECK-NOT: arith.minsi
// CHECK: tensor.extract %arg0
func.func @good_constant_indices_are_trusted(%x: tensor<5x3xf32>) -> tensor<3x3xf32> {
  %i = onnx.Constant dense<[0, 1, 4]> : tensor<3xi64>
  %0 = onnx.Gather %x, %i : (tensor<5x3xf32>, tensor<3xi64>) -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}

// -----

// CHECK-LABEL: func.func @scattering_writes_only_inside
// CHECK: scf.for
// CHECK: %[[IN:.+]] = arith.cmpi ult
// CHECK: %[[OLD:.+]] = tensor.extract
// CHECK: %[[SUM:.+]] = arith.addf %[[OLD]]
// CHECK: %[[NEW:.+]] = arith.select %[[IN]], %[[SUM]], %[[OLD]]
// CHECK: tensor.insert %[[NEW]]
func.func @scattering_writes_only_inside(%x: tensor<5xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) -> tensor<5xf32> {
  %0 = onnx.ScatterElements %x, %i, %u {reduction = "add"} : (tensor<5xf32>, tensor<2xi64>, tensor<2xf32>) -> tensor<5xf32>
  return %0 : tensor<5xf32>
}

// -----

// CHECK-LABEL: func.func @slices_are_scattered_by_tuples
// CHECK: scf.for
// CHECK: tensor.extract %arg1
// CHECK: scf.for
// CHECK: tensor.insert
func.func @slices_are_scattered_by_tuples(%x: tensor<5x3xf32>, %i: tensor<2x1xi64>, %u: tensor<2x3xf32>) -> tensor<5x3xf32> {
  %0 = onnx.ScatterND %x, %i, %u : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x3xf32>) -> tensor<5x3xf32>
  return %0 : tensor<5x3xf32>
}

// -----

func.func @how_many_depends_on_data(%x: tensor<5xf32>) -> tensor<1x?xi64> {
  // expected-error @below {{operator NonZero makes 'tensor<1x?xi64>', whose size must be known}}
  %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
  return %0 : tensor<1x?xi64>
}

// -----

// CHECK-LABEL: func.func @boxes_are_taken_until_none_is_free
// CHECK-SAME: %[[BOXES:.+]]: tensor<1x6x4xf32>, %[[SCORES:.+]]: tensor<1x2x6xf32>
// CHECK: linalg.fill ins(%{{.+}} : i64) outs(%{{.+}} : tensor<3x3xi64>)
// CHECK: scf.for
// CHECK: scf.for
// CHECK: scf.while
// CHECK: scf.condition
// CHECK: tensor.insert
// CHECK: linalg.generic
// CHECK: tensor.extract %[[BOXES]]
// CHECK: scf.for
// CHECK: tensor.extract %[[SCORES]]
func.func @boxes_are_taken_until_none_is_free(%boxes: tensor<1x6x4xf32>, %scores: tensor<1x2x6xf32>, %limit: tensor<i64>, %overlap: tensor<f32>) -> tensor<3x3xi64> {
  %0 = onnx.NonMaxSuppression %boxes, %scores, %limit, %overlap {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>}
    : (tensor<1x6x4xf32>, tensor<1x2x6xf32>, tensor<i64>, tensor<f32>) -> tensor<3x3xi64>
  return %0 : tensor<3x3xi64>
}

// -----

// CHECK-LABEL: func.func @without_a_limit_nothing_is_taken
// CHECK-NOT: scf.for
// CHECK: return %{{.+}} : tensor<0x3xi64>
func.func @without_a_limit_nothing_is_taken(%boxes: tensor<1x6x4xf32>, %scores: tensor<1x2x6xf32>) -> tensor<0x3xi64> {
  %0 = onnx.NonMaxSuppression %boxes, %scores {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0>}
    : (tensor<1x6x4xf32>, tensor<1x2x6xf32>) -> tensor<0x3xi64>
  return %0 : tensor<0x3xi64>
}

// -----

func.func @how_many_boxes_depends_on_data(%boxes: tensor<1x6x4xf32>, %scores: tensor<1x2x6xf32>, %limit: tensor<i64>) -> tensor<?x3xi64> {
  // expected-error @below {{operator NonMaxSuppression makes 'tensor<?x3xi64>', whose size must be known}}
  %0 = onnx.NonMaxSuppression %boxes, %scores, %limit {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<1x6x4xf32>, tensor<1x2x6xf32>, tensor<i64>) -> tensor<?x3xi64>
  return %0 : tensor<?x3xi64>
}

// -----

// The second nest counts smaller elements.
// CHECK-LABEL: func.func @different_elements_are_ranked
// CHECK: scf.for
// CHECK: scf.for
// CHECK: scf.for {{.*}} -> (tensor<3xi64>)
// CHECK: arith.cmpf olt
func.func @different_elements_are_ranked(%x: tensor<6xf32>) -> tensor<3xf32> {
  %0, %1, %2, %3 = onnx.Unique %x : (tensor<6xf32>) -> (tensor<3xf32>, tensor<?xi64>, tensor<6xi64>, tensor<?xi64>)
  return %0 : tensor<3xf32>
}

// -----

// CHECK-LABEL: func.func @first_places_are_not_ranked
// CHECK-COUNT-2: scf.for
// CHECK-NOT: scf.for
func.func @first_places_are_not_ranked(%x: tensor<6xi32>) -> tensor<6xi64> {
  %0, %1, %2, %3 = onnx.Unique %x {sorted = 0 : i64} : (tensor<6xi32>) -> (tensor<?xi32>, tensor<?xi64>, tensor<6xi64>, tensor<?xi64>)
  return %2 : tensor<6xi64>
}

// -----

// CHECK-LABEL: func.func @determinants_by_elimination
// CHECK: scf.for {{.*}} -> (tensor<3xf32>)
// CHECK: math.absf
// CHECK: arith.divf
func.func @determinants_by_elimination(%x: tensor<3x4x4xf32>) -> tensor<3xf32> {
  %0 = onnx.Det %x : (tensor<3x4x4xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// CHECK-LABEL: func.func @blocks_of_a_shape_at_run_time
// CHECK-SAME: %[[X:.+]]: tensor<1x6x4xf32>, %{{.+}}: tensor<2xi64>, %[[BLOCK:.+]]: tensor<2xi64>
// CHECK-COUNT-2: tensor.extract %[[BLOCK]]
// CHECK: scf.for
// CHECK: tensor.extract %[[X]]
// CHECK: arith.addf
// CHECK: tensor.insert
func.func @blocks_of_a_shape_at_run_time(%x: tensor<1x6x4xf32>, %image: tensor<2xi64>, %block: tensor<2xi64>) -> tensor<1x1x3x4xf32> {
  %0 = onnx.Col2Im %x, %image, %block : (tensor<1x6x4xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<1x1x3x4xf32>
  return %0 : tensor<1x1x3x4xf32>
}
