// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

// What passes write is as it should be.
module attributes {onnxc.arena_align = 64 : i64, onnxc.arena_size = 0 : i64, onnxc.machine = #kernel.machine<fma = true>,
                   onnxc.operators = ["Relu", ""], onnxc.peak_buffers = [{bytes = 64 : i64, nodes = "conv", type = memref<16xf32>}], onnxc.threads,
                   onnxc.weight_offsets = array<i64: 0>, onnxc.weight_values = [dense<1.0> : tensor<4xf32>]} {
  func.func private @task() attributes {onnxc.task}
}

// -----

// expected-error @below {{has attribute 'onnxc.arenasize', which no pass knows}}
module attributes {onnxc.arenasize = 64 : i64} {
}

// -----

// expected-error @below {{expects attribute 'onnxc.arena_size' to be an i64 of 0 or more, but got 64 : i32}}
module attributes {onnxc.arena_size = 64 : i32} {
}

// -----

// expected-error @below {{expects attribute 'onnxc.weights_size' to be an i64 of 0 or more, but got -64 : i64}}
module attributes {onnxc.weights_size = -64 : i64} {
}

// -----

// expected-error @below {{expects attribute 'onnxc.machine' to be a #kernel.machine, but got #kernel.policy}}
module attributes {onnxc.machine = #kernel.policy} {
}

// -----

// expected-error @below {{expects attribute 'onnxc.operators' to be a list of strings, but got ["Relu", 1]}}
module attributes {onnxc.operators = ["Relu", 1]} {
}

// -----

// expected-error @below {{has attribute 'onnxc.threads', which only modules have}}
func.func private @main() attributes {onnxc.threads}

// -----

// expected-error @below {{expects attribute 'onnxc.task' to be without a value, but got "exp"}}
func.func private @task() attributes {onnxc.task = "exp"}

// -----

// expected-error @below {{expects attribute 'onnxc.peak_buffers' to be a list of buffers: bytes, nodes and type, but got [{bytes = 64 : i64}]}}
module attributes {onnxc.peak_buffers = [{bytes = 64 : i64}]} {
}
