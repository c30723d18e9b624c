// RUN: onnxc-opt %s --onnx-fuse-quantized --split-input-file | FileCheck %s

// The bias comes in steps of the sums, and the scale of a step of the result is 0.5 * 0.25 / 0.125
// for the first filter.
// CHECK-LABEL: func.func @convolution_between_steps
// CHECK-SAME:  %[[X:[^:]+]]: tensor<1x2x4x4xui8>
// CHECK-DAG: %[[BIAS:.+]] = onnx.Constant dense<{{\[\[\[}}8]], {{\[\[}}-8]]]> : tensor<2x1x1xi32>
// CHECK-DAG: %[[SCALE:.+]] = onnx.Constant dense<{{\[\[\[}}1.000000e+00]], {{\[\[}}2.000000e+00]]]> : tensor<2x1x1xf32>
// CHECK:     %[[SUMS:.+]] = onnx.ConvInteger %[[X]], {{.*}} -> tensor<1x2x4x4xi32>
// CHECK:     %[[ALL:.+]] = onnx.Add %[[SUMS]], %[[BIAS]]
// CHECK:     %[[Y:.+]] = onnx.requantize %[[ALL]], %[[SCALE]], {{.*}} -> tensor<1x2x4x4xui8>
// CHECK:     return %[[Y]]
func.func @convolution_between_steps(%q: tensor<1x2x4x4xui8>) -> tensor<1x2x4x4xui8> {
  %xs = onnx.Constant dense<0.5> : tensor<f32>
  %xz = onnx.Constant dense<3> : tensor<ui8>
  %x = onnx.DequantizeLinear %q, %xs, %xz : (tensor<1x2x4x4xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2x4x4xf32>
  %wq = onnx.Constant dense<1> : tensor<2x2x1x1xi8>
  %ws = onnx.Constant dense<[0.25, 0.5]> : tensor<2xf32>
  %w = onnx.DequantizeLinear %wq, %ws {axis = 0 : i64} : (tensor<2x2x1x1xi8>, tensor<2xf32>) -> tensor<2x2x1x1xf32>
  %b = onnx.Constant dense<[1.0, -2.0]> : tensor<2xf32>
  %c = onnx.Conv %x, %w, %b {dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x2x4x4xf32>, tensor<2x2x1x1xf32>, tensor<2xf32>) -> tensor<1x2x4x4xf32>
  %ys = onnx.Constant dense<0.125> : tensor<f32>
  %yz = onnx.Constant dense<7> : tensor<ui8>
  %y = onnx.QuantizeLinear %c, %ys, %yz : (tensor<1x2x4x4xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x2x4x4xui8>
  return %y : tensor<1x2x4x4xui8>
}

// -----

// What a Clip leaves lies between quantized numbers; where nobody quantizes, floats remain.
// CHECK-LABEL: func.func @clip_is_a_range_of_quantized_numbers
// CHECK-DAG: %[[LEAST:.+]] = onnx.Constant dense<-10> : tensor<i8>
// CHECK-DAG: %[[MOST:.+]] = onnx.Constant dense<2> : tensor<i8>
// CHECK:     onnx.MatMulInteger
// CHECK:     %[[Y:.+]] = onnx.requantize {{.*}} -> tensor<3x5xi8>
// CHECK:     onnx.Clip %[[Y]], %[[LEAST]], %[[MOST]]
func.func @clip_is_a_range_of_quantized_numbers(%q: tensor<3x4xi8>) -> tensor<3x5xi8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<3x4xi8>, tensor<f32>) -> tensor<3x4xf32>
  %wq = onnx.Constant dense<1> : tensor<4x5xi8>
  %w = onnx.DequantizeLinear %wq, %s : (tensor<4x5xi8>, tensor<f32>) -> tensor<4x5xf32>
  %m = onnx.MatMul %x, %w : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %low = onnx.Constant dense<0.0> : tensor<f32>
  %high = onnx.Constant dense<6.0> : tensor<f32>
  %c = onnx.Clip %m, %low, %high {operandSegmentSizes = array<i32: 1, 1, 1>} : (tensor<3x5xf32>, tensor<f32>, tensor<f32>) -> tensor<3x5xf32>
  %z = onnx.Constant dense<-10> : tensor<i8>
  %y = onnx.QuantizeLinear %c, %s, %z : (tensor<3x5xf32>, tensor<f32>, tensor<i8>) -> tensor<3x5xi8>
  return %y : tensor<3x5xi8>
}

// -----

// CHECK-LABEL: func.func @sums_without_a_quantizer_are_scaled
// CHECK: %[[SUMS:.+]] = onnx.MatMulInteger
// CHECK: %[[FLOATS:.+]] = onnx.Cast %[[SUMS]] {{.*}} -> tensor<3x5xf32>
// CHECK: onnx.Mul %[[FLOATS]]
func.func @sums_without_a_quantizer_are_scaled(%q: tensor<3x4xi8>) -> tensor<3x5xf32> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<3x4xi8>, tensor<f32>) -> tensor<3x4xf32>
  %wq = onnx.Constant dense<1> : tensor<5x4xi8>
  %w = onnx.DequantizeLinear %wq, %s : (tensor<5x4xi8>, tensor<f32>) -> tensor<5x4xf32>
  %m = onnx.Gemm %x, %w {transB = 1 : i64} : (tensor<3x4xf32>, tensor<5x4xf32>) -> tensor<3x5xf32>
  return %m : tensor<3x5xf32>
}

// -----

// Scales along the depth of a sum cannot follow it.
// CHECK-LABEL: func.func @scales_along_the_depth_stay
// CHECK-NOT: Integer
// CHECK: onnx.MatMul
func.func @scales_along_the_depth_stay(%q: tensor<3x4xi8>) -> tensor<3x5xf32> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<3x4xi8>, tensor<f32>) -> tensor<3x4xf32>
  %wq = onnx.Constant dense<1> : tensor<4x5xi8>
  %ws = onnx.Constant dense<[0.5, 1.0, 2.0, 4.0]> : tensor<4xf32>
  %w = onnx.DequantizeLinear %wq, %ws {axis = 0 : i64} : (tensor<4x5xi8>, tensor<4xf32>) -> tensor<4x5xf32>
  %m = onnx.MatMul %x, %w : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  return %m : tensor<3x5xf32>
}

// -----

// CHECK-LABEL: func.func @bytes_are_moved_and_compared_as_they_are
// CHECK-SAME:  %[[X:[^:]+]]: tensor<1x2x4x4xui8>
// CHECK: %[[POOLED:.+]], %{{.+}} = onnx.MaxPool %[[X]] {{.*}} -> (tensor<1x2x2x2xui8>, tensor<1x2x2x2xi64>)
// CHECK: %[[FLAT:.+]] = onnx.Flatten %[[POOLED]] {{.*}} -> tensor<1x8xui8>
// CHECK: return %[[FLAT]]
func.func @bytes_are_moved_and_compared_as_they_are(%q: tensor<1x2x4x4xui8>) -> tensor<1x8xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<1x2x4x4xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2x4x4xf32>
  %p, %i = onnx.MaxPool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : (tensor<1x2x4x4xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xi64>)
  %f = onnx.Flatten %p {axis = 1 : i64} : (tensor<1x2x2x2xf32>) -> tensor<1x8xf32>
  %y = onnx.QuantizeLinear %f, %s, %z : (tensor<1x8xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x8xui8>
  return %y : tensor<1x8xui8>
}

// -----

// Other steps are other numbers.
// CHECK-LABEL: func.func @other_steps
// CHECK: %[[FLOATS:.+]] = onnx.DequantizeLinear
// CHECK: %[[BYTES:.+]] = onnx.QuantizeLinear %[[FLOATS]]
// CHECK: onnx.Transpose %[[BYTES]] {{.*}} -> tensor<3x2xi8>
func.func @other_steps(%q: tensor<2x3xi8>) -> tensor<3x2xi8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %t = onnx.Constant dense<0.25> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<2x3xi8>, tensor<f32>) -> tensor<2x3xf32>
  %m = onnx.Transpose %x {perm = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %z = onnx.Constant dense<0> : tensor<i8>
  %y = onnx.QuantizeLinear %m, %t, %z : (tensor<3x2xf32>, tensor<f32>, tensor<i8>) -> tensor<3x2xi8>
  return %y : tensor<3x2xi8>
}

// -----

// A costly function of one byte is a table of 256, computed from all bytes.
// CHECK-LABEL: func.func @costly_function_is_a_table
// CHECK: onnx.DequantizeLinear {{.*}} -> tensor<256xf32>
// CHECK: onnx.Sigmoid {{.*}} -> tensor<256xf32>
// CHECK: %[[TABLE:.+]] = onnx.QuantizeLinear {{.*}} -> tensor<256xui8>
// CHECK: %[[INDICES:.+]] = onnx.Cast {{.*}} -> tensor<32x16xi32>
// CHECK: onnx.Gather %[[TABLE]], %[[INDICES]] {{.*}} -> tensor<32x16xui8>
// CHECK-LABEL: func.func @cheap_function
// CHECK-NOT: onnx.Gather
func.func @costly_function_is_a_table(%q: tensor<32x16xi8>) -> tensor<32x16xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<32x16xi8>, tensor<f32>) -> tensor<32x16xf32>
  %f = onnx.Sigmoid %x : (tensor<32x16xf32>) -> tensor<32x16xf32>
  %y = onnx.QuantizeLinear %f, %s : (tensor<32x16xf32>, tensor<f32>) -> tensor<32x16xui8>
  return %y : tensor<32x16xui8>
}
func.func @cheap_function(%q: tensor<32x16xi8>) -> tensor<32x16xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<32x16xi8>, tensor<f32>) -> tensor<32x16xf32>
  %f = onnx.Neg %x : (tensor<32x16xf32>) -> tensor<32x16xf32>
  %y = onnx.QuantizeLinear %f, %s : (tensor<32x16xf32>, tensor<f32>) -> tensor<32x16xui8>
  return %y : tensor<32x16xui8>
}

// -----

// A mean of 12 numbers is a sum, less 12 zero points, in steps of a twelfth.
// CHECK-LABEL: func.func @mean_is_an_exact_sum
// CHECK-DAG: %[[ZEROS:.+]] = onnx.Constant dense<-36> : tensor<i32>
// CHECK-DAG: %[[SCALE:.+]] = onnx.Constant dense<0.0833333358> : tensor<f32>
// CHECK: %[[SUM:.+]] = onnx.ReduceSum {{.*}} -> tensor<1x2x1x1xi32>
// CHECK: %[[NUMBERS:.+]] = onnx.Add %[[SUM]], %[[ZEROS]]
// CHECK: onnx.requantize %[[NUMBERS]], %[[SCALE]]
// The same for a pool whose window is all of the image.
// CHECK-LABEL: func.func @pool_of_the_image
// CHECK: onnx.ReduceSum {{.*}} -> tensor<1x2x1x1xi32>
// CHECK-NOT: onnx.AveragePool
// Without pixels there is nothing to sum.
// CHECK-LABEL: func.func @no_pixels
// CHECK-NOT: onnx.ReduceSum
// CHECK: onnx.GlobalAveragePool
func.func @mean_is_an_exact_sum(%q: tensor<1x2x3x4xui8>) -> tensor<1x2x1x1xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<1x2x3x4xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2x3x4xf32>
  %m = onnx.GlobalAveragePool %x : (tensor<1x2x3x4xf32>) -> tensor<1x2x1x1xf32>
  %y = onnx.QuantizeLinear %m, %s, %z : (tensor<1x2x1x1xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x2x1x1xui8>
  return %y : tensor<1x2x1x1xui8>
}
func.func @pool_of_the_image(%q: tensor<1x2x3x4xui8>) -> tensor<1x2x1x1xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<1x2x3x4xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2x3x4xf32>
  %m = onnx.AveragePool %x {kernel_shape = array<i64: 3, 4>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x3x4xf32>) -> tensor<1x2x1x1xf32>
  %y = onnx.QuantizeLinear %m, %s, %z : (tensor<1x2x1x1xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x2x1x1xui8>
  return %y : tensor<1x2x1x1xui8>
}
func.func @no_pixels(%q: tensor<1x2xui8>) -> tensor<1x2xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<1x2xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2xf32>
  %m = onnx.GlobalAveragePool %x : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %y = onnx.QuantizeLinear %m, %s, %z : (tensor<1x2xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x2xui8>
  return %y : tensor<1x2xui8>
}

// -----

// A bias of 0.4 steps of the sum, which are two steps of the result, is added as the float it is.
// CHECK-LABEL: func.func @bias_between_coarse_steps
// CHECK: %[[SUMS:.+]] = onnx.MatMulInteger
// CHECK: %[[FLOATS:.+]] = onnx.Cast %[[SUMS]]
// CHECK: %[[PRODUCT:.+]] = onnx.Mul %[[FLOATS]]
// CHECK: %[[ALL:.+]] = onnx.Add %[[PRODUCT]]
// CHECK: onnx.QuantizeLinear %[[ALL]]
func.func @bias_between_coarse_steps(%q: tensor<3x4xi8>) -> tensor<3x5xi8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<3x4xi8>, tensor<f32>) -> tensor<3x4xf32>
  %wq = onnx.Constant dense<1> : tensor<4x5xi8>
  %w = onnx.DequantizeLinear %wq, %s : (tensor<4x5xi8>, tensor<f32>) -> tensor<4x5xf32>
  %b = onnx.Constant dense<0.1> : tensor<5xf32>
  %m = onnx.Gemm %x, %w, %b : (tensor<3x4xf32>, tensor<4x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  %t = onnx.Constant dense<0.125> : tensor<f32>
  %z = onnx.Constant dense<0> : tensor<i8>
  %y = onnx.QuantizeLinear %m, %t, %z : (tensor<3x5xf32>, tensor<f32>, tensor<i8>) -> tensor<3x5xi8>
  return %y : tensor<3x5xi8>
}

// -----

// Steps of the result that are no smaller hide it.
// CHECK-LABEL: func.func @bias_between_fine_steps
// CHECK-DAG: %[[BIAS:.+]] = onnx.Constant dense<1> : tensor<5xi32>
// CHECK: onnx.Add %{{.+}}, %[[BIAS]]
// CHECK: onnx.requantize
func.func @bias_between_fine_steps(%q: tensor<3x4xi8>) -> tensor<3x5xi8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<3x4xi8>, tensor<f32>) -> tensor<3x4xf32>
  %wq = onnx.Constant dense<1> : tensor<4x5xi8>
  %w = onnx.DequantizeLinear %wq, %s : (tensor<4x5xi8>, tensor<f32>) -> tensor<4x5xf32>
  %b = onnx.Constant dense<0.2> : tensor<5xf32>
  %m = onnx.Gemm %x, %w, %b : (tensor<3x4xf32>, tensor<4x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  %t = onnx.Constant dense<0.25> : tensor<f32>
  %z = onnx.Constant dense<0> : tensor<i8>
  %y = onnx.QuantizeLinear %m, %t, %z : (tensor<3x5xf32>, tensor<f32>, tensor<i8>) -> tensor<3x5xi8>
  return %y : tensor<3x5xi8>
}

// -----

// A column is not a bias of the output channels, even if there are as many rows.
// CHECK-LABEL: func.func @column
// CHECK: onnx.MatMulInteger
// CHECK-NOT: onnx.requantize
// CHECK: onnx.Add {{.*}} tensor<4x1xf32>
func.func @column(%q: tensor<4x4xi8>) -> tensor<4x4xi8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<4x4xi8>, tensor<f32>) -> tensor<4x4xf32>
  %wq = onnx.Constant dense<1> : tensor<4x4xi8>
  %w = onnx.DequantizeLinear %wq, %s : (tensor<4x4xi8>, tensor<f32>) -> tensor<4x4xf32>
  %b = onnx.Constant dense<[[1.0], [2.0], [3.0], [4.0]]> : tensor<4x1xf32>
  %m = onnx.Gemm %x, %w, %b : (tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x1xf32>) -> tensor<4x4xf32>
  %z = onnx.Constant dense<0> : tensor<i8>
  %y = onnx.QuantizeLinear %m, %s, %z : (tensor<4x4xf32>, tensor<f32>, tensor<i8>) -> tensor<4x4xi8>
  return %y : tensor<4x4xi8>
}

// -----

// Rows of an embedding are dequantized once they are chosen, each with its own scale.
// CHECK-LABEL: func.func @rows_are_chosen_before
// CHECK-DAG: %[[Q:.+]] = onnx.Constant dense<1> : tensor<6x4xi8>
// CHECK-DAG: %[[ROWS:.+]] = onnx.Gather %[[Q]], {{.*}} -> tensor<2x3x4xi8>
// CHECK-DAG: %[[SCALES:.+]] = onnx.Gather {{.*}} -> tensor<2x3x1xf32>
// CHECK: onnx.DequantizeLinear %[[ROWS]], %[[SCALES]] {axis = 2 : i64, block_size = 4 : i64}
func.func @rows_are_chosen_before(%i: tensor<2x3xi64>) -> tensor<2x3x4xf32> {
  %q = onnx.Constant dense<1> : tensor<6x4xi8>
  %s = onnx.Constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]> : tensor<6xf32>
  %x = onnx.DequantizeLinear %q, %s {axis = 0 : i64} : (tensor<6x4xi8>, tensor<6xf32>) -> tensor<6x4xf32>
  %y = onnx.Gather %x, %i {axis = 0 : i64} : (tensor<6x4xf32>, tensor<2x3xi64>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// -----

// Two numbers share a byte until rows are chosen.
// CHECK-LABEL: func.func @chosen_from_bytes
// CHECK-DAG: %[[BYTES:.+]] = onnx.Constant dense<{{\[\[}}152, 16]{{.*}}> : tensor<2x2xui8>
// CHECK: %[[ROWS:.+]] = onnx.Gather %[[BYTES]], {{.*}} -> tensor<3x2xui8>
// CHECK: onnx.BitShift
// CHECK: onnx.Cast {{.*}} -> tensor<3x4xi4>
// CHECK: onnx.DequantizeLinear {{.*}} -> tensor<3x4xf32>
func.func @chosen_from_bytes(%i: tensor<3xi64>) -> tensor<3x4xf32> {
  %q = onnx.Constant dense<[[0, 1, -8, -7], [2, 3, 4, 5]]> : tensor<2x4xi4>
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<2x4xi4>, tensor<f32>) -> tensor<2x4xf32>
  %y = onnx.Gather %x, %i {axis = 0 : i64} : (tensor<2x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

// Columns would begin within bytes, or blocks.
// CHECK-LABEL: func.func @columns_are_chosen_afterwards
// CHECK: onnx.Gather {{.*}} -> tensor<2x3xi4>
// CHECK-NOT: onnx.BitShift
// CHECK-LABEL: func.func @along_blocks
// CHECK: %[[X:.+]] = onnx.DequantizeLinear
// CHECK: onnx.Gather %[[X]]
func.func @columns_are_chosen_afterwards(%i: tensor<3xi64>) -> tensor<2x3xf32> {
  %q = onnx.Constant dense<[[0, 1, -8, -7], [2, 3, 4, 5]]> : tensor<2x4xi4>
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<2x4xi4>, tensor<f32>) -> tensor<2x4xf32>
  %y = onnx.Gather %x, %i {axis = 1 : i64} : (tensor<2x4xf32>, tensor<3xi64>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
func.func @along_blocks(%i: tensor<3xi64>) -> tensor<2x3xf32> {
  %q = onnx.Constant dense<1> : tensor<2x4xi8>
  %s = onnx.Constant dense<[[0.5, 1.0], [2.0, 4.0]]> : tensor<2x2xf32>
  %x = onnx.DequantizeLinear %q, %s {axis = 1 : i64, block_size = 2 : i64} : (tensor<2x4xi8>, tensor<2x2xf32>) -> tensor<2x4xf32>
  %y = onnx.Gather %x, %i {axis = 1 : i64} : (tensor<2x4xf32>, tensor<3xi64>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// Up to 1024 products of two bytes are exact in floats.
// CHECK-LABEL: func.func @product_of_activations
// CHECK-SAME:  %[[A:[^:]+]]: tensor<2x3x1024xi8>, %[[B:[^:]+]]: tensor<2x1024x5xi8>
// CHECK-DAG: %[[AF:.+]] = onnx.Cast %[[A]] {{.*}} -> tensor<2x3x1024xf32>
// CHECK-DAG: %[[BF:.+]] = onnx.Cast %[[B]] {{.*}} -> tensor<2x1024x5xf32>
// CHECK: %[[SUMS:.+]] = onnx.MatMul %[[AF]], %[[BF]]
// CHECK: %[[INTS:.+]] = onnx.Cast %[[SUMS]] {{.*}} -> tensor<2x3x5xi32>
// CHECK: onnx.requantize %[[INTS]]
func.func @product_of_activations(%a: tensor<2x3x1024xi8>, %b: tensor<2x1024x5xi8>) -> tensor<2x3x5xi8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<0> : tensor<i8>
  %x = onnx.DequantizeLinear %a, %s, %z : (tensor<2x3x1024xi8>, tensor<f32>, tensor<i8>) -> tensor<2x3x1024xf32>
  %y = onnx.DequantizeLinear %b, %s, %z : (tensor<2x1024x5xi8>, tensor<f32>, tensor<i8>) -> tensor<2x1024x5xf32>
  %m = onnx.MatMul %x, %y : (tensor<2x3x1024xf32>, tensor<2x1024x5xf32>) -> tensor<2x3x5xf32>
  %q = onnx.QuantizeLinear %m, %s, %z : (tensor<2x3x5xf32>, tensor<f32>, tensor<i8>) -> tensor<2x3x5xi8>
  return %q : tensor<2x3x5xi8>
}

// -----

// More are integers all the way.
// CHECK-LABEL: func.func @long_product_of_activations
// CHECK-SAME:  %[[A:[^:]+]]: tensor<3x1025xi8>, %[[B:[^:]+]]: tensor<1025x5xi8>
// CHECK: %[[SUMS:.+]] = onnx.MatMulInteger %[[A]], %[[B]]
// CHECK: onnx.requantize %[[SUMS]]
func.func @long_product_of_activations(%a: tensor<3x1025xi8>, %b: tensor<1025x5xi8>) -> tensor<3x5xi8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<0> : tensor<i8>
  %x = onnx.DequantizeLinear %a, %s, %z : (tensor<3x1025xi8>, tensor<f32>, tensor<i8>) -> tensor<3x1025xf32>
  %y = onnx.DequantizeLinear %b, %s, %z : (tensor<1025x5xi8>, tensor<f32>, tensor<i8>) -> tensor<1025x5xf32>
  %m = onnx.MatMul %x, %y : (tensor<3x1025xf32>, tensor<1025x5xf32>) -> tensor<3x5xf32>
  %q = onnx.QuantizeLinear %m, %s, %z : (tensor<3x5xf32>, tensor<f32>, tensor<i8>) -> tensor<3x5xi8>
  return %q : tensor<3x5xi8>
}

// -----

// 131072 products of -128 would be 2^31.
// CHECK-LABEL: func.func @product_of_too_many_activations
// CHECK: onnx.DequantizeLinear
// CHECK-NOT: onnx.requantize
func.func @product_of_too_many_activations(%a: tensor<1x131072xi8>, %b: tensor<131072x1xi8>) -> tensor<1x1xi8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<0> : tensor<i8>
  %x = onnx.DequantizeLinear %a, %s, %z : (tensor<1x131072xi8>, tensor<f32>, tensor<i8>) -> tensor<1x131072xf32>
  %y = onnx.DequantizeLinear %b, %s, %z : (tensor<131072x1xi8>, tensor<f32>, tensor<i8>) -> tensor<131072x1xf32>
  %m = onnx.MatMul %x, %y : (tensor<1x131072xf32>, tensor<131072x1xf32>) -> tensor<1x1xf32>
  %q = onnx.QuantizeLinear %m, %s, %z : (tensor<1x1xf32>, tensor<f32>, tensor<i8>) -> tensor<1x1xi8>
  return %q : tensor<1x1xi8>
}

// -----

// A mean of whole windows is a convolution with ones.
// CHECK-LABEL: func.func @pool_of_windows
// CHECK-SAME:  %[[Q:.+]]: tensor<1x2x4x4xui8>
// CHECK-DAG: %[[ONES:.+]] = onnx.Constant dense<1> : tensor<2x1x2x2xi8>
// CHECK-DAG: %[[SCALE:.+]] = onnx.Constant dense<2.500000e-01> : tensor<f32>
// CHECK: %[[SUMS:.+]] = onnx.ConvInteger %[[Q]], %[[ONES]], %{{.+}} {{.*}}group = 2 : i64
// CHECK: onnx.requantize %[[SUMS]], %[[SCALE]]
func.func @pool_of_windows(%q: tensor<1x2x4x4xui8>) -> tensor<1x2x2x2xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<1x2x4x4xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2x4x4xf32>
  %p = onnx.AveragePool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : (tensor<1x2x4x4xf32>) -> tensor<1x2x2x2xf32>
  %y = onnx.QuantizeLinear %p, %s, %z : (tensor<1x2x2x2xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x2x2x2xui8>
  return %y : tensor<1x2x2x2xui8>
}

// -----

// Windows at the border have fewer numbers.
// CHECK-LABEL: func.func @mean_of_numbers
// CHECK: %[[NUMBERS:.+]] = onnx.Sub
// CHECK: %[[MEANS:.+]] = onnx.AveragePool %[[NUMBERS]]
// CHECK: %[[Y:.+]] = onnx.Mul %[[MEANS]]
// CHECK: onnx.QuantizeLinear %[[Y]]
func.func @mean_of_numbers(%q: tensor<1x2x4x4xui8>) -> tensor<1x2x3x3xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<1x2x4x4xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2x4x4xf32>
  %p = onnx.AveragePool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>}
    : (tensor<1x2x4x4xf32>) -> tensor<1x2x3x3xf32>
  %y = onnx.QuantizeLinear %p, %s, %z : (tensor<1x2x3x3xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x2x3x3xui8>
  return %y : tensor<1x2x3x3xui8>
}

// -----

// Zeros are zero points, on both sides of other steps.
// CHECK-LABEL: func.func @padding
// CHECK-SAME:  %[[Q:.+]]: tensor<2x3xui8>
// CHECK-DAG: %[[ZERO:.+]] = onnx.Constant dense<3> : tensor<ui8>
// CHECK: %[[P:.+]] = onnx.Pad %[[Q]], %{{.+}}, %[[ZERO]] {{.*}} -> tensor<2x5xui8>
// CHECK: return %[[P]]
func.func @padding(%q: tensor<2x3xui8>) -> tensor<2x5xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %pads = onnx.Constant dense<[0, 1, 0, 1]> : tensor<4xi64>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<2x3xui8>, tensor<f32>, tensor<ui8>) -> tensor<2x3xf32>
  %p = onnx.Pad %x, %pads {operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<2x3xf32>, tensor<4xi64>) -> tensor<2x5xf32>
  %y = onnx.QuantizeLinear %p, %s, %z : (tensor<2x5xf32>, tensor<f32>, tensor<ui8>) -> tensor<2x5xui8>
  return %y : tensor<2x5xui8>
}

// -----

// CHECK-LABEL: func.func @padding_with_ones
// CHECK: onnx.Pad {{.*}} -> tensor<2x5xf32>
func.func @padding_with_ones(%q: tensor<2x3xui8>) -> tensor<2x5xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %one = onnx.Constant dense<1.0> : tensor<f32>
  %pads = onnx.Constant dense<[0, 1, 0, 1]> : tensor<4xi64>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<2x3xui8>, tensor<f32>, tensor<ui8>) -> tensor<2x3xf32>
  %p = onnx.Pad %x, %pads, %one {operandSegmentSizes = array<i32: 1, 1, 1, 0>} : (tensor<2x3xf32>, tensor<4xi64>, tensor<f32>) -> tensor<2x5xf32>
  %y = onnx.QuantizeLinear %p, %s, %z : (tensor<2x5xf32>, tensor<f32>, tensor<ui8>) -> tensor<2x5xui8>
  return %y : tensor<2x5xui8>
}

// -----

// Nearest elements, and the largest ones, are bytes.
// CHECK-LABEL: func.func @resized
// CHECK-SAME:  %[[Q:.+]]: tensor<1x2x3xui8>
// CHECK: %[[R:.+]] = onnx.Resize %[[Q]], {{.*}} -> tensor<1x2x6xui8>
// CHECK: %[[M:.+]] = onnx.ReduceMax %[[R]]
// CHECK: return %[[M]]
func.func @resized(%q: tensor<1x2x3xui8>) -> tensor<1x2x1xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %scales = onnx.Constant dense<[1.0, 1.0, 2.0]> : tensor<3xf32>
  %axes = onnx.Constant dense<2> : tensor<1xi64>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<1x2x3xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2x3xf32>
  %r = onnx.Resize %x, %scales {operandSegmentSizes = array<i32: 1, 0, 1, 0>} : (tensor<1x2x3xf32>, tensor<3xf32>) -> tensor<1x2x6xf32>
  %m = onnx.ReduceMax %r, %axes : (tensor<1x2x6xf32>, tensor<1xi64>) -> tensor<1x2x1xf32>
  %y = onnx.QuantizeLinear %m, %s, %z : (tensor<1x2x1xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x2x1xui8>
  return %y : tensor<1x2x1xui8>
}

// -----

// Elements of lines in between are none of the image.
// CHECK-LABEL: func.func @interpolated
// CHECK: onnx.Resize {{.*}} -> tensor<1x2x6xf32>
func.func @interpolated(%q: tensor<1x2x3xui8>) -> tensor<1x2x6xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %scales = onnx.Constant dense<[1.0, 1.0, 2.0]> : tensor<3xf32>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<1x2x3xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2x3xf32>
  %r = onnx.Resize %x, %scales {mode = "linear", operandSegmentSizes = array<i32: 1, 0, 1, 0>} : (tensor<1x2x3xf32>, tensor<3xf32>) -> tensor<1x2x6xf32>
  %y = onnx.QuantizeLinear %r, %s, %z : (tensor<1x2x6xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x2x6xui8>
  return %y : tensor<1x2x6xui8>
}

// -----

// A transposed convolution is one of all phases, which are interleaved as bytes.
// CHECK-LABEL: func.func @conv_transpose
// CHECK-SAME:  %[[Q:.+]]: tensor<1x1x2x2xui8>
// CHECK-DAG: %[[W:.+]] = onnx.Constant dense<{{\[\[\[\[1\]\]\], \[\[\[2\]\]\], \[\[\[3\]\]\], \[\[\[4\]\]\]\]}}> : tensor<4x1x1x1xi8>
// CHECK: %[[SUMS:.+]] = onnx.ConvInteger %[[Q]], %[[W]]
// CHECK: %[[BYTES:.+]] = onnx.requantize %[[SUMS]], {{.*}} -> tensor<1x4x2x2xui8>
// CHECK: onnx.Transpose {{.*}} -> tensor<1x1x1x2x2x2x2xui8>
// CHECK: onnx.Reshape {{.*}} -> tensor<1x1x4x4xui8>
func.func @conv_transpose(%q: tensor<1x1x2x2xui8>) -> tensor<1x1x4x4xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %wq = onnx.Constant dense<[[[[1, 2], [3, 4]]]]> : tensor<1x1x2x2xi8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<1x1x2x2xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x1x2x2xf32>
  %w = onnx.DequantizeLinear %wq, %s : (tensor<1x1x2x2xi8>, tensor<f32>) -> tensor<1x1x2x2xf32>
  %c = onnx.ConvTranspose %x, %w {dilations = array<i64: 1, 1>, output_padding = array<i64: 0, 0>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
    : (tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32>
  %y = onnx.QuantizeLinear %c, %s, %z : (tensor<1x1x4x4xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x1x4x4xui8>
  return %y : tensor<1x1x4x4xui8>
}

// -----

// Powers of two elements have 29 bits in fixed point, and are summed as integers.
// CHECK-LABEL: func.func @softmax
// CHECK-SAME:  %[[Q:.+]]: tensor<3x2xi8>
// CHECK-DAG: %[[BITS:.+]] = onnx.Constant dense<0x4E000000> : tensor<f32>
// CHECK-DAG: %[[X:.+]] = onnx.Cast %[[Q]] {{.*}} -> tensor<3x2xi32>
// CHECK: %[[MOST:.+]] = onnx.ReduceMax %[[X]]
// CHECK: %[[D:.+]] = onnx.Sub %[[MOST]], %[[X]]
// CHECK: onnx.Cast %[[D]]
// CHECK: %[[SCALED:.+]] = onnx.Mul %{{.+}}, %[[BITS]]
// CHECK: %[[ROUNDED:.+]] = onnx.Round %[[SCALED]]
// CHECK: %[[E:.+]] = onnx.Cast %[[ROUNDED]] {{.*}} -> tensor<3x2xi32>
// CHECK: %[[SUM:.+]] = onnx.ReduceSum %[[E]], {{.*}} -> tensor<3x1xi32>
// CHECK: %[[F:.+]] = onnx.Cast %[[SUM]]
// CHECK: onnx.Reciprocal %[[F]]
// CHECK: onnx.QuantizeLinear
func.func @softmax(%q: tensor<3x2xi8>) -> tensor<3x2xi8> {
  %s = onnx.Constant dense<0.693147182> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<i8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<3x2xi8>, tensor<f32>, tensor<i8>) -> tensor<3x2xf32>
  %p = onnx.Softmax %x {axis = -1 : i64} : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %y = onnx.QuantizeLinear %p, %s, %z : (tensor<3x2xf32>, tensor<f32>, tensor<i8>) -> tensor<3x2xi8>
  return %y : tensor<3x2xi8>
}

// -----

// What leaves as floats is as exact as floats are.
// CHECK-LABEL: func.func @softmax_of_floats
// CHECK: onnx.Softmax
func.func @softmax_of_floats(%q: tensor<3x2xi8>) -> tensor<3x2xf32> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<i8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<3x2xi8>, tensor<f32>, tensor<i8>) -> tensor<3x2xf32>
  %p = onnx.Softmax %x {axis = -1 : i64} : (tensor<3x2xf32>) -> tensor<3x2xf32>
  return %p : tensor<3x2xf32>
}

// -----

// Sums are of integers.
// CHECK-LABEL: func.func @layer_normalization
// CHECK: onnx.ReduceSum {{.*}} -> tensor<3x1xi32>
// CHECK: onnx.Round
// CHECK: onnx.ReduceSum {{.*}} -> tensor<3x1xi32>
// CHECK: onnx.Sqrt
// CHECK: onnx.QuantizeLinear
func.func @layer_normalization(%q: tensor<3x4xi8>, %g: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<3x4xi8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<i8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<3x4xi8>, tensor<f32>, tensor<i8>) -> tensor<3x4xf32>
  %p, %mean, %inv = onnx.LayerNormalization %x, %g, %b : (tensor<3x4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<3x4xf32>, tensor<3x1xf32>, tensor<3x1xf32>)
  %y = onnx.QuantizeLinear %p, %s, %z : (tensor<3x4xf32>, tensor<f32>, tensor<i8>) -> tensor<3x4xi8>
  return %y : tensor<3x4xi8>
}

// -----

// The same sum of powers has a logarithm, here of the product of a fraction and a power of two.
// CHECK-LABEL: func.func @log_softmax
// CHECK-SAME:  %[[Q:.+]]: tensor<3x2xi8>
// CHECK-DAG: %[[X:.+]] = onnx.Cast %[[Q]] {{.*}} -> tensor<3x2xi32>
// CHECK: %[[MOST:.+]] = onnx.ReduceMax %[[X]]
// CHECK: %[[D:.+]] = onnx.Sub %[[MOST]], %[[X]]
// CHECK: %[[SUM:.+]] = onnx.ReduceSum {{.*}} -> tensor<3x1xi32>
// CHECK-COUNT-4: onnx.GreaterOrEqual
// CHECK: onnx.Div
// CHECK: %[[Y:.+]] = onnx.Sub %{{.+}}, %{{.+}} : (tensor<3x2xf32>, tensor<3x1xf32>) -> tensor<3x2xf32>
// CHECK: onnx.QuantizeLinear %[[Y]]
func.func @log_softmax(%q: tensor<3x2xi8>) -> tensor<3x2xi8> {
  %s = onnx.Constant dense<0.1> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<i8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<3x2xi8>, tensor<f32>, tensor<i8>) -> tensor<3x2xf32>
  %p = onnx.LogSoftmax %x {axis = -1 : i64} : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %y = onnx.QuantizeLinear %p, %s, %z : (tensor<3x2xf32>, tensor<f32>, tensor<i8>) -> tensor<3x2xi8>
  return %y : tensor<3x2xi8>
}

// -----

// Steps above 1 are too far apart.
// CHECK-LABEL: func.func @log_softmax_of_large_steps
// CHECK: onnx.LogSoftmax
func.func @log_softmax_of_large_steps(%q: tensor<3x2xi8>) -> tensor<3x2xi8> {
  %s = onnx.Constant dense<1.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<i8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<3x2xi8>, tensor<f32>, tensor<i8>) -> tensor<3x2xf32>
  %p = onnx.LogSoftmax %x {axis = -1 : i64} : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %y = onnx.QuantizeLinear %p, %s, %z : (tensor<3x2xf32>, tensor<f32>, tensor<i8>) -> tensor<3x2xi8>
  return %y : tensor<3x2xi8>
}

// -----

// CHECK-LABEL: func.func @instance_normalization
// CHECK-SAME:  %[[Q:[^:]+]]: tensor<1x3x4x5xui8>, %[[G:[^:]+]]: tensor<3xf32>
// CHECK: %[[X:.+]] = onnx.Cast %[[Q]] {{.*}} -> tensor<1x3x4x5xi32>
// CHECK: onnx.ReduceSum %[[X]], {{.*}} -> tensor<1x3x1x1xi32>
// CHECK: %[[SCALE:.+]] = onnx.Reshape %[[G]], {{.*}} -> tensor<3x1x1xf32>
// CHECK: onnx.Mul %{{.+}}, %[[SCALE]]
// CHECK-NOT: onnx.InstanceNormalization
func.func @instance_normalization(%q: tensor<1x3x4x5xui8>, %g: tensor<3xf32>, %b: tensor<3xf32>) -> tensor<1x3x4x5xui8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<ui8>
  %x = onnx.DequantizeLinear %q, %s, %z : (tensor<1x3x4x5xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x3x4x5xf32>
  %n = onnx.InstanceNormalization %x, %g, %b : (tensor<1x3x4x5xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x3x4x5xf32>
  %y = onnx.QuantizeLinear %n, %s, %z : (tensor<1x3x4x5xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x3x4x5xui8>
  return %y : tensor<1x3x4x5xui8>
}

// -----

// CHECK-LABEL: func.func @instance_normalization_to_floats
// CHECK: onnx.InstanceNormalization
func.func @instance_normalization_to_floats(%q: tensor<1x3x4x5xui8>, %g: tensor<3xf32>, %b: tensor<3xf32>) -> tensor<1x3x4x5xf32> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %x = onnx.DequantizeLinear %q, %s : (tensor<1x3x4x5xui8>, tensor<f32>) -> tensor<1x3x4x5xf32>
  %n = onnx.InstanceNormalization %x, %g, %b : (tensor<1x3x4x5xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x3x4x5xf32>
  return %n : tensor<1x3x4x5xf32>
}

// -----

// A sum has a factor for each tensor, and a Relu that the range of the result does anyway is gone.
// CHECK-LABEL: func.func @sum
// CHECK-SAME:  %[[A:[^:]+]]: tensor<2x8xui8>, %[[B:[^:]+]]: tensor<8xi8>
// CHECK-DAG: %[[ONE:.+]] = onnx.Constant dense<1.000000e+00> : tensor<f32>
// CHECK-DAG: %[[TWO:.+]] = onnx.Constant dense<2.000000e+00> : tensor<f32>
// CHECK-DAG: %[[HALF:.+]] = onnx.Constant dense<5.000000e-01> : tensor<f32>
// CHECK-DAG: %[[AF:.+]] = onnx.Cast %[[A]]
// CHECK-DAG: %[[CENTERED:.+]] = onnx.Sub %[[AF]]
// CHECK-DAG: %[[BF:.+]] = onnx.Cast %[[B]]
// CHECK-DAG: %[[X:.+]] = onnx.Mul %[[CENTERED]], %[[TWO]]
// CHECK-DAG: %[[Y:.+]] = onnx.Mul %[[BF]], %[[HALF]]
// CHECK: %[[SUM:.+]] = onnx.Add %[[X]], %[[Y]]
// CHECK: %[[Q:.+]] = onnx.QuantizeLinear %[[SUM]], %[[ONE]]
// CHECK-NEXT: return %[[Q]]
func.func @sum(%a: tensor<2x8xui8>, %b: tensor<8xi8>) -> tensor<2x8xui8> {
  %as = onnx.Constant dense<0.5> : tensor<f32>
  %az = onnx.Constant dense<7> : tensor<ui8>
  %bs = onnx.Constant dense<0.125> : tensor<f32>
  %s = onnx.Constant dense<0.25> : tensor<f32>
  %x = onnx.DequantizeLinear %a, %as, %az : (tensor<2x8xui8>, tensor<f32>, tensor<ui8>) -> tensor<2x8xf32>
  %y = onnx.DequantizeLinear %b, %bs : (tensor<8xi8>, tensor<f32>) -> tensor<8xf32>
  %sum = onnx.Add %x, %y : (tensor<2x8xf32>, tensor<8xf32>) -> tensor<2x8xf32>
  %r = onnx.Relu %sum : (tensor<2x8xf32>) -> tensor<2x8xf32>
  %q = onnx.QuantizeLinear %r, %s : (tensor<2x8xf32>, tensor<f32>) -> tensor<2x8xui8>
  return %q : tensor<2x8xui8>
}

// -----

// A product has one factor, and stays above a zero point in the middle.
// CHECK-LABEL: func.func @product
// CHECK-DAG: %[[FACTOR:.+]] = onnx.Constant dense<2.500000e-01> : tensor<f32>
// CHECK: %[[XY:.+]] = onnx.Mul %{{.+}}, %{{.+}} : (tensor<8xf32>, tensor<8xf32>)
// CHECK: %[[STEPS:.+]] = onnx.Mul %[[XY]], %[[FACTOR]]
// CHECK: %[[Q:.+]] = onnx.QuantizeLinear %[[STEPS]]
// CHECK: onnx.Clip %[[Q]]
func.func @product(%a: tensor<8xi8>, %b: tensor<8xi8>) -> tensor<8xi8> {
  %as = onnx.Constant dense<0.5> : tensor<f32>
  %bs = onnx.Constant dense<0.125> : tensor<f32>
  %s = onnx.Constant dense<0.25> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<i8>
  %x = onnx.DequantizeLinear %a, %as : (tensor<8xi8>, tensor<f32>) -> tensor<8xf32>
  %y = onnx.DequantizeLinear %b, %bs : (tensor<8xi8>, tensor<f32>) -> tensor<8xf32>
  %p = onnx.Mul %x, %y : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  %r = onnx.Relu %p : (tensor<8xf32>) -> tensor<8xf32>
  %q = onnx.QuantizeLinear %r, %s, %z : (tensor<8xf32>, tensor<f32>, tensor<i8>) -> tensor<8xi8>
  return %q : tensor<8xi8>
}

// -----

// A summand of floats is as the model says.
// CHECK-LABEL: func.func @sum_with_floats
// CHECK: onnx.DequantizeLinear
// CHECK: onnx.Add
func.func @sum_with_floats(%a: tensor<8xi8>, %y: tensor<8xf32>) -> tensor<8xi8> {
  %s = onnx.Constant dense<0.5> : tensor<f32>
  %z = onnx.Constant dense<3> : tensor<i8>
  %x = onnx.DequantizeLinear %a, %s, %z : (tensor<8xi8>, tensor<f32>, tensor<i8>) -> tensor<8xf32>
  %sum = onnx.Add %x, %y : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  %q = onnx.QuantizeLinear %sum, %s, %z : (tensor<8xf32>, tensor<f32>, tensor<i8>) -> tensor<8xi8>
  return %q : tensor<8xi8>
}
