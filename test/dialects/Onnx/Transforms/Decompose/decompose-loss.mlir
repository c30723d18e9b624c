// RUN: onnxc-opt %s --onnx-decompose --canonicalize --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @mean_is_that_of_all_targets
// CHECK-SAME: (%[[X:.+]]: tensor<4x5xf32>, %[[T:.+]]: tensor<4xi64>)
// CHECK: %[[I:.+]] = onnx.Reshape %[[T]], {{.*}} -> tensor<4x1xi64>
// CHECK: onnx.GatherElements %[[X]], %[[I]] {axis = 1 : i64}
// CHECK: %[[LOSS:.+]] = onnx.Neg
// CHECK: %[[MEAN:.+]] = onnx.ReduceMean %[[LOSS]] {keepdims = 0 : i64}
// CHECK: return %[[MEAN]]
func.func @mean_is_that_of_all_targets(%x: tensor<4x5xf32>, %t: tensor<4xi64>) -> tensor<f32> {
  %0 = onnx.NegativeLogLikelihoodLoss %x, %t : (tensor<4x5xf32>, tensor<4xi64>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

// CHECK-LABEL: func.func @mean_is_divided_by_the_weights
// CHECK-SAME: (%[[X:.+]]: tensor<4x5x6xf32>, %[[T:.+]]: tensor<4x6xi64>, %[[W:.+]]: tensor<5xf32>)
// CHECK: %[[EACH:.+]] = onnx.Gather %[[W]], %[[T]]
// CHECK: onnx.GatherElements %[[X]], {{.*}} -> tensor<4x1x6xf32>
// CHECK: %[[LOSS:.+]] = onnx.Mul %{{.+}}, %[[EACH]]
// CHECK-DAG: %[[SUM:.+]] = onnx.ReduceSum %[[LOSS]]
// CHECK-DAG: %[[ALL:.+]] = onnx.ReduceSum %[[EACH]]
// CHECK: onnx.Div %[[SUM]], %[[ALL]]
func.func @mean_is_divided_by_the_weights(%x: tensor<4x5x6xf32>, %t: tensor<4x6xi64>, %w: tensor<5xf32>) -> tensor<f32> {
  %0 = onnx.NegativeLogLikelihoodLoss %x, %t, %w : (tensor<4x5x6xf32>, tensor<4x6xi64>, tensor<5xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

// An index that is not a class is not read; the loss is chosen, for it may be infinite.
// CHECK-LABEL: func.func @ignored_targets_have_no_loss
// CHECK-SAME: (%[[X:.+]]: tensor<?x5x?xf32>, %[[T:.+]]: tensor<?x?xi32>, %[[W:.+]]: tensor<5xf32>)
// CHECK-DAG: %[[NONE:.+]] = onnx.Constant dense<0.000000e+00> : tensor<f32>
// CHECK-DAG: %[[FIRST:.+]] = onnx.Constant dense<0> : tensor<i64>
// CHECK-DAG: %[[INDEX:.+]] = onnx.Constant dense<-1> : tensor<i64>
// CHECK: %[[WIDE:.+]] = onnx.Cast %[[T]]
// CHECK: %[[IGNORED:.+]] = onnx.Equal %[[WIDE]], %[[INDEX]]
// CHECK: %[[READ:.+]] = onnx.Where %[[IGNORED]], %[[FIRST]], %[[WIDE]]
// CHECK: onnx.Gather %[[W]], %[[READ]]
// CHECK: onnx.Unsqueeze %[[READ]]
// CHECK: onnx.GatherElements %[[X]]
// CHECK: %[[LOSS:.+]] = onnx.Mul
// CHECK: %[[CHOSEN:.+]] = onnx.Where %[[IGNORED]], %[[NONE]], %[[LOSS]]
// CHECK: return %[[CHOSEN]]
func.func @ignored_targets_have_no_loss(%x: tensor<?x5x?xf32>, %t: tensor<?x?xi32>, %w: tensor<5xf32>) -> tensor<?x?xf32> {
  %0 = onnx.NegativeLogLikelihoodLoss %x, %t, %w {ignore_index = -1 : i64, reduction = "none"}
    : (tensor<?x5x?xf32>, tensor<?x?xi32>, tensor<5xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

// CHECK-LABEL: func.func @mean_is_divided_by_the_count
// CHECK-DAG: %[[ONE:.+]] = onnx.Constant dense<1.000000e+00> : tensor<f32>
// CHECK-DAG: %[[NONE:.+]] = onnx.Constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[IGNORED:.+]] = onnx.Equal
// CHECK-DAG: %[[LOSS:.+]] = onnx.Where %[[IGNORED]], %[[NONE]], %{{.+}} : {{.*}}, tensor<4xf32>)
// CHECK-DAG: %[[COUNT:.+]] = onnx.Where %[[IGNORED]], %[[NONE]], %[[ONE]]
// CHECK-DAG: %[[SUM:.+]] = onnx.ReduceSum %[[LOSS]]
// CHECK-DAG: %[[ALL:.+]] = onnx.ReduceSum %[[COUNT]]
// CHECK: onnx.Div %[[SUM]], %[[ALL]]
func.func @mean_is_divided_by_the_count(%x: tensor<4x5xf32>, %t: tensor<4xi64>) -> tensor<f32> {
  %0 = onnx.NegativeLogLikelihoodLoss %x, %t {ignore_index = 2 : i64}
    : (tensor<4x5xf32>, tensor<4xi64>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

// CHECK-LABEL: func.func @cross_entropy_is_the_loss_of_a_softmax
// CHECK: onnx.Log
// CHECK: %[[LOG_PROB:.+]] = onnx.Sub
// CHECK: onnx.GatherElements %[[LOG_PROB]]
// CHECK: %[[LOSS:.+]] = onnx.ReduceSum {{.*}} -> tensor<f32>
// CHECK: return %[[LOSS]], %[[LOG_PROB]]
func.func @cross_entropy_is_the_loss_of_a_softmax(%x: tensor<4x5xf32>, %t: tensor<4xi64>) -> (tensor<f32>, tensor<4x5xf32>) {
  %0:2 = onnx.SoftmaxCrossEntropyLoss %x, %t {reduction = "sum"}
    : (tensor<4x5xf32>, tensor<4xi64>) -> (tensor<f32>, tensor<4x5xf32>)
  return %0#0, %0#1 : tensor<f32>, tensor<4x5xf32>
}
