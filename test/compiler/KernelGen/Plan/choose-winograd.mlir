// RUN: onnxc-opt %s --onnxc-choose-winograd | FileCheck %s
// RUN: sed 's/#avx512}/#without_l2}/' %s | onnxc-opt --onnxc-choose-winograd | FileCheck %s --check-prefix=SMALL

#avx512 = #kernel.machine<vectorBytes = 64, vectorRegisters = 32, l1Bytes = 32768, l1Ways = 8, l2Bytes = 2097152>
#without_l2 = #kernel.machine<vectorBytes = 32, vectorRegisters = 16, l1Bytes = 32768, l1Ways = 8>

module attributes {onnxc.machine = #avx512} {

// SMALL-NOT: kernel.winograd_conv

// Most squares for each weight: the fewest multiplications.
// CHECK-LABEL: func.func @large_images_take_large_squares
// CHECK: kernel.winograd_conv {block = 33 : i64, output_tile = 4 : i64, tile = #kernel.tile<{{.*}}lanes = 16>} ins(%{{.+}}, %{{.+}} : tensor<1x58x58x64xf32>, tensor<147456xf32>) outs(%{{.+}} : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
// CHECK-NOT: kernel.conv
func.func @large_images_take_large_squares(%x: tensor<1x58x58x64xf32>, %s: tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32> {
  %w = arith.constant dense<1.0> : tensor<64x64x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x58x58x64xf32>, tensor<64x64x3x3xf32>) outs(%s : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
  return %0 : tensor<1x56x56x64xf32>
}

// Sixteen matrices of weights instead of 36, of which each has 49 squares to multiply.
// CHECK-LABEL: func.func @small_images_take_small_squares
// CHECK: kernel.winograd_conv {block = 49 : i64, output_tile = 2 : i64, {{.*}} tensor<1048576xf32>
func.func @small_images_take_small_squares(%x: tensor<1x16x16x256xf32>, %s: tensor<1x14x14x256xf32>, %rest: tensor<1048576xf32>) -> tensor<1x14x14x256xf32> {
  %w = arith.constant dense<1.0> : tensor<256x256x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x16x16x256xf32>, tensor<256x256x3x3xf32>) outs(%s : tensor<1x14x14x256xf32>) -> tensor<1x14x14x256xf32>
  return %0 : tensor<1x14x14x256xf32>
}

// CHECK-LABEL: func.func @few_squares_are_direct
// CHECK: kernel.conv
func.func @few_squares_are_direct(%x: tensor<1x5x5x256xf32>, %s: tensor<1x3x3x256xf32>) -> tensor<1x3x3x256xf32> {
  %w = arith.constant dense<1.0> : tensor<256x256x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x5x5x256xf32>, tensor<256x256x3x3xf32>) outs(%s : tensor<1x3x3x256xf32>) -> tensor<1x3x3x256xf32>
  return %0 : tensor<1x3x3x256xf32>
}

// CHECK-LABEL: func.func @few_channels_are_direct
// CHECK: kernel.conv
func.func @few_channels_are_direct(%x: tensor<1x58x58x3xf32>, %s: tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32> {
  %w = arith.constant dense<1.0> : tensor<64x3x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x58x58x3xf32>, tensor<64x3x3x3xf32>) outs(%s : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
  return %0 : tensor<1x56x56x64xf32>
}

// CHECK-LABEL: func.func @strides_are_direct
// CHECK: kernel.conv
func.func @strides_are_direct(%x: tensor<1x57x57x64xf32>, %s: tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32> {
  %w = arith.constant dense<1.0> : tensor<64x64x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x57x57x64xf32>, tensor<64x64x3x3xf32>) outs(%s : tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
  return %0 : tensor<1x28x28x64xf32>
}

// CHECK-LABEL: func.func @dilations_are_direct
// CHECK: kernel.conv
func.func @dilations_are_direct(%x: tensor<1x60x60x64xf32>, %s: tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32> {
  %w = arith.constant dense<1.0> : tensor<64x64x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 2, 2>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x60x60x64xf32>, tensor<64x64x3x3xf32>) outs(%s : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
  return %0 : tensor<1x56x56x64xf32>
}

// CHECK-LABEL: func.func @groups_are_direct
// CHECK: kernel.conv
func.func @groups_are_direct(%x: tensor<1x58x58x64xf32>, %s: tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32> {
  %w = arith.constant dense<1.0> : tensor<64x32x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 2 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x58x58x64xf32>, tensor<64x32x3x3xf32>) outs(%s : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
  return %0 : tensor<1x56x56x64xf32>
}

// CHECK-LABEL: func.func @other_kernels_are_direct
// CHECK: kernel.conv
func.func @other_kernels_are_direct(%x: tensor<1x60x60x64xf32>, %s: tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32> {
  %w = arith.constant dense<1.0> : tensor<64x64x5x5xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 5, 5>}
    ins(%x, %w : tensor<1x60x60x64xf32>, tensor<64x64x5x5xf32>) outs(%s : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
  return %0 : tensor<1x56x56x64xf32>
}

// CHECK-LABEL: func.func @doubles_are_direct
// CHECK: kernel.conv
func.func @doubles_are_direct(%x: tensor<1x58x58x64xf64>, %s: tensor<1x56x56x64xf64>) -> tensor<1x56x56x64xf64> {
  %w = arith.constant dense<1.0> : tensor<64x64x3x3xf64>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x58x58x64xf64>, tensor<64x64x3x3xf64>) outs(%s : tensor<1x56x56x64xf64>) -> tensor<1x56x56x64xf64>
  return %0 : tensor<1x56x56x64xf64>
}

// CHECK-LABEL: func.func @small_weights_are_direct
// CHECK-NOT: kernel.winograd_conv
func.func @small_weights_are_direct(%x: tensor<1x58x58x64xf32>, %s: tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32> {
  %w = arith.constant dense<1.0> : tensor<64x64x3x3xf16>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x58x58x64xf32>, tensor<64x64x3x3xf16>) outs(%s : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
  return %0 : tensor<1x56x56x64xf32>
}

// Where nothing else needs as much memory, matrices are made for a part of the squares at a time: a quarter
// of 1.6 MB of pixels is there for them, 9,216 bytes a square.
// CHECK-LABEL: func.func @blocks_are_limited_by_memory
// CHECK: kernel.winograd_conv {block = 43 : i64, output_tile = 4 : i64
func.func @blocks_are_limited_by_memory(%x: tensor<1x66x66x32xf32>, %s: tensor<1x64x64x32xf32>) -> tensor<1x64x64x32xf32> {
  %w = arith.constant dense<1.0> : tensor<32x32x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x66x66x32xf32>, tensor<32x32x3x3xf32>) outs(%s : tensor<1x64x64x32xf32>) -> tensor<1x64x64x32xf32>
  return %0 : tensor<1x64x64x32xf32>
}

// What lives at another time is memory that matrices may have: a negation, in place, needs 2 MB.
// Of 256 squares, 86 fit the cache.
// CHECK-LABEL: func.func @blocks_have_memory_of_other_times
// CHECK: kernel.winograd_conv {block = 86 : i64, output_tile = 4 : i64
func.func @blocks_have_memory_of_other_times(%x: tensor<1x66x66x32xf32>) -> (tensor<1x64x64x32xf32>, tensor<f32>) {
  %w = arith.constant dense<1.0> : tensor<32x32x3x3xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<524288xf32>
  %large = linalg.fill ins(%zero : f32) outs(%e : tensor<524288xf32>) -> tensor<524288xf32>
  %negated = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
    ins(%large : tensor<524288xf32>) outs(%e : tensor<524288xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n = arith.negf %in : f32
    linalg.yield %n : f32
  } -> tensor<524288xf32>
  %part = tensor.extract_slice %negated[0] [1] [1] : tensor<524288xf32> to tensor<f32>
  %s = linalg.fill ins(%zero : f32) outs(%part : tensor<f32>) -> tensor<f32>
  %e1 = tensor.empty() : tensor<1x64x64x32xf32>
  %sums = linalg.fill ins(%zero : f32) outs(%e1 : tensor<1x64x64x32xf32>) -> tensor<1x64x64x32xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x66x66x32xf32>, tensor<32x32x3x3xf32>) outs(%sums : tensor<1x64x64x32xf32>) -> tensor<1x64x64x32xf32>
  return %0, %s : tensor<1x64x64x32xf32>, tensor<f32>
}

// The smallest blocks may take half as much as pixels do, 113 kB: ten squares take 82 kB.
// CHECK-LABEL: func.func @few_squares_have_more_memory
// CHECK: kernel.winograd_conv {block = 10 : i64, output_tile = 2 : i64
func.func @few_squares_have_more_memory(%x: tensor<1x22x22x64xf32>, %s: tensor<1x20x20x64xf32>) -> tensor<1x20x20x64xf32> {
  %w = arith.constant dense<1.0> : tensor<64x64x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x22x22x64xf32>, tensor<64x64x3x3xf32>) outs(%s : tensor<1x20x20x64xf32>) -> tensor<1x20x20x64xf32>
  return %0 : tensor<1x20x20x64xf32>
}

// CHECK-LABEL: func.func @matrices_larger_than_images_are_direct
// CHECK: kernel.conv
func.func @matrices_larger_than_images_are_direct(%x: tensor<1x14x14x64xf32>, %s: tensor<1x12x12x64xf32>) -> tensor<1x12x12x64xf32> {
  %w = arith.constant dense<1.0> : tensor<64x64x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x14x14x64xf32>, tensor<64x64x3x3xf32>) outs(%s : tensor<1x12x12x64xf32>) -> tensor<1x12x12x64xf32>
  return %0 : tensor<1x12x12x64xf32>
}

// 64 KiB are there for matrices in any model: pixels are 43 kB here.
// CHECK-LABEL: func.func @small_models_have_some_memory
// CHECK: kernel.winograd_conv {block = {{1[0-9]}} : i64, output_tile = 2 : i64
func.func @small_models_have_some_memory(%x: tensor<1x14x14x32xf32>, %s: tensor<1x12x12x32xf32>) -> tensor<1x12x12x32xf32> {
  %w = arith.constant dense<1.0> : tensor<32x32x3x3xf32>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x14x14x32xf32>, tensor<32x32x3x3xf32>) outs(%s : tensor<1x12x12x32xf32>) -> tensor<1x12x12x32xf32>
  return %0 : tensor<1x12x12x32xf32>
}

}
