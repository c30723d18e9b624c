// RUN: onnxc-opt %s --onnx-track-sizes --split-input-file --verify-diagnostics

func.func @main(%n: tensor<i64>, %x: tensor<1xf32>) -> tensor<?xf32> {
  // expected-error @below {{'onnx.Loop' op carries state 0 of changing shape, from 'tensor<1xf32>' to 'tensor<?xf32>', which is not supported}}
  %y = onnx.Loop %n, %x {operandSegmentSizes = array<i32: 1, 0, 1>} : (tensor<i64>, tensor<1xf32>) -> tensor<?xf32> {
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %s: tensor<?xf32>):
    %next = onnx.Concat %s, %x {axis = 0 : i64} : (tensor<?xf32>, tensor<1xf32>) -> tensor<?xf32>
    onnx.yield %c, %next : tensor<i1>, tensor<?xf32>
  }
  return %y : tensor<?xf32>
}
