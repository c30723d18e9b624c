// RUN: onnxc-opt %s --onnxc-graph-pipeline --onnxc-linalg-pipeline --onnxc-memory-pipeline --split-input-file | FileCheck %s

// Scores of 256 KB a head are made 32 KB at a time.
// CHECK-LABEL: func.func @main
// CHECK-NOT:   256x256xf32
// CHECK:       scf.for %{{.+}} = %c0 to %c12 step %c1
// CHECK:         scf.for %{{.+}} = %c0 to %c256 step %c32
// CHECK:           linalg.generic {{.*}} memref<1x1x32x256xf32>
// CHECK-NOT:   256x256xf32
module attributes {onnx.inputs = [{name = "q"}, {name = "k"}, {name = "v"}], onnx.outputs = [{name = "y"}]} {
  func.func @main(%q: tensor<1x12x256x64xf32>, %k: tensor<1x12x256x64xf32>, %v: tensor<1x12x256x64xf32>) -> tensor<1x12x256x64xf32> {
    %y, %pk, %pv, %s = onnx.Attention %q, %k, %v {is_causal = 1 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>}
      : (tensor<1x12x256x64xf32>, tensor<1x12x256x64xf32>, tensor<1x12x256x64xf32>) -> (tensor<1x12x256x64xf32>, tensor<1x12x256x64xf32>, tensor<1x12x256x64xf32>, tensor<1x12x256x256xf32>)
    return %y : tensor<1x12x256x64xf32>
  }
}
