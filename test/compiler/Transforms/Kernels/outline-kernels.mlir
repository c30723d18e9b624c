// RUN: onnxc-opt %s --onnxc-outline-kernels --split-input-file | FileCheck %s

// Two places in the arena that are live at once are apart; the slice is taken in the kernel, from a
// place that the call tells.
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[X:.+]]: memref<4xf32>, %[[ARENA:.+]]: memref<128xi8>
// CHECK: %[[A:.+]] = memref.view %[[ARENA]]
// CHECK: %[[PLACE:.+]] = arith.constant 4 : index
// CHECK: call @kernel_copy(%[[X]], %[[A]], %[[PLACE]]) : (memref<4xf32>, memref<8xf32>, index) -> ()
// CHECK: scf.for {{.*}} iter_args(%[[STATE:.+]] =
// CHECK: call @kernel_map(%[[X]], %[[STATE]])
// CHECK: func.func private @kernel_copy(%{{.+}}: memref<4xf32> {llvm.noalias}, %[[TO:.+]]: memref<8xf32> {llvm.noalias}, %[[AT:.+]]: index)
// CHECK-SAME: passthrough = ["noinline"]
// CHECK: memref.reinterpret_cast %[[TO]] to offset: [%[[AT]]], sizes: [4], strides: [1]

// Nobody knows where a loop's state lies.
// CHECK: func.func private @kernel_map(%{{.+}}: memref<4xf32>, %{{.+}}: memref<4xf32>)
module {
  func.func @main(%x: memref<4xf32>, %arena: memref<128xi8>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c64 = arith.constant 64 : index
    %a = memref.view %arena[%c0][] : memref<128xi8> to memref<8xf32>
    %b = memref.view %arena[%c64][] : memref<128xi8> to memref<4xf32>
    %slice = memref.subview %a[4] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1], offset: 4>>
    memref.copy %x, %slice : memref<4xf32> to memref<4xf32, strided<[1], offset: 4>>
    %0 = scf.for %i = %c0 to %c64 step %c1 iter_args(%state = %b) -> (memref<4xf32>) {
      linalg.map { math.exp } ins(%x : memref<4xf32>) outs(%state : memref<4xf32>)
      scf.yield %state : memref<4xf32>
    }
    return
  }
}

// -----

// Of two slices of one buffer it must be known that they are apart.
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[A:.+]]: memref<8xf32>
// CHECK: call @kernel_copy(%[[A]]) : (memref<8xf32>) -> ()
// CHECK: func.func private @kernel_copy(%[[BUFFER:.+]]: memref<8xf32> {llvm.noalias})
// CHECK: memref.subview %[[BUFFER]][4] [4] [1]
module {
  func.func @main(%a: memref<8xf32>) {
    %low = memref.subview %a[0] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1]>>
    %high = memref.subview %a[4] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1], offset: 4>>
    memref.copy %low, %high : memref<4xf32, strided<[1]>> to memref<4xf32, strided<[1], offset: 4>>
    return
  }
}

// -----

// CHECK-LABEL: func.func @main
// CHECK-NEXT: call @kernel_top_k
// CHECK-NEXT: return
// CHECK: func.func private @kernel_top_k
// CHECK: kernel.top_k
module {
  func.func @main(%x: memref<2x8xf32>, %v: memref<2x3xf32>, %i: memref<2x3xi64>) {
    kernel.top_k ins(%x : memref<2x8xf32>) outs(%v, %i : memref<2x3xf32>, memref<2x3xi64>)
    return
  }
}

// -----

// A kernel has its node's name, or the beginning of a long one.
// CHECK-LABEL: func.func @main
// CHECK: func.func private @kernel_nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn(
module {
  func.func @main(%x: memref<4xf32>, %y: memref<4xf32>) {
    memref.copy %x, %y : memref<4xf32> to memref<4xf32> loc("nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"("model.onnx":1:1))
    return
  }
}

// -----

#id = affine_map<(m, n) -> (m, n)>

// A group stays one until its tiles are made; sums that are never stored belong to the function.
// CHECK-LABEL: func.func @main
// CHECK: call @kernel_contraction(%{{.+}}, %{{.+}}, %{{.+}}) : (memref<2x4xi8>, memref<16xi8>, memref<2x4xi8>) -> ()
// CHECK: func.func private @kernel_contraction
// CHECK: %[[SUMS:.+]] = memref.alloca() : memref<2x4xi32>
// CHECK-NEXT: kernel.group {
// CHECK: kernel.gemm {{.*}} outs(%[[SUMS]]
// CHECK-NEXT: } epilogue {
// CHECK-NEXT: linalg.generic {{.*}} ins(%[[SUMS]]
module {
  func.func @main(%a: memref<2x4xi8>, %w: memref<16xi8>, %y: memref<2x4xi8>) {
    %zero = arith.constant 0 : i32
    %sums = memref.alloca() : memref<2x4xi32>
    kernel.group {
      linalg.fill ins(%zero : i32) outs(%sums : memref<2x4xi32>)
      kernel.gemm {tile = #kernel.tile<rows = 2, columns = 4, lanes = 4>} ins(%a, %w : memref<2x4xi8>, memref<16xi8>) outs(%sums : memref<2x4xi32>)
    } epilogue {
      linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%sums : memref<2x4xi32>) outs(%y : memref<2x4xi8>) {
      ^bb0(%sum: i32, %out: i8):
        %byte = arith.trunci %sum : i32 to i8
        linalg.yield %byte : i8
      }
    }
    return
  }
}
