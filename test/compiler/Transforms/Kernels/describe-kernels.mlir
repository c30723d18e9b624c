// RUN: onnxc-opt %s --onnxc-describe-kernels --split-input-file | FileCheck %s

// 8 x 16 sums of 4 products are 1024 operations on 8 x 4 + 64 + 8 x 16 + 16 floats; the bias is
// read, too.
// CHECK: module {
// CHECK: call @gemm
// CHECK-SAME: {onnxc.kernel = {bytes = 960 : i64, flops = 1024 : i64, nodes = "mul, act", operators = "Gemm, Relu", work = "gemm 8x16 by 4"}}
module attributes {onnxc.operators = ["Gemm", "", "Relu"]} {
  func.func @main(%a: memref<8x4xf32>, %w: memref<64xf32>, %bias: memref<16xf32>, %c: memref<8x16xf32>) {
    call @gemm(%a, %w, %bias, %c) : (memref<8x4xf32>, memref<64xf32>, memref<16xf32>, memref<8x16xf32>) -> ()
    return
  }
  func.func private @gemm(%a: memref<8x4xf32>, %w: memref<64xf32>, %bias: memref<16xf32>, %c: memref<8x16xf32>) {
    linalg.broadcast ins(%bias : memref<16xf32>) outs(%c : memref<8x16xf32>) dimensions = [0] loc(#first)
    kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>} ins(%a, %w : memref<8x4xf32>, memref<64xf32>) outs(%c : memref<8x16xf32>) loc(#first)
    // A constant is where it was used first, which tells nothing.
    %zero = arith.constant 0.0 : f32 loc(#second)
    linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]} outs(%c : memref<8x16xf32>) {
    ^bb0(%x: f32):
      %0 = arith.maximumf %x, %zero : f32
      linalg.yield %0 : f32
    } loc(#third)
    return
  }
}
#first = loc("mul"("model.onnx":1:1))
#second = loc("other"("model.onnx":2:1))
#third = loc("act"("model.onnx":3:1))

// -----

// A convolution counts what each group sums, in all groups.
// CHECK: call @conv
// CHECK-SAME: flops = 9216 : i64, nodes = "", operators = "", work = "conv 1x8x8x8 by 3x3x1, 8 groups"
// Of a buffer, only what is filled counts.
// CHECK: call @fill
// CHECK-SAME: bytes = 320 : i64, flops = 0 : i64, {{.*}}work = "fill 1x1x10x8"
func.func @main(%x: memref<1x10x10x8xf32>, %w: memref<72xf32>, %y: memref<1x8x8x8xf32>) {
  call @conv(%x, %w, %y) : (memref<1x10x10x8xf32>, memref<72xf32>, memref<1x8x8x8xf32>) -> ()
  call @fill(%x) : (memref<1x10x10x8xf32>) -> ()
  return
}
func.func private @conv(%x: memref<1x10x10x8xf32>, %w: memref<72xf32>, %y: memref<1x8x8x8xf32>) {
  kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 8 : i64, kernel = array<i64: 3, 3>,
               tile = #kernel.tile<rows = 1, columns = 1, lanes = 1>}
    ins(%x, %w : memref<1x10x10x8xf32>, memref<72xf32>) outs(%y : memref<1x8x8x8xf32>)
  return
}
func.func private @fill(%x: memref<1x10x10x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %row = memref.subview %x[0, 0, 0, 0] [1, 1, 10, 8] [1, 1, 1, 1] : memref<1x10x10x8xf32> to memref<1x1x10x8xf32, strided<[800, 80, 8, 1]>>
  linalg.fill ins(%zero : f32) outs(%row : memref<1x1x10x8xf32, strided<[800, 80, 8, 1]>>)
  return
}

// -----

// A loop takes 16 blocks of 4 rows: all of the input, and as often the same weights.
// CHECK: call @rows
// CHECK-SAME: bytes = 4736 : i64, flops = 16384 : i64, {{.*}}work = "16 times products 4x8 by 16"
func.func @main(%x: memref<64x16xf32>, %w: memref<16x8xf32>, %y: memref<4x8xf32>) {
  call @rows(%x, %w, %y) : (memref<64x16xf32>, memref<16x8xf32>, memref<4x8xf32>) -> ()
  return
}
func.func private @rows(%x: memref<64x16xf32>, %w: memref<16x8xf32>, %y: memref<4x8xf32>) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  scf.for %i = %c0 to %c64 step %c4 {
    %block = memref.subview %x[%i, 0] [4, 16] [1, 1] : memref<64x16xf32> to memref<4x16xf32, strided<[16, 1], offset: ?>>
    linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                    iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%block, %w : memref<4x16xf32, strided<[16, 1], offset: ?>>, memref<16x8xf32>) outs(%y : memref<4x8xf32>) {
    ^bb0(%a: f32, %b: f32, %sum: f32):
      %0 = arith.mulf %a, %b : f32
      %1 = arith.addf %sum, %0 : f32
      linalg.yield %1 : f32
    }
  }
  return
}

// -----

// Each of 2 x 8 floats is read, 2 x 3 floats and positions are written.
// CHECK: call @select
// CHECK-SAME: bytes = 136 : i64, flops = 0 : i64, {{.*}} work = "top_k 2x8 to 3"
func.func @main(%x: memref<2x8xf32>, %v: memref<2x3xf32>, %i: memref<2x3xi64>) {
  call @select(%x, %v, %i) : (memref<2x8xf32>, memref<2x3xf32>, memref<2x3xi64>) -> ()
  return
}
func.func private @select(%x: memref<2x8xf32>, %v: memref<2x3xf32>, %i: memref<2x3xi64>) {
  kernel.top_k ins(%x : memref<2x8xf32>) outs(%v, %i : memref<2x3xf32>, memref<2x3xi64>)
  return
}

// -----

// Elements that are not all f32 are told: a fill, whose value is a scalar, of what it fills.
// CHECK: call @quantize
// CHECK-SAME: work = "elementwise 8, f32 to i8"
// CHECK: call @zeros
// CHECK-SAME: work = "fill 8, i8"
// CHECK: call @negate
// CHECK-SAME: work = "elementwise 8"}
func.func @main(%x: memref<8xf32>, %y: memref<8xi8>, %z: memref<8xf32>) {
  call @quantize(%x, %y) : (memref<8xf32>, memref<8xi8>) -> ()
  call @zeros(%y) : (memref<8xi8>) -> ()
  call @negate(%x, %z) : (memref<8xf32>, memref<8xf32>) -> ()
  return
}
func.func private @quantize(%x: memref<8xf32>, %y: memref<8xi8>) {
  linalg.generic {indexing_maps = [affine_map<(m) -> (m)>, affine_map<(m) -> (m)>], iterator_types = ["parallel"]}
      ins(%x : memref<8xf32>) outs(%y : memref<8xi8>) {
  ^bb0(%a: f32, %b: i8):
    %0 = arith.fptosi %a : f32 to i8
    linalg.yield %0 : i8
  }
  return
}
func.func private @zeros(%y: memref<8xi8>) {
  %zero = arith.constant 0 : i8
  linalg.fill ins(%zero : i8) outs(%y : memref<8xi8>)
  return
}
func.func private @negate(%x: memref<8xf32>, %z: memref<8xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m) -> (m)>, affine_map<(m) -> (m)>], iterator_types = ["parallel"]}
      ins(%x : memref<8xf32>) outs(%z : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = arith.negf %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// How many rows there are is settled by a run: what they take is not counted, only the weights.
// CHECK: call @rows
// CHECK-SAME: bytes = 256 : i64, flops = 0 : i64, {{.*}} work = "gemm ?x16 by 4"
// CHECK: call @scale
// CHECK-SAME: bytes = 0 : i64, flops = 0 : i64, {{.*}} work = "elementwise ?x16"
func.func @main(%a: memref<?x4xf32>, %w: memref<64xf32>, %c: memref<?x16xf32>) {
  call @rows(%a, %w, %c) : (memref<?x4xf32>, memref<64xf32>, memref<?x16xf32>) -> ()
  call @scale(%c) : (memref<?x16xf32>) -> ()
  return
}
func.func private @rows(%a: memref<?x4xf32>, %w: memref<64xf32>, %c: memref<?x16xf32>) {
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>} ins(%a, %w : memref<?x4xf32>, memref<64xf32>) outs(%c : memref<?x16xf32>)
  return
}
func.func private @scale(%c: memref<?x16xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]} outs(%c : memref<?x16xf32>) {
  ^bb0(%x: f32):
    %0 = arith.addf %x, %x : f32
    linalg.yield %0 : f32
  }
  return
}
