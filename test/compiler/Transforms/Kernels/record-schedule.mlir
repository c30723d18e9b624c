// RUN: onnxc-opt %s --onnxc-record-schedule --split-input-file | FileCheck %s
// RUN: onnxc-opt %s --onnxc-record-schedule=keep-notes=false --split-input-file | FileCheck %s --check-prefix=DROP

// The second temporary lives during both steps, the first during one; each takes whole units of 64
// bytes. A step reads the weights that its call names.
// CHECK:      module attributes {onnxc.schedule = {
// CHECK-SAME:   buffers = [
// CHECK-SAME:     {bytes = 128 : i64, first = 0 : i64, last = 1 : i64, nodes = "mul", offset = 0 : i64, type = memref<4x7xf32>},
// CHECK-SAME:     {bytes = 64 : i64, first = 1 : i64, last = 1 : i64, nodes = "", offset = 128 : i64, type = memref<16xf32>}]
// CHECK-SAME:   steps = [
// CHECK-SAME:     {alive = 128 : i64, flops = 2 : i64, kernel = "first", output = memref<4x7xf32>, weights = 112 : i64},
// CHECK-SAME:     {alive = 192 : i64, flops = 3 : i64, kernel = "second", output = memref<16xf32>, weights = 0 : i64}]
// CHECK-SAME: onnxc.weights_size = 128 : i64}
// CHECK-NOT:  onnxc.buffer
// CHECK:      call @first({{.*}}) {onnxc.kernel = {flops = 2 : i64}}
// DROP:       onnxc.schedule
// DROP-NOT:   onnxc.kernel
module attributes {onnxc.weights_size = 128 : i64, onnxc.wants_schedule} {
  func.func @main(%x: memref<4x7xf32>, %arena: memref<192xi8>, %weights: memref<128xi8>) {
    %c0 = arith.constant 0 : index
    %c128 = arith.constant 128 : index
    %w = memref.view %weights[%c0][] : memref<128xi8> to memref<4x7xf32>
    %a = memref.view %arena[%c0][] {onnxc.buffer = 0 : i64} : memref<192xi8> to memref<4x7xf32> loc(#mul)
    %b = memref.view %arena[%c128][] {onnxc.buffer = 1 : i64} : memref<192xi8> to memref<16xf32>
    call @first(%x, %w, %a) {onnxc.kernel = {flops = 2 : i64}} : (memref<4x7xf32>, memref<4x7xf32>, memref<4x7xf32>) -> ()
    call @second(%a, %b) {onnxc.kernel = {flops = 3 : i64}} : (memref<4x7xf32>, memref<16xf32>) -> ()
    return
  }
  func.func private @first(%x: memref<4x7xf32>, %w: memref<4x7xf32>, %y: memref<4x7xf32>) {
    linalg.add ins(%x, %w : memref<4x7xf32>, memref<4x7xf32>) outs(%y : memref<4x7xf32>)
    return
  }
  func.func private @second(%x: memref<4x7xf32>, %y: memref<16xf32>) {
    %c0 = arith.constant 0 : index
    %0 = memref.load %x[%c0, %c0] : memref<4x7xf32>
    memref.store %0, %y[%c0] : memref<16xf32>
    return
  }
}
#mul = loc("mul"("model.onnx":1:1))

// -----

// Temporaries that were not kept apart say nothing of their lives: there is no schedule.
// CHECK-NOT: onnxc.schedule
// CHECK:     call @fill
module attributes {onnxc.weights_size = 0 : i64} {
  func.func @main(%arena: memref<64xi8>, %weights: memref<0xi8>) {
    %c0 = arith.constant 0 : index
    %a = memref.view %arena[%c0][] : memref<64xi8> to memref<16xf32>
    call @fill(%a) {onnxc.kernel = {flops = 0 : i64}} : (memref<16xf32>) -> ()
    return
  }
  func.func private @fill(%y: memref<16xf32>) {
    %zero = arith.constant 0.0 : f32
    linalg.fill ins(%zero : f32) outs(%y : memref<16xf32>)
    return
  }
}
