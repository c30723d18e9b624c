// Few targets convert f64 to f16 or bf16 by an instruction; the others need no function for it.

// RUN: onnxc %s -target=x86-64-v2 -o %t.o
// RUN: llvm-nm -u %t.o | count 0
// RUN: onnxc %s -target=x86-64-v3 -o %t.o
// RUN: llvm-nm -u %t.o | count 0
// RUN: onnxc %s -target=x86-64-v4 -o %t.o
// RUN: llvm-nm -u %t.o | count 0
// RUN: onnxc %s -mcpu=cooperlake -o %t.o
// RUN: llvm-nm -u %t.o | count 0
// RUN: onnxc %s -target=aarch64 -o %t.o
// RUN: llvm-nm -u %t.o | count 0
// RUN: onnxc %s -target=armv7a -o %t.o
// RUN: llvm-nm -u %t.o | count 0
module attributes {onnx.inputs = [{name = "x", type = tensor<37xf64>}],
                   onnx.outputs = [{name = "y", type = tensor<37xf16>},
                                   {name = "z", type = tensor<37xbf16>},
                                   {name = "w", type = tensor<37xf8E5M2>}]} {
  func.func @main(%x: tensor<37xf64>) -> (tensor<37xf16>, tensor<37xbf16>, tensor<37xf8E5M2>) {
    %y = onnx.Cast %x {to = f16} : (tensor<37xf64>) -> tensor<37xf16>
    %z = onnx.Cast %x {to = bf16} : (tensor<37xf64>) -> tensor<37xbf16>
    %w = onnx.Cast %x {to = f8E5M2} : (tensor<37xf64>) -> tensor<37xf8E5M2>
    return %y, %z, %w : tensor<37xf16>, tensor<37xbf16>, tensor<37xf8E5M2>
  }
}
