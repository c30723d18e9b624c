// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

func.func @weights(%a: tensor<4x8xf32>, %b: tensor<9x16xf32>, %c: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @+1 {{has weights 'tensor<9x16xf32>' that do not fit}}
  %0 = kernel.gemm ins(%a, %b : tensor<4x8xf32>, tensor<9x16xf32>) outs(%c : tensor<4x16xf32>) -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// -----

func.func @packed_size(%a: memref<4x8xf32>, %b: memref<160xf32>, %c: memref<4x20xf32>) {
  // expected-error @+1 {{needs 192 packed weights, but got 'memref<160xf32>'}}
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
    ins(%a, %b : memref<4x8xf32>, memref<160xf32>) outs(%c : memref<4x20xf32>)
  return
}

// -----

func.func @tile(%a: memref<4x8xf32>, %b: memref<192xf32>, %c: memref<4x20xf32>) {
  // expected-error @+1 {{columns that are not whole vectors}}
  kernel.gemm {tile = #kernel.tile<rows = 6, columns = 12, lanes = 8>}
    ins(%a, %b : memref<4x8xf32>, memref<192xf32>) outs(%c : memref<4x20xf32>)
  return
}

// -----

func.func @unpadded(%x: tensor<1x8x8x16xf32>, %w: tensor<32x16x3x3xf32>, %s: tensor<1x8x8x32xf32>) -> tensor<1x8x8x32xf32> {
  // expected-error @+1 {{reads dimension 1 of 'tensor<1x8x8x16xf32>' at position 9}}
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<1x8x8x16xf32>, tensor<32x16x3x3xf32>) outs(%s : tensor<1x8x8x32xf32>) -> tensor<1x8x8x32xf32>
  return %0 : tensor<1x8x8x32xf32>
}

// -----

func.func @mixed(%a: tensor<4x8xf32>, %b: tensor<8x16xf32>, %c: memref<4x16xf32>) {
  // expected-error @+1 {{has tensors and buffers as operands}}
  kernel.gemm ins(%a, %b : tensor<4x8xf32>, tensor<8x16xf32>) outs(%c : memref<4x16xf32>)
  return
}

// -----

func.func @winograd_margin(%x: memref<1x7x6x16xf32>, %w: memref<4096xf32>, %s: memref<1x4x4x16xf32>, %scratch: memref<2560xf32>) {
  // expected-error @+1 {{of which the input is larger by 2, but got 'memref<1x7x6x16xf32>'}}
  kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x7x6x16xf32>, memref<4096xf32>) outs(%s : memref<1x4x4x16xf32>) scratch(%scratch : memref<2560xf32>)
  return
}

// -----

func.func @winograd_output_tile(%x: memref<1x6x6x16xf32>, %w: memref<4096xf32>, %s: memref<1x4x4x16xf32>, %scratch: memref<2560xf32>) {
  // expected-error @+1 {{needs an output tile of 2 or 4}}
  kernel.winograd_conv {output_tile = 3, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x6x6x16xf32>, memref<4096xf32>) outs(%s : memref<1x4x4x16xf32>) scratch(%scratch : memref<2560xf32>)
  return
}

// -----

func.func @winograd_channels(%x: memref<1x6x6x4xf32>, %w: memref<1024xf32>, %s: memref<1x4x4x16xf32>, %scratch: memref<2560xf32>) {
  // expected-error @+1 {{the channels of at least one}}
  kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x6x6x4xf32>, memref<1024xf32>) outs(%s : memref<1x4x4x16xf32>) scratch(%scratch : memref<2560xf32>)
  return
}

// -----

func.func @winograd_weights(%x: memref<1x6x6x16xf32>, %w: memref<2304xf32>, %s: memref<1x4x4x16xf32>, %scratch: memref<2560xf32>) {
  // expected-error @+1 {{needs 4096 packed weights, but got 'memref<2304xf32>'}}
  kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x6x6x16xf32>, memref<2304xf32>) outs(%s : memref<1x4x4x16xf32>) scratch(%scratch : memref<2560xf32>)
  return
}

// -----

func.func @winograd_scratch(%x: memref<1x6x6x16xf32>, %w: memref<4096xf32>, %s: memref<1x4x4x16xf32>, %scratch: memref<2560xf32>) {
  // expected-error @+1 {{needs a scratch buffer of at least 2560 elements on buffers}}
  kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
    ins(%x, %w : memref<1x6x6x16xf32>, memref<4096xf32>) outs(%s : memref<1x4x4x16xf32>)
  return
}

// -----

func.func @winograd_words(%x: memref<1x6x6x16xi8>, %w: memref<2304xi8>, %s: memref<1x4x4x16xi32>, %scratch: memref<17408xi8>) {
  // expected-error @+1 {{needs inputs of i16, weights of i8, sums of i32 and a dot product of words}}
  kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8, dot = madd_words>}
    ins(%x, %w : memref<1x6x6x16xi8>, memref<2304xi8>) outs(%s : memref<1x4x4x16xi32>) scratch(%scratch : memref<17408xi8>)
  return
}

// -----

func.func @winograd_pairs(%x: memref<1x6x6x17xi16>, %w: memref<2448xi8>, %s: memref<1x4x4x16xi32>, %scratch: memref<17408xi8>) {
  // expected-error @+1 {{needs pairs of channels, and those of at least one vector of i16}}
  kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8, dot = madd_words>}
    ins(%x, %w : memref<1x6x6x17xi16>, memref<2448xi8>) outs(%s : memref<1x4x4x16xi32>) scratch(%scratch : memref<17408xi8>)
  return
}

// -----

func.func @extra_steps_of_words(%a: memref<1x8xi16>, %w: memref<64xi8>, %c: memref<1x8xi32>) {
  // expected-error @+1 {{has 1 extra steps of 'madd_words'}}
  kernel.gemm {tile = #kernel.tile<rows = 1, columns = 8, lanes = 8, dot = madd_words, extraSteps = 1>}
    ins(%a, %w : memref<1x8xi16>, memref<64xi8>) outs(%c : memref<1x8xi32>)
  return
}

// -----

func.func @large_weights(%a: tensor<4x8xf32>, %b: tensor<8x16xf64>, %c: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @+1 {{needs floats of one type, and weights of that or a smaller one, but got 'tensor<4x8xf32>', 'tensor<8x16xf64>' and 'tensor<4x16xf32>'}}
  %0 = kernel.gemm ins(%a, %b : tensor<4x8xf32>, tensor<8x16xf64>) outs(%c : tensor<4x16xf32>) -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// -----

func.func @small_input(%a: tensor<4x8xf16>, %b: tensor<8x16xf16>, %c: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @+1 {{needs floats of one type}}
  %0 = kernel.gemm ins(%a, %b : tensor<4x8xf16>, tensor<8x16xf16>) outs(%c : tensor<4x16xf32>) -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// -----

func.func @rows_of_one_kind(%a: tensor<?x8xf32>, %b: tensor<8x16xf32>, %c: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @+1 {{needs matrices of as many rows, but got 'tensor<?x8xf32>' and 'tensor<4x16xf32>'}}
  %0 = kernel.gemm ins(%a, %b : tensor<?x8xf32>, tensor<8x16xf32>) outs(%c : tensor<4x16xf32>) -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// -----

func.func @columns(%a: tensor<4x?xf32>, %b: tensor<8x16xf32>, %c: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @+1 {{needs static columns, but got 'tensor<4x?xf32>' and 'tensor<4x16xf32>'}}
  %0 = kernel.gemm ins(%a, %b : tensor<4x?xf32>, tensor<8x16xf32>) outs(%c : tensor<4x16xf32>) -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// -----

func.func @images(%x: tensor<?x10x10x16xf32>, %w: tensor<32x16x3x3xf32>, %s: tensor<?x8x8x32xf32>) -> tensor<?x8x8x32xf32> {
  // expected-error @+1 {{needs static shapes, but got 'tensor<?x10x10x16xf32>' and 'tensor<?x8x8x32xf32>'}}
  %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
    ins(%x, %w : tensor<?x10x10x16xf32>, tensor<32x16x3x3xf32>) outs(%s : tensor<?x8x8x32xf32>) -> tensor<?x8x8x32xf32>
  return %0 : tensor<?x8x8x32xf32>
}

// -----

func.func @selected_types(%x: memref<4x8xf32>, %v: memref<4x3xf32>, %i: memref<4x3xi32>) {
  // expected-error @+1 {{needs values of the input's type, which has 8 to 64 bits, and indices of i64, but got 'memref<4x8xf32>', 'memref<4x3xf32>' and 'memref<4x3xi32>'}}
  kernel.top_k ins(%x : memref<4x8xf32>) outs(%v, %i : memref<4x3xf32>, memref<4x3xi32>)
  return
}

// -----

func.func @selected_bools(%x: memref<4x8xi1>, %v: memref<4x3xi1>, %i: memref<4x3xi64>) {
  // expected-error @+1 {{needs values of the input's type, which has 8 to 64 bits}}
  kernel.top_k ins(%x : memref<4x8xi1>) outs(%v, %i : memref<4x3xi1>, memref<4x3xi64>)
  return
}

// -----

func.func @more_than_there_are(%x: memref<4x8xf32>, %v: memref<4x9xf32>, %i: memref<4x9xi64>) {
  // expected-error @+1 {{needs rows of at most as many elements as the input has}}
  kernel.top_k ins(%x : memref<4x8xf32>) outs(%v, %i : memref<4x9xf32>, memref<4x9xi64>)
  return
}

// -----

func.func @results_of_buffers(%x: memref<4x8xf32>, %v: memref<4x3xf32>, %i: memref<4x3xi64>) -> tensor<4x3xf32> {
  // expected-error @+1 {{has results of its destinations' types on tensors, and none on buffers}}
  %0 = kernel.top_k ins(%x : memref<4x8xf32>) outs(%v, %i : memref<4x3xf32>, memref<4x3xi64>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @odd_bits(%a: tensor<4x32xf32>, %w: tensor<6x26xi8>, %c: tensor<4x6xf32>) -> tensor<4x6xf32> {
  // expected-error @+1 {{expected numbers of 2, 4 or 8 bits, but got 3}}
  %0 = kernel.gemm {blocks = #kernel.blocks<bits = 3, size = 8, scale = f16>}
    ins(%a, %w : tensor<4x32xf32>, tensor<6x26xi8>) outs(%c : tensor<4x6xf32>) -> tensor<4x6xf32>
  return %0 : tensor<4x6xf32>
}

// -----

func.func @size_of_rows(%a: tensor<4x32xf32>, %w: tensor<6x24xi8>, %c: tensor<4x6xf32>) -> tensor<4x6xf32> {
  // expected-error @+1 {{has weights 'tensor<6x24xi8>' that do not fit}}
  %0 = kernel.gemm {blocks = #kernel.blocks<bits = 4, size = 8, scale = f16, zeros = true>}
    ins(%a, %w : tensor<4x32xf32>, tensor<6x24xi8>) outs(%c : tensor<4x6xf32>) -> tensor<4x6xf32>
  return %0 : tensor<4x6xf32>
}

// -----

func.func @blocks_that_share_bytes(%a: tensor<4x9xf32>, %w: tensor<6x11xi8>, %c: tensor<4x6xf32>) -> tensor<4x6xf32> {
  // expected-error @+1 {{has blocks of 3 numbers that do not begin a byte}}
  %0 = kernel.gemm {blocks = #kernel.blocks<bits = 4, size = 3, scale = f16>}
    ins(%a, %w : tensor<4x9xf32>, tensor<6x11xi8>) outs(%c : tensor<4x6xf32>) -> tensor<4x6xf32>
  return %0 : tensor<4x6xf32>
}

// -----

func.func @pixels_that_share_bytes(%x: tensor<1x5x3xf32>, %w: tensor<4x7xi8>, %c: tensor<1x4x4xf32>) -> tensor<1x4x4xf32> {
  // expected-error @+1 {{has pixels of 3 numbers that do not begin a byte}}
  %0 = kernel.conv {strides = array<i64: 1>, dilations = array<i64: 1>, groups = 1 : i64, kernel = array<i64: 2>,
                    blocks = #kernel.blocks<bits = 4, size = 6, scale = f32>}
    ins(%x, %w : tensor<1x5x3xf32>, tensor<4x7xi8>) outs(%c : tensor<1x4x4xf32>) -> tensor<1x4x4xf32>
  return %0 : tensor<1x4x4xf32>
}

// -----

func.func @blocks_of_integers(%a: tensor<4x8xi8>, %w: tensor<6x8xi8>, %c: tensor<4x6xi32>) -> tensor<4x6xi32> {
  // expected-error @+1 {{needs f32 and blocks of i8}}
  %0 = kernel.gemm {blocks = #kernel.blocks<bits = 8, size = 8, scale = 1.0 : f32>}
    ins(%a, %w : tensor<4x8xi8>, tensor<6x8xi8>) outs(%c : tensor<4x6xi32>) -> tensor<4x6xi32>
  return %0 : tensor<4x6xi32>
}

// -----

func.func @group_of_nothing(%x: memref<4x8xf32>) {
  // expected-error @+1 {{computes nothing}}
  kernel.group {
    %0 = memref.subview %x[0, 0] [2, 8] [1, 1] : memref<4x8xf32> to memref<2x8xf32, strided<[8, 1]>>
  }
  return
}

// -----

func.func @group_in_a_group(%x: memref<4xf32>, %y: memref<4xf32>) {
  kernel.group {
    // expected-error @+1 {{is inside of another group}}
    kernel.group {
      memref.copy %x, %y : memref<4xf32> to memref<4xf32>
    }
  }
  return
}

// -----

func.func @group_of_tensors(%a: tensor<4x8xf32>, %w: tensor<8x6xf32>, %c: tensor<4x6xf32>) {
  kernel.group {
    // expected-error @+1 {{is in a group, but does not write to buffers}}
    %0 = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x6xf32>) outs(%c : tensor<4x6xf32>) -> tensor<4x6xf32>
  }
  return
}

// -----

#id = affine_map<(m, n) -> (m, n)>
#transposed = affine_map<(m, n) -> (n, m)>

func.func @epilogue_of_other_sums(%a: memref<4x4xf32>, %w: memref<4x4xf32>, %c: memref<4x4xf32>) {
  // expected-error @+1 {{needs as its epilogue one linalg.generic that computes each element of its result from the sum at its place}}
  kernel.group {
    kernel.gemm ins(%a, %w : memref<4x4xf32>, memref<4x4xf32>) outs(%c : memref<4x4xf32>)
  } epilogue {
    linalg.generic {indexing_maps = [#transposed, #id], iterator_types = ["parallel", "parallel"]} ins(%c : memref<4x4xf32>) outs(%a : memref<4x4xf32>) {
    ^bb0(%sum: f32, %out: f32):
      linalg.yield %sum : f32
    }
  }
  return
}

// -----

func.func @epilogue_of_another_kind(%a: memref<4x4xf32>, %w: memref<4x4xf32>, %c: memref<4x4xf32>) {
  // expected-error @+1 {{needs as its epilogue one linalg.generic}}
  kernel.group {
    kernel.gemm ins(%a, %w : memref<4x4xf32>, memref<4x4xf32>) outs(%c : memref<4x4xf32>)
  } epilogue {
    memref.copy %c, %a : memref<4x4xf32> to memref<4x4xf32>
  }
  return
}

// -----

#id = affine_map<(m, n) -> (m, n)>

func.func @epilogue_of_no_sums(%a: memref<4x4xf32>, %c: memref<4x4xf32>) {
  // expected-error @+1 {{has an epilogue of no sums}}
  kernel.group {
    memref.copy %a, %c : memref<4x4xf32> to memref<4x4xf32>
  } epilogue {
    linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%c : memref<4x4xf32>) outs(%a : memref<4x4xf32>) {
    ^bb0(%sum: f32, %out: f32):
      linalg.yield %sum : f32
    }
  }
  return
}

// -----

#id = affine_map<(m, n) -> (m, n)>

func.func @epilogue_over_a_factor(%a: memref<4x4xf32>, %w: memref<4x4xf32>, %c: memref<4x4xf32>) {
  // expected-error @+1 {{has an epilogue that overwrites what other sums are made of}}
  kernel.group {
    kernel.gemm ins(%a, %w : memref<4x4xf32>, memref<4x4xf32>) outs(%c : memref<4x4xf32>)
  } epilogue {
    linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%c : memref<4x4xf32>) outs(%a : memref<4x4xf32>) {
    ^bb0(%sum: f32, %out: f32):
      linalg.yield %sum : f32
    }
  }
  return
}
