// A model may have no inputs, no arena, no weights and empty tensors.

// RUN: rm -rf %t && mkdir %t
// RUN: onnxc %s -o %t/none.o
// RUN: cc -std=c99 -Wall -Wextra -Wconversion -pedantic -Werror -I%t %S/Inputs/use-none.c %t/none.o -o %t/use
// RUN: %t/use | FileCheck %s
// RUN: c++ -std=c++17 -Wall -Wextra -Wconversion -pedantic -Werror -fsyntax-only -x c++ %t/none.h
// CHECK: 0: 7
// CHECK: 0: 7
module attributes {onnxc.stage = "llvm",
                   onnx.inputs = [],
                   onnx.outputs = [{name = "y", type = tensor<i32>},
                                   {name = "empty", type = tensor<0x3xf32>}]} {
  llvm.func internal @main(%y: !llvm.ptr, %empty: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr) {
    %0 = llvm.mlir.constant(7 : i32) : i32
    llvm.store %0, %y : i32, !llvm.ptr
    llvm.return
  }
}
