// RUN: onnxc-opt %s --onnxc-expand-float-conversions | FileCheck %s --check-prefixes=CHECK,NATIVE
// RUN: sed 's/#native}/#basic}/' %s | onnxc-opt --onnxc-expand-float-conversions | FileCheck %s --check-prefixes=CHECK,BASIC

#native = #kernel.machine<f16Conversion = true>
#basic = #kernel.machine

module attributes {onnxc.machine = #native} {

// CHECK-LABEL: func.func @half_floats_are_added_in_f32
// NATIVE:        arith.extf %{{.+}} : f16 to f32
// BASIC-NOT:     arith.extf
// CHECK:         arith.addf %{{.+}}, %{{.+}} : f32
// NATIVE:        arith.truncf %{{.+}} : f32 to f16
// BASIC-NOT:     arith.truncf
// CHECK:         return %{{.+}} : f16
func.func @half_floats_are_added_in_f32(%x: f16, %y: f16) -> f16 {
  %s = arith.addf %x, %y : f16
  return %s : f16
}

// CHECK-LABEL: func.func @moves_stay
// CHECK-NEXT:    arith.select %{{.+}} : f16
// CHECK-NEXT:    return
func.func @moves_stay(%c: i1, %x: f16, %y: f16) -> f16 {
  %s = arith.select %c, %x, %y : f16
  return %s : f16
}

// CHECK-LABEL: func.func @brain_floats_are_rounded_by_integers
// CHECK-NOT:     arith.truncf
// CHECK:         arith.shrui
// CHECK:         arith.bitcast %{{.+}} : i16 to bf16
func.func @brain_floats_are_rounded_by_integers(%x: f32) -> bf16 {
  %s = arith.truncf %x : f32 to bf16
  return %s : bf16
}

// Rounded to odd by way of f32: a second rounding to nearest gives what a single one would.
// CHECK-LABEL: func.func @doubles_are_converted_by_way_of_single_floats
// CHECK:         %[[SINGLE:.+]] = arith.truncf %{{.+}} : f64 to f32
// CHECK:         arith.ori
// CHECK:         %[[ODD:.+]] = arith.bitcast %{{.+}} : i32 to f32
// NATIVE-NEXT:   arith.truncf %[[ODD]] : f32 to f16
// BASIC-NOT:     arith.truncf
// CHECK:         return %{{.+}} : f16
func.func @doubles_are_converted_by_way_of_single_floats(%x: f64) -> f16 {
  %s = arith.truncf %x : f64 to f16
  return %s : f16
}

// CHECK-LABEL: func.func @wider_conversions_stay
// CHECK-NEXT:    arith.truncf %{{.+}} : f64 to f32
// CHECK-NEXT:    return
func.func @wider_conversions_stay(%x: f64) -> f32 {
  %s = arith.truncf %x : f64 to f32
  return %s : f32
}

// CHECK-LABEL: func.func @vectors_of_8_bits
// CHECK-NOT:     arith.extf
// CHECK:         arith.bitcast %{{.+}} : vector<4xf8E4M3FN> to vector<4xi8>
// CHECK:         return %{{.+}} : vector<4xf32>
func.func @vectors_of_8_bits(%x: vector<4xf8E4M3FN>) -> vector<4xf32> {
  %s = arith.extf %x : vector<4xf8E4M3FN> to vector<4xf32>
  return %s : vector<4xf32>
}

// The sign is not taken apart, as LLVM would make an absolute value of it.
// CHECK-LABEL: func.func @brain_floats_are_extended_whole
// CHECK:         %[[BITS:.+]] = arith.extui %{{.+}} : i16 to i32
// CHECK-NEXT:    %[[SIXTEEN:.+]] = arith.constant 16 : i32
// CHECK-NEXT:    %[[SHIFTED:.+]] = arith.shli %[[BITS]], %[[SIXTEEN]]
// CHECK-NEXT:    %[[SINGLE:.+]] = arith.bitcast %[[SHIFTED]] : i32 to f32
// CHECK-NEXT:    return %[[SINGLE]]
func.func @brain_floats_are_extended_whole(%x: bf16) -> f32 {
  %s = arith.extf %x : bf16 to f32
  return %s : f32
}

}
