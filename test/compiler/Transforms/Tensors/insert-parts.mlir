// RUN: onnxc-opt %s --pass-pipeline="builtin.module(func.func(onnxc-insert-parts))" | FileCheck %s

// CHECK-LABEL: func.func @padding_surrounds_the_part
// CHECK-SAME: %[[X:.+]]: tensor<4x8xf32>
// Only what it leaves is filled: the rows above and below, then the ends of its own rows.
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 0] [1, 12] [1, 1]
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[5, 0] [1, 12] [1, 1]
// CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[1, 0] [4, 2] [1, 1]
// CHECK: %[[FILLED:.+]] = tensor.insert_slice %{{.+}} into %{{.+}}[1, 10] [4, 2] [1, 1]
// CHECK: tensor.insert_slice %[[X]] into %[[FILLED]][1, 2] [4, 8] [1, 1]
func.func @padding_surrounds_the_part(%x: tensor<4x8xf32>) -> tensor<6x12xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.pad %x low[1, 2] high[1, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x8xf32> to tensor<6x12xf32>
  return %0 : tensor<6x12xf32>
}

// CHECK-LABEL: func.func @parts_lie_within_the_padding
// CHECK-SAME: %[[X:.+]]: tensor<4x8xf32>, %[[Y:.+]]: tensor<4x3xf32>
// CHECK-NOT: tensor<4x11xf32>
// CHECK: %[[FIRST:.+]] = tensor.insert_slice %[[X]] into %{{.+}}[1, 2] [4, 8] [1, 1]
// CHECK: tensor.insert_slice %[[Y]] into %[[FIRST]][1, 10] [4, 3] [1, 1]
func.func @parts_lie_within_the_padding(%x: tensor<4x8xf32>, %y: tensor<4x3xf32>) -> tensor<6x15xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.concat dim(1) %x, %y : (tensor<4x8xf32>, tensor<4x3xf32>) -> tensor<4x11xf32>
  %1 = tensor.pad %0 low[1, 2] high[1, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x11xf32> to tensor<6x15xf32>
  return %1 : tensor<6x15xf32>
}

// CHECK-LABEL: func.func @parts_of_what_is_read_without_padding_too
// CHECK: %[[WHOLE:.+]] = tensor.insert_slice %{{.+}} into %{{.+}}[0, 8] [4, 3] [1, 1] : tensor<4x3xf32> into tensor<4x11xf32>
// CHECK: tensor.insert_slice %[[WHOLE]] into %{{.+}}[1, 2] [4, 11] [1, 1]
func.func @parts_of_what_is_read_without_padding_too(%x: tensor<4x8xf32>, %y: tensor<4x3xf32>) -> (tensor<6x15xf32>, tensor<4x11xf32>) {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.concat dim(1) %x, %y : (tensor<4x8xf32>, tensor<4x3xf32>) -> tensor<4x11xf32>
  %1 = tensor.pad %0 low[1, 2] high[1, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x11xf32> to tensor<6x15xf32>
  return %1, %0 : tensor<6x15xf32>, tensor<4x11xf32>
}

// CHECK-LABEL: func.func @parts_stand_side_by_side
// CHECK-SAME: %[[X:.+]]: tensor<4x8xf32>, %[[Y:.+]]: tensor<4x3xf32>
// CHECK: %[[FIRST:.+]] = tensor.insert_slice %[[X]] into %{{.+}}[0, 0] [4, 8] [1, 1]
// CHECK: tensor.insert_slice %[[Y]] into %[[FIRST]][0, 8] [4, 3] [1, 1]
func.func @parts_stand_side_by_side(%x: tensor<4x8xf32>, %y: tensor<4x3xf32>) -> tensor<4x11xf32> {
  %0 = tensor.concat dim(1) %x, %y : (tensor<4x8xf32>, tensor<4x3xf32>) -> tensor<4x11xf32>
  return %0 : tensor<4x11xf32>
}

// The whole would have to be there as long as its part is read.
// CHECK-LABEL: func.func @parts_with_other_readers_stay
// CHECK: tensor.concat
func.func @parts_with_other_readers_stay(%x: tensor<4x8xf32>, %y: tensor<4x3xf32>) -> (tensor<4x11xf32>, tensor<4x8xf32>) {
  %0 = tensor.concat dim(1) %x, %y : (tensor<4x8xf32>, tensor<4x3xf32>) -> tensor<4x11xf32>
  return %0, %x : tensor<4x11xf32>, tensor<4x8xf32>
}

// CHECK-LABEL: func.func @many_parts_stay
// CHECK: tensor.concat
func.func @many_parts_stay(%x: tensor<4x8xf32>) -> tensor<4x136xf32> {
  %0 = tensor.concat dim(1) %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x136xf32>
  return %0 : tensor<4x136xf32>
}
