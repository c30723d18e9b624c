// RUN: onnxc-opt %s --onnx-record-operators | FileCheck %s

// The third node is gone; constants are no node's work; a loop's body belongs to the loop.
// CHECK: module attributes {onnxc.operators = ["Relu", "If", "", "Neg"]}
module {
  func.func @main(%x: tensor<2xf32>, %condition: tensor<i1>) -> tensor<2xf32> {
    %c = onnx.Constant dense<1.0> : tensor<2xf32> loc(#fourth)
    %0 = onnx.Relu %x : (tensor<2xf32>) -> tensor<2xf32> loc(#first)
    %1 = onnx.If %condition : (tensor<i1>) -> tensor<2xf32> {
      %4 = onnx.Exp %0 : (tensor<2xf32>) -> tensor<2xf32> loc(#inner)
      onnx.yield %4 : tensor<2xf32>
    }, {
      onnx.yield %0 : tensor<2xf32>
    } loc(#second)
    %2 = onnx.Neg %1 : (tensor<2xf32>) -> tensor<2xf32> loc(#fourth)
    // Without a position in an ONNX file.
    %3 = onnx.Abs %2 : (tensor<2xf32>) -> tensor<2xf32>
    return %3 : tensor<2xf32>
  }
}
#first = loc("a"("model.onnx":1:1))
#second = loc("b"("model.onnx":2:1))
#inner = loc("b/exp"("model.onnx":2:2))
#fourth = loc("d"("model.onnx":4:1))
