// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @unknown(%a: memref<4xi64>) {
  // expected-error @below {{has no function 'rhyme'}}
  kernel.text "rhyme" outs(%a : memref<4xi64>) numbers [4]
  return
}

// -----

func.func @memory_for_nothing(%a: memref<8xi64>, %b: memref<4xi64>, %text: memref<64xi8>) {
  // expected-error @below {{has memory for 'enter', which takes none}}
  kernel.text "enter" (%a : memref<8xi64>) outs(%b : memref<4xi64>) memory(%text : memref<64xi8>) numbers [4]
  return
}

// -----

func.func @elements_apart(%a: memref<8xi64, strided<[2]>>, %b: memref<4xi64>) {
  // expected-error @below {{takes lists of elements side by side}}
  kernel.text "enter" (%a : memref<8xi64, strided<[2]>>) outs(%b : memref<4xi64>) numbers [4]
  return
}

// -----

func.func @matrices(%a: tensor<2x4xi64>, %b: tensor<4xi64>) -> tensor<4xi64> {
  // expected-error @below {{takes lists of elements side by side}}
  %r = kernel.text "enter" (%a : tensor<2x4xi64>) outs(%b : tensor<4xi64>) numbers [4] -> tensor<4xi64>
  return %r : tensor<4xi64>
}
