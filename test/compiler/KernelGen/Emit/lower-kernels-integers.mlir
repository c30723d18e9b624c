// RUN: onnxc-opt %s --onnxc-lower-kernels --split-input-file | FileCheck %s

// One word of four inputs meets the weights of eight channels; the sums are stored once.
// CHECK-LABEL: func.func @vnni
// CHECK: scf.for
// CHECK: %[[WORD:.+]] = vector.extract %{{.+}}[0] : i32 from vector<1xi32>
// CHECK: %[[WORDS:.+]] = vector.broadcast %[[WORD]] : i32 to vector<8xi32>
// CHECK: %[[BYTES:.+]] = vector.bitcast %[[WORDS]] : vector<8xi32> to vector<32xi8>
// CHECK: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.256"(%{{.+}}, %[[BYTES]], %{{.+}}) : (vector<8xi32>, vector<32xi8>, vector<32xi8>) -> vector<8xi32>
// CHECK: vector.store %{{.+}} : memref<1x8xi32>, vector<8xi32>
func.func @vnni(%a: memref<1x64xi8>, %w: memref<512xi8>, %c: memref<1x8xi32>) {
  kernel.gemm {tile = #kernel.tile<rows = 1, columns = 8, lanes = 8, dot = vnni>, unsigned_input}
    ins(%a, %w : memref<1x64xi8>, memref<512xi8>) outs(%c : memref<1x8xi32>)
  return
}

// -----

// Weights are widened once for all rows.
// CHECK-LABEL: func.func @words
// CHECK: arith.extsi %{{.+}} : vector<16xi8> to vector<16xi16>
// CHECK: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"
// CHECK: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"
// CHECK-NOT: arith.extsi
func.func @words(%a: memref<2x64xi16>, %w: memref<512xi8>, %c: memref<2x8xi32>) {
  kernel.gemm {tile = #kernel.tile<rows = 2, columns = 8, lanes = 8, dot = madd_words>}
    ins(%a, %w : memref<2x64xi16>, memref<512xi8>) outs(%c : memref<2x8xi32>)
  return
}

// -----

// Sums of pairs become sums of four. An extra step reads again what the number after the weights
// says: here of two taps of 32 channels.
// CHECK-LABEL: func.func @bytes
// CHECK: scf.for %{{.+}} = %c0{{.*}} to %c64
// CHECK: %[[PAIRS:.+]] = llvm.call_intrinsic "llvm.x86.avx2.pmadd.ub.sw"{{.*}} -> vector<16xi16>
// CHECK: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"(%[[PAIRS]], %{{.+}})
// CHECK: scf.for
// CHECK: %[[NUMBER:.+]] = arith.index_castui
// CHECK: arith.remui %[[NUMBER]], %c32
// CHECK: arith.divui %[[NUMBER]], %c32
// CHECK: llvm.call_intrinsic "llvm.x86.avx2.pmadd.ub.sw"
// CHECK-NOT: pmadd.ub.sw
func.func @bytes(%a: memref<1x2x32xi8>, %w: memref<592xi8>, %c: memref<1x1x8xi32>) {
  kernel.conv {strides = array<i64: 1>, dilations = array<i64: 1>, groups = 1 : i64, kernel = array<i64: 2>,
               tile = #kernel.tile<rows = 1, columns = 8, lanes = 8, dot = madd_bytes, extraSteps = 2>, unsigned_input}
    ins(%a, %w : memref<1x2x32xi8>, memref<592xi8>) outs(%c : memref<1x1x8xi32>)
  return
}

// -----

// Two rows of inputs meet two columns of weights; what the sums start with is made so, too, and the
// rows come apart in the end. Rows of an odd number are computed twice.
// CHECK-LABEL: func.func @smmla
// CHECK: %[[R0:.+]] = vector.load %{{.+}} : memref<3x4xi32>, vector<4xi32>
// CHECK: %[[R1:.+]] = vector.load %{{.+}} : memref<3x4xi32>, vector<4xi32>
// CHECK: vector.shuffle %[[R0]], %[[R1]] [0, 1, 4, 5]
// CHECK: vector.shuffle %[[R0]], %[[R1]] [2, 3, 6, 7]
// CHECK: vector.load %{{.+}} : memref<64xi8>, vector<16xi8>
// CHECK-COUNT-8: llvm.call_intrinsic "llvm.aarch64.neon.usmmla.v4i32.v16i8"
// CHECK-NOT: usmmla
// CHECK: vector.shuffle %[[A:.+]], %[[B:.+]] [0, 1, 4, 5]
// CHECK: vector.shuffle %[[A]], %[[B]] [2, 3, 6, 7]
// CHECK-COUNT-3: vector.store %{{.+}} : memref<3x4xi32>, vector<4xi32>
// CHECK-NOT: vector.store
func.func @smmla(%a: memref<3x16xi8>, %w: memref<64xi8>, %c: memref<3x4xi32>) {
  kernel.gemm {tile = #kernel.tile<rows = 4, columns = 4, lanes = 4, dot = smmla>, unsigned_input}
    ins(%a, %w : memref<3x16xi8>, memref<64xi8>) outs(%c : memref<3x4xi32>)
  return
}

// -----

// Three groups of products after whole vectors are loaded as two and one.
// CHECK-LABEL: func.func @remaining_groups
// CHECK: vector.load %{{.+}} : memref<1x28xi8>, vector<16xi8>
// CHECK-COUNT-4: "llvm.aarch64.neon.sdot.v4i32.v16i8"
// CHECK: vector.load %{{.+}} : memref<1x28xi8>, vector<8xi8>
// CHECK-COUNT-2: "llvm.aarch64.neon.sdot.v4i32.v16i8"
// CHECK: vector.load %{{.+}} : memref<1x28xi8>, vector<4xi8>
// CHECK-COUNT-1: "llvm.aarch64.neon.sdot.v4i32.v16i8"
// CHECK-NOT: sdot
func.func @remaining_groups(%a: memref<1x28xi8>, %w: memref<112xi8>, %c: memref<1x4xi32>) {
  kernel.gemm {tile = #kernel.tile<rows = 1, columns = 4, lanes = 4, dot = dotprod>}
    ins(%a, %w : memref<1x28xi8>, memref<112xi8>) outs(%c : memref<1x4xi32>)
  return
}

// -----

// Bytes of four vectors of sums leave as one vector, if the machine narrows pairs of vectors.
#map = affine_map<(d0, d1) -> (d0, d1)>
module attributes {onnxc.machine = #kernel.machine<vectorBytes = 16, narrowing = true>} {
// CHECK-LABEL: func.func @joined
// CHECK-COUNT-5: "llvm.aarch64.neon.sdot.v4i32.v16i8"
// CHECK: arith.trunci %{{.+}} : vector<16xi32> to vector<16xi8>
// CHECK: arith.trunci %{{.+}} : vector<4xi32> to vector<4xi8>
// CHECK: vector.store %{{.+}} : memref<1x20xi8>, vector<16xi8>
// CHECK: vector.store %{{.+}} : memref<1x20xi8>, vector<4xi8>
func.func @joined(%a: memref<1x4xi8>, %w: memref<80xi8>, %c: memref<1x20xi8>) {
  %zero = arith.constant 0 : i32
  %sums = memref.alloca() : memref<1x20xi32>
  kernel.group {
    linalg.fill ins(%zero : i32) outs(%sums : memref<1x20xi32>)
    kernel.gemm {tile = #kernel.tile<rows = 1, columns = 20, lanes = 4, dot = dotprod>}
      ins(%a, %w : memref<1x4xi8>, memref<80xi8>) outs(%sums : memref<1x20xi32>)
  } epilogue {
    linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]}
      ins(%sums : memref<1x20xi32>) outs(%c : memref<1x20xi8>) {
    ^bb0(%x: i32, %y: i8):
      %byte = arith.trunci %x : i32 to i8
      linalg.yield %byte : i8
    }
  }
  return
}
}

// -----

// Sums in general registers end as a vector, where there are vectors.
module attributes {onnxc.machine = #kernel.machine<vectorBytes = 16>} {
// CHECK-LABEL: func.func @vmladava
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.arm.mve.vmldava.v16i8"
// CHECK: vector.from_elements %{{.+}} : vector<4xi32>
// CHECK: vector.store %{{.+}} : memref<1x4xi32>, vector<4xi32>
func.func @vmladava(%a: memref<1x64xi8>, %w: memref<256xi8>, %c: memref<1x4xi32>) {
  kernel.gemm {tile = #kernel.tile<rows = 1, columns = 4, lanes = 1, dot = vmladava>}
    ins(%a, %w : memref<1x64xi8>, memref<256xi8>) outs(%c : memref<1x4xi32>)
  return
}
}

// -----

// One pointer walks through both rows of the input, one through the weights.
// CHECK-LABEL: func.func @smlad
// CHECK: llvm.inttoptr
// CHECK: %[[INPUT:.+]] = llvm.inline_asm "", "=r,0" %{{.+}} -> !llvm.ptr
// CHECK: llvm.inttoptr
// CHECK: %[[WEIGHTS:.+]] = llvm.inline_asm "", "=r,0" %{{.+}} -> !llvm.ptr
// CHECK: scf.for {{.*}} iter_args({{.*}} %[[X:.+]] = %[[INPUT]], %[[W:.+]] = %[[WEIGHTS]]) -> (i32, i32, i32, i32, !llvm.ptr, !llvm.ptr)
// CHECK: llvm.load %[[W]] {alignment = 1 : i64} : !llvm.ptr -> vector<4xi8>
// CHECK: llvm.load %[[X]] {alignment = 1 : i64} : !llvm.ptr -> vector<4xi8>
// CHECK: "llvm.arm.sxtb16"
// CHECK-COUNT-4: "llvm.arm.smlad"
// CHECK: llvm.getelementptr %[[X]][64]
// CHECK-NOT: vector.store
// CHECK: memref.store
func.func @smlad(%a: memref<2x64xi8>, %w: memref<128xi8>, %c: memref<2x2xi32>) {
  kernel.gemm {tile = #kernel.tile<rows = 2, columns = 2, lanes = 1, dot = smlad>}
    ins(%a, %w : memref<2x64xi8>, memref<128xi8>) outs(%c : memref<2x2xi32>)
  return
}

// -----

// Rows that a load does not reach from one another have pointers of their own.
// CHECK-LABEL: func.func @far_rows
// CHECK: scf.for {{.*}} -> (i32, i32, i32, i32, !llvm.ptr, !llvm.ptr, !llvm.ptr)
func.func @far_rows(%a: memref<2x4096xi8>, %w: memref<8192xi8>, %c: memref<2x2xi32>) {
  kernel.gemm {tile = #kernel.tile<rows = 2, columns = 2, lanes = 1, dot = smlad>}
    ins(%a, %w : memref<2x4096xi8>, memref<8192xi8>) outs(%c : memref<2x2xi32>)
  return
}

// -----

// The pixels of a tile are widened once, and read as pairs by all panels.
// CHECK-LABEL: func.func @widened
// CHECK: %[[PAIRS:.+]] = memref.alloca() {alignment = 8 : i64} : memref<64xi16>
// CHECK: llvm.store %{{.+}} : vector<4xi16>, !llvm.ptr
// CHECK: scf.for %{{.+}} = %c0{{.*}} to %c8
// CHECK: memref.extract_aligned_pointer_as_index %[[PAIRS]]
// CHECK: llvm.load %{{.+}} : !llvm.ptr -> vector<4xi16>
// CHECK: "llvm.arm.smlad"
func.func @widened(%a: memref<2x32xi8>, %w: memref<512xi8>, %c: memref<2x16xi32>) {
  kernel.gemm {tile = #kernel.tile<rows = 2, columns = 2, lanes = 1, dot = smlad>}
    ins(%a, %w : memref<2x32xi8>, memref<512xi8>) outs(%c : memref<2x16xi32>)
  return
}

// -----

// Where the target has no dot product, bytes are widened to i32.
func.func @odd(%a: memref<1x6xi8>, %w: memref<48xi8>, %c: memref<1x8xi32>) {
  kernel.gemm {tile = #kernel.tile<rows = 1, columns = 8, lanes = 8>}
    ins(%a, %w : memref<1x6xi8>, memref<48xi8>) outs(%c : memref<1x8xi32>)
  return
}
// CHECK-LABEL: func.func @odd
// CHECK: arith.muli %{{.+}} : vector<8xi32>
