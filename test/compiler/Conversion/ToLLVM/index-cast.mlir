// RUN: onnxc-opt %s --onnxc-convert-to-llvm | FileCheck %s
// RUN: sed 's/pointerBits = 32/pointerBits = 64/' %s | onnxc-opt --onnxc-convert-to-llvm | FileCheck %s --check-prefix=WIDE

module attributes {onnxc.machine = #kernel.machine<pointerBits = 32>} {

// 2^32 is no index of 32 bits, so it must not become 0.
// CHECK-LABEL: llvm.func internal @an_index_saturates
// CHECK-SAME:  %[[X:[^:]+]]: i64
// CHECK-DAG:   %[[CUT:.+]] = llvm.trunc %[[X]] : i64 to i32
// CHECK-DAG:   %[[BACK:.+]] = llvm.sext %[[CUT]] : i32 to i64
// CHECK-DAG:   %[[FITS:.+]] = llvm.icmp "eq" %[[BACK]], %[[X]]
// CHECK-DAG:   %[[MOST:.+]] = llvm.mlir.constant(2147483647 : i32)
// CHECK-DAG:   %[[LIMIT:.+]] = llvm.xor %{{.+}}, %[[MOST]]
// CHECK:       llvm.select %[[FITS]], %[[CUT]], %[[LIMIT]]
// WIDE-LABEL:  llvm.func internal @an_index_saturates
// WIDE-NOT:    llvm.select
// WIDE:        llvm.return
func.func @an_index_saturates(%x: i64) -> index {
  %i = arith.index_cast %x : i64 to index
  return %i : index
}

// CHECK-LABEL: llvm.func internal @all_of_a_vector_do
// CHECK:       llvm.select {{.*}} : vector<4xi1>, vector<4xi32>
func.func @all_of_a_vector_do(%x: vector<4xi64>) -> vector<4xindex> {
  %i = arith.index_cast %x : vector<4xi64> to vector<4xindex>
  return %i : vector<4xindex>
}

// CHECK-LABEL: llvm.func internal @numbers_that_fit_are_left
// CHECK-NOT:   llvm.select
// CHECK:       llvm.return
func.func @numbers_that_fit_are_left(%x: i32, %y: index) -> (index, i64) {
  %i = arith.index_cast %x : i32 to index
  %j = arith.index_cast %y : index to i64
  return %i, %j : index, i64
}
}
