// Loops that copy or clear stay loops: there may be no memcpy or memset to call.

// RUN: onnxc %s -target=x86-64-v3 -o %t.o
// RUN: llvm-nm -u %t.o | count 0
// RUN: onnxc %s -target=aarch64 -o %t.o
// RUN: llvm-nm -u %t.o | count 0
// RUN: onnxc %s -target=armv7a -o %t.o
// RUN: llvm-nm -u %t.o | count 0
// RUN: onnxc %s -target=cortex-m4 -o %t.o
// RUN: llvm-nm -u %t.o | count 0
module attributes {onnxc.stage = "llvm",
                   onnx.inputs = [{name = "x", type = tensor<4096xi8>}],
                   onnx.outputs = [{name = "y", type = tensor<4096xi8>},
                                   {name = "z", type = tensor<4096xi8>}]} {
  llvm.func internal @main(%x: !llvm.ptr {llvm.noalias}, %y: !llvm.ptr {llvm.noalias},
                           %z: !llvm.ptr {llvm.noalias}, %arena: !llvm.ptr, %w: !llvm.ptr) {
    %zero = llvm.mlir.constant(0 : i32) : i32
    %one = llvm.mlir.constant(1 : i32) : i32
    %nothing = llvm.mlir.constant(0 : i8) : i8
    %count = llvm.mlir.constant(4096 : i32) : i32
    llvm.br ^body(%zero : i32)
  ^body(%i: i32):
    %from = llvm.getelementptr %x[%i] : (!llvm.ptr, i32) -> !llvm.ptr, i8
    %to = llvm.getelementptr %y[%i] : (!llvm.ptr, i32) -> !llvm.ptr, i8
    %clear = llvm.getelementptr %z[%i] : (!llvm.ptr, i32) -> !llvm.ptr, i8
    %byte = llvm.load %from : !llvm.ptr -> i8
    llvm.store %byte, %to : i8, !llvm.ptr
    llvm.store %nothing, %clear : i8, !llvm.ptr
    %next = llvm.add %i, %one : i32
    %more = llvm.icmp "ult" %next, %count : i32
    llvm.cond_br %more, ^body(%next : i32), ^exit
  ^exit:
    llvm.return
  }
}
