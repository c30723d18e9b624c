// RUN: onnxc-opt %s --onnx-infer-shapes --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @strings_are_broadcast
// CHECK:         onnx.StringConcat {{.*}} -> tensor<3x2x!onnx.string>
func.func @strings_are_broadcast(%x: tensor<3x1x!onnx.string>, %y: tensor<2x!onnx.string>) -> tensor<?x?x!onnx.string> {
  %z = onnx.StringConcat %x, %y : (tensor<3x1x!onnx.string>, tensor<2x!onnx.string>) -> tensor<?x?x!onnx.string>
  return %z : tensor<?x?x!onnx.string>
}

// -----

// CHECK-LABEL: func.func @without_stop_words_all_strings_stay
// CHECK:         onnx.StringNormalizer {{.*}} -> (tensor<4x!onnx.string>, tensor<i64>)
func.func @without_stop_words_all_strings_stay(%x: tensor<4x!onnx.string>) -> tensor<?x!onnx.string> {
  %y, %n = onnx.StringNormalizer %x {case_change_action = "LOWER"} : (tensor<4x!onnx.string>) -> (tensor<?x!onnx.string>, tensor<i64>)
  return %y : tensor<?x!onnx.string>
}

// -----

// CHECK-LABEL: func.func @a_run_tells_what_stop_words_leave
// CHECK:         onnx.StringNormalizer {{.*}} -> (tensor<?x!onnx.string>, tensor<i64>)
func.func @a_run_tells_what_stop_words_leave(%x: tensor<4x!onnx.string>) -> tensor<?x!onnx.string> {
  %y, %n = onnx.StringNormalizer %x {stopwords = ["a"]} : (tensor<4x!onnx.string>) -> (tensor<?x!onnx.string>, tensor<i64>)
  return %y : tensor<?x!onnx.string>
}

// -----

// CHECK-LABEL: func.func @strings_stay_what_they_are_in_another_shape
// CHECK:         onnx.Constant dense<{{[[][[]}}"a", "b"]]> : tensor<1x2x!onnx.string>
func.func @strings_stay_what_they_are_in_another_shape() -> tensor<1x2x!onnx.string> {
  %x = onnx.Constant dense<["a", "b"]> : tensor<2x!onnx.string>
  %axes = onnx.Constant dense<0> : tensor<1xi64>
  %y = onnx.Unsqueeze %x, %axes : (tensor<2x!onnx.string>, tensor<1xi64>) -> tensor<1x2x!onnx.string>
  return %y : tensor<1x2x!onnx.string>
}
