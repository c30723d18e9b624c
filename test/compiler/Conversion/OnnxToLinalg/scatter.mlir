// RUN: onnxc-opt %s --convert-onnx-to-linalg --canonicalize --split-input-file | FileCheck %s

// An index outside changes nothing.
// CHECK-LABEL: func.func @updates_replace
// CHECK-SAME:  %[[X:.+]]: tensor<5x2xf32>, %[[I:.+]]: tensor<3x2xi64>, %[[U:.+]]: tensor<3x2xf32>
// CHECK:       scf.for %[[A:.+]] = %c0 to %c3 {{.*}} iter_args(%{{.+}} = %[[X]])
// CHECK:         scf.for %[[B:.+]] = %c0 to %c2
// CHECK-DAG:       %[[UPDATE:.+]] = tensor.extract %[[U]][%[[A]], %[[B]]]
// CHECK-DAG:       tensor.extract %[[I]][%[[A]], %[[B]]]
// CHECK-DAG:       %[[OLD:.+]] = tensor.extract %{{.+}}[%[[PLACE:.+]], %[[B]]]
// CHECK:           %[[NEW:.+]] = arith.select %{{.+}}, %[[UPDATE]], %[[OLD]]
// CHECK:           tensor.insert %[[NEW]] into %{{.+}}[%[[PLACE]], %[[B]]]
func.func @updates_replace(%x: tensor<5x2xf32>, %i: tensor<3x2xi64>, %u: tensor<3x2xf32>) -> tensor<5x2xf32> {
  %y = onnx.ScatterElements %x, %i, %u {axis = 0 : i64} : (tensor<5x2xf32>, tensor<3x2xi64>, tensor<3x2xf32>) -> tensor<5x2xf32>
  return %y : tensor<5x2xf32>
}

// -----

// CHECK-LABEL: func.func @updates_are_added
// CHECK:       %[[SUM:.+]] = arith.addf %[[OLD:[^ ]+]], %{{.+}} : f32
// CHECK:       arith.select %{{.+}}, %[[SUM]], %[[OLD]]
func.func @updates_are_added(%x: tensor<5xf32>, %i: tensor<3x1xi64>, %u: tensor<3xf32>) -> tensor<5xf32> {
  %y = onnx.ScatterND %x, %i, %u {reduction = "add"} : (tensor<5xf32>, tensor<3x1xi64>, tensor<3xf32>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// -----

// A tuple of one index writes a slice.
// CHECK-LABEL: func.func @slices_are_written
// CHECK:       scf.for {{.*}} = %c0 to %c3
// CHECK:         scf.for {{.*}} = %c0 to %c2
// CHECK:           tensor.insert
func.func @slices_are_written(%x: tensor<5x2xi32>, %i: tensor<3x1xi64>, %u: tensor<3x2xi32>) -> tensor<5x2xi32> {
  %y = onnx.ScatterND %x, %i, %u : (tensor<5x2xi32>, tensor<3x1xi64>, tensor<3x2xi32>) -> tensor<5x2xi32>
  return %y : tensor<5x2xi32>
}
