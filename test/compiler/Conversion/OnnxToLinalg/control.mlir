// RUN: onnxc-opt %s --convert-onnx-to-linalg --canonicalize --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @branches_yield_their_values
// CHECK-SAME:  %[[C:.+]]: tensor<i8>, %[[A:.+]]: tensor<2xf32>, %[[B:.+]]: tensor<2xf32>
// CHECK:       %[[IF:.+]] = scf.if %{{.+}} -> (tensor<2xf32>) {
// CHECK:         %[[E:.+]] = linalg.generic {{.*}} ins(%[[A]]
// CHECK:         scf.yield %[[E]]
// CHECK:       } else {
// CHECK:         scf.yield %[[B]]
// CHECK:       return %[[IF]]
func.func @branches_yield_their_values(%c: tensor<i1>, %a: tensor<2xf32>, %b: tensor<2xf32>) -> tensor<2xf32> {
  %y = onnx.If %c : (tensor<i1>) -> tensor<2xf32> {
    %e = onnx.Exp %a : (tensor<2xf32>) -> tensor<2xf32>
    onnx.yield %e : tensor<2xf32>
  }, {
    onnx.yield %b : tensor<2xf32>
  }
  return %y : tensor<2xf32>
}

// -----

// Each iteration writes a row of the scan output; as many come as there is room for.
// CHECK-LABEL: func.func @a_counted_loop
// CHECK-SAME:  (%[[X:.+]]: tensor<2xf32>)
// CHECK:       %[[ROWS:.+]] = tensor.empty() : tensor<3x2xf32>
// CHECK:       scf.for %[[I:.+]] = %c0 to %c3 step %c1 iter_args(%[[S:.+]] = %[[X]], %[[R:.+]] = %[[ROWS]])
// CHECK:         %[[NEXT:.+]] = linalg.generic {{.*}} ins(%[[S]]
// CHECK:         %[[MORE:.+]] = tensor.insert_slice %[[NEXT]] into %[[R]][%[[I]], 0] [1, 2] [1, 1]
// CHECK:         scf.yield %[[NEXT]], %[[MORE]]
func.func @a_counted_loop(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<3x2xf32>) {
  %n = onnx.Constant dense<3> : tensor<i64>
  %y:2 = onnx.Loop %n, %x {operandSegmentSizes = array<i32: 1, 0, 1>} : (tensor<i64>, tensor<2xf32>) -> (tensor<2xf32>, tensor<3x2xf32>) {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %s: tensor<2xf32>):
    %e = onnx.Exp %s : (tensor<2xf32>) -> tensor<2xf32>
    onnx.yield %c, %e, %e : tensor<i1>, tensor<2xf32>, tensor<2xf32>
  }
  return %y#0, %y#1 : tensor<2xf32>, tensor<3x2xf32>
}

// -----

// Data may ask for more rows than there is room for, or for fewer: these are zero.
// CHECK-LABEL: func.func @rows_of_a_run
// CHECK-DAG:   %[[ROOM:.+]] = arith.constant 3 : i64
// CHECK:       %[[ZEROS:.+]] = linalg.fill {{.*}} -> tensor<3x2xf32>
// CHECK:       %[[N:.+]] = tensor.extract %{{.+}}[] : tensor<i64>
// CHECK:       %[[LIMIT:.+]] = arith.minsi %[[N]], %[[ROOM]]
// CHECK:       %[[END:.+]] = arith.index_cast %[[LIMIT]]
// CHECK:       scf.for %{{.+}} = %c0 to %[[END]] step %c1 iter_args(%{{.+}} = %[[ZEROS]])
func.func @rows_of_a_run(%n: tensor<i64>, %x: tensor<2xf32>) -> tensor<3x2xf32> {
  %y = onnx.Loop %n {operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<i64>) -> tensor<3x2xf32> {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>):
    onnx.yield %c, %x : tensor<i1>, tensor<2xf32>
  }
  return %y : tensor<3x2xf32>
}

// -----

// What the body computes may end the loop.
// CHECK-LABEL: func.func @a_condition_ends_it
// CHECK:       scf.while
// CHECK:         scf.condition
// CHECK-NOT:   scf.for
func.func @a_condition_ends_it(%x: tensor<f32>, %limit: tensor<f32>) -> tensor<f32> {
  %y = onnx.Loop %x {operandSegmentSizes = array<i32: 0, 0, 1>} : (tensor<f32>) -> tensor<f32> {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %s: tensor<f32>):
    %next = onnx.Add %s, %s : (tensor<f32>, tensor<f32>) -> tensor<f32>
    %more = onnx.Less %next, %limit : (tensor<f32>, tensor<f32>) -> tensor<i1>
    onnx.yield %more, %next : tensor<i1>, tensor<f32>
  }
  return %y : tensor<f32>
}

// -----

// The second scan input is read from its end.
// CHECK-LABEL: func.func @slices_of_a_scan
// CHECK-SAME:  %[[A:.+]]: tensor<4x2xf32>, %[[B:.+]]: tensor<2x4xf32>
// CHECK:       scf.for %[[I:.+]] = %c0 to %c4 step %c1
// CHECK-DAG:     tensor.extract_slice %[[A]][%[[I]], 0] [1, 2] [1, 1]
// CHECK-DAG:     %[[BACK:.+]] = arith.subi %c3, %[[I]]
// CHECK-DAG:     tensor.extract_slice %[[B]][0, %[[BACK]]] [2, 1] [1, 1]
func.func @slices_of_a_scan(%a: tensor<4x2xf32>, %b: tensor<2x4xf32>) -> tensor<4x2xf32> {
  %y = onnx.Scan %a, %b {num_scan_inputs = 2 : i64, scan_input_axes = array<i64: 0, 1>, scan_input_directions = array<i64: 0, 1>}
    : (tensor<4x2xf32>, tensor<2x4xf32>) -> tensor<4x2xf32> {
  ^bb0(%u: tensor<2xf32>, %v: tensor<2xf32>):
    %s = onnx.Add %u, %v : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    onnx.yield %s : tensor<2xf32>
  }
  return %y : tensor<4x2xf32>
}
