// RUN: onnxc-opt %s | onnxc-opt | FileCheck %s

// CHECK-LABEL: func.func @on_tensors
// CHECK:         %[[R:.+]] = kernel.text "concat"(%{{.+}}, %{{.+}}, %{{.+}} : tensor<8xi8>, tensor<4xi64>, tensor<4xi64>) outs(%{{.+}} : tensor<4xi64>) numbers [4] -> tensor<4xi64>
func.func @on_tensors(%c: tensor<8xi8>, %a: tensor<4xi64>, %b: tensor<4xi64>, %o: tensor<4xi64>) -> tensor<4xi64> {
  %r = kernel.text "concat" (%c, %a, %b : tensor<8xi8>, tensor<4xi64>, tensor<4xi64>) outs(%o : tensor<4xi64>) numbers [4] -> tensor<4xi64>
  return %r : tensor<4xi64>
}

// CHECK-LABEL: func.func @on_buffers
// CHECK:         kernel.text "format_int"(%{{.+}} : memref<4xi64>) outs(%{{.+}} : memref<4xi64>) memory(%{{.+}} : memref<64xi8>) numbers [4, 0]
func.func @on_buffers(%a: memref<4xi64>, %o: memref<4xi64>, %text: memref<64xi8>) {
  kernel.text "format_int" (%a : memref<4xi64>) outs(%o : memref<4xi64>) memory(%text : memref<64xi8>) numbers [4, 0]
  return
}
