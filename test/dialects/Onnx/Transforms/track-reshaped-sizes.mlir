// RUN: onnxc-opt %s --onnx-track-sizes --split-input-file | FileCheck %s

// Rows that a run settles, merged with what follows them, stay in order: three times as many.
// CHECK-LABEL: func.func @main
// CHECK-SAME:    -> (tensor<15xf32>, tensor<2xi64>)
// CHECK:         %[[COUNT:.+]] = onnx.ReduceSum
// CHECK:         %[[ROWS:.+]] = onnx.Gather {{.*}} -> tensor<5x3xf32>
// CHECK:         %[[THRICE:.+]] = onnx.Mul %{{.+}}, %[[COUNT]]
// CHECK:         onnx.Reshape %[[ROWS]], {{.*}} -> tensor<15xf32>
// CHECK-NOT:     onnx.Equal
// CHECK:         onnx.Less %{{.+}}, %[[THRICE]]
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<?xf32>}]} {
  func.func @main(%x: tensor<5xf32>, %t: tensor<5x3xf32>) -> tensor<?xf32> {
    %zero = onnx.Constant dense<0> : tensor<1xi64>
    %all = onnx.Constant dense<-1> : tensor<1xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Squeeze %0, %zero : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<?xi64>
    %2 = onnx.Gather %t, %1 : (tensor<5x3xf32>, tensor<?xi64>) -> tensor<?x3xf32>
    %3 = onnx.Reshape %2, %all : (tensor<?x3xf32>, tensor<1xi64>) -> tensor<?xf32>
    return %3 : tensor<?xf32>
  }
}

// -----

// Columns that a run settles have gaps between the rows: there must be as many as there is room.
// CHECK-LABEL: func.func @main
// CHECK:         %[[COUNT:.+]] = onnx.ReduceSum
// CHECK:         onnx.Reshape {{.*}} : (tensor<3x5xf32>, tensor<1xi64>) -> tensor<15xf32>
// CHECK:         %[[ROOM:.+]] = onnx.Constant dense<5> : tensor<i64>
// CHECK:         onnx.Equal %[[COUNT]], %[[ROOM]]
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<?xf32>}]} {
  func.func @main(%x: tensor<5xf32>, %t: tensor<3x5xf32>) -> tensor<?xf32> {
    %zero = onnx.Constant dense<0> : tensor<1xi64>
    %all = onnx.Constant dense<-1> : tensor<1xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Squeeze %0, %zero : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<?xi64>
    %2 = onnx.Gather %t, %1 {axis = 1 : i64} : (tensor<3x5xf32>, tensor<?xi64>) -> tensor<3x?xf32>
    %3 = onnx.Reshape %2, %all : (tensor<3x?xf32>, tensor<1xi64>) -> tensor<?xf32>
    return %3 : tensor<?xf32>
  }
}

// -----

// A shape may have the size itself, and leave the rest to -1.
// CHECK-LABEL: func.func @main
// CHECK-SAME:    -> (tensor<5x2x3xf32>, tensor<2xi64>)
// CHECK:         %[[SHAPE:.+]] = onnx.Constant dense<[5, 2, 3]> : tensor<3xi64>
// CHECK:         onnx.Reshape %{{.+}}, %[[SHAPE]] {allowzero = 1 : i64} : (tensor<5x6xf32>, tensor<3xi64>) -> tensor<5x2x3xf32>
// CHECK-NOT:     onnx.Equal
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<?x?x3xf32>}]} {
  func.func @main(%x: tensor<5xf32>, %t: tensor<5x6xf32>) -> tensor<?x?x3xf32> {
    %zero = onnx.Constant dense<0> : tensor<1xi64>
    %rest = onnx.Constant dense<[-1, 3]> : tensor<2xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Squeeze %0, %zero : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<?xi64>
    %2 = onnx.Gather %t, %1 : (tensor<5x6xf32>, tensor<?xi64>) -> tensor<?x6xf32>
    %3 = onnx.Shape %1 : (tensor<?xi64>) -> tensor<1xi64>
    %4 = onnx.Concat %3, %rest {axis = 0 : i64} : (tensor<1xi64>, tensor<2xi64>) -> tensor<3xi64>
    %5 = onnx.Reshape %2, %4 : (tensor<?x6xf32>, tensor<3xi64>) -> tensor<?x?x3xf32>
    return %5 : tensor<?x?x3xf32>
  }
}

// -----

// PyTorch's Expand takes a shape in which -1 would keep a dimension: a size is not -1.
// CHECK-LABEL: func.func @main
// CHECK-SAME:    -> (tensor<5x2xi64>, tensor<2xi64>)
// CHECK:         %[[COUNT:.+]] = onnx.ReduceSum
// CHECK:         onnx.Expand %{{.+}}, %{{.+}} : (tensor<5x1xi64>, tensor<2xi64>) -> tensor<5x2xi64>
// CHECK:         onnx.Less %{{.+}}, %[[COUNT]] : (tensor<5x1xi64>, tensor<i64>)
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<?x?xi64>}]} {
  func.func @main(%x: tensor<5xf32>) -> tensor<?x?xi64> {
    %two = onnx.Constant dense<2> : tensor<1xi64>
    %ones = onnx.Constant dense<1> : tensor<2xi64>
    %kept = onnx.Constant dense<-1> : tensor<2xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Transpose %0 {perm = array<i64: 1, 0>} : (tensor<1x?xi64>) -> tensor<?x1xi64>
    %2 = onnx.Shape %1 {end = 1 : i64} : (tensor<?x1xi64>) -> tensor<1xi64>
    %3 = onnx.Concat %2, %two {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
    %4 = onnx.Equal %3, %kept : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi1>
    %5 = onnx.Where %4, %ones, %3 : (tensor<2xi1>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
    %6 = onnx.Expand %1, %5 : (tensor<?x1xi64>, tensor<2xi64>) -> tensor<?x?xi64>
    return %6 : tensor<?x?xi64>
  }
}

// -----

// Rows are written to the places that there are; further indices point to none.
// CHECK-LABEL: func.func @main
// CHECK-SAME:    -> (tensor<5x2xf32>, tensor<1xi64>)
// CHECK:         %[[FAR:.+]] = onnx.Constant dense<9223372036854775807> : tensor<i64>
// CHECK:         %[[VALID:.+]] = onnx.Less
// CHECK:         %[[PLACES:.+]] = onnx.Where %[[VALID]], %{{.+}}, %[[FAR]] : {{.*}} -> tensor<5x2xi64>
// CHECK:         onnx.ScatterElements %{{.+}}, %[[PLACES]]
// CHECK-NOT:     onnx.Equal
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<5x2xf32>}]} {
  func.func @main(%x: tensor<5xf32>, %t: tensor<5x2xf32>, %i: tensor<5x2xi64>) -> tensor<5x2xf32> {
    %zero = onnx.Constant dense<0> : tensor<1xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Squeeze %0, %zero : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<?xi64>
    %2 = onnx.Gather %t, %1 : (tensor<5x2xf32>, tensor<?xi64>) -> tensor<?x2xf32>
    %3 = onnx.Gather %i, %1 : (tensor<5x2xi64>, tensor<?xi64>) -> tensor<?x2xi64>
    %4 = onnx.ScatterElements %t, %3, %2 : (tensor<5x2xf32>, tensor<?x2xi64>, tensor<?x2xf32>) -> tensor<5x2xf32>
    return %4 : tensor<5x2xf32>
  }
}

// -----

// Updates of as many rows as there is room for need as many indices.
// CHECK-LABEL: func.func @main
// CHECK:         onnx.ScatterElements
// CHECK:         onnx.Equal
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<5x2xf32>}]} {
  func.func @main(%x: tensor<5xf32>, %t: tensor<5x2xf32>, %i: tensor<5x2xi64>) -> tensor<5x2xf32> {
    %zero = onnx.Constant dense<0> : tensor<1xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Squeeze %0, %zero : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<?xi64>
    %2 = onnx.Gather %t, %1 : (tensor<5x2xf32>, tensor<?xi64>) -> tensor<?x2xf32>
    %3 = onnx.ScatterElements %t, %i, %2 : (tensor<5x2xf32>, tensor<5x2xi64>, tensor<?x2xf32>) -> tensor<5x2xf32>
    return %3 : tensor<5x2xf32>
  }
}

// -----

// Rows of a product are those of its first operand.
// CHECK-LABEL: func.func @main
// CHECK-SAME:    -> (tensor<5x4xf32>, tensor<2xi64>)
// CHECK:         onnx.Gemm {{.*}} -> tensor<5x4xf32>
// CHECK-NOT:     onnx.Equal
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<?x4xf32>}]} {
  func.func @main(%x: tensor<5xf32>, %t: tensor<5x2xf32>, %w: tensor<4x2xf32>) -> tensor<?x4xf32> {
    %zero = onnx.Constant dense<0> : tensor<1xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Squeeze %0, %zero : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<?xi64>
    %2 = onnx.Gather %t, %1 : (tensor<5x2xf32>, tensor<?xi64>) -> tensor<?x2xf32>
    %3 = onnx.Gemm %2, %w {transB = 1 : i64} : (tensor<?x2xf32>, tensor<4x2xf32>) -> tensor<?x4xf32>
    return %3 : tensor<?x4xf32>
  }
}

// -----

// A sum of products over what a run settles must have all that there is room for.
// CHECK-LABEL: func.func @main
// CHECK:         onnx.Gemm
// CHECK:         onnx.Equal
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<2x4xf32>}]} {
  func.func @main(%x: tensor<5xf32>, %t: tensor<5x2xf32>, %w: tensor<5x4xf32>) -> tensor<2x4xf32> {
    %zero = onnx.Constant dense<0> : tensor<1xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Squeeze %0, %zero : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<?xi64>
    %2 = onnx.Gather %t, %1 : (tensor<5x2xf32>, tensor<?xi64>) -> tensor<?x2xf32>
    %3 = onnx.Gemm %2, %w {transA = 1 : i64} : (tensor<?x2xf32>, tensor<5x4xf32>) -> tensor<2x4xf32>
    return %3 : tensor<2x4xf32>
  }
}
