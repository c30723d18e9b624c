// RUN: onnxc-opt %s --split-input-file | onnxc-opt --split-input-file | FileCheck %s

// CHECK: module attributes {onnxc.machine = #kernel.machine<pointerBits = 32, vectorBytes = 16, l1Bytes = 16384, uniformMemory = true, fma = true, clock = "mrs $0, cntvct_el0">, onnxc.policy = #kernel.policy<optimizeSize = true>}
module attributes {
  onnxc.machine = #kernel.machine<clock = "mrs $0, cntvct_el0", fma = true, uniformMemory = true, vectorBytes = 16, l1Bytes = 16384, pointerBits = 32>,
  onnxc.policy = #kernel.policy<optimizeSize = true>} {
}

// -----

// What is not said is not offered.
// CHECK: module attributes {onnxc.machine = #kernel.machine, onnxc.policy = #kernel.policy}
module attributes {
  onnxc.machine = #kernel.machine<pointerBits = 64, vectorBytes = 4, vectorRegisters = 8, l1Bytes = 0, l1Ways = 1, l2Bytes = 0, fma = false, clock = "">,
  onnxc.policy = #kernel.policy<optimizeSize = false>} {
}
