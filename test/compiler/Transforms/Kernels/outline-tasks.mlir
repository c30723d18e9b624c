// RUN: onnxc-opt %s --onnxc-outline-tasks | FileCheck %s

// A task takes what @main takes, and finds its buffers and constants again.
// CHECK: module attributes {onnxc.threads}
// CHECK-LABEL: func.func @main
// CHECK-SAME:  %[[X:.+]]: memref<64xf32>, %[[ARENA:.+]]: memref<512xi8>
// CHECK-NOT:   scf.forall
// CHECK:       %[[CHUNKS:.+]] = arith.constant 4 : index
// CHECK:       call @task_exp(%[[X]], %[[ARENA]], %[[CHUNKS]])
// CHECK:       call @kernel_small
module {
  func.func @main(%x: memref<64xf32>, %arena: memref<512xi8>) {
    %c16 = arith.constant 16 : index
    %c256 = arith.constant 256 : index
    %y = memref.view %arena[%c256][] : memref<512xi8> to memref<64xf32>
    scf.forall (%chunk) in (4) {
      %begin = arith.muli %chunk, %c16 : index
      func.call @kernel_exp(%x, %y, %begin) : (memref<64xf32>, memref<64xf32>, index) -> ()
    }
    call @kernel_small(%y) : (memref<64xf32>) -> ()
    return
  }
  func.func private @kernel_exp(memref<64xf32>, memref<64xf32>, index)
  func.func private @kernel_small(memref<64xf32>)
}
// CHECK:      func.func private @task_exp(%[[X:.+]]: memref<64xf32>, %[[ARENA:.+]]: memref<512xi8>, %[[CHUNK:.+]]: index) attributes {onnxc.task}
// CHECK-DAG:    %[[Y:.+]] = memref.view %[[ARENA]][%c256][]
// CHECK-DAG:    %[[BEGIN:.+]] = arith.muli %[[CHUNK]], %c16
// CHECK:        call @kernel_exp(%[[X]], %[[Y]], %[[BEGIN]])
// CHECK-NEXT:   return
