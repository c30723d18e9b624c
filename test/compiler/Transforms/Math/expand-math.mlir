// RUN: onnxc-opt %s --onnxc-expand-math | FileCheck %s --check-prefixes=CHECK,NATIVE
// RUN: sed 's/#native}/#basic}/' %s | onnxc-opt --onnxc-expand-math | FileCheck %s --check-prefixes=CHECK,BASIC

#native = #kernel.machine<round = true, minMax = true, sqrt = true, f64 = true, fma = true>
#basic = #kernel.machine<sqrt = true>

module attributes {onnxc.machine = #native} {

// CHECK-LABEL: func.func @functions_become_arithmetic
// CHECK-NOT:     math.exp
// CHECK-NOT:     math.tanh
// NATIVE:        math.fma
// BASIC-NOT:     math.fma
// CHECK-NOT:     scf.
// CHECK:         return
func.func @functions_become_arithmetic(%x: f32) -> (f32, f32) {
  %e = math.exp %x : f32
  %t = math.tanh %x : f32
  return %e, %t : f32, f32
}

// CHECK-LABEL: func.func @what_every_target_has_is_kept
// CHECK:         math.absf
// CHECK:         math.copysign
// CHECK:         math.sqrt
func.func @what_every_target_has_is_kept(%x: f32, %y: f32) -> (f32, f32, f32) {
  %a = math.absf %x : f32
  %c = math.copysign %x, %y : f32
  %s = math.sqrt %x : f32
  return %a, %c, %s : f32, f32, f32
}

// CHECK-LABEL: func.func @rounding_needs_an_instruction
// NATIVE:        math.floor %{{.+}} : f32
// BASIC-NOT:     math.floor
// BASIC:         math.copysign
// CHECK:         return
func.func @rounding_needs_an_instruction(%x: f32) -> f32 {
  %f = math.floor %x : f32
  return %f : f32
}

// CHECK-LABEL: func.func @maximum_needs_an_instruction
// NATIVE:        arith.maxnumf
// BASIC-NOT:     arith.maxnumf
// BASIC:         arith.select
// CHECK:         return
func.func @maximum_needs_an_instruction(%x: f32, %y: f32) -> f32 {
  %m = arith.maxnumf %x, %y : f32
  return %m : f32
}

// CHECK-LABEL: func.func @doubles_may_have_no_square_root
// NATIVE:        math.sqrt %{{.+}} : f64
// BASIC-NOT:     math.sqrt {{.*}} : f64
// BASIC:         scf.for
func.func @doubles_may_have_no_square_root(%x: f64) -> f64 {
  %s = math.sqrt %x : f64
  return %s : f64
}

// CHECK-LABEL: func.func @half_floats_are_computed_in_f32
// CHECK:         arith.extf %{{.+}} : f16 to f32
// CHECK-NOT:     math.exp
// CHECK:         arith.truncf %{{.+}} : f32 to f16
func.func @half_floats_are_computed_in_f32(%x: f16) -> f16 {
  %e = math.exp %x : f16
  return %e : f16
}

// CHECK-LABEL: func.func @vectors_are_expanded_alike
// CHECK-NOT:     math.log
// CHECK:         arith.bitcast %{{.+}} : vector<4xf32> to vector<4xi32>
func.func @vectors_are_expanded_alike(%x: vector<4xf32>) -> vector<4xf32> {
  %l = math.log %x : vector<4xf32>
  return %l : vector<4xf32>
}

// CHECK-LABEL: func.func @squares_are_products
// CHECK-SAME:    %[[X:.+]]: f32
// CHECK:         %[[SQUARE:.+]] = arith.mulf %[[X]], %[[X]] : f32
// CHECK-NEXT:    return %[[SQUARE]]
func.func @squares_are_products(%x: f32) -> f32 {
  %two = arith.constant 2.0 : f32
  %p = math.powf %x, %two : f32
  return %p : f32
}

// As a tile of a kernel has it.
// CHECK-LABEL: func.func @squares_of_vectors_are_products
// CHECK:         %[[SQUARE:.+]] = arith.mulf %arg0, %arg0
// CHECK-NEXT:    return %[[SQUARE]]
func.func @squares_of_vectors_are_products(%x: vector<8xf32>) -> vector<8xf32> {
  %two = arith.constant 2.0 : f32
  %twos = vector.broadcast %two : f32 to vector<8xf32>
  %p = math.powf %x, %twos : vector<8xf32>
  return %p : vector<8xf32>
}

// CHECK-LABEL: func.func @exponents_from_memory_are_general
// CHECK-NOT:     math.powf
// CHECK:         arith.bitcast
func.func @exponents_from_memory_are_general(%x: f32, %y: f32) -> f32 {
  %p = math.powf %x, %y : f32
  return %p : f32
}

// CHECK-LABEL: func.func @approximate_exponentials_are_never_denormal
// CHECK:         %[[SMALL:.+]] = arith.cmpf olt, %arg0
// CHECK:         %[[ZERO:.+]] = arith.constant 0.000000e+00 : f32
// CHECK:         %[[R:.+]] = arith.select %{{.+}}, %[[ZERO]], %{{.+}} : f32
// CHECK-NEXT:    return %[[R]]
func.func @approximate_exponentials_are_never_denormal(%x: f32) -> f32 {
  %e = math.exp %x fastmath<afn> : f32
  return %e : f32
}

}
