// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file --verify-diagnostics

// A size is unknown from one operator on; what follows is not to blame.
func.func @the_first_one_is_reported(%x: tensor<4xf32>) -> tensor<?x1xi64> {
  // expected-error @below {{operator NonZero makes 'tensor<1x?xi64>', whose size must be known}}
  %0 = onnx.NonZero %x : (tensor<4xf32>) -> tensor<1x?xi64>
  %1 = onnx.Neg %0 : (tensor<1x?xi64>) -> tensor<1x?xi64>
  %2 = onnx.Transpose %1 {perm = array<i64: 1, 0>} : (tensor<1x?xi64>) -> tensor<?x1xi64>
  return %2 : tensor<?x1xi64>
}

// -----

module attributes {onnx.inputs = [{name = "x", type = tensor<4xf32>}],
                   onnx.outputs = [{dims = ["one", "count"], name = "places", type = tensor<1x?xi64>}]} {
  func.func @main(%x: tensor<4xf32>) -> tensor<1x?xi64> {
    // expected-error @below {{operator NonZero makes 'tensor<1x?xi64>', whose size must be known}}
    // expected-note @below {{'onnx.NonZero' op has a known size with --dim count=<size>}}
    %0 = onnx.NonZero %x : (tensor<4xf32>) -> tensor<1x?xi64>
    return %0 : tensor<1x?xi64>
  }
}

// -----

module attributes {onnx.inputs = [{name = "x", type = tensor<4xf32>}],
                   onnx.outputs = [{name = "places", type = tensor<1x?xi64>}]} {
  func.func @main(%x: tensor<4xf32>) -> tensor<1x?xi64> {
    // expected-error @below {{operator NonZero makes 'tensor<1x?xi64>', whose size must be known}}
    // expected-note @below {{'onnx.NonZero' op has a known size with --shape places=<sizes>}}
    %0 = onnx.NonZero %x : (tensor<4xf32>) -> tensor<1x?xi64>
    return %0 : tensor<1x?xi64>
  }
}
