// RUN: onnxc-opt %s --onnx-decompose --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @halves_of_heads
// CHECK-SAME:  %[[X:.+]]: tensor<2x4x3x8xf32>, %[[COS:.+]]: tensor<2x3x4xf32>, %[[SIN:.+]]: tensor<2x3x4xf32>
// CHECK:       %[[BOTH:.+]] = onnx.Reshape %[[X]], {{.*}} -> tensor<2x4x3x2x4xf32>
// CHECK:       %[[A:.+]] = onnx.Slice %[[BOTH]], %{{.+}}, %{{.+}}, %{{.+}} {{.*}} -> tensor<2x4x3x1x4xf32>
// CHECK:       %[[B:.+]] = onnx.Slice %[[BOTH]], %{{.+}}, %{{.+}}, %{{.+}} {{.*}} -> tensor<2x4x3x1x4xf32>
// CHECK:       %[[C:.+]] = onnx.Reshape %[[COS]], {{.*}} -> tensor<2x1x3x1x4xf32>
// CHECK:       %[[S:.+]] = onnx.Reshape %[[SIN]], {{.*}} -> tensor<2x1x3x1x4xf32>
// CHECK-DAG:   %[[CA:.+]] = onnx.Mul %[[C]], %[[A]]
// CHECK-DAG:   %[[SB:.+]] = onnx.Mul %[[S]], %[[B]]
// CHECK-DAG:   %[[FIRST:.+]] = onnx.Sub %[[CA]], %[[SB]]
// CHECK-DAG:   %[[SA:.+]] = onnx.Mul %[[S]], %[[A]]
// CHECK-DAG:   %[[CB:.+]] = onnx.Mul %[[C]], %[[B]]
// CHECK-DAG:   %[[SECOND:.+]] = onnx.Add %[[SA]], %[[CB]]
// CHECK:       %[[Y:.+]] = onnx.Concat %[[FIRST]], %[[SECOND]] {axis = 3 : i64}
// CHECK:       onnx.Reshape %[[Y]], {{.*}} -> tensor<2x4x3x8xf32>
func.func @halves_of_heads(%x: tensor<2x4x3x8xf32>, %c: tensor<2x3x4xf32>, %s: tensor<2x3x4xf32>) -> tensor<2x4x3x8xf32> {
  %y = onnx.RotaryEmbedding %x, %c, %s : (tensor<2x4x3x8xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x4x3x8xf32>
  return %y : tensor<2x4x3x8xf32>
}

// -----

// The last two of six elements are not rotated.
// CHECK-LABEL: func.func @neighbours_in_packed_heads
// CHECK-SAME:  %[[X:.+]]: tensor<2x7x24xf32>, %[[COS:.+]]: tensor<9x2xf32>, %[[SIN:.+]]: tensor<9x2xf32>, %[[I:.+]]: tensor<2x7xi64>
// CHECK:       %[[HEADS:.+]] = onnx.Reshape %[[X]], {{.*}} -> tensor<2x7x4x6xf32>
// CHECK:       %[[TURNED:.+]] = onnx.Slice %[[HEADS]], {{.*}} -> tensor<2x7x4x4xf32>
// CHECK:       onnx.Reshape %[[TURNED]], {{.*}} -> tensor<2x7x4x2x2xf32>
// CHECK:       %[[C:.+]] = onnx.Gather %[[COS]], %[[I]]
// CHECK:       onnx.Reshape %[[C]], {{.*}} -> tensor<2x7x1x2x1xf32>
// CHECK:       %[[S:.+]] = onnx.Gather %[[SIN]], %[[I]]
// CHECK:       onnx.Reshape %[[S]], {{.*}} -> tensor<2x7x1x2x1xf32>
// CHECK:       onnx.Concat %{{.+}}, %{{.+}} {axis = 4 : i64}
// CHECK:       %[[REST:.+]] = onnx.Slice %[[HEADS]], {{.*}} -> tensor<2x7x4x2xf32>
// CHECK:       %[[Y:.+]] = onnx.Concat %{{.+}}, %[[REST]] {axis = 3 : i64}
// CHECK:       onnx.Reshape %[[Y]], {{.*}} -> tensor<2x7x24xf32>
func.func @neighbours_in_packed_heads(%x: tensor<2x7x24xf32>, %c: tensor<9x2xf32>, %s: tensor<9x2xf32>, %i: tensor<2x7xi64>) -> tensor<2x7x24xf32> {
  %y = onnx.RotaryEmbedding %x, %c, %s, %i {num_heads = 4 : i64, rotary_embedding_dim = 4 : i64, interleaved = 1 : i64} : (tensor<2x7x24xf32>, tensor<9x2xf32>, tensor<9x2xf32>, tensor<2x7xi64>) -> tensor<2x7x24xf32>
  return %y : tensor<2x7x24xf32>
}

// -----

// CHECK-LABEL: func.func @unknown_lengths_stay
// CHECK:       onnx.RotaryEmbedding
func.func @unknown_lengths_stay(%x: tensor<2x4x?x8xf32>, %c: tensor<2x?x4xf32>) -> tensor<2x4x?x8xf32> {
  %y = onnx.RotaryEmbedding %x, %c, %c : (tensor<2x4x?x8xf32>, tensor<2x?x4xf32>, tensor<2x?x4xf32>) -> tensor<2x4x?x8xf32>
  return %y : tensor<2x4x?x8xf32>
}
