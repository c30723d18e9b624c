// RUN: onnxc-reduce %s --test=%S/Inputs/has-no-constant-size.sh -o %t.mlir
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: %S/Inputs/has-no-constant-size.sh %t.mlir

// What it takes to fail: one allocation, whose size is an argument.
// CHECK:      module {
// CHECK-NEXT:   func.func @main(%[[N:.+]]: index) {
// CHECK-NEXT:     %{{.+}} = memref.alloc(%[[N]]) : memref<?xf32>
// CHECK-NEXT:     return
// CHECK-NEXT:   }
// CHECK-NEXT: }
func.func @before(%x: memref<16xf32>, %y: memref<16xf32>) {
  %a = memref.alloc() : memref<16xf32>
  memref.copy %x, %a : memref<16xf32> to memref<16xf32>
  memref.copy %a, %y : memref<16xf32> to memref<16xf32>
  return
}
func.func @main(%x: memref<16xf32>, %y: memref<16xf32>, %n: index) -> index {
  %zero = arith.constant 0.0 : f32
  %m = arith.muli %n, %n : index
  %a = memref.alloc() : memref<16xf32>
  linalg.exp ins(%x : memref<16xf32>) outs(%a : memref<16xf32>)
  %b = memref.alloc(%m) : memref<?xf32>
  linalg.fill ins(%zero : f32) outs(%b : memref<?xf32>)
  memref.copy %a, %y : memref<16xf32> to memref<16xf32>
  return %m : index
}

// RUN: not onnxc-reduce %s --test=false 2>&1 | FileCheck %s --check-prefix=FINE
// FINE: error: {{.*}}reduce.mlir: the test does not succeed on the whole file
