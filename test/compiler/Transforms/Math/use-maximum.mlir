// RUN: onnxc-opt %s --onnxc-use-maximum | FileCheck %s
// RUN: sed 's/#neon}/#avx}/' %s | onnxc-opt --onnxc-use-maximum | FileCheck %s --check-prefix=NONE

#neon = #kernel.machine<maximum = true>
#avx = #kernel.machine<minMax = true>

module attributes {onnxc.machine = #neon} {

// Without such an instruction, nothing changes.
// NONE-NOT: arith.maximumf
// NONE-NOT: arith.minimumf

// CHECK-LABEL: func.func @the_larger_of_a_value_and_a_number
// CHECK-SAME: %[[X:.+]]: f32
// CHECK: %[[C:.+]] = arith.constant 0.0
// CHECK: arith.maximumf %[[X]], %[[C]]
func.func @the_larger_of_a_value_and_a_number(%x: f32) -> f32 {
  %c = arith.constant 0.0 : f32
  %less = arith.cmpf olt, %x, %c : f32
  %y = arith.select %less, %c, %x : f32
  return %y : f32
}

// CHECK-LABEL: func.func @the_smaller_one
// CHECK-SAME: %[[X:.+]]: f32
// CHECK: %[[C:.+]] = arith.constant 6.0
// CHECK: arith.minimumf %[[X]], %[[C]]
func.func @the_smaller_one(%x: f32) -> f32 {
  %c = arith.constant 6.0 : f32
  %less = arith.cmpf olt, %c, %x : f32
  %y = arith.select %less, %c, %x : f32
  return %y : f32
}

// CHECK-LABEL: func.func @lanes_too
// CHECK: arith.maximumf {{.*}} : vector<4xf32>
func.func @lanes_too(%x: vector<4xf32>) -> vector<4xf32> {
  %zero = arith.constant 0.0 : f32
  %c = vector.broadcast %zero : f32 to vector<4xf32>
  %d = vector.broadcast %zero : f32 to vector<4xf32>
  %less = arith.cmpf olt, %x, %c : vector<4xf32>
  %y = arith.select %less, %d, %x : vector<4xi1>, vector<4xf32>
  return %y : vector<4xf32>
}

// A bound that is NaN leaves the value as it is, where a maximum would be NaN.
// CHECK-LABEL: func.func @an_unknown_bound_is_kept
// CHECK: arith.select
func.func @an_unknown_bound_is_kept(%x: f32, %c: f32) -> f32 {
  %less = arith.cmpf olt, %x, %c : f32
  %y = arith.select %less, %c, %x : f32
  return %y : f32
}

// CHECK-LABEL: func.func @another_choice_is_kept
// CHECK: arith.select
func.func @another_choice_is_kept(%x: f32, %z: f32) -> f32 {
  %c = arith.constant 0.0 : f32
  %less = arith.cmpf olt, %x, %c : f32
  %y = arith.select %less, %c, %z : f32
  return %y : f32
}

}
