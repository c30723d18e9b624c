// RUN: onnxc-opt %s --onnxc-place-text --split-input-file | FileCheck %s

// CHECK:       module attributes {{.*}}onnxc.makes_text
// CHECK-LABEL: func.func @what_is_made_has_memory
// CHECK-SAME:    %[[X:.+]]: memref<8xi64>, %[[Y:.+]]: memref<8xi64>, %[[SIZES:.+]]: memref<1xi64>
// CHECK-NEXT:    %[[TEXT:.+]] = memref.alloc() : memref<132xi8>
// CHECK-NEXT:    kernel.text "begin" memory(%[[TEXT]] : memref<132xi8>) numbers [100]
// CHECK-NEXT:    kernel.text "format_int"(%[[X]] : memref<8xi64>) outs(%[[Y]] : memref<8xi64>) memory(%[[TEXT]] : memref<132xi8>) numbers [8, 0]
// CHECK-NEXT:    kernel.text "end" outs(%[[SIZES]] : memref<1xi64>) memory(%[[TEXT]] : memref<132xi8>) numbers []
// CHECK-NEXT:    return
module attributes {onnx.returns_sizes, onnxc.max_text = 100 : i64, onnxc.machine = #kernel.machine<pointerBits = 64>} {
  func.func @what_is_made_has_memory(%x: memref<8xi64>, %y: memref<8xi64>, %sizes: memref<1xi64>) {
    kernel.text "format_int" (%x : memref<8xi64>) outs(%y : memref<8xi64>) numbers [8, 0]
    return
  }
}

// -----

// CHECK-NOT:   makes_text
// CHECK-LABEL: func.func @errors_take_no_room
// CHECK:         memref.alloc() : memref<32xi8>
// CHECK:         kernel.text "begin" {{.*}}numbers [0]
module attributes {onnx.returns_sizes, onnxc.max_text = 100 : i64, onnxc.machine = #kernel.machine<pointerBits = 64>} {
  func.func @errors_take_no_room(%c: memref<8xi8>, %x: memref<8xi64>, %y: memref<8xi64>, %sizes: memref<1xi64>) {
    kernel.text "parse_int" (%c, %x : memref<8xi8>, memref<8xi64>) outs(%y : memref<8xi64>) numbers [8, 0, 64]
    return
  }
}

// -----

// CHECK-NOT:   makes_text
// CHECK-LABEL: func.func @what_only_reads_has_none
// CHECK-NOT:     memref.alloc
module attributes {onnxc.max_text = 100 : i64} {
  func.func @what_only_reads_has_none(%x: memref<8xi64>, %y: memref<4xi64>) {
    kernel.text "enter" (%x : memref<8xi64>) outs(%y : memref<4xi64>) numbers [4]
    return
  }
}
