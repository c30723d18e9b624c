// RUN: onnxc-opt %s --pass-pipeline="builtin.module(llvm.func(onnxc-distribute-strides))" | FileCheck %s

// CHECK-LABEL: llvm.func @neighbours_share_a_product
// CHECK-SAME: %[[I:.+]]: i64
// CHECK: %[[PRODUCT:.+]] = llvm.mul %[[I]], %[[STRIDE:.+]]
// CHECK: %[[OFFSET:.+]] = llvm.mlir.constant(24 : i64)
// CHECK: llvm.add %[[PRODUCT]], %[[OFFSET]]
llvm.func @neighbours_share_a_product(%i: i64) -> i64 {
  %three = llvm.mlir.constant(3 : i64) : i64
  %stride = llvm.mlir.constant(8 : i64) : i64
  %next = llvm.add %i, %three : i64
  %at = llvm.mul %next, %stride : i64
  llvm.return %at : i64
}

// CHECK-LABEL: llvm.func @distances_that_vary_are_kept
// CHECK: %[[SUM:.+]] = llvm.add
// CHECK: llvm.mul %[[SUM]]
llvm.func @distances_that_vary_are_kept(%i: i64, %j: i64) -> i64 {
  %stride = llvm.mlir.constant(8 : i64) : i64
  %next = llvm.add %i, %j : i64
  %at = llvm.mul %next, %stride : i64
  llvm.return %at : i64
}
