// y = x + 1, 2, 3, 4 + 0.5 through the arena, and a flag that is the first of some bytes.
module attributes {
    onnxc.stage = "llvm",
    onnx.inputs = [{name = "x", type = tensor<1x4xf32>, dims = ["batch", ""]},
                   {name = "bytes/*", type = tensor<4xui8>}],
    onnx.outputs = [{name = "class", type = tensor<1x4xf32>}, {name = "X:0", type = tensor<i1>}],
    onnxc.arena_size = 128 : i64, onnxc.weights_size = 80 : i64,
    onnxc.weight_values = [dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>, dense<0.5> : tensor<4xf32>],
    onnxc.weight_offsets = array<i64: 0, 64>} {
  llvm.func internal @add(%a: !llvm.ptr, %b: !llvm.ptr, %c: !llvm.ptr)
      attributes {passthrough = ["noinline"]} {
    %0 = llvm.load %a {alignment = 4 : i64} : !llvm.ptr -> vector<4xf32> loc(#first)
    %1 = llvm.load %b {alignment = 4 : i64} : !llvm.ptr -> vector<4xf32> loc(#first)
    %2 = llvm.fadd %0, %1 : vector<4xf32> loc(#first)
    llvm.store %2, %c {alignment = 4 : i64} : vector<4xf32>, !llvm.ptr loc(#second)
    llvm.return
  } loc(#first)
  llvm.func internal @main(%x: !llvm.ptr, %bytes: !llvm.ptr, %y: !llvm.ptr, %flag: !llvm.ptr,
                           %arena: !llvm.ptr, %w: !llvm.ptr) {
    %v = llvm.getelementptr %w[64] : (!llvm.ptr) -> !llvm.ptr, i8
    llvm.call @add(%x, %w, %arena) : (!llvm.ptr, !llvm.ptr, !llvm.ptr) -> () loc(#first)
    llvm.call @add(%arena, %v, %y) : (!llvm.ptr, !llvm.ptr, !llvm.ptr) -> ()
    %0 = llvm.load %bytes : !llvm.ptr -> i8
    llvm.store %0, %flag : i8, !llvm.ptr
    llvm.return
  }
} loc("add.onnx":1:1)
#first = loc("first sum"("add.onnx":2:1))
#second = loc("second sum"("add.onnx":4:1))
