// RUN: onnxc-opt %s --onnxc-lower-text | FileCheck %s

// CHECK:       func.func private @onnxc_text_equal(index, index, index, index, index)

// CHECK-LABEL: func.func @addresses_come_first
// CHECK-SAME:    %[[C:.+]]: memref<8xi8>, %[[A:.+]]: memref<4xi64>, %[[B:.+]]: memref<4xi64>, %[[R:.+]]: memref<4xi8>
// CHECK-DAG:     %[[PC:.+]] = memref.extract_aligned_pointer_as_index %[[C]]
// CHECK-DAG:     %[[PA:.+]] = memref.extract_aligned_pointer_as_index %[[A]]
// CHECK-DAG:     %[[PB:.+]] = memref.extract_aligned_pointer_as_index %[[B]]
// CHECK-DAG:     %[[PR:.+]] = memref.extract_aligned_pointer_as_index %[[R]]
// CHECK-DAG:     %[[N:.+]] = arith.constant 4 : index
// CHECK:         call @onnxc_text_equal(%[[PC]], %[[PA]], %[[PB]], %[[PR]], %[[N]])
func.func @addresses_come_first(%c: memref<8xi8>, %a: memref<4xi64>, %b: memref<4xi64>, %r: memref<4xi8>) {
  kernel.text "equal" (%c, %a, %b : memref<8xi8>, memref<4xi64>, memref<4xi64>) outs(%r : memref<4xi8>) numbers [4]
  return
}

// CHECK-LABEL: func.func @a_part_begins_at_its_offset
// CHECK:         %[[P:.+]] = memref.extract_aligned_pointer_as_index
// CHECK:         %[[OFFSET:.+]] = arith.muli
// CHECK:         %[[PLACE:.+]] = arith.addi %[[P]], %[[OFFSET]]
// CHECK:         call @onnxc_text_enter(%[[PLACE]],
func.func @a_part_begins_at_its_offset(%x: memref<8xi64, strided<[1], offset: 3>>, %y: memref<4xi64>) {
  kernel.text "enter" (%x : memref<8xi64, strided<[1], offset: 3>>) outs(%y : memref<4xi64>) numbers [4]
  return
}
