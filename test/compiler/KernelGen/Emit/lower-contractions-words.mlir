// RUN: onnxc-opt %s --onnxc-lower-contractions --canonicalize | FileCheck %s
// RUN: sed 's/#dsp}/#neon}/' %s | onnxc-opt --onnxc-lower-contractions --canonicalize | FileCheck %s --check-prefix=NEON
// RUN: sed 's/#dsp}/#plain}/' %s | onnxc-opt --onnxc-lower-contractions --canonicalize | FileCheck %s --check-prefix=PLAIN

#dsp = #kernel.machine<vectorRegisters = 32, halfWords = true>
#neon = #kernel.machine<vectorBytes = 16, vectorRegisters = 32, wideningProducts = true>
#plain = #kernel.machine<vectorRegisters = 32>
#image = affine_map<(h, c, y) -> (h + y, c)>
#window = affine_map<(h, c, y) -> (y, c)>
#pixels = affine_map<(h, c, y) -> (h, c)>

module attributes {onnxc.machine = #dsp} {
// Four channels are a word, of which halves meet.
// CHECK-LABEL: func.func @depthwise
// CHECK: scf.for %{{.+}} = %c0 to %c8 step %c4
// CHECK: vector.load %{{.+}} : memref<3x8xi8>, vector<4xi8>
// CHECK: llvm.call_intrinsic "llvm.arm.sxtb16"
// CHECK: vector.load %{{.+}} : memref<8x8xi8>, vector<4xi8>
// CHECK: llvm.call_intrinsic "llvm.arm.uxtb16"
// CHECK: vector.from_elements %{{.+}} : vector<4xi32>
// CHECK: arith.muli %{{.+}} : vector<4xi32>
// Eight channels are as many i16 as a vector holds, of which NEON widens the products.
// NEON-LABEL: func.func @depthwise
// NEON: arith.muli %{{.+}} : vector<8xi32>
// PLAIN-LABEL: func.func @depthwise
// PLAIN-NOT: call_intrinsic
// PLAIN: arith.muli %{{.+}} : i32
func.func @depthwise(%x: memref<8x8xi8>, %w: memref<3x8xi8>, %y: memref<6x8xi32>) {
  linalg.generic {indexing_maps = [#image, #window, #pixels], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %w : memref<8x8xi8>, memref<3x8xi8>) outs(%y : memref<6x8xi32>) {
  ^bb0(%a: i8, %b: i8, %sum: i32):
    %0 = arith.extui %a : i8 to i32
    %1 = arith.extsi %b : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}
}
