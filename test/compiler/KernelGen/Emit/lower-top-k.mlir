// RUN: onnxc-opt %s --onnxc-lower-top-k | FileCheck %s

#sse = #kernel.machine<vectorBytes = 16>

module attributes {onnxc.machine = #sse} {

// One comparison for a vector; only where an element beats the root, they are looked at. The heap
// needs no memory but the results'.
// CHECK-LABEL: func.func @vectors_are_compared_with_the_root
// CHECK-SAME: %[[X:.+]]: memref<1x64xf32>, %[[V:.+]]: memref<1x6xf32>, %[[I:.+]]: memref<1x6xi64>
// CHECK-NOT: alloc
// CHECK: scf.for {{.*}} iter_args(%[[ROOT:.+]] = %{{.+}}) -> (i32)
// CHECK: vector.load %[[X]]{{.*}} : memref<1x64xf32>, vector<4xf32>
// CHECK: %[[ROOTS:.+]] = vector.broadcast %[[ROOT]] : i32 to vector<4xi32>
// CHECK: %[[BETTER:.+]] = arith.cmpi sgt, %{{.+}}, %[[ROOTS]]
// CHECK: %[[ANY:.+]] = vector.reduction <or>, %[[BETTER]]
// CHECK: scf.if %[[ANY]]
// CHECK-NOT: alloc
func.func @vectors_are_compared_with_the_root(%x: memref<1x64xf32>, %v: memref<1x6xf32>, %i: memref<1x6xi64>) {
  kernel.top_k ins(%x : memref<1x64xf32>) outs(%v, %i : memref<1x6xf32>, memref<1x6xi64>)
  return
}

// CHECK-LABEL: func.func @short_rests_are_scalars
// CHECK-NOT: vector
func.func @short_rests_are_scalars(%x: memref<1x9xf32>, %v: memref<1x6xf32>, %i: memref<1x6xi64>) {
  kernel.top_k ins(%x : memref<1x9xf32>) outs(%v, %i : memref<1x6xf32>, memref<1x6xi64>)
  return
}

// CHECK-LABEL: func.func @scattered_rows_are_scalars
// CHECK-NOT: vector
func.func @scattered_rows_are_scalars(%x: memref<2x64xf32, strided<[1, 2]>>, %v: memref<2x6xf32>, %i: memref<2x6xi64>) {
  kernel.top_k ins(%x : memref<2x64xf32, strided<[1, 2]>>) outs(%v, %i : memref<2x6xf32>, memref<2x6xi64>)
  return
}

// Key and position do not fit into one element of the indices.
// CHECK-LABEL: func.func @wide_keys_lie_in_the_values
// CHECK-SAME: %{{.+}}: memref<1x8xf64>, %[[V:.+]]: memref<1x6xf64>, %[[I:.+]]: memref<1x6xi64>
// CHECK: scf.for
// CHECK: %[[KEY:.+]] = arith.bitcast %{{.+}} : i64 to f64
// CHECK: memref.store %[[KEY]], %[[V]]
// CHECK: memref.store %{{.+}}, %[[I]]
func.func @wide_keys_lie_in_the_values(%x: memref<1x8xf64>, %v: memref<1x6xf64>, %i: memref<1x6xi64>) {
  kernel.top_k ins(%x : memref<1x8xf64>) outs(%v, %i : memref<1x6xf64>, memref<1x6xi64>)
  return
}

// CHECK-LABEL: func.func @nothing_is_kept
// CHECK-NEXT: return
func.func @nothing_is_kept(%x: memref<4x8xf32>, %v: memref<4x0xf32>, %i: memref<4x0xi64>) {
  kernel.top_k ins(%x : memref<4x8xf32>) outs(%v, %i : memref<4x0xf32>, memref<4x0xi64>)
  return
}

}
