// RUN: onnxc-opt %s --onnxc-lower-to-loops --canonicalize --split-input-file | FileCheck %s

// The column is contiguous in B and in the result: it is the innermost loop.
// CHECK-LABEL: func.func @product
// CHECK: scf.for %[[M:.+]] =
// CHECK: scf.for %[[K:.+]] =
// CHECK: scf.for %[[N:.+]] =
// CHECK: memref.store %{{.+}}, %{{.+}}[%[[M]], %[[N]]]
func.func @product(%a: memref<16x32xf32>, %b: memref<32x64xf32>, %c: memref<16x64xf32>) {
  linalg.matmul ins(%a, %b : memref<16x32xf32>, memref<32x64xf32>) outs(%c : memref<16x64xf32>)
  return
}

// -----

// CHECK-LABEL: func.func @sum_of_rows
// CHECK: scf.for %[[M:.+]] =
// CHECK: scf.for %[[N:.+]] =
// CHECK: memref.store %{{.+}}, %{{.+}}[%[[M]]]
func.func @sum_of_rows(%a: memref<16x32xf32>, %b: memref<16xf32>) {
  linalg.reduce ins(%a : memref<16x32xf32>) outs(%b : memref<16xf32>) dimensions = [1]
    (%x: f32, %sum: f32) {
      %0 = arith.addf %x, %sum : f32
      linalg.yield %0 : f32
    }
  return
}

// -----

// CHECK-LABEL: func.func @sum_of_columns
// CHECK: scf.for %[[N:.+]] =
// CHECK: scf.for %[[M:.+]] =
// CHECK: memref.store %{{.+}}, %{{.+}}[%[[M]]]
func.func @sum_of_columns(%a: memref<16x32xf32>, %b: memref<32xf32>) {
  linalg.reduce ins(%a : memref<16x32xf32>) outs(%b : memref<32xf32>) dimensions = [0]
    (%x: f32, %sum: f32) {
      %0 = arith.addf %x, %sum : f32
      linalg.yield %0 : f32
    }
  return
}

// -----

// LLVM would take stores of one number to be free, and unroll thousands of them. The rows of a part
// of a buffer are apart, so both loops stay.
// CHECK-DAG:   #[[UNROLL:.+]] = #llvm.loop_unroll<disable = true>
// CHECK-DAG:   #[[LOOP:.+]] = #llvm.loop_annotation<unroll = #[[UNROLL]]>
// CHECK-LABEL: func.func @fill
// CHECK:         scf.for
// CHECK:           scf.for
// CHECK:           } {llvm.loop_annotation = #[[LOOP]]}
// CHECK:         } {llvm.loop_annotation = #[[LOOP]]}
func.func @fill(%a: memref<2x384xf32, strided<[400, 1]>>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%a : memref<2x384xf32, strided<[400, 1]>>)
  return
}

// -----

// Rows that follow one another are one loop.
// CHECK-LABEL: func.func @rows_in_one_piece
// CHECK:         %[[END:.+]] = arith.constant 6144 : index
// CHECK:         scf.for {{.*}} to %[[END]]
// CHECK-NOT:     scf.for
// CHECK:         return
func.func @rows_in_one_piece(%a: memref<16x12x32xf32>, %b: memref<16x12x32xf32>) {
  memref.copy %a, %b : memref<16x12x32xf32> to memref<16x12x32xf32>
  return
}

// -----

// What is added is the same for all rows: only these become one loop.
// CHECK-LABEL: func.func @one_operand_has_no_rows
// CHECK-DAG:     %[[ROWS:.+]] = arith.constant 192 : index
// CHECK-DAG:     %[[COLUMNS:.+]] = arith.constant 32 : index
// CHECK:         scf.for {{.*}} to %[[ROWS]]
// CHECK:           scf.for {{.*}} to %[[COLUMNS]]
// CHECK-NOT:         scf.for
// CHECK:         return
func.func @one_operand_has_no_rows(%a: memref<16x12x32xf32>, %b: memref<32xf32>) {
  linalg.generic {indexing_maps = [affine_map<(x, y, z) -> (z)>, affine_map<(x, y, z) -> (x, y, z)>],
                  iterator_types = ["parallel", "parallel", "parallel"]}
    ins(%b : memref<32xf32>) outs(%a : memref<16x12x32xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// CHECK-LABEL: func.func @copies_may_be_unrolled
// CHECK:         scf.for
// CHECK-NOT:     llvm.loop_annotation
func.func @copies_may_be_unrolled(%a: memref<384xf32>, %b: memref<384xf32>) {
  memref.copy %a, %b : memref<384xf32> to memref<384xf32>
  return
}
