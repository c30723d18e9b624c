// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file --verify-diagnostics

func.func @pattern(%x: tensor<4x!onnx.string>) -> tensor<4xi1> {
  // expected-error @+2 {{pattern '(a' has a ( without its )}}
  // expected-error @below {{operator RegexFullMatch is not supported with these types and attributes}}
  %y = onnx.RegexFullMatch %x {pattern = "(a"} : (tensor<4x!onnx.string>) -> tensor<4xi1>
  return %y : tensor<4xi1>
}
