// A matrix product and what follows it, with a number of rows that is known at run time only.
// RUN: onnxc-opt %s --onnxc-pack-weights --one-shot-bufferize --cse --canonicalize --onnxc-group-kernels --onnxc-outline-kernels | FileCheck %s
// RUN: onnxc-opt %s --onnxc-pack-weights --one-shot-bufferize --cse --canonicalize --onnxc-group-kernels --onnxc-outline-kernels --onnxc-llvm-pipeline > %t.mlir
// RUN: sed "s/llvm.func internal @main/llvm.func @product/; s/module attributes {.*} {/module {/" %t.mlir | mlir-translate --mlir-to-llvmir | llc -O2 -relocation-model=pic -filetype=obj -o %t.o
// RUN: clang %S/Inputs/dynamic-rows.c %t.o -o %t && %t
// RUN: sed 's/#avx}/#by_lane}/' %s | onnxc-opt --onnxc-pack-weights --one-shot-bufferize --cse --canonicalize --onnxc-group-kernels --onnxc-outline-kernels --onnxc-llvm-pipeline > %t.mlir
// RUN: sed "s/llvm.func internal @main/llvm.func @product/; s/module attributes {.*} {/module {/" %t.mlir | mlir-translate --mlir-to-llvmir | llc -O2 -relocation-model=pic -filetype=obj -o %t.o
// RUN: clang %S/Inputs/dynamic-rows.c %t.o -o %t && %t

#avx = #kernel.machine<vectorBytes = 32, vectorRegisters = 16, l2Bytes = 524288, minMax = true, broadcast = true>
#by_lane = #kernel.machine<vectorBytes = 16, vectorRegisters = 32, l2Bytes = 400, minMax = true, fmaByLane = true, broadcast = true>

#rows = affine_map<(m, n) -> (m, n)>
#columns = affine_map<(m, n) -> (n)>

module attributes {onnxc.machine = #avx} {

// The kernel's function takes whole buffers and the number of rows.
// CHECK-LABEL: func.func @main
// CHECK:         call @kernel_contraction({{.*}}) : (memref<10xf32>, memref<100x10xf32>, index, memref<100x5xf32>, memref<80xf32>) -> ()
// CHECK-LABEL: func.func private @kernel_contraction
// CHECK:         linalg.generic
// CHECK:         kernel.gemm {{.*}} ins(%{{.+}} : memref<?x5xf32, {{.*}}>, memref<80xf32>) outs(%{{.+}} : memref<?x10xf32, {{.*}}>)
// CHECK-NEXT:    } epilogue {
// CHECK-NEXT:    linalg.generic
func.func @main(%input: memref<100x5xf32>, %bias: memref<10xf32>, %output: memref<100x10xf32>, %rows: index) {
  %x = memref.subview %input[0, 0] [%rows, 5] [1, 1] : memref<100x5xf32> to memref<?x5xf32, strided<[5, 1]>>
  %y = memref.subview %output[0, 0] [%rows, 10] [1, 1] : memref<100x10xf32> to memref<?x10xf32, strided<[10, 1]>>
  %a = bufferization.to_tensor %x restrict : memref<?x5xf32, strided<[5, 1]>> to tensor<?x5xf32>
  %b = bufferization.to_tensor %bias restrict : memref<10xf32> to tensor<10xf32>
  %out = bufferization.to_tensor %y restrict writable : memref<?x10xf32, strided<[10, 1]>> to tensor<?x10xf32>
  %w = arith.constant dense<[
    [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
    [10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0],
    [20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0],
    [30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0],
    [40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0]]> : tensor<5x10xf32>
  %begin = linalg.generic {indexing_maps = [#columns, #rows], iterator_types = ["parallel", "parallel"]}
    ins(%b : tensor<10xf32>) outs(%out : tensor<?x10xf32>) {
  ^bb0(%of_column: f32, %_: f32):
    linalg.yield %of_column : f32
  } -> tensor<?x10xf32>
  %sums = kernel.gemm ins(%a, %w : tensor<?x5xf32>, tensor<5x10xf32>) outs(%begin : tensor<?x10xf32>) -> tensor<?x10xf32>
  %zero = arith.constant 0.0 : f32
  %result = linalg.generic {indexing_maps = [#rows, #rows], iterator_types = ["parallel", "parallel"]}
    ins(%sums : tensor<?x10xf32>) outs(%out : tensor<?x10xf32>) {
  ^bb0(%sum: f32, %_: f32):
    %relu = arith.maximumf %sum, %zero : f32
    linalg.yield %relu : f32
  } -> tensor<?x10xf32>
  bufferization.materialize_in_destination %result in restrict writable %y : (tensor<?x10xf32>, memref<?x10xf32, strided<[10, 1]>>) -> ()
  return
}

}
