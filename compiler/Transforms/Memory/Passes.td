#ifndef ONNXC_COMPILER_TRANSFORMS_MEMORY_PASSES_TD
#define ONNXC_COMPILER_TRANSFORMS_MEMORY_PASSES_TD

include "mlir/Pass/PassBase.td"

def PlaceParts : Pass<"onnxc-place-parts", "mlir::func::FuncOp"> {
  let summary = "Lets buffers that are copied into a part of another one lie there";
  let description = [{
    The operands of a `tensor.concat` are copied into its buffer, and so is a tensor that is padded.
    Where nothing else uses that part meanwhile, it is the operand's buffer from the beginning.

    ```mlir
    %part = memref.alloc() : memref<4x8xf32>
    linalg.fill ins(%one : f32) outs(%part : memref<4x8xf32>)
    %whole = memref.alloc() : memref<4x11xf32>
    %box = memref.subview %whole[0, 3] [4, 8] [1, 1] : memref<4x11xf32> to memref<4x8xf32, strided<[11, 1], offset: 3>>
    memref.copy %part, %box : memref<4x8xf32> to memref<4x8xf32, strided<[11, 1], offset: 3>>
    // becomes
    %whole = memref.alloc() : memref<4x11xf32>
    %part = memref.subview %whole[0, 3] [4, 8] [1, 1] : memref<4x11xf32> to memref<4x8xf32, strided<[11, 1], offset: 3>>
    linalg.fill ins(%one : f32) outs(%part : memref<4x8xf32, strided<[11, 1], offset: 3>>)
    ```
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

def ProtectInputs : Pass<"onnxc-protect-inputs", "mlir::func::FuncOp"> {
  let summary = "Makes buffers of arguments, which bufferization does not write, and of repeated results";
  let description = [{
    ```mlir
    func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
    // becomes
    func.func @main(%x: memref<4xf32>) -> tensor<4xf32> {
      %0 = bufferization.to_tensor %x restrict : memref<4xf32> to tensor<4xf32>
    ```

    Bufferization takes such a tensor for one that must not be written. Its attribute for arguments
    that are tensors is removed from one after the other, which copies those of all. Each operation
    has a tensor of its own, as the analysis looks at all uses of a tensor for each of them, and of
    all parts of it. For the same reason, a tensor that is returned several times is returned once,
    and beyond that its buffer:

    ```mlir
    return %y, %y : tensor<4xf32>, tensor<4xf32>
    // becomes
    %0 = bufferization.to_buffer %y read_only : tensor<4xf32> to memref<4xf32>
    return %y, %0 : tensor<4xf32>, memref<4xf32>
    ```
  }];
  let dependentDialects = ["mlir::bufferization::BufferizationDialect",
                           "mlir::memref::MemRefDialect"];
}

def PlaceLoopState : Pass<"onnxc-place-loop-state", "mlir::func::FuncOp"> {
  let summary = "Gives the state of loops and the results of branches buffers of their own";
  let description = [{
    A buffer that a loop passes to its next iteration, or that a branch yields, becomes one that
    is allocated outside: the body writes it in place where nothing reads the old state any
    more, and is followed by a copy elsewhere. Afterwards no region yields a buffer, so each
    buffer lives inside the block that allocates it, and one place is enough for all
    iterations.

    ```mlir
    %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %x) -> memref<8xf32> {
      %a = memref.alloc() : memref<8xf32>
      %b = memref.alloc() : memref<8xf32>
      linalg.exp ins(%s : memref<8xf32>) outs(%a : memref<8xf32>)
      linalg.abs ins(%a : memref<8xf32>) outs(%b : memref<8xf32>)
      scf.yield %b : memref<8xf32>
    }
    // becomes
    %r = memref.alloc() : memref<8xf32>
    memref.copy %x, %r : memref<8xf32> to memref<8xf32>
    scf.for %i = %c0 to %n step %c1 {
      %a = memref.alloc() : memref<8xf32>
      linalg.exp ins(%r : memref<8xf32>) outs(%a : memref<8xf32>)
      linalg.abs ins(%a : memref<8xf32>) outs(%r : memref<8xf32>)
    }
    ```
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect", "mlir::scf::SCFDialect"];
}

def PlaceResults : Pass<"onnxc-place-results", "mlir::func::FuncOp"> {
  let summary = "Turns results into arguments that are written in place";
  let description = [{
    Each returned buffer becomes an argument after the inputs. An allocation that is returned,
    also through reshapes, is replaced by a view of that argument; other buffers (inputs,
    constants, buffers that are returned twice) are copied.

    ```mlir
    func.func @main(%x: memref<8xf32>) -> memref<8xf32> {
      %y = memref.alloc() : memref<8xf32>
      linalg.exp ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
      return %y : memref<8xf32>
    }
    // becomes
    func.func @main(%x: memref<8xf32>, %y: memref<8xf32>) {
      linalg.exp ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
      return
    }
    ```
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

def PlaceWeights : Pass<"onnxc-place-weights", "mlir::ModuleOp"> {
  let summary = "Lays out all constants in one section";
  let description = [{
    Each `memref.global` becomes a view of a new last argument of `@main`, at a constant offset
    that is a multiple of 64; equal constants are stored once. Attributes of the module say
    what lies where: `onnxc.weights_size`, `onnxc.weight_values` and `onnxc.weight_offsets`.

    ```mlir
    memref.global "private" constant @w : memref<4xf32> = dense<[1.0, 2.0, 3.0, 4.0]>
    func.func @main(%y: memref<4xf32>) {
      %w = memref.get_global @w : memref<4xf32>
    // becomes
    module attributes {onnxc.weight_offsets = array<i64: 0>,
                       onnxc.weight_values = [dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>], onnxc.weights_size = 64 : i64} {
      func.func @main(%y: memref<4xf32>, %weights: memref<64xi8>) {
        %w = memref.view %weights[%c0][] : memref<64xi8> to memref<4xf32>
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::memref::MemRefDialect"];
}

def PlaceText : Pass<"onnxc-place-text", "mlir::func::FuncOp"> {
  let summary = "Gives functions on strings memory for the text that they make";
  let description = [{
    The buffer has room for as many bytes as the module's attribute `onnxc.max_text` says. Strings
    stay there until the run ends, which adds what had no room to the sizes that it tells.

    ```mlir
    func.func @main(%x: memref<8xi64>, %y: memref<8xi64>, %sizes: memref<1xi64>) {
      kernel.text "format_int" (%x : memref<8xi64>) outs(%y : memref<8xi64>) numbers [8, 0]
      return
    // becomes
      %text = memref.alloc() : memref<16416xi8>
      kernel.text "begin" memory(%text : memref<16416xi8>) numbers [16384]
      kernel.text "format_int" (%x : memref<8xi64>) outs(%y : memref<8xi64>) memory(%text : memref<16416xi8>) numbers [8, 0]
      kernel.text "end" outs(%sizes : memref<1xi64>) memory(%text : memref<16416xi8>) numbers []
      return
    ```
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect", "onnxc::kernel::KernelDialect"];
}

def PlanArena : Pass<"onnxc-plan-arena", "mlir::func::FuncOp"> {
  let summary = "Gives every temporary buffer a constant offset in one arena";
  let description = [{
    Buffers whose lifetimes do not overlap share memory. The arena becomes a new argument, and
    the module gets the attributes `onnxc.arena_size`, `onnxc.arena_align` and
    `onnxc.arena_lower_bound`: the largest sum of buffers that are live at once, which no plan
    for this order of operations can undercut. `onnxc.peak_buffers` lists the largest of these, with
    the nodes that make them.

    ```mlir
    func.func @main(%x: memref<16xf32>, %y: memref<16xf32>) {
      %a = memref.alloc() : memref<16xf32>
    // becomes
    module attributes {onnxc.arena_align = 64 : i64, onnxc.arena_lower_bound = 128 : i64, onnxc.arena_size = 128 : i64,
                       onnxc.peak_buffers = [{bytes = 64 : i64, nodes = "conv1", type = memref<16xf32>}, ...]} {
      func.func @main(%x: memref<16xf32>, %y: memref<16xf32>, %arena: memref<128xi8>) {
        %a = memref.view %arena[%c0][] : memref<128xi8> to memref<16xf32>
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::memref::MemRefDialect"];
}

#endif
