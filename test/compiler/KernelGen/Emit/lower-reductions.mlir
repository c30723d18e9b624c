// RUN: onnxc-opt %s --onnxc-lower-reductions --canonicalize | FileCheck %s
// RUN: sed 's/#avx2}/#scalar}/' %s | onnxc-opt --onnxc-lower-reductions --canonicalize | FileCheck %s --check-prefix=SCALAR

#avx2 = #kernel.machine<vectorBytes = 32>
#scalar = #kernel.machine

#all = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#transposed = affine_map<(d0, d1) -> (d1, d0)>
#vector = affine_map<(d0) -> (d0)>
#none = affine_map<(d0) -> ()>
#cube = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#first = affine_map<(d0, d1, d2) -> (d0)>

module attributes {onnxc.machine = #avx2} {

// Each of sixteen lanes takes every sixteenth term, and the first four one of the last.
// CHECK-LABEL: func.func @terms_are_lanes
// CHECK-SAME:    %[[X:.+]]: memref<3x100xf32>, %[[Y:.+]]: memref<3xf32>
// CHECK-DAG:     %[[ZERO:.+]] = arith.constant dense<-0.000000e+00> : vector<8xf32>
// CHECK:         %[[SUMS:.+]]:2 = scf.for %{{.+}} = %c0 to %c96 step %c16 iter_args(%{{.+}} = %[[ZERO]], %{{.+}} = %[[ZERO]])
// CHECK:         %[[LAST:.+]] = vector.load %[[X]][%{{.+}}, %c92]
// CHECK:         vector.shuffle %[[LAST]], %[[LAST]] [4, 5, 6, 7, 0, 1, 2, 3]
// CHECK:         vector.shuffle %{{.+}}, %[[ZERO]] [0, 1, 2, 3, 12, 13, 14, 15]
// CHECK:         vector.shuffle %[[EIGHT:.+]], %[[EIGHT]] [4, 5, 6, 7]
// CHECK:         %[[OLD:.+]] = memref.load %[[Y]]
// CHECK:         %[[NEW:.+]] = arith.addf %[[OLD]], %{{.+}} : f32
// CHECK:         memref.store %[[NEW]], %[[Y]]
// SCALAR-LABEL: func.func @terms_are_lanes
// SCALAR:         %[[LANES:.+]] = memref.alloca() : memref<16x1xf32>
// SCALAR:         scf.for %[[LANE:.+]] = %c0 to %c16 step %c1
// SCALAR:           scf.for %{{.+}} = %[[LANE]] to %c96 step %c16
// SCALAR:           memref.store %{{.+}}, %[[LANES]][%[[LANE]], %c0]
func.func @terms_are_lanes(%x: memref<3x100xf32>, %y: memref<3xf32>) {
  linalg.generic {indexing_maps = [#all, #row], iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<3x100xf32>) outs(%y : memref<3xf32>) {
  ^bb0(%a: f32, %sum: f32):
    %0 = arith.addf %a, %sum : f32
    linalg.yield %0 : f32
  }
  return
}

// Neither few terms nor the results lie side by side.
// CHECK-LABEL: func.func @few_terms_are_left_to_llvm
// CHECK:         linalg.generic
func.func @few_terms_are_left_to_llvm(%x: memref<3x15xf32>, %y: memref<3xf32>) {
  linalg.generic {indexing_maps = [#all, #row], iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<3x15xf32>) outs(%y : memref<3xf32>) {
  ^bb0(%a: f32, %sum: f32):
    %0 = arith.addf %a, %sum : f32
    linalg.yield %0 : f32
  }
  return
}

// The least and the greatest term are found in one pass. Lanes begin with what no term changes, and
// those that have none of the last four terms keep what they have.
// CHECK-LABEL: func.func @extremes
// CHECK-SAME:    %[[X:.+]]: memref<100xf32>, %[[LOW:.+]]: memref<f32>, %[[HIGH:.+]]: memref<f32>
// CHECK-DAG:     %[[MORE:.+]] = arith.constant dense<0x7F800000> : vector<8xf32>
// CHECK-DAG:     %[[LESS:.+]] = arith.constant dense<0xFF800000> : vector<8xf32>
// CHECK:         scf.for {{.*}} step %c16 iter_args(%{{.+}} = %[[MORE]], %{{.+}} = %[[LESS]], %{{.+}} = %[[MORE]], %{{.+}} = %[[LESS]])
// CHECK:           arith.cmpf olt, %{{.+}}, %{{.+}} : vector<8xf32>
// CHECK:           arith.cmpf ogt, %{{.+}}, %{{.+}} : vector<8xf32>
// CHECK:         vector.shuffle %{{.+}}, %[[MORE]] [0, 1, 2, 3, 12, 13, 14, 15]
// CHECK:         vector.shuffle %{{.+}}, %[[LESS]] [0, 1, 2, 3, 12, 13, 14, 15]
// CHECK:         %[[OLD:.+]] = memref.load %[[LOW]]
// CHECK:         %[[WINS:.+]] = arith.cmpf olt, %[[LEAST:.+]], %[[OLD]] : f32
// CHECK:         %[[NEW:.+]] = arith.select %[[WINS]], %[[LEAST]], %[[OLD]]
// CHECK:         memref.store %[[NEW]], %[[LOW]]
// CHECK:         memref.store %{{.+}}, %[[HIGH]]
// SCALAR-LABEL: func.func @extremes
// SCALAR:         memref.alloca() : memref<16x2xf32>
func.func @extremes(%x: memref<100xf32>, %low: memref<f32>, %high: memref<f32>) {
  linalg.generic {indexing_maps = [#vector, #none, #none], iterator_types = ["reduction"]}
    ins(%x : memref<100xf32>) outs(%low, %high : memref<f32>, memref<f32>) {
  ^bb0(%a: f32, %least: f32, %most: f32):
    %0 = arith.cmpf olt, %a, %least : f32
    %1 = arith.select %0, %a, %least : f32
    %2 = arith.cmpf ogt, %a, %most : f32
    %3 = arith.select %2, %a, %most : f32
    linalg.yield %1, %3 : f32, f32
  }
  return
}

// What is chosen is not what was compared.
// CHECK-LABEL: func.func @other_choices_are_kept
// CHECK:         linalg.generic
func.func @other_choices_are_kept(%x: memref<100xf32>, %y: memref<f32>) {
  linalg.generic {indexing_maps = [#vector, #none], iterator_types = ["reduction"]}
    ins(%x : memref<100xf32>) outs(%y : memref<f32>) {
  ^bb0(%a: f32, %least: f32):
    %0 = math.absf %a : f32
    %1 = arith.cmpf olt, %0, %least : f32
    %2 = arith.select %1, %a, %least : f32
    linalg.yield %2 : f32
  }
  return
}

// Each result has the same order of terms, those in vectors that are not whole, too. Parts of 64
// terms have sums of their own.
// CHECK-LABEL: func.func @results_are_lanes
// CHECK:         scf.for %[[FROM:.+]] = %c0 to %c100 step %c64
// CHECK:           %[[TO:.+]] = arith.minsi
// CHECK:           scf.for %{{.+}} = %[[FROM]] to %[[TO]] step %c1 {{.*}} -> (vector<8xf32>, vector<2xf32>)
func.func @results_are_lanes(%x: memref<100x10xf32>, %y: memref<10xf32>) {
  linalg.generic {indexing_maps = [#transposed, #row], iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<100x10xf32>) outs(%y : memref<10xf32>) {
  ^bb0(%a: f32, %sum: f32):
    %0 = arith.mulf %a, %a : f32
    %1 = arith.addf %0, %sum : f32
    linalg.yield %1 : f32
  }
  return
}

// Parts of parts end where the sum does: 5000 vectors are one part of 4096 and another.
// CHECK-LABEL: func.func @parts_of_parts
// CHECK-DAG:     %[[LAST:.+]] = arith.constant 80000 : index
// CHECK-DAG:     %[[PART:.+]] = arith.constant 65536 : index
// CHECK:         scf.for %{{.+}} = %c0 to %[[LAST]] step %[[PART]]
// CHECK:           %[[END:.+]] = arith.minsi %{{.+}}, %[[LAST]]
// CHECK:           scf.for %{{.+}} to %[[END]] step %c1024
// CHECK:             %[[INNER:.+]] = arith.minsi %{{.+}}, %[[END]]
// CHECK:             scf.for %{{.+}} to %[[INNER]] step %c16
func.func @parts_of_parts(%x: memref<80000xf32>, %y: memref<f32>) {
  linalg.generic {indexing_maps = [#vector, #none], iterator_types = ["reduction"]}
    ins(%x : memref<80000xf32>) outs(%y : memref<f32>) {
  ^bb0(%a: f32, %sum: f32):
    %0 = arith.addf %a, %sum : f32
    linalg.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @sums_that_lie_in_one_piece_are_one
// CHECK:         memref.collapse_shape %{{.+}} {{\[}}[0], [1, 2]]
// CHECK:         scf.for %{{.+}} = %c0 to %c48 step %c16
func.func @sums_that_lie_in_one_piece_are_one(%x: memref<3x7x7xf32>, %y: memref<3xf32>) {
  linalg.generic {indexing_maps = [#cube, #first], iterator_types = ["parallel", "reduction", "reduction"]}
    ins(%x : memref<3x7x7xf32>) outs(%y : memref<3xf32>) {
  ^bb0(%a: f32, %product: f32):
    %0 = arith.mulf %product, %a : f32
    linalg.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @maxima_are_left_to_llvm
// CHECK:         linalg.generic
func.func @maxima_are_left_to_llvm(%x: memref<3x100xf32>, %y: memref<3xf32>) {
  linalg.generic {indexing_maps = [#all, #row], iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<3x100xf32>) outs(%y : memref<3xf32>) {
  ^bb0(%a: f32, %largest: f32):
    %0 = arith.maximumf %a, %largest : f32
    linalg.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @integers_are_left_to_llvm
// CHECK:         linalg.generic
func.func @integers_are_left_to_llvm(%x: memref<3x100xi32>, %y: memref<3xi32>) {
  linalg.generic {indexing_maps = [#all, #row], iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<3x100xi32>) outs(%y : memref<3xi32>) {
  ^bb0(%a: i32, %sum: i32):
    %0 = arith.addi %a, %sum : i32
    linalg.yield %0 : i32
  }
  return
}

}
