// RUN: onnxc-opt %s --onnxc-narrow-by-halves | FileCheck %s
// RUN: sed 's/#neon}/#avx}/' %s | onnxc-opt --onnxc-narrow-by-halves | FileCheck %s --check-prefix=NONE

#neon = #kernel.machine<vectorBytes = 16, narrowing = true>
#avx = #kernel.machine<vectorBytes = 32>

module attributes {onnxc.machine = #neon} {

// Without such an instruction, nothing changes.
// NONE-NOT: i16

// Floats that are rounded with a zero point of 3: four lanes are rounded by an instruction, the
// zero point is added to what saturated in 16 bits.
// CHECK-LABEL: func.func @rounded
// CHECK-SAME: %[[X:.+]]: vector<8xf32>
// CHECK: %[[LOW:.+]] = vector.shuffle %[[X]], %[[X]] [0, 1, 2, 3]
// CHECK: %[[A:.+]] = llvm.call_intrinsic "llvm.aarch64.neon.fcvtns.v4i32.v4f32"(%[[LOW]])
// CHECK: %[[HIGH:.+]] = vector.shuffle %[[X]], %[[X]] [4, 5, 6, 7]
// CHECK: %[[B:.+]] = llvm.call_intrinsic "llvm.aarch64.neon.fcvtns.v4i32.v4f32"(%[[HIGH]])
// CHECK: %[[N:.+]] = vector.shuffle %[[A]], %[[B]] [0, 1, 2, 3, 4, 5, 6, 7]
// CHECK: %[[ABOVE:.+]] = arith.maxsi %[[N]], %cst{{.*}} : vector<8xi32>
// CHECK: %[[BELOW:.+]] = arith.minsi %[[ABOVE]], %cst{{.*}} : vector<8xi32>
// CHECK: %[[HALF:.+]] = arith.trunci %[[BELOW]] : vector<8xi32> to vector<8xi16>
// CHECK: %[[THREE:.+]] = arith.constant dense<3> : vector<8xi16>
// CHECK: %[[SUM:.+]] = llvm.intr.sadd.sat(%[[HALF]], %[[THREE]])
// CHECK: %[[ZERO:.+]] = arith.constant dense<0> : vector<8xi16>
// CHECK: arith.maxsi %[[SUM]], %[[ZERO]]
// CHECK: %[[MOST:.+]] = arith.constant dense<255> : vector<8xi16>
// CHECK: arith.minsi %{{.+}}, %[[MOST]]
// CHECK: arith.trunci %{{.+}} : vector<8xi16> to vector<8xi8>
func.func @rounded(%x: vector<8xf32>) -> vector<8xi8> {
  %large = arith.constant dense<0x4B400000> : vector<8xf32>
  %base = arith.constant dense<1262485501> : vector<8xi32>
  %low = arith.constant dense<0> : vector<8xi32>
  %high = arith.constant dense<255> : vector<8xi32>
  %sum = arith.addf %x, %large : vector<8xf32>
  %bits = arith.bitcast %sum : vector<8xf32> to vector<8xi32>
  %number = arith.subi %bits, %base : vector<8xi32>
  %above = arith.maxsi %number, %low : vector<8xi32>
  %below = arith.minsi %above, %high : vector<8xi32>
  %byte = arith.trunci %below : vector<8xi32> to vector<8xi8>
  return %byte : vector<8xi8>
}

// A sum of any integers may wrap, so it is made of 32 bits.
// CHECK-LABEL: func.func @any_sum
// CHECK: %[[SUM:.+]] = arith.addi
// CHECK: arith.maxsi %[[SUM]], %c-32768_i32
// CHECK: arith.minsi %{{.+}}, %c32767_i32
// CHECK: arith.trunci %{{.+}} : i32 to i16
// CHECK-NOT: sadd.sat
// CHECK: arith.trunci %{{.+}} : i16 to i8
func.func @any_sum(%x: i32) -> i8 {
  %three = arith.constant 3 : i32
  %low = arith.constant -128 : i32
  %high = arith.constant 127 : i32
  %number = arith.addi %x, %three : i32
  %above = arith.maxsi %number, %low : i32
  %below = arith.minsi %above, %high : i32
  %byte = arith.trunci %below : i32 to i8
  return %byte : i8
}

// CHECK-LABEL: func.func @bounds_beyond_16_bits
// CHECK-NOT: i16
// CHECK: return
func.func @bounds_beyond_16_bits(%x: i32) -> i8 {
  %low = arith.constant -40000 : i32
  %high = arith.constant 127 : i32
  %above = arith.maxsi %x, %low : i32
  %below = arith.minsi %above, %high : i32
  %byte = arith.trunci %below : i32 to i8
  return %byte : i8
}

// CHECK-LABEL: func.func @no_bounds
// CHECK-NOT: i16
// CHECK: return
func.func @no_bounds(%x: i32) -> i8 {
  %byte = arith.trunci %x : i32 to i8
  return %byte : i8
}
}
