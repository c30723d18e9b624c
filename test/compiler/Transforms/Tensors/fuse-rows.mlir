// RUN: onnxc-opt %s --pass-pipeline="builtin.module(func.func(onnxc-fuse-rows{block-bytes=256}))" --split-input-file | FileCheck %s

#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (m)>

// 64 bytes a row, so 4 rows are a block.
// CHECK-LABEL: func.func @sums_of_rows_and_what_reads_them
// CHECK-SAME:  %[[X:.+]]: tensor<12x16xf32>
// CHECK:       %[[R:.+]] = scf.for %[[I:.+]] = %c0 to %c12 step %c4 iter_args(%[[Y:.+]] = %{{.+}}) -> (tensor<12x16xf32>) {
// CHECK:         %[[ROWS:.+]] = tensor.extract_slice %[[X]][%[[I]], 0] [4, 16] [1, 1]
// CHECK:         %[[E:.+]] = linalg.generic {{.*}} ins(%[[ROWS]] : tensor<4x16xf32>)
// CHECK:         %[[S:.+]] = linalg.generic {{.*}} ins(%[[E]] : tensor<4x16xf32>) outs(%{{.+}} : tensor<4xf32>)
// CHECK:         %[[Q:.+]] = linalg.generic {{.*}} ins(%[[E]], %[[S]] : tensor<4x16xf32>, tensor<4xf32>)
// CHECK:         %[[N:.+]] = tensor.insert_slice %[[Q]] into %[[Y]][%[[I]], 0] [4, 16] [1, 1]
// CHECK:         scf.yield %[[N]]
// CHECK:       } {onnxc.rows}
// CHECK:       return %[[R]]
func.func @sums_of_rows_and_what_reads_them(%x: tensor<12x16xf32>) -> tensor<12x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<12x16xf32>
  %e = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<12x16xf32>) outs(%e0 : tensor<12x16xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = math.exp %a : f32
    linalg.yield %0 : f32
  } -> tensor<12x16xf32>
  %s0 = tensor.empty() : tensor<12xf32>
  %s1 = linalg.fill ins(%zero : f32) outs(%s0 : tensor<12xf32>) -> tensor<12xf32>
  %s = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%e : tensor<12x16xf32>) outs(%s1 : tensor<12xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = arith.addf %out, %a : f32
    linalg.yield %0 : f32
  } -> tensor<12xf32>
  %q0 = tensor.empty() : tensor<12x16xf32>
  %q = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%e, %s : tensor<12x16xf32>, tensor<12xf32>) outs(%q0 : tensor<12x16xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.divf %a, %b : f32
    linalg.yield %0 : f32
  } -> tensor<12x16xf32>
  return %q : tensor<12x16xf32>
}

// -----

#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (m)>

// Blocks of 4 rows, and the last 3.
// CHECK-LABEL: func.func @a_prime_number_of_rows
// CHECK:       %[[R:.+]] = scf.for %{{.+}} = %c0 to %c8 step %c4
// CHECK:       tensor.extract_slice %{{.+}}[8, 0] [3, 16] [1, 1]
// CHECK:       tensor.insert_slice %{{.+}} into %[[R]][8, 0] [3, 16] [1, 1]
func.func @a_prime_number_of_rows(%x: tensor<11x16xf32>) -> tensor<11x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<11x16xf32>
  %e = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<11x16xf32>) outs(%e0 : tensor<11x16xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = math.exp %a : f32
    linalg.yield %0 : f32
  } -> tensor<11x16xf32>
  %s0 = tensor.empty() : tensor<11xf32>
  %s1 = linalg.fill ins(%zero : f32) outs(%s0 : tensor<11xf32>) -> tensor<11xf32>
  %s = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%e : tensor<11x16xf32>) outs(%s1 : tensor<11xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = arith.addf %out, %a : f32
    linalg.yield %0 : f32
  } -> tensor<11xf32>
  %q0 = tensor.empty() : tensor<11x16xf32>
  %q = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%e, %s : tensor<11x16xf32>, tensor<11xf32>) outs(%q0 : tensor<11x16xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.divf %a, %b : f32
    linalg.yield %0 : f32
  } -> tensor<11x16xf32>
  return %q : tensor<11x16xf32>
}

// -----

#id = affine_map<(m, n) -> (m, n)>
#column = affine_map<(m, n) -> (n)>
#row = affine_map<(m, n) -> (m)>

// Every sum of a column needs all rows.
// CHECK-LABEL: func.func @sums_across_the_rows_stay
// CHECK-NOT:   scf.for
func.func @sums_across_the_rows_stay(%x: tensor<12x16xf32>) -> tensor<12xf32> {
  %zero = arith.constant 0.0 : f32
  %s0 = tensor.empty() : tensor<16xf32>
  %s1 = linalg.fill ins(%zero : f32) outs(%s0 : tensor<16xf32>) -> tensor<16xf32>
  %s = linalg.generic {indexing_maps = [#id, #column], iterator_types = ["reduction", "parallel"]} ins(%x : tensor<12x16xf32>) outs(%s1 : tensor<16xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = arith.addf %out, %a : f32
    linalg.yield %0 : f32
  } -> tensor<16xf32>
  %q0 = tensor.empty() : tensor<12xf32>
  %q1 = linalg.fill ins(%zero : f32) outs(%q0 : tensor<12xf32>) -> tensor<12xf32>
  %q = linalg.generic {indexing_maps = [#id, #column, #row], iterator_types = ["parallel", "reduction"]} ins(%x, %s : tensor<12x16xf32>, tensor<16xf32>) outs(%q1 : tensor<12xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %out, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<12xf32>
  return %q : tensor<12xf32>
}

// -----

#id = affine_map<(m, n) -> (m, n)>
#row = affine_map<(m, n) -> (m)>

// CHECK-LABEL: func.func @what_others_read_is_made_as_a_whole
// CHECK:       %[[E:.+]] = linalg.generic {{.*}} outs(%{{.+}} : tensor<128x16xf32>)
// CHECK:       scf.for
// CHECK:         tensor.extract_slice %[[E]]
// CHECK:       return %[[E]]
func.func @what_others_read_is_made_as_a_whole(%x: tensor<128x16xf32>) -> (tensor<128x16xf32>, tensor<128x16xf32>) {
  %zero = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<128x16xf32>
  %e = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<128x16xf32>) outs(%e0 : tensor<128x16xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = math.exp %a : f32
    linalg.yield %0 : f32
  } -> tensor<128x16xf32>
  %s0 = tensor.empty() : tensor<128xf32>
  %s1 = linalg.fill ins(%zero : f32) outs(%s0 : tensor<128xf32>) -> tensor<128xf32>
  %s = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%e : tensor<128x16xf32>) outs(%s1 : tensor<128xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = arith.addf %out, %a : f32
    linalg.yield %0 : f32
  } -> tensor<128xf32>
  %q0 = tensor.empty() : tensor<128x16xf32>
  %q = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%e, %s : tensor<128x16xf32>, tensor<128xf32>) outs(%q0 : tensor<128x16xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.divf %a, %b : f32
    linalg.yield %0 : f32
  } -> tensor<128x16xf32>
  return %e, %q : tensor<128x16xf32>, tensor<128x16xf32>
}

// -----

#q = affine_map<(m, h, n, d) -> (m, h, d)>
#k = affine_map<(m, h, n, d) -> (h, n, d)>
#s = affine_map<(m, h, n, d) -> (h, m, n)>
#id = affine_map<(h, m, n) -> (h, m, n)>
#row = affine_map<(h, m, n) -> (h, m)>
#p = affine_map<(m, h, d, n) -> (h, m, n)>
#v = affine_map<(m, h, d, n) -> (h, n, d)>
#o = affine_map<(m, h, d, n) -> (m, h, d)>

// Keys and values are read again for each row, not for each head: rows go by blocks.
// CHECK-LABEL: func.func @scores_of_attention_are_never_whole
// CHECK-SAME:  %[[Q:[^:]+]]: tensor<8x2x4xf32>, %[[K:[^:]+]]: tensor<2x16x4xf32>, %[[V:[^:]+]]: tensor<2x16x4xf32>
// CHECK:       scf.for %[[H:.+]] = %c0 to %c2 step %c1
// CHECK:         scf.for %[[M:.+]] = %{{.+}} to %c8{{.*}} step %c4
// CHECK:           tensor.extract_slice %[[Q]][%[[M]], %[[H]], 0] [4, 1, 4]
// CHECK:           tensor.extract_slice %[[K]][%[[H]], 0, 0] [1, 16, 4]
// CHECK:           linalg.generic {{.*}} outs(%{{.+}} : tensor<1x4x16xf32>)
// CHECK:           tensor.extract_slice %[[V]][%[[H]], 0, 0] [1, 16, 4]
// CHECK:           linalg.generic {{.*}} outs(%{{.+}} : tensor<4x1x4xf32>)
func.func @scores_of_attention_are_never_whole(%q: tensor<8x2x4xf32>, %k: tensor<2x16x4xf32>, %v: tensor<2x16x4xf32>) -> tensor<8x2x4xf32> {
  %zero = arith.constant 0.0 : f32
  %s0 = tensor.empty() : tensor<2x8x16xf32>
  %s1 = linalg.fill ins(%zero : f32) outs(%s0 : tensor<2x8x16xf32>) -> tensor<2x8x16xf32>
  %s = linalg.generic {indexing_maps = [#q, #k, #s], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%q, %k : tensor<8x2x4xf32>, tensor<2x16x4xf32>) outs(%s1 : tensor<2x8x16xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %out, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<2x8x16xf32>
  %e0 = tensor.empty() : tensor<2x8x16xf32>
  %e = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]} ins(%s : tensor<2x8x16xf32>) outs(%e0 : tensor<2x8x16xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = math.exp %a : f32
    linalg.yield %0 : f32
  } -> tensor<2x8x16xf32>
  %o0 = tensor.empty() : tensor<8x2x4xf32>
  %o1 = linalg.fill ins(%zero : f32) outs(%o0 : tensor<8x2x4xf32>) -> tensor<8x2x4xf32>
  %o = linalg.generic {indexing_maps = [#p, #v, #o], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%e, %v : tensor<2x8x16xf32>, tensor<2x16x4xf32>) outs(%o1 : tensor<8x2x4xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %out, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<8x2x4xf32>
  return %o : tensor<8x2x4xf32>
}

// -----

#q = affine_map<(h, m, g, n, d) -> (h, m, g, d)>
#k = affine_map<(h, m, g, n, d) -> (h, n, d)>
#s = affine_map<(h, m, g, n, d) -> (h, m, g, n)>
#id = affine_map<(h, m, g, n) -> (h, m, g, n)>
#p = affine_map<(h, m, g, d, n) -> (h, m, g, n)>
#v = affine_map<(h, m, g, d, n) -> (h, n, d)>
#o = affine_map<(h, m, g, d, n) -> (h, m, g, d)>

// Two heads that share keys save half of the reads, eight queries seven eighths.
// CHECK-LABEL: func.func @blocks_of_the_longest_loop_that_reads_again
// CHECK:       scf.for %{{.+}} = %c0 to %c2 step %c1
// CHECK:         scf.for %{{.+}} = %{{.+}} to %c2{{.*}} step %c1
// CHECK:           scf.for %{{.+}} = %{{.+}} to %c8{{.*}} step %c4
// CHECK:             linalg.generic {{.*}} outs(%{{.+}} : tensor<1x4x1x16xf32>)
func.func @blocks_of_the_longest_loop_that_reads_again(%q: tensor<2x8x2x4xf32>, %k: tensor<2x16x4xf32>, %v: tensor<2x16x4xf32>) -> tensor<2x8x2x4xf32> {
  %zero = arith.constant 0.0 : f32
  %s0 = tensor.empty() : tensor<2x8x2x16xf32>
  %s1 = linalg.fill ins(%zero : f32) outs(%s0 : tensor<2x8x2x16xf32>) -> tensor<2x8x2x16xf32>
  %s = linalg.generic {indexing_maps = [#q, #k, #s], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%q, %k : tensor<2x8x2x4xf32>, tensor<2x16x4xf32>) outs(%s1 : tensor<2x8x2x16xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %out, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<2x8x2x16xf32>
  %e0 = tensor.empty() : tensor<2x8x2x16xf32>
  %e = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%s : tensor<2x8x2x16xf32>) outs(%e0 : tensor<2x8x2x16xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = math.exp %a : f32
    linalg.yield %0 : f32
  } -> tensor<2x8x2x16xf32>
  %o0 = tensor.empty() : tensor<2x8x2x4xf32>
  %o1 = linalg.fill ins(%zero : f32) outs(%o0 : tensor<2x8x2x4xf32>) -> tensor<2x8x2x4xf32>
  %o = linalg.generic {indexing_maps = [#p, #v, #o], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%e, %v : tensor<2x8x2x16xf32>, tensor<2x16x4xf32>) outs(%o1 : tensor<2x8x2x4xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %out, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<2x8x2x4xf32>
  return %o : tensor<2x8x2x4xf32>
}

// -----

#id = affine_map<(c, m) -> (c, m)>
#row = affine_map<(c, m) -> (m)>

// CHECK-LABEL: func.func @rows_side_by_side_stay_together
// CHECK-NOT:   scf.for
func.func @rows_side_by_side_stay_together(%x: tensor<16x12xf32>) -> tensor<16x12xf32> {
  %zero = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<16x12xf32>
  %e = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<16x12xf32>) outs(%e0 : tensor<16x12xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = math.exp %a : f32
    linalg.yield %0 : f32
  } -> tensor<16x12xf32>
  %s0 = tensor.empty() : tensor<12xf32>
  %s1 = linalg.fill ins(%zero : f32) outs(%s0 : tensor<12xf32>) -> tensor<12xf32>
  %s = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["reduction", "parallel"]} ins(%e : tensor<16x12xf32>) outs(%s1 : tensor<12xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = arith.addf %out, %a : f32
    linalg.yield %0 : f32
  } -> tensor<12xf32>
  %q0 = tensor.empty() : tensor<16x12xf32>
  %q = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%e, %s : tensor<16x12xf32>, tensor<12xf32>) outs(%q0 : tensor<16x12xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %0 = arith.divf %a, %b : f32
    linalg.yield %0 : f32
  } -> tensor<16x12xf32>
  return %q : tensor<16x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>

// CHECK-LABEL: func.func @products_and_what_follows_them_stay_whole
// CHECK-NOT:   scf.for
func.func @products_and_what_follows_them_stay_whole(%a: tensor<64x16xf32>, %b: tensor<16x64xf32>) -> tensor<64x64xf32> {
  %zero = arith.constant 0.0 : f32
  %s0 = tensor.empty() : tensor<64x64xf32>
  %s1 = linalg.fill ins(%zero : f32) outs(%s0 : tensor<64x64xf32>) -> tensor<64x64xf32>
  %s = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : tensor<64x16xf32>, tensor<16x64xf32>) outs(%s1 : tensor<64x64xf32>) {
  ^bb0(%x: f32, %y: f32, %out: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %out, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<64x64xf32>
  %e0 = tensor.empty() : tensor<64x64xf32>
  %e = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%s : tensor<64x64xf32>) outs(%e0 : tensor<64x64xf32>) {
  ^bb0(%x: f32, %out: f32):
    %0 = math.exp %x : f32
    linalg.yield %0 : f32
  } -> tensor<64x64xf32>
  return %e : tensor<64x64xf32>
}
