// RUN: onnxc-opt %s --onnxc-choose-winograd | FileCheck %s
// RUN: sed 's/#words}/#vnni}/' %s | onnxc-opt --onnxc-choose-winograd | FileCheck %s --check-prefix=VNNI

#words = #kernel.machine<vectorBytes = 32, vectorRegisters = 16, l1Bytes = 32768, l1Ways = 8, l2Bytes = 524288, dots = ["madd_bytes", "madd_words"]>
#vnni = #kernel.machine<vectorBytes = 32, vectorRegisters = 16, l1Bytes = 32768, l1Ways = 8, l2Bytes = 524288, dots = ["vnni", "madd_words"]>

module attributes {onnxc.machine = #words} {

// VNNI-NOT: kernel.winograd_conv

// The input is made i16; weights stay bytes, and as many as they were.
// CHECK-LABEL: func.func @bytes
// CHECK: %[[WORDS:.+]] = linalg.generic
// CHECK: arith.extui %{{.+}} : i8 to i16
// CHECK: kernel.winograd_conv {{.*}}dot = madd_words>} ins(%[[WORDS]], %{{.+}} : tensor<1x58x58x64xi16>, tensor<36864xi8>) outs(%{{.+}} : tensor<1x56x56x64xi32>)
// CHECK-NOT: kernel.conv
func.func @bytes(%x: tensor<1x58x58x64xi8>, %s: tensor<1x56x56x64xi32>) -> tensor<1x56x56x64xi32> {
  %w = arith.constant dense<-128> : tensor<64x64x3x3xi8>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, unsigned_input}
    ins(%x, %w : tensor<1x58x58x64xi8>, tensor<64x64x3x3xi8>) outs(%s : tensor<1x56x56x64xi32>) -> tensor<1x56x56x64xi32>
  return %0 : tensor<1x56x56x64xi32>
}

// CHECK-LABEL: func.func @fitting_sums
// CHECK: kernel.winograd_conv {{.*}}output_tile = 4
func.func @fitting_sums(%x: tensor<1x58x58x256xi8>, %s: tensor<1x56x56x64xi32>) -> tensor<1x56x56x64xi32> {
  %w = arith.constant dense<57> : tensor<64x256x3x3xi8>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, unsigned_input}
    ins(%x, %w : tensor<1x58x58x256xi8>, tensor<64x256x3x3xi8>) outs(%s : tensor<1x56x56x64xi32>) -> tensor<1x56x56x64xi32>
  return %0 : tensor<1x56x56x64xi32>
}

// 2304 products of up to 255 * 58 are more than the 26 bits that a division by 576 leaves, but fit the
// 30 that one by 4 does.
// CHECK-LABEL: func.func @large_sums
// CHECK: kernel.winograd_conv {{.*}}output_tile = 2
func.func @large_sums(%x: tensor<1x58x58x256xi8>, %s: tensor<1x56x56x64xi32>) -> tensor<1x56x56x64xi32> {
  %w = arith.constant dense<58> : tensor<64x256x3x3xi8>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>, unsigned_input}
    ins(%x, %w : tensor<1x58x58x256xi8>, tensor<64x256x3x3xi8>) outs(%s : tensor<1x56x56x64xi32>) -> tensor<1x56x56x64xi32>
  return %0 : tensor<1x56x56x64xi32>
}

// Pairs of channels are multiplied.
// CHECK-LABEL: func.func @odd_channels
// CHECK-NOT: kernel.winograd_conv
// CHECK: kernel.conv
func.func @odd_channels(%x: tensor<1x58x58x33xi8>, %s: tensor<1x56x56x64xi32>) -> tensor<1x56x56x64xi32> {
  %w = arith.constant dense<1> : tensor<64x33x3x3xi8>
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x58x58x33xi8>, tensor<64x33x3x3xi8>) outs(%s : tensor<1x56x56x64xi32>) -> tensor<1x56x56x64xi32>
  return %0 : tensor<1x56x56x64xi32>
}

}
