// RUN: onnxc-opt %s --convert-onnx-to-linalg --split-input-file --verify-diagnostics | FileCheck %s

// Leaf i is node -1 - i.
// CHECK-LABEL: func.func @rows_walk_down_trees
// CHECK-SAME: %[[X:.+]]: tensor<3x2xf32>
// CHECK-DAG: %[[FALSE:.+]] = arith.constant dense<[-1, -2]> : tensor<2xi32>
// CHECK-DAG: %[[TRUE:.+]] = arith.constant dense<[1, -3]> : tensor<2xi32>
// CHECK: scf.while
// CHECK: tensor.extract %[[X]]
// CHECK: arith.cmpf ole
// CHECK-NOT: arith.cmpf
// CHECK: arith.select
// CHECK: arith.addf
func.func @rows_walk_down_trees(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %0 = onnx.ml.TreeEnsemble %x {leaf_targetids = array<i64: 0, 0, 0>, leaf_weights = dense<[1.0, 2.0, 3.0]> : tensor<3xf32>,
      nodes_falseleafs = array<i64: 1, 1>, nodes_falsenodeids = array<i64: 0, 1>, nodes_featureids = array<i64: 0, 1>,
      nodes_modes = dense<0> : tensor<2xui8>, nodes_splits = dense<[1.0, 2.0]> : tensor<2xf32>,
      nodes_trueleafs = array<i64: 0, 1>, nodes_truenodeids = array<i64: 1, 2>, tree_roots = array<i64: 0>}
    : (tensor<3x2xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

// Blocks of rows walk down one tree before they walk down the next: 256, and what is left of 300.
// CHECK-LABEL: func.func @rows_share_a_tree
// CHECK:       %[[BLOCK:[a-z0-9_]+]] = arith.constant 256 : index
// CHECK:       scf.for %[[I:[a-z0-9_]+]] =
// CHECK:         scf.for %[[TREE:[a-z0-9_]+]] =
// CHECK:           scf.for %{{.+}} = %{{.+}} to %[[BLOCK]]
// CHECK:             arith.muli %[[I]]
// CHECK:             tensor.extract %{{.+}}[%[[TREE]]]
// CHECK:             scf.while
// CHECK:       %[[REST:[a-z0-9_]+]] = arith.constant 44 : index
// CHECK:           scf.for %{{.+}} = %{{.+}} to %[[REST]]
// CHECK:             scf.while
func.func @rows_share_a_tree(%x: tensor<300x2xf32>) -> tensor<300x1xf32> {
  %0 = onnx.ml.TreeEnsemble %x {leaf_targetids = array<i64: 0, 0>, leaf_weights = dense<[1.0, 2.0]> : tensor<2xf32>,
      nodes_falseleafs = array<i64: 1>, nodes_falsenodeids = array<i64: 0>, nodes_featureids = array<i64: 0>,
      nodes_modes = dense<0> : tensor<1xui8>, nodes_splits = dense<1.0> : tensor<1xf32>,
      nodes_trueleafs = array<i64: 1>, nodes_truenodeids = array<i64: 1>, tree_roots = array<i64: 0, 0>}
    : (tensor<300x2xf32>) -> tensor<300x1xf32>
  return %0 : tensor<300x1xf32>
}

// -----

// CHECK-LABEL: func.func @members_are_asked_for_one_by_one
// CHECK-DAG: arith.constant dense<[1, -1]> : tensor<2xi32>
// CHECK-DAG: arith.constant dense<-2> : tensor<2xi32>
// CHECK-DAG: arith.constant dense<[4.000000e+00, 5.000000e+00]> : tensor<2xf32>
// CHECK: arith.cmpf oeq
func.func @members_are_asked_for_one_by_one(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %0 = onnx.ml.TreeEnsemble %x {leaf_targetids = array<i64: 0, 0>, leaf_weights = dense<[1.0, 2.0]> : tensor<2xf32>,
      membership_values = dense<[4.0, 5.0, 0x7FC00000]> : tensor<3xf32>,
      nodes_falseleafs = array<i64: 1>, nodes_falsenodeids = array<i64: 0>, nodes_featureids = array<i64: 0>,
      nodes_modes = dense<6> : tensor<1xui8>, nodes_splits = dense<1.0> : tensor<1xf32>,
      nodes_trueleafs = array<i64: 1>, nodes_truenodeids = array<i64: 1>, tree_roots = array<i64: 0>}
    : (tensor<3x2xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

func.func @too_few_sets(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  // expected-error @below {{has fewer sets of membership_values than nodes that ask for one}}
  // expected-error @below {{operator ml.TreeEnsemble is not supported with these types and attributes}}
  %0 = onnx.ml.TreeEnsemble %x {leaf_targetids = array<i64: 0>, leaf_weights = dense<1.0> : tensor<1xf32>,
      nodes_falseleafs = array<i64: 1>, nodes_falsenodeids = array<i64: 0>, nodes_featureids = array<i64: 0>,
      nodes_modes = dense<6> : tensor<1xui8>, nodes_splits = dense<1.0> : tensor<1xf32>,
      nodes_trueleafs = array<i64: 1>, nodes_truenodeids = array<i64: 0>, tree_roots = array<i64: 0>}
    : (tensor<3x2xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}
