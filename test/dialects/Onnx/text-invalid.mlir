// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @numbers_are_no_strings(%x: tensor<3xi64>) -> tensor<3x!onnx.string> {
  // expected-error @below {{operand #0 must be ranked tensor of string values, but got 'tensor<3xi64>'}}
  %z = onnx.StringConcat %x, %x : (tensor<3xi64>, tensor<3xi64>) -> tensor<3x!onnx.string>
  return %z : tensor<3x!onnx.string>
}

// -----

func.func @several_rows(%x: tensor<2x3x!onnx.string>) -> tensor<2x3x!onnx.string> {
  // expected-error @+2 {{expects a list, or one row, but got}}
  // expected-error @below {{failed to infer returned types}}
  %y, %n = onnx.StringNormalizer %x : (tensor<2x3x!onnx.string>) -> (tensor<2x3x!onnx.string>, tensor<i64>)
  return %y : tensor<2x3x!onnx.string>
}

// -----

func.func @unknown_case(%x: tensor<3x!onnx.string>) -> tensor<3x!onnx.string> {
  // expected-error @+2 {{has case_change_action 'TITLE'}}
  // expected-error @below {{failed to infer returned types}}
  %y, %n = onnx.StringNormalizer %x {case_change_action = "TITLE"} : (tensor<3x!onnx.string>) -> (tensor<3x!onnx.string>, tensor<i64>)
  return %y : tensor<3x!onnx.string>
}

// -----

func.func @strings_have_no_sum(%x: tensor<3x!onnx.string>, %i: tensor<1xi64>, %u: tensor<1x!onnx.string>) -> tensor<3x!onnx.string> {
  // expected-error @+2 {{reduction is 'add', but strings are only moved}}
  // expected-error @below {{failed to infer returned types}}
  %y = onnx.ScatterElements %x, %i, %u {axis = 0 : i64, reduction = "add"} : (tensor<3x!onnx.string>, tensor<1xi64>, tensor<1x!onnx.string>) -> tensor<3x!onnx.string>
  return %y : tensor<3x!onnx.string>
}
