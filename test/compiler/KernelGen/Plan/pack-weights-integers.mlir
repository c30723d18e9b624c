// RUN: onnxc-opt %s --onnxc-pack-weights | FileCheck %s --check-prefix=WORDS
// RUN: sed 's/#words}/#vnni}/' %s | onnxc-opt --onnxc-pack-weights | FileCheck %s --check-prefix=VNNI
// RUN: sed 's/#words}/#bytes}/' %s | onnxc-opt --onnxc-pack-weights | FileCheck %s --check-prefix=BYTES
// RUN: sed 's/#words}/#pairs}/' %s | onnxc-opt --onnxc-pack-weights | FileCheck %s --check-prefix=PAIRS
// RUN: sed 's/#words}/#rows}/' %s | onnxc-opt --onnxc-pack-weights | FileCheck %s --check-prefix=SMMLA
// RUN: sed 's/#words}/#helium}/' %s | onnxc-opt --onnxc-pack-weights | FileCheck %s --check-prefix=HELIUM
// RUN: sed 's/#words}/#plain}/' %s | onnxc-opt --onnxc-pack-weights | FileCheck %s --check-prefix=PLAIN

#words = #kernel.machine<vectorBytes = 16, vectorRegisters = 16, dots = ["madd_words"]>
#vnni = #kernel.machine<vectorBytes = 16, vectorRegisters = 32, dots = ["vnni", "madd_words"]>
#bytes = #kernel.machine<vectorBytes = 16, vectorRegisters = 16, dots = ["madd_bytes", "madd_words"]>
#pairs = #kernel.machine<vectorBytes = 16, vectorRegisters = 32, dots = ["smull_pairs"]>
#rows = #kernel.machine<vectorBytes = 16, vectorRegisters = 32, dots = ["smmla", "dotprod"]>
#helium = #kernel.machine<vectorBytes = 16, vectorRegisters = 8, dots = ["vmladava"]>
#plain = #kernel.machine<vectorBytes = 16, vectorRegisters = 16>

module attributes {onnxc.machine = #words} {

// Groups of two or four products of a channel stand side by side; the input is widened, or its sign
// changed, which the sums make up for: 128 times the sum of a channel's weights.
// WORDS-LABEL: func.func @groups
// WORDS-SAME:  %[[A:[^:]+]]: tensor<1x4xi8>
// WORDS: %[[WIDE:.+]] = linalg.generic {{.*}} ins(%[[A]] : tensor<1x4xi8>)
// WORDS: arith.extsi %{{.+}} : i8 to i16
// WORDS: arith.constant dense<[1, 5, 2, 6, 3, 7, 4, 8, 9, 13, 10, 14, 11, 15, 12, 16]> : tensor<16xi8>
// WORDS: kernel.gemm {tile = #kernel.tile<rows = {{[0-9]+}}, columns = 4, lanes = 4, dot = madd_words>} ins(%[[WIDE]]
// VNNI-LABEL: func.func @groups
// VNNI-DAG: arith.constant dense<[-3584, -4096, -4608, -5120]> : tensor<4xi32>
// VNNI-DAG: arith.constant dense<[1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 4, 8, 12, 16]> : tensor<16xi8>
// VNNI: arith.xori
// VNNI: kernel.gemm {tile = #kernel.tile<rows = {{[0-9]+}}, columns = 4, lanes = 4, dot = vnni>, unsigned_input}
// PAIRS-LABEL: func.func @groups
// PAIRS-NOT: arith.xori
// PAIRS: arith.constant dense<[1, 5, 2, 6, 3, 7, 4, 8, 9, 13, 10, 14, 11, 15, 12, 16]> : tensor<16xi8>
// PAIRS: kernel.gemm {tile = #kernel.tile<rows = {{[0-9]+}}, columns = 4, lanes = 4, dot = smull_pairs>}
// PLAIN-LABEL: func.func @groups
// PLAIN-NOT: linalg.generic
// PLAIN: kernel.gemm {tile = #kernel.tile<rows = {{[0-9]+}}, columns = 4, lanes = 4>}
func.func @groups(%a: tensor<1x4xi8>, %c: tensor<1x4xi32>) -> tensor<1x4xi32> {
  %w = arith.constant dense<[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]]> : tensor<4x4xi8>
  %0 = kernel.gemm ins(%a, %w : tensor<1x4xi8>, tensor<4x4xi8>) outs(%c : tensor<1x4xi32>) -> tensor<1x4xi32>
  return %0 : tensor<1x4xi32>
}

// Two rows at a time take eight products of a channel, which are filled up with zeros; the sign of
// the input stays.
// SMMLA-LABEL: func.func @two_rows
// SMMLA-NOT: arith.xori
// SMMLA: arith.constant dense<[1, 5, 9, 13, 0, 0, 0, 0, 2, 6, 10, 14, 0, 0, 0, 0, 3, 7, 11, 15, 0, 0, 0, 0, 4, 8, 12, 16, 0, 0, 0, 0]> : tensor<32xi8>
// SMMLA: kernel.gemm {tile = #kernel.tile<rows = {{[0-9]*[02468]}}, columns = 4, lanes = 4, dot = smmla>, unsigned_input}
func.func @two_rows(%a: tensor<2x4xi8>, %c: tensor<2x4xi32>) -> tensor<2x4xi32> {
  %w = arith.constant dense<[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]]> : tensor<4x4xi8>
  %0 = kernel.gemm {unsigned_input} ins(%a, %w : tensor<2x4xi8>, tensor<4x4xi8>) outs(%c : tensor<2x4xi32>) -> tensor<2x4xi32>
  return %0 : tensor<2x4xi32>
}

// Twelve products are two groups, of which the last four are zeros, and what meets these.
// SMMLA-LABEL: func.func @twelve_products
// SMMLA: tensor.pad %{{.+}} high[0, 4]
// SMMLA: dense<[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]> : tensor<64xi8>
func.func @twelve_products(%a: tensor<2x12xi8>, %c: tensor<2x4xi32>) -> tensor<2x4xi32> {
  %w = arith.constant dense<1> : tensor<12x4xi8>
  %0 = kernel.gemm ins(%a, %w : tensor<2x12xi8>, tensor<12x4xi8>) outs(%c : tensor<2x4xi32>) -> tensor<2x4xi32>
  return %0 : tensor<2x4xi32>
}

// One row gains nothing from that.
// SMMLA-LABEL: func.func @one_row
// SMMLA: dot = dotprod>
func.func @one_row(%a: tensor<1x4xi8>, %c: tensor<1x4xi32>) -> tensor<1x4xi32> {
  %w = arith.constant dense<1> : tensor<4x4xi8>
  %0 = kernel.gemm ins(%a, %w : tensor<1x4xi8>, tensor<4x4xi8>) outs(%c : tensor<1x4xi32>) -> tensor<1x4xi32>
  return %0 : tensor<1x4xi32>
}

// Two products of -128 do not fit 16 bits.
// PAIRS-LABEL: func.func @least_weight
// PAIRS-NOT: smull_pairs
// PAIRS: kernel.gemm
func.func @least_weight(%a: tensor<1x4xi8>, %c: tensor<1x4xi32>) -> tensor<1x4xi32> {
  %w = arith.constant dense<-128> : tensor<4x4xi8>
  %0 = kernel.gemm ins(%a, %w : tensor<1x4xi8>, tensor<4x4xi8>) outs(%c : tensor<1x4xi32>) -> tensor<1x4xi32>
  return %0 : tensor<1x4xi32>
}

// Pairs of up to 128 on one side of zero stay exact in 16 bits.
// BYTES-LABEL: func.func @fitting_pairs
// BYTES: arith.constant dense<[127, 1, -64, -64, 127, 1, -64, -64, 127, 1, -64, -64, 127, 1, -64, -64]> : tensor<16xi8>
// BYTES: kernel.gemm {tile = #kernel.tile<rows = {{[0-9]+}}, columns = 4, lanes = 4, dot = madd_bytes>, unsigned_input}
func.func @fitting_pairs(%a: tensor<1x4xi8>, %c: tensor<1x4xi32>) -> tensor<1x4xi32> {
  %w = arith.constant dense<[[127, 127, 127, 127], [1, 1, 1, 1], [-64, -64, -64, -64], [-64, -64, -64, -64]]> : tensor<4x4xi8>
  %0 = kernel.gemm {unsigned_input} ins(%a, %w : tensor<1x4xi8>, tensor<4x4xi8>) outs(%c : tensor<1x4xi32>) -> tensor<1x4xi32>
  return %0 : tensor<1x4xi32>
}

// The second of four steps has two pairs that do not: half of each is added in an extra step, which
// begins with product 4.
// BYTES-LABEL: func.func @few_other_pairs
// BYTES: arith.constant dense<[1, {{.*}}, 64, 51, 1, 1, 1, 1, 1, 1, 1, 1, -64, -33, 1, 1, {{.*}}, 1,
// BYTES-SAME: 63, 50, 0, 0, 0, 0, 0, 0, 0, 0, -64, -32, 0, 0, 0, 0, 4, 0, 0, 0]> : tensor<84xi8>
// BYTES: kernel.gemm {tile = #kernel.tile<rows = {{[0-9]+}}, columns = 4, lanes = 4, dot = madd_bytes, extraSteps = 1>, transposed, unsigned_input}
func.func @few_other_pairs(%a: tensor<1x16xi8>, %c: tensor<1x4xi32>) -> tensor<1x4xi32> {
  %w = arith.constant dense<[[1, 1, 1, 1, 127, 101, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
                             [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
                             [1, 1, 1, 1, 1, 1, -128, -65, 1, 1, 1, 1, 1, 1, 1, 1],
                             [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]]> : tensor<4x16xi8>
  %0 = kernel.gemm {transposed, unsigned_input} ins(%a, %w : tensor<1x16xi8>, tensor<4x16xi8>) outs(%c : tensor<1x4xi32>) -> tensor<1x4xi32>
  return %0 : tensor<1x4xi32>
}

// Where every step would need another one, words are multiplied.
// BYTES-LABEL: func.func @many_other_pairs
// BYTES: kernel.gemm {{.*}}dot = madd_words>
func.func @many_other_pairs(%a: tensor<1x4xi8>, %c: tensor<1x4xi32>) -> tensor<1x4xi32> {
  %w = arith.constant dense<65> : tensor<4x4xi8>
  %0 = kernel.gemm {unsigned_input} ins(%a, %w : tensor<1x4xi8>, tensor<4x4xi8>) outs(%c : tensor<1x4xi32>) -> tensor<1x4xi32>
  return %0 : tensor<1x4xi32>
}

// Three channels of three pixels are gathered, and those of a fourth, which meet zeros.
// VNNI-LABEL: func.func @few_channels
// VNNI: tensor.pad {{.*}} low[0, 0, 0] high[0, 1, 0]
// VNNI: linalg.generic
// VNNI: %[[ROWS:.+]] = tensor.collapse_shape {{.*}} : tensor<1x4x4x3xi8> into tensor<1x4x12xi8>
// VNNI: kernel.conv {{.*}}kernel = array<i64: 1>, strides = array<i64: 1>{{.*}}dot = vnni>, unsigned_input} ins(%[[ROWS]]
// Where a group holds all that a window reads, the whole window is gathered.
// HELIUM-LABEL: func.func @few_channels
// HELIUM: %[[ALL:.+]] = tensor.empty() : tensor<1x4x16xi8>
// HELIUM: %[[IMAGE:.+]] = tensor.collapse_shape %{{.+}} {{\[\[}}0], [1, 2]] : tensor<1x9x3xi8> into tensor<1x27xi8>
// HELIUM: %[[LINES:.+]] = tensor.extract_slice %[[IMAGE]][0, 0] [1, 27] [1, 1]
// HELIUM: linalg.generic {{.*}} ins(%[[LINES]]
// HELIUM: %[[WINDOWS:.+]] = tensor.insert_slice %{{.+}} into %[[ALL]][0, 0, 0] [1, 4, 9] [1, 1, 1]
// HELIUM: kernel.conv {{.*}}kernel = array<i64: 1>, strides = array<i64: 1>{{.*}}dot = vmladava>} ins(%[[WINDOWS]], %{{.+}} : tensor<1x4x16xi8>, tensor<64xi8>)
func.func @few_channels(%x: tensor<1x9x3xi8>, %c: tensor<1x4x4xi32>) -> tensor<1x4x4xi32> {
  %w = arith.constant dense<1> : tensor<4x3x3xi8>
  %0 = kernel.conv {strides = array<i64: 2>, dilations = array<i64: 1>, groups = 1 : i64, kernel = array<i64: 3>, unsigned_input}
    ins(%x, %w : tensor<1x9x3xi8>, tensor<4x3x3xi8>) outs(%c : tensor<1x4x4xi32>) -> tensor<1x4x4xi32>
  return %0 : tensor<1x4x4xi32>
}

// A channel is added where one is missing, in the padding that is there already.
// WORDS-LABEL: func.func @odd_channels
// WORDS: tensor.pad {{.*}} low[0, 1, 0] high[0, 1, 1]
// WORDS: kernel.conv {{.*}}dot = madd_words>
func.func @odd_channels(%x: tensor<1x4x17xi8>, %c: tensor<1x4x4xi32>) -> tensor<1x4x4xi32> {
  %w = arith.constant dense<1> : tensor<4x17x3xi8>
  %zero = arith.constant 5 : i8
  %p = tensor.pad %x low[0, 1, 0] high[0, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index):
    tensor.yield %zero : i8
  } : tensor<1x4x17xi8> to tensor<1x6x17xi8>
  %0 = kernel.conv {strides = array<i64: 1>, dilations = array<i64: 1>, groups = 1 : i64, kernel = array<i64: 3>, unsigned_input}
    ins(%p, %w : tensor<1x6x17xi8>, tensor<4x17x3xi8>) outs(%c : tensor<1x4x4xi32>) -> tensor<1x4x4xi32>
  return %0 : tensor<1x4x4xi32>
}

}
