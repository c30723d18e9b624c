// A function of a library is an error that names it, and leaves no file behind.

// RUN: rm -rf %t && mkdir %t
// RUN: not onnxc %s -target=x86-64-v3 -o %t/model.o 2>&1 | FileCheck %s
// RUN: ls %t | count 0
// RUN: not onnxc %s -target=cortex-m4 -o %t/model.o 2>&1 | FileCheck %s
// CHECK: internal error: the code for {{.*}} would need a library for 'sinf'
module attributes {onnxc.stage = "llvm",
                   onnx.inputs = [{name = "x", type = tensor<f32>}],
                   onnx.outputs = [{name = "y", type = tensor<f32>}]} {
  llvm.func internal @main(%x: !llvm.ptr, %y: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr) {
    %0 = llvm.load %x : !llvm.ptr -> f32
    %1 = llvm.intr.sin(%0) : (f32) -> f32
    llvm.store %1, %y : f32, !llvm.ptr
    llvm.return
  }
}
