// On 32-bit Arm the division of 64-bit integers is the ABI's, which any toolchain provides.

// RUN: onnxc %s -target=cortex-m4 -o %t.o
// RUN: llvm-nm -u --format=just-symbols %t.o | FileCheck %s
// CHECK-NOT:  {{.}}
// CHECK:      __aeabi_ldivmod
// CHECK-NOT:  {{.}}
module attributes {onnxc.stage = "llvm",
                   onnx.inputs = [{name = "x", type = tensor<i64>}],
                   onnx.outputs = [{name = "y", type = tensor<i64>}]} {
  llvm.func internal @main(%x: !llvm.ptr, %y: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr) {
    %0 = llvm.load %x : !llvm.ptr -> i64
    %1 = llvm.load %y : !llvm.ptr -> i64
    %2 = llvm.sdiv %0, %1 : i64
    llvm.store %2, %y : i64, !llvm.ptr
    llvm.return
  }
}
