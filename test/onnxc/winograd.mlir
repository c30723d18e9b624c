// RUN: onnxc %s -target=x86-64-v3 --name=m --remarks-filter=onnxc-choose-winograd -o %t.o 2>&1 | FileCheck %s
// RUN: onnxc %s -target=x86-64-v3 --name=m --winograd=false --remarks-filter=onnxc-choose-winograd -q -o %t.o 2>&1 | count 0

// CHECK: computes squares of 2 by 2 outputs
module attributes {onnxc.stage = "graph", onnx.inputs = [{name = "x", type = tensor<1x32x32x32xf32>}],
                   onnx.outputs = [{name = "y", type = tensor<1x32x32x32xf32>}]} {
  func.func @main(%x: tensor<1x32x32x32xf32>) -> tensor<1x32x32x32xf32> {
    %w = onnx.Constant dense<0.5> : tensor<32x32x3x3xf32>
    %y = onnx.Conv %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>}
      : (tensor<1x32x32x32xf32>, tensor<32x32x3x3xf32>) -> tensor<1x32x32x32xf32>
    return %y : tensor<1x32x32x32xf32>
  }
}
