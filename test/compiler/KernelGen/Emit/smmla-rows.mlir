// A matrix product of bytes by pairs of rows, with a number of rows that is known at run time only.
// REQUIRES: aarch64-gcc, qemu-aarch64
// RUN: onnxc-opt %s --onnxc-pack-weights --one-shot-bufferize --cse --canonicalize --onnxc-group-kernels --onnxc-outline-kernels --onnxc-llvm-pipeline > %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: sed "s/llvm.func internal @main/llvm.func @product/; s/module attributes {.*} {/module {/" %t.mlir | mlir-translate --mlir-to-llvmir | llc -mtriple=aarch64-linux-gnu -mattr=+i8mm -O2 -filetype=obj -o %t.o
// RUN: aarch64-linux-gnu-gcc -static %S/Inputs/smmla-rows.c %t.o -o %t && qemu-aarch64 -cpu max %t

// CHECK: llvm.aarch64.neon.usmmla
module attributes {onnxc.machine = #kernel.machine<vectorBytes = 16, vectorRegisters = 32, fmaByLane = true, broadcast = true, dots = ["smmla"]>} {
func.func @main(%input: memref<100x24xi8>, %sums: memref<6xi32>, %output: memref<100x6xi32>, %rows: index) {
  %x = memref.subview %input[0, 0] [%rows, 24] [1, 1] : memref<100x24xi8> to memref<?x24xi8, strided<[24, 1]>>
  %y = memref.subview %output[0, 0] [%rows, 6] [1, 1] : memref<100x6xi32> to memref<?x6xi32, strided<[6, 1]>>
  %a = bufferization.to_tensor %x restrict : memref<?x24xi8, strided<[24, 1]>> to tensor<?x24xi8>
  %b = bufferization.to_tensor %sums restrict : memref<6xi32> to tensor<6xi32>
  %out = bufferization.to_tensor %y restrict writable : memref<?x6xi32, strided<[6, 1]>> to tensor<?x6xi32>
  // Weight of product k and column n: (17 * (6 * k + n)) % 256 - 128.
  %w = arith.constant dense<[
    [-128, -111, -94, -77, -60, -43],
    [-26, -9, 8, 25, 42, 59],
    [76, 93, 110, 127, -112, -95],
    [-78, -61, -44, -27, -10, 7],
    [24, 41, 58, 75, 92, 109],
    [126, -113, -96, -79, -62, -45],
    [-28, -11, 6, 23, 40, 57],
    [74, 91, 108, 125, -114, -97],
    [-80, -63, -46, -29, -12, 5],
    [22, 39, 56, 73, 90, 107],
    [124, -115, -98, -81, -64, -47],
    [-30, -13, 4, 21, 38, 55],
    [72, 89, 106, 123, -116, -99],
    [-82, -65, -48, -31, -14, 3],
    [20, 37, 54, 71, 88, 105],
    [122, -117, -100, -83, -66, -49],
    [-32, -15, 2, 19, 36, 53],
    [70, 87, 104, 121, -118, -101],
    [-84, -67, -50, -33, -16, 1],
    [18, 35, 52, 69, 86, 103],
    [120, -119, -102, -85, -68, -51],
    [-34, -17, 0, 17, 34, 51],
    [68, 85, 102, 119, -120, -103],
    [-86, -69, -52, -35, -18, -1]]> : tensor<24x6xi8>
  %begin = linalg.generic {indexing_maps = [affine_map<(m, n) -> (n)>, affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]}
    ins(%b : tensor<6xi32>) outs(%out : tensor<?x6xi32>) {
  ^bb0(%of_column: i32, %_: i32):
    linalg.yield %of_column : i32
  } -> tensor<?x6xi32>
  %result = kernel.gemm {unsigned_input} ins(%a, %w : tensor<?x24xi8>, tensor<24x6xi8>) outs(%begin : tensor<?x6xi32>) -> tensor<?x6xi32>
  bufferization.materialize_in_destination %result in restrict writable %y : (tensor<?x6xi32>, memref<?x6xi32, strided<[6, 1]>>) -> ()
  return
}
}
