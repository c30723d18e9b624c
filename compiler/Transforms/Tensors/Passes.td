#ifndef ONNXC_COMPILER_TRANSFORMS_TENSORS_PASSES_TD
#define ONNXC_COMPILER_TRANSFORMS_TENSORS_PASSES_TD

include "mlir/Pass/PassBase.td"

def AddResiduals : Pass<"onnxc-add-residuals", "mlir::func::FuncOp"> {
  let summary = "Lets sums begin with what is added to them";
  let description = [{
    A tensor that is added to the result of a contraction becomes what its sums begin with,
    together with the bias. Where nothing else uses the tensor, the result takes its place in
    memory, which then is read and written once.

    ```mlir
    %c = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%bias : tensor<4x16xf32>) -> tensor<4x16xf32>
    %r = linalg.generic {...} ins(%x, %c : tensor<4x16xf32>, tensor<4x16xf32>) outs(%e : tensor<4x16xf32>) {
    ^bb0(%in: f32, %sum: f32, %out: f32):
      %0 = arith.addf %in, %sum : f32
      linalg.yield %0 : f32
    } -> tensor<4x16xf32>
    // becomes
    %init = linalg.generic {...} ins(%bias, %x : tensor<4x16xf32>, tensor<4x16xf32>) outs(%e : tensor<4x16xf32>) {
    ^bb0(%in: f32, %residual: f32, %out: f32):
      %0 = arith.addf %in, %residual : f32
      linalg.yield %0 : f32
    } -> tensor<4x16xf32>
    %r = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%init : tensor<4x16xf32>) -> tensor<4x16xf32>
    ```
  }];
  let dependentDialects = ["mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def FuseElementwise : Pass<"onnxc-fuse-elementwise", "mlir::func::FuncOp"> {
  let summary = "Fuses elementwise operations into their consumer";
  let description = [{
    A chain of elementwise operations becomes one loop nest, and so does a reduction with what
    it reads. A producer with several readers is kept, and so is one that would be computed
    again for each element that it is broadcast to, unless it is only cheap arithmetic. Bodies
    have at most 128 operations and 64 inputs.

    ```mlir
    %1 = linalg.generic {...} ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %2 = math.exp %in : f32
      linalg.yield %2 : f32
    } -> tensor<8xf32>
    %y = linalg.generic {...} ins(%1, %s : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8xf32>) {
    ^bb0(%in: f32, %other: f32, %out: f32):
      %2 = arith.mulf %in, %other : f32
      linalg.yield %2 : f32
    } -> tensor<8xf32>
    // becomes
    %y = linalg.generic {...} ins(%x, %s : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8xf32>) {
    ^bb0(%in: f32, %other: f32, %out: f32):
      %1 = math.exp %in : f32
      %2 = arith.mulf %1, %other : f32
      linalg.yield %2 : f32
    } -> tensor<8xf32>
    ```
  }];
  let dependentDialects = ["mlir::linalg::LinalgDialect", "mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect", "mlir::tensor::TensorDialect"];
}

def FuseRows : Pass<"onnxc-fuse-rows", "mlir::func::FuncOp"> {
  let summary = "Computes a reduction and everything around it for a block of rows at a time";
  let description = [{
    Softmax, normalizations and attention are chains of reductions and elementwise operations, in
    which each row of the result needs only the same row of all that is computed before. A loop
    over blocks of rows computes the whole chain, and only what one block needs is in memory:
    it stays in the nearest cache, and a score matrix is never there as a whole. The loop is
    marked with `onnxc.rows`, and becomes one kernel.

    ```mlir
    %e = linalg.generic {...} ins(%x : tensor<12x16xf32>) outs(%0 : tensor<12x16xf32>) {...}  // exp
    %s = linalg.generic {...} ins(%e : tensor<12x16xf32>) outs(%zeros : tensor<12xf32>) {...}  // sum of a row
    %q = linalg.generic {...} ins(%e, %s : tensor<12x16xf32>, tensor<12xf32>) outs(%1 : tensor<12x16xf32>) {...}  // quotient
    // becomes, for blocks of four rows,
    %q = scf.for %i = %c0 to %c12 step %c4 iter_args(%y = %1) -> (tensor<12x16xf32>) {
      %rows = tensor.extract_slice %x[%i, 0] [4, 16] [1, 1] : tensor<12x16xf32> to tensor<4x16xf32>
      %e = linalg.generic {...} ins(%rows : tensor<4x16xf32>) outs(%2 : tensor<4x16xf32>) {...}
      %s = linalg.generic {...} ins(%e : tensor<4x16xf32>) outs(%3 : tensor<4xf32>) {...}
      %b = linalg.generic {...} ins(%e, %s : tensor<4x16xf32>, tensor<4xf32>) outs(%4 : tensor<4x16xf32>) {...}
      %next = tensor.insert_slice %b into %y[%i, 0] [4, 16] [1, 1] : tensor<4x16xf32> into tensor<12x16xf32>
      scf.yield %next : tensor<12x16xf32>
    } {onnxc.rows}
    ```
  }];
  let options = [
    Option<"blockBytes", "block-bytes", "int64_t", "32768",
           "The most bytes of a value that is passed on inside of a block">,
  ];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::linalg::LinalgDialect",
                           "mlir::scf::SCFDialect", "mlir::tensor::TensorDialect"];
}

def InsertParts : Pass<"onnxc-insert-parts", "mlir::func::FuncOp"> {
  let summary = "Builds padded tensors by inserting the parts";
  let description = [{
    `tensor.pad` becomes insertions into one destination, so that elimination of empty tensors
    lets the producers of the parts write there directly, and so does `tensor.concat` of up to 16
    operands. One of more stays until there are buffers: the time of that elimination and of
    bufferization grows with the fourth power of the number of insertions.

    ```mlir
    %p = tensor.concat dim(1) %x, %y : (tensor<4x8xf32>, tensor<4x3xf32>) -> tensor<4x11xf32>
    // becomes
    %0 = tensor.empty() : tensor<4x11xf32>
    %1 = tensor.insert_slice %x into %0[0, 0] [4, 8] [1, 1] : tensor<4x8xf32> into tensor<4x11xf32>
    %p = tensor.insert_slice %y into %1[0, 8] [4, 3] [1, 1] : tensor<4x3xf32> into tensor<4x11xf32>
    ```
  }];
  let dependentDialects = ["mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def ReuseOperands : Pass<"onnxc-reuse-operands", "mlir::func::FuncOp"> {
  let summary = "Writes elementwise results over an operand that nobody reads any more";
  let description = [{
    One-shot bufferization gives each `tensor.empty` a buffer of its own. An elementwise
    operation that is the last to read an operand of its result's type takes this operand as
    its destination instead, so both share a buffer.

    ```mlir
    %a = linalg.generic {...} ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {...} -> tensor<8xf32>
    %b = linalg.generic {...} ins(%a : tensor<8xf32>) outs(%e : tensor<8xf32>) {...} -> tensor<8xf32>
    // becomes
    %a = linalg.generic {...} ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {...} -> tensor<8xf32>
    %b = linalg.generic {...} ins(%a : tensor<8xf32>) outs(%a : tensor<8xf32>) {...} -> tensor<8xf32>
    ```
  }];
}

def AbsorbTransposes : Pass<"onnxc-absorb-transposes", "mlir::func::FuncOp"> {
  let summary = "Computes in the order of dimensions that transpositions ask for";
  let description = [{
    Kernels have their channels last, between transpositions. A producer that can as well
    compute its result in the order that a transposition asks for does so, and has its own
    operands transposed, which meets the transposition after another kernel or ends at an
    input of the model. What still reads a transposition reads what it transposes, by other
    indexing maps. Matrix products keep their rows contiguous.

    ```mlir
    %first = linalg.transpose ins(%x : tensor<1x8x4xf32>) outs(%e : tensor<1x4x8xf32>) permutation = [0, 2, 1]
    %y = linalg.generic {...} ins(%first : tensor<1x4x8xf32>) outs(%e : tensor<1x4x8xf32>) {...} -> tensor<1x4x8xf32>
    %last = linalg.transpose ins(%y : tensor<1x4x8xf32>) outs(%f : tensor<1x8x4xf32>) permutation = [0, 2, 1]
    // becomes
    %last = linalg.generic {...} ins(%x : tensor<1x8x4xf32>) outs(%f : tensor<1x8x4xf32>) {...} -> tensor<1x8x4xf32>
    ```
  }];
  let dependentDialects = ["mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def DropEmpty : Pass<"onnxc-drop-empty", "mlir::func::FuncOp"> {
  let summary = "Drops what is computed from or for tensors without elements";
  let description = [{
    MLIR does not know the strides of a `memref<2x0x4xf32>`, so it cannot be an argument of a function
    in the LLVM dialect. Inputs and results without elements become tensors of one dimension, and what
    goes through no elements leaves its start value as it is.

    ```mlir
    func.func @main(%x: tensor<2x0x4xf32>) -> tensor<2x4xf32> {
      %y = linalg.generic {...} ins(%x : tensor<2x0x4xf32>) outs(%zeros : tensor<2x4xf32>) {...} -> tensor<2x4xf32>
      return %y : tensor<2x4xf32>
    // becomes
    func.func @main(%x: tensor<0xf32>) -> tensor<2x4xf32> {
      return %zeros : tensor<2x4xf32>
    ```
  }];
  let dependentDialects = ["mlir::tensor::TensorDialect"];
}

def SeparateInits : Pass<"onnxc-separate-inits", "mlir::func::FuncOp"> {
  let summary = "Gives each operation a start value of its own";
  let description = [{
    Zeros and biases of one shape are one tensor once common subexpressions are eliminated.
    Operations that add to it would each need a copy. Empty tensors are separated, too: results in
    one could be one buffer, about which bufferization would have to ask each of them.

    ```mlir
    %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
    %0 = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zeros : tensor<4x8xf32>) -> tensor<4x8xf32>
    %1 = kernel.gemm ins(%0, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zeros : tensor<4x8xf32>) -> tensor<4x8xf32>
    // becomes
    %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
    %0 = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zeros : tensor<4x8xf32>) -> tensor<4x8xf32>
    %more = linalg.fill ins(%zero : f32) outs(%e1 : tensor<4x8xf32>) -> tensor<4x8xf32>
    %1 = kernel.gemm ins(%0, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%more : tensor<4x8xf32>) -> tensor<4x8xf32>
    ```
  }];
}

def CollapsePixels : Pass<"onnxc-collapse-pixels", "mlir::func::FuncOp"> {
  let summary = "Makes matrix products of convolutions whose pixels lie in one piece";
  let description = [{
    A convolution by one tap, with strides of 1, multiplies a matrix of all pixels by its weights. As
    such it fills tiles across rows of the image. What happens to the sums before and after it
    becomes an operation on matrices as well.

    ```mlir
    kernel.conv {strides = array<i64: 1, 1>, ..., kernel = array<i64: 1, 1>, tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
      ins(%x, %w : memref<1x7x7x24xf32>, memref<768xf32>) outs(%y : memref<1x7x7x32xf32>)
    // becomes
    %a = memref.collapse_shape %x [[0, 1, 2], [3]] : memref<1x7x7x24xf32> into memref<49x24xf32>
    %c = memref.collapse_shape %y [[0, 1, 2], [3]] : memref<1x7x7x32xf32> into memref<49x32xf32>
    kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
      ins(%a, %w : memref<49x24xf32>, memref<768xf32>) outs(%c : memref<49x32xf32>)
    ```
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

#endif
