// With VNNI a product of a depthwise convolution and its sum are one instruction, unless one says
// otherwise.

// RUN: onnxc %s -q -target=x86-64-v4 -mattr=+avx512vnni -o %t.s && FileCheck %s --input-file=%t.s
// RUN: onnxc %s -q -target=alderlake -o %t.s && FileCheck %s --input-file=%t.s
// CHECK-NOT: vpaddd
// CHECK:     vpdpwssd
// CHECK-NOT: vpaddd

// RUN: onnxc %s -q -target=x86-64-v4 -o %t.s && FileCheck %s --input-file=%t.s --check-prefix=TWO
// RUN: onnxc %s -q -target=x86-64-v4 -mattr=+avx512vnni,-fast-dpwssd -o %t.s
// RUN: FileCheck %s --input-file=%t.s --check-prefix=TWO
// TWO: vpmaddwd
// TWO: vpaddd
module @depthwise attributes {
  onnx.inputs = [{name = "x", type = tensor<1x16x16x64xui8>}],
  onnx.outputs = [{name = "y", type = tensor<1x14x14x64xi32>}]
} {
  func.func @main(%x: tensor<1x16x16x64xui8>) -> tensor<1x14x14x64xi32> {
    %w = onnx.Constant dense<100> : tensor<64x1x3x3xi8>
    %first = onnx.Transpose %x {perm = array<i64: 0, 3, 1, 2>}
      : (tensor<1x16x16x64xui8>) -> tensor<1x64x16x16xui8>
    %last = onnx.ConvInteger %first, %w {strides = array<i64: 1, 1>, group = 64 : i64,
      pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
      operandSegmentSizes = array<i32: 1, 1, 0, 0>}
      : (tensor<1x64x16x16xui8>, tensor<64x1x3x3xi8>) -> tensor<1x64x14x14xi32>
    %y = onnx.Transpose %last {perm = array<i64: 0, 2, 3, 1>}
      : (tensor<1x64x14x14xi32>) -> tensor<1x14x14x64xi32>
    return %y : tensor<1x14x14x64xi32>
  }
}
