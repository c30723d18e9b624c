// RUN: onnxc-opt %s --onnx-track-sizes --split-input-file | FileCheck %s

// What a model declares is room; how many rows there are, it tells beside them: 1 if they are more
// than that, then their number.
// CHECK:       module
// CHECK-SAME:    onnx.outputs = [{name = "y", open = array<i64: 0>, type = tensor<4x3xf32>}]
// CHECK-SAME:    onnx.returns_sizes
// CHECK-LABEL: func.func @main
// CHECK-SAME:    (%[[N:.+]]: tensor<i64>, {{.*}}) -> (tensor<4x3xf32>, tensor<2xi64>)
// CHECK:         %[[COUNT:.+]] = onnx.Max %[[N]], {{.*}} -> tensor<i64>
// CHECK:         %[[LOOP:.+]] = onnx.Loop
// CHECK-DAG:     %[[ROOM:.+]] = onnx.Constant dense<4> : tensor<i64>
// CHECK-DAG:     %[[MORE:.+]] = onnx.Greater %[[COUNT]], %[[ROOM]]
// CHECK-DAG:     %[[MISFITS:.+]] = onnx.Cast %[[MORE]] {{.*}} -> tensor<i64>
// CHECK-DAG:     %[[FIRST:.+]] = onnx.Reshape %[[MISFITS]]
// CHECK-DAG:     %[[SECOND:.+]] = onnx.Reshape %[[COUNT]]
// CHECK:         %[[SIZES:.+]] = onnx.Concat %[[FIRST]], %[[SECOND]]
// CHECK:         return %[[LOOP]], %[[SIZES]]
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<4x3xf32>}]} {
  func.func @main(%n: tensor<i64>, %x: tensor<3xf32>) -> tensor<4x3xf32> {
    %y = onnx.Loop %n {operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<i64>) -> tensor<4x3xf32> {
    ^bb0(%i: tensor<i64>, %c: tensor<i1>):
      onnx.yield %c, %x : tensor<i1>, tensor<3xf32>
    }
    return %y : tensor<4x3xf32>
  }
}

// -----

// A constant number of iterations settles all.
// CHECK-NOT:   returns_sizes
// CHECK-LABEL: func.func @main(
// CHECK-SAME:    -> tensor<4x3xf32>
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<4x3xf32>}]} {
  func.func @main(%x: tensor<3xf32>) -> tensor<4x3xf32> {
    %n = onnx.Constant dense<4> : tensor<i64>
    %y = onnx.Loop %n {operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<i64>) -> tensor<4x3xf32> {
    ^bb0(%i: tensor<i64>, %c: tensor<i1>):
      onnx.yield %c, %x : tensor<i1>, tensor<3xf32>
    }
    return %y : tensor<4x3xf32>
  }
}

// -----

// Where nothing is declared, a bound is room: all elements may be none but zero. What keeps the
// dimension hands the size on, and zeros lie after it.
// CHECK-LABEL: func.func @main
// CHECK-SAME:    -> (tensor<5x1xf32>, tensor<2xi64>)
// CHECK:         %[[PLACES:.+]] = onnx.NonZero {{.*}} -> tensor<1x5xi64>
// CHECK:         %[[COUNT:.+]] = onnx.ReduceSum
// CHECK:         onnx.Transpose %[[PLACES]]
// CHECK:         %[[Y:.+]] = onnx.Exp
// CHECK:         %[[VALID:.+]] = onnx.Less %{{.+}}, %[[COUNT]] : (tensor<5x1xi64>, tensor<i64>)
// CHECK:         onnx.Where %[[VALID]], %[[Y]]
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<?x1xf32>}]} {
  func.func @main(%x: tensor<5xf32>) -> tensor<?x1xf32> {
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Transpose %0 {perm = array<i64: 1, 0>} : (tensor<1x?xi64>) -> tensor<?x1xi64>
    %2 = onnx.Cast %1 {to = f32} : (tensor<?x1xi64>) -> tensor<?x1xf32>
    %3 = onnx.Exp %2 : (tensor<?x1xf32>) -> tensor<?x1xf32>
    return %3 : tensor<?x1xf32>
  }
}

// -----

// A sum over them ignores what lies after: it becomes zeros, and for a maximum the least number.
// CHECK-LABEL: func.func @main
// CHECK-SAME:    -> (tensor<1x1xi64>, tensor<1x1xi64>, tensor<1xi64>)
// CHECK:         %[[PLACES:.+]] = onnx.NonZero {{.*}} -> tensor<1x5xi64>
// CHECK:         %[[COUNT:.+]] = onnx.ReduceSum
// CHECK-DAG:     %[[ZERO:.+]] = onnx.Constant dense<0> : tensor<i64>
// CHECK-DAG:     %[[COUNTS:.+]] = onnx.Less %{{.+}}, %[[COUNT]] : (tensor<5xi64>, tensor<i64>)
// CHECK:         %[[FILLED:.+]] = onnx.Where %[[COUNTS]], %[[PLACES]], %[[ZERO]]
// CHECK:         onnx.ReduceSum %[[FILLED]]
// CHECK:         %[[LEAST:.+]] = onnx.Constant dense<-9223372036854775808> : tensor<i64>
// CHECK:         onnx.Where %{{.+}}, %[[PLACES]], %[[LEAST]]
// CHECK:         onnx.ReduceMax
// CHECK-NOT:     onnx.Equal
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<1x1xi64>}, {name = "z", type = tensor<1x1xi64>}]} {
  func.func @main(%x: tensor<5xf32>) -> (tensor<1x1xi64>, tensor<1x1xi64>) {
    %axes = onnx.Constant dense<1> : tensor<1xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.ReduceSum %0, %axes : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<1x1xi64>
    %2 = onnx.ReduceMax %0, %axes : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<1x1xi64>
    return %1, %2 : tensor<1x1xi64>, tensor<1x1xi64>
  }
}

// -----

// A mean over them reads all that there is room for: they must be as many.
// CHECK-LABEL: func.func @main
// CHECK-SAME:    -> (tensor<1x1xi64>, tensor<1xi64>)
// CHECK:         onnx.NonZero {{.*}} -> tensor<1x5xi64>
// CHECK:         onnx.Equal
// CHECK-NEXT:    onnx.Not
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<1x1xi64>}]} {
  func.func @main(%x: tensor<5xf32>) -> tensor<1x1xi64> {
    %axes = onnx.Constant dense<1> : tensor<1xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.ReduceMean %0, %axes : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<1x1xi64>
    return %1 : tensor<1x1xi64>
  }
}

// -----

// Shape tells the size of the run, not the room.
// CHECK-LABEL: func.func @main
// CHECK:         %[[COUNT:.+]] = onnx.ReduceSum
// CHECK:         %[[LIST:.+]] = onnx.Reshape %[[COUNT]]
// CHECK:         %[[SHAPE:.+]] = onnx.Concat %{{.+}}, %[[LIST]]
// CHECK:         return %[[SHAPE]]
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<2xi64>}]} {
  func.func @main(%x: tensor<5xf32>) -> tensor<2xi64> {
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x4xi64>
    %1 = onnx.Shape %0 : (tensor<1x4xi64>) -> tensor<2xi64>
    return %1 : tensor<2xi64>
  }
}

// -----

// A condition may end the loop early: states count its iterations, and tell whether there would be
// more.
// CHECK-LABEL: func.func @main
// CHECK:         %[[LOOP:.+]]:3 = onnx.Loop %{{.+}}, %[[ZERO:.+]], %{{.+}} {{.*}} -> (tensor<i64>, tensor<i1>, tensor<6xi64>)
// CHECK-NEXT:    ^bb0(%[[I:.+]]: tensor<i64>, %{{.+}}: tensor<i1>, %[[TRIPS:.+]]: tensor<i64>, %{{.+}}: tensor<i1>):
// CHECK:           %[[ON:.+]] = onnx.Less %[[I]]
// CHECK:           %[[NEXT:.+]] = onnx.Add %[[TRIPS]]
// CHECK:           onnx.yield %[[ON]], %[[NEXT]], %[[ON]], %[[I]]
// CHECK:         %[[LEFT:.+]] = onnx.Less %[[LOOP]]#0
// CHECK:         %[[MORE:.+]] = onnx.And %[[LOOP]]#1, %[[LEFT]]
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<?xi64>}]} {
  func.func @main(%limit: tensor<i64>) -> tensor<?xi64> {
    %n = onnx.Constant dense<6> : tensor<i64>
    %y = onnx.Loop %n {operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<i64>) -> tensor<?xi64> {
    ^bb0(%i: tensor<i64>, %c: tensor<i1>):
      %on = onnx.Less %i, %limit : (tensor<i64>, tensor<i64>) -> tensor<i1>
      onnx.yield %on, %i : tensor<i1>, tensor<i64>
    }
    return %y : tensor<?xi64>
  }
}

// -----

// The third of them is the same however many follow,
// CHECK-LABEL: func.func @main
// CHECK:         onnx.Greater %{{.+}}, %{{.+}} : (tensor<i64>, tensor<i64>)
// CHECK-NOT:     onnx.Not
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<1xi64>}]} {
  func.func @main(%x: tensor<5xf32>) -> tensor<1xi64> {
    %third = onnx.Constant dense<2> : tensor<i64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Gather %0, %third {axis = 1 : i64} : (tensor<1x?xi64>, tensor<i64>) -> tensor<1xi64>
    return %1 : tensor<1xi64>
  }
}

// -----

// and the last one is counted from where the run ends.
// CHECK-LABEL: func.func @main
// CHECK:         %[[LAST:.+]] = onnx.Constant dense<-1> : tensor<i64>
// CHECK:         %[[COUNT:.+]] = onnx.ReduceSum
// CHECK:         %[[PLACE:.+]] = onnx.Add %[[LAST]], %{{.+}}
// CHECK:         %[[CHOSEN:.+]] = onnx.Where %{{.+}}, %[[PLACE]], %[[LAST]]
// CHECK:         onnx.Gather %{{.+}}, %[[CHOSEN]]
// CHECK-NOT:     onnx.Equal
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<1xi64>}]} {
  func.func @main(%x: tensor<5xf32>) -> tensor<1xi64> {
    %last = onnx.Constant dense<-1> : tensor<i64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Gather %0, %last {axis = 1 : i64} : (tensor<1x?xi64>, tensor<i64>) -> tensor<1xi64>
    return %1 : tensor<1xi64>
  }
}

// -----

// A list of one axis may be a scalar.
// CHECK-LABEL: func.func @main
// CHECK:         %[[AXES:.+]] = onnx.Reshape %{{.+}} : (tensor<i64>, tensor<1xi64>) -> tensor<1xi64>
// CHECK:         onnx.Gather %[[AXES]]
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<3x2xf32>}]} {
  func.func @main(%x: tensor<4x2xf32>, %from: tensor<1xi64>, %to: tensor<1xi64>, %axis: tensor<i64>) -> tensor<3x2xf32> {
    %0 = onnx.Slice %x, %from, %to, %axis {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>} : (tensor<4x2xf32>, tensor<1xi64>, tensor<1xi64>, tensor<i64>) -> tensor<3x2xf32>
    return %0 : tensor<3x2xf32>
  }
}

// -----

// Parts of open sizes stand one after the other without gaps, and the first rows of that are as
// many as there are.
// CHECK:       onnx.outputs = [{name = "y", open = array<i64: 1>, type = tensor<1x?xi64>}]
// CHECK-LABEL: func.func @main
// CHECK:         %[[JOINED:.+]] = onnx.Concat %{{.+}}, %{{.+}} {axis = 1 : i64} {{.*}} -> tensor<1x8xi64>
// CHECK:         %[[FOLLOWS:.+]] = onnx.GreaterOrEqual %[[STEPS:.+]], %[[FIRST:.+]] : (tensor<8xi64>, tensor<i64>)
// CHECK:         %[[DENSE:.+]] = onnx.Gather %[[JOINED]], %{{.+}} {axis = 1 : i64}
// CHECK:         onnx.Slice %[[DENSE]]
// CHECK-NOT:     onnx.Equal
module attributes {onnx.inputs = [], onnx.outputs = [{name = "y", type = tensor<1x?xi64>}]} {
  func.func @main(%x: tensor<5xf32>, %z: tensor<3xf32>) -> tensor<1x?xi64> {
    %from = onnx.Constant dense<0> : tensor<1xi64>
    %to = onnx.Constant dense<6> : tensor<1xi64>
    %axis = onnx.Constant dense<1> : tensor<1xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.NonZero %z : (tensor<3xf32>) -> tensor<1x?xi64>
    %2 = onnx.Concat %0, %1 {axis = 1 : i64} : (tensor<1x?xi64>, tensor<1x?xi64>) -> tensor<1x?xi64>
    %3 = onnx.Slice %2, %from, %to, %axis {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>} : (tensor<1x?xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<1x?xi64>
    return %3 : tensor<1x?xi64>
  }
}

// -----

// No more than some number are taken: that is room enough, also for what has their shape.
// CHECK:       onnx.outputs = [{name = "v", open = array<i64: 0>, type = tensor<?xi64>}, {name = "c", open = array<i64: 0>, type = tensor<?xi64>}]
// CHECK-LABEL: func.func @main
// CHECK:         onnx.TopK {{.*}} -> (tensor<3xi64>, tensor<3xi64>)
// CHECK:         onnx.ConstantOfShape {{.*}} -> tensor<3xi64>
module attributes {onnx.inputs = [], onnx.outputs = [{name = "v", type = tensor<?xi64>}, {name = "c", type = tensor<?xi64>}]} {
  func.func @main(%x: tensor<5xf32>) -> (tensor<?xi64>, tensor<?xi64>) {
    %zero = onnx.Constant dense<0> : tensor<1xi64>
    %three = onnx.Constant dense<3> : tensor<1xi64>
    %one = onnx.Constant dense<1> : tensor<1xi64>
    %0 = onnx.NonZero %x : (tensor<5xf32>) -> tensor<1x?xi64>
    %1 = onnx.Squeeze %0, %zero : (tensor<1x?xi64>, tensor<1xi64>) -> tensor<?xi64>
    %2 = onnx.Shape %1 : (tensor<?xi64>) -> tensor<1xi64>
    %3 = onnx.Concat %three, %2 {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
    %4 = onnx.ReduceMin %3, %zero {keepdims = 0 : i64} : (tensor<2xi64>, tensor<1xi64>) -> tensor<i64>
    %5 = onnx.Reshape %4, %one : (tensor<i64>, tensor<1xi64>) -> tensor<1xi64>
    %values, %indices = onnx.TopK %1, %5 : (tensor<?xi64>, tensor<1xi64>) -> (tensor<?xi64>, tensor<?xi64>)
    %6 = onnx.Shape %values : (tensor<?xi64>) -> tensor<1xi64>
    %7 = onnx.ConstantOfShape %6 {value = dense<7> : tensor<1xi64>} : (tensor<1xi64>) -> tensor<?xi64>
    return %values, %7 : tensor<?xi64>, tensor<?xi64>
  }
}
