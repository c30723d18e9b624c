// RUN: onnxc-opt %s --onnxc-dispatch-tasks --split-input-file | FileCheck %s

// The arguments of @main lie in memory, where a task finds them; the threads may be null.
// CHECK-LABEL: llvm.func internal @main
// CHECK-SAME:    (%[[X:.+]]: !llvm.ptr, %[[ARENA:.+]]: !llvm.ptr, %[[THREADS:.+]]: !llvm.ptr)
// CHECK:         %[[FRAME:.+]] = llvm.alloca %{{.+}} x !llvm.array<2 x ptr>
// CHECK:         %[[FIRST:.+]] = llvm.getelementptr %[[FRAME]][0, 0]
// CHECK:         llvm.store %[[X]], %[[FIRST]]
// CHECK:         %[[SECOND:.+]] = llvm.getelementptr %[[FRAME]][0, 1]
// CHECK:         llvm.store %[[ARENA]], %[[SECOND]]
// CHECK:         %[[TASK:.+]] = llvm.mlir.addressof @task_exp
// CHECK:         %[[COUNT:.+]] = llvm.trunc %{{.+}} : i64 to i32
// CHECK:         llvm.call @run_tasks(%[[THREADS]], %[[TASK]], %[[FRAME]], %[[COUNT]])
// CHECK:         llvm.call @kernel_small(%[[ARENA]])

// CHECK-LABEL: llvm.func internal @run_tasks
// CHECK-SAME:    (%[[THREADS:.+]]: !llvm.ptr, %[[TASK:.+]]: !llvm.ptr, %[[FRAME:.+]]: !llvm.ptr, %[[COUNT:.+]]: i32)
// CHECK:         %[[ALONE:.+]] = llvm.icmp "eq" %[[THREADS]]
// CHECK:         llvm.cond_br %[[ALONE]], ^[[LOOP:.+]](%{{.+}} : i32), ^[[PARALLEL:.+]]
// CHECK:       ^[[PARALLEL]]:
// CHECK:         llvm.call %{{.+}}(%{{.+}}, %[[TASK]], %[[FRAME]], %[[COUNT]])
// CHECK:       ^[[LOOP]](%[[CHUNK:.+]]: i32):
// CHECK:         llvm.call %[[TASK]](%[[FRAME]], %[[CHUNK]])

// CHECK-LABEL: llvm.func internal @task_exp
// CHECK-SAME:    (%[[FRAME:.+]]: !llvm.ptr, %[[CHUNK:.+]]: i32)
// CHECK:         %[[INDEX:.+]] = llvm.zext %[[CHUNK]] : i32 to i64
// CHECK:         llvm.call @kernel_exp(%{{.+}}, %[[INDEX]])
module attributes {onnxc.threads} {
  llvm.func internal @main(%x: !llvm.ptr, %arena: !llvm.ptr) {
    %c4 = llvm.mlir.constant(4 : index) : i64
    llvm.call @task_exp(%x, %arena, %c4) : (!llvm.ptr, !llvm.ptr, i64) -> ()
    llvm.call @kernel_small(%arena) : (!llvm.ptr) -> ()
    llvm.return
  }
  llvm.func internal @task_exp(%x: !llvm.ptr, %arena: !llvm.ptr, %chunk: i64) attributes {onnxc.task} {
    llvm.call @kernel_exp(%arena, %chunk) : (!llvm.ptr, i64) -> ()
    llvm.return
  }
  llvm.func internal @kernel_exp(%x: !llvm.ptr, %chunk: i64) {
    llvm.return
  }
  llvm.func internal @kernel_small(%x: !llvm.ptr) {
    llvm.return
  }
}

// -----

// Threads that no kernel is worth are an argument all the same.
// CHECK-LABEL: llvm.func internal @main(%{{.+}}: !llvm.ptr, %{{.+}}: !llvm.ptr) {
// CHECK-NEXT:    llvm.return
module attributes {onnxc.threads} {
  llvm.func internal @main(%x: !llvm.ptr) {
    llvm.return
  }
}

// -----

// CHECK-LABEL: llvm.func internal @main(%{{.+}}: !llvm.ptr) {
// CHECK-NEXT:    llvm.return
module {
  llvm.func internal @main(%x: !llvm.ptr) {
    llvm.return
  }
}
