// RUN: onnxc-opt %s --onnxc-place-weights --split-input-file --verify-diagnostics | FileCheck %s

// What has the same elements is one constant, whatever it is called, and whatever its shape is.
// CHECK: onnxc.weight_offsets = array<i64: 0, 64>
// CHECK-SAME: onnxc.weight_values = [dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>, dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 5.000000e+00]> : tensor<4xf32>]
// CHECK-SAME: onnxc.weights_size = 128 : i64
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[WEIGHTS:[^:]+]]: memref<128xi8>
// CHECK: memref.view %[[WEIGHTS]][%c0][] : memref<128xi8> to memref<4xf32>
// CHECK: memref.view %[[WEIGHTS]][%c0{{.*}}][] : memref<128xi8> to memref<2x2xf32>
// CHECK: memref.view %[[WEIGHTS]][%c64][] : memref<128xi8> to memref<4xf32>
// CHECK-NOT: memref.global
module {
  memref.global "private" constant @first : memref<4xf32> = dense<[1.0, 2.0, 3.0, 4.0]>
  memref.global "private" constant @square : memref<2x2xf32> = dense<[[1.0, 2.0], [3.0, 4.0]]>
  memref.global "private" constant @other : memref<4xf32> = dense<[1.0, 2.0, 3.0, 5.0]>
  func.func @main(%y: memref<4xf32>, %z: memref<2x2xf32>) {
    %a = memref.get_global @first : memref<4xf32>
    %b = memref.get_global @square : memref<2x2xf32>
    %c = memref.get_global @other : memref<4xf32>
    memref.copy %a, %y : memref<4xf32> to memref<4xf32>
    memref.copy %b, %z : memref<2x2xf32> to memref<2x2xf32>
    memref.copy %c, %y : memref<4xf32> to memref<4xf32>
    return
  }
}

// -----

// Neither are equal bytes of elements of another size, whose order differs between machines, nor
// one element for all and one element.
// CHECK: onnxc.weight_offsets = array<i64: 0, 64, 128, 192>
// CHECK-SAME: onnxc.weights_size = 256 : i64
module {
  memref.global "private" constant @bytes : memref<4xi8> = dense<[1, 2, 3, 4]>
  memref.global "private" constant @words : memref<2xi16> = dense<[513, 1027]>
  memref.global "private" constant @ones : memref<4xf32> = dense<1.0>
  memref.global "private" constant @one : memref<1xf32> = dense<1.0>
  func.func @main(%w: memref<4xi8>, %x: memref<2xi16>, %y: memref<4xf32>, %z: memref<1xf32>) {
    %a = memref.get_global @bytes : memref<4xi8>
    %b = memref.get_global @words : memref<2xi16>
    %c = memref.get_global @ones : memref<4xf32>
    %d = memref.get_global @one : memref<1xf32>
    memref.copy %a, %w : memref<4xi8> to memref<4xi8>
    memref.copy %b, %x : memref<2xi16> to memref<2xi16>
    memref.copy %c, %y : memref<4xf32> to memref<4xf32>
    memref.copy %d, %z : memref<1xf32> to memref<1xf32>
    return
  }
}

// -----

// expected-error @below {{has no function @main}}
module {
}
