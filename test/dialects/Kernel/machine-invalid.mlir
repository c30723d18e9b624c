// RUN: onnxc-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{expected at least 1, but got 0}}
// expected-error @below {{failed to parse Kernel_MachineAttr parameter 'l1Ways'}}
#ways = #kernel.machine<l1Ways = 0>

// -----

// expected-error @below {{expected at least 4, but got -16}}
// expected-error @below {{failed to parse Kernel_MachineAttr parameter 'vectorBytes'}}
#vectors = #kernel.machine<vectorBytes = -16>

// -----

// expected-error @below {{duplicate or unknown struct parameter name: cacheBytes}}
#unknown = #kernel.machine<cacheBytes = 1>
