#ifndef ONNXC_COMPILER_TRANSFORMS_PASSES_TD
#define ONNXC_COMPILER_TRANSFORMS_PASSES_TD

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

def ProtectInputs : Pass<"onnxc-protect-inputs", "mlir::func::FuncOp"> {
  let summary = "Marks the arguments as not writable for bufferization";
  let description = [{
    ```mlir
    func.func @main(%x: tensor<4xf32>) -> tensor<4xf32>
    // becomes
    func.func @main(%x: tensor<4xf32> {bufferization.writable = false}) -> tensor<4xf32>
    ```
  }];
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

def LowerToLoops : Pass<"onnxc-lower-to-loops", "mlir::func::FuncOp"> {
  let summary = "Lowers linalg operations and copies to loops";
  let description = [{
    The loops are ordered so that the innermost one walks through memory with stride one in as
    many operands as possible, for LLVM's loop vectorizer.

    ```mlir
    linalg.matmul ins(%a, %b : memref<16x32xf32>, memref<32x64xf32>) outs(%c : memref<16x64xf32>)
    // becomes
    scf.for %m = %c0 to %c16 step %c1 {
      scf.for %k = %c0 to %c32 step %c1 {
        scf.for %n = %c0 to %c64 step %c1 {
          %0 = memref.load %a[%m, %k] : memref<16x32xf32>
          %1 = memref.load %b[%k, %n] : memref<32x64xf32>
          %2 = memref.load %c[%m, %n] : memref<16x64xf32>
          %3 = arith.mulf %0, %1 : f32
          %4 = arith.addf %2, %3 : f32
          memref.store %4, %c[%m, %n] : memref<16x64xf32>
        }
      }
    }
    ```
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::linalg::LinalgDialect",
                           "mlir::affine::AffineDialect", "mlir::memref::MemRefDialect",
                           "mlir::scf::SCFDialect"];
}

def LowerReductions : Pass<"onnxc-lower-reductions", "mlir::func::FuncOp"> {
  let summary = "Lowers sums and products of floats to loops of a fixed order";
  let description = [{
    The order in which terms are summed follows from the loops that are summed over and from how
    operands lie in memory, not from the target, the size of the result, or LLVM. Where terms lie
    side by side, every sixteenth goes to the same of sixteen sums, which are lanes of vectors;
    else the results are lanes, and each sums in order. A sum of more than 64 terms is one of sums
    of 64, and so on, which keeps rounding errors small.

    ```mlir
    linalg.generic {...} ins(%x : memref<3x96xf32>) outs(%y : memref<3xf32>) {
    ^bb0(%a: f32, %sum: f32):
      %0 = arith.addf %a, %sum : f32
      linalg.yield %0 : f32
    }
    // becomes, with vectors of eight lanes,
    scf.for %i = %c0 to %c3 step %c1 {
      %sums:2 = scf.for %j = %c0 to %c96 step %c16 iter_args(%l = %zeros, %h = %zeros) -> (vector<8xf32>, vector<8xf32>) {
        ...
        %2 = arith.addf %0, %l : vector<8xf32>
        %3 = arith.addf %1, %h : vector<8xf32>
        scf.yield %2, %3 : vector<8xf32>, vector<8xf32>
      }
      ...  // halves are added to halves until one number is left
      memref.store %sum, %y[%i] : memref<3xf32>
    }
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect", "mlir::memref::MemRefDialect",
                           "mlir::scf::SCFDialect", "mlir::vector::VectorDialect"];
}

def LowerTransposes : Pass<"onnxc-lower-transposes", "mlir::func::FuncOp"> {
  let summary = "Lowers elementwise operations that transpose to shuffles of vectors";
  let description = [{
    What reads along one dimension and writes along another would have to gather or scatter. It
    loads rows of a square, transposes the square in registers, and writes its columns. Squares of
    4 or 8 rows of elements of 32 bits overlap where they do not divide the sizes. Where the result
    has rows of two or three elements side by side, as pixels of few channels, vectors are
    interleaved.

    ```mlir
    linalg.transpose ins(%x : memref<16x24xf32>) outs(%y : memref<24x16xf32>) permutation = [1, 0]
    // becomes, with vectors of eight lanes,
    scf.for %n = %c0 to %c24 step %c8 {
      scf.for %m = %c0 to %c16 step %c8 {
        %0 = vector.load %x[%m, %n] : memref<16x24xf32>, vector<8xf32>
        ...  // eight rows, and 24 shuffles
        vector.store %column, %y[%n, %m] : memref<24x16xf32>, vector<8xf32>
        ...
      }
    }
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect", "mlir::linalg::LinalgDialect",
                           "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect",
                           "mlir::vector::VectorDialect"];
}

def LowerTopK : Pass<"onnxc-lower-top-k", "mlir::func::FuncOp"> {
  let summary = "Lowers selections of the largest elements to a heap in their results";
  let description = [{
    The elements kept are a heap whose root is the worst of them. Vectors of the row are compared
    with the root; what is better takes its place and sinks. The heap becomes the sorted result
    in place: its entries, a key in the order of the elements above the position, lie in the buffer
    of the indices, or, where a key has 64 bits, in both buffers. Keys are integers for floats,
    too, so that NaN has its place.

    ```mlir
    kernel.top_k ins(%x : memref<1x64xf32>) outs(%v, %i : memref<1x6xf32>, memref<1x6xi64>)
    // becomes, with vectors of four lanes, loops around
    %keys = ...  // of %x[%row, %j] and its neighbours
    %roots = vector.broadcast %root : i32 to vector<4xi32>
    %better = arith.cmpi sgt, %keys, %roots : vector<4xi32>
    %any = vector.reduction <or>, %better : vector<4xi1> into i1
    scf.if %any {...}  // an element takes the place of the root, and sinks
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect",
                           "mlir::vector::VectorDialect"];
}

def RelaxFloats : Pass<"onnxc-relax-floats", "mlir::func::FuncOp"> {
  let summary = "Lets zeros have either sign, and be what would be denormal";
  let description = [{
    Sets the flag `nsz` on the larger and the smaller of two numbers, which then may be a zero of
    either sign, and `afn` on exponentials, so that they are zero where they would be denormal. It sets nothing
    that would round the result of a node in another way: `contract` stands where a contraction is
    made, quotients stay quotients, and the order of sums is made, not left to LLVM. Runs before
    math functions are expanded, whose arithmetic must be rounded as it is written.

    ```mlir
    %0 = arith.maximumf %a, %b : f32
    %1 = math.exp %0 : f32
    // becomes
    %0 = arith.maximumf %a, %b fastmath<nsz> : f32
    %1 = math.exp %0 fastmath<afn> : f32
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect"];
}

def OutlineKernels : Pass<"onnxc-outline-kernels", "mlir::ModuleOp"> {
  let summary = "Makes each operation on buffers a function of its own";
  let description = [{
    `@main` becomes a list of calls. Buffers are arguments, `noalias` where they share no
    byte with one another, which pointers into one arena could not tell LLVM; identical kernels
    can be merged.

    ```mlir
    func.func @main(%x: memref<4xf32>, %arena: memref<128xi8>) {
      %a = memref.view %arena[%c0][] : memref<128xi8> to memref<4xf32>
      linalg.exp ins(%x : memref<4xf32>) outs(%a : memref<4xf32>)
    // becomes
    func.func @main(%x: memref<4xf32>, %arena: memref<128xi8>) {
      %a = memref.view %arena[%c0][] : memref<128xi8> to memref<4xf32>
      call @kernel_exp(%x, %a) : (memref<4xf32>, memref<4xf32>) -> ()
    ...
    func.func private @kernel_exp(%x: memref<4xf32> {llvm.noalias}, %a: memref<4xf32> {llvm.noalias})
        attributes {passthrough = ["noinline"]} {
      linalg.exp ins(%x : memref<4xf32>) outs(%a : memref<4xf32>)
    ```
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::func::FuncDialect"];
}

def CountMultiplyAdds : Pass<"onnxc-count-multiply-adds", "mlir::ModuleOp"> {
  let summary = "Counts the multiplications of contractions";
  let description = [{
    `onnxc.multiply_adds` is the number that one run takes, each with its addition, as the model has
    them: Winograd's convolutions take fewer. In a loop whose trips are not known they count once.

    ```mlir
    module {
      func.func @main(...) {
        kernel.gemm {...} ins(%a, %w : memref<8x4xf32>, memref<64xf32>) outs(%c : memref<8x16xf32>)
    // becomes
    module attributes {onnxc.multiply_adds = 512 : i64} {
    ```
  }];
}

def DescribeKernels : Pass<"onnxc-describe-kernels", "mlir::ModuleOp"> {
  let summary = "Notes at each call of a kernel what it stands for";
  let description = [{
    The attribute `onnxc.kernel` of a call has the names of the ONNX nodes, their operators (if
    `onnx-record-operators` noted them), the main loop nest in words, the arithmetic of its
    contractions, with a multiplication and its addition counted as two, and the bytes that it
    reads and writes. Runs before equal kernels are merged, which keeps the calls apart.

    ```mlir
    call @gemm(%a, %w, %bias, %c) : (memref<8x4xf32>, memref<64xf32>, memref<16xf32>, memref<8x16xf32>) -> ()
    // becomes
    call @gemm(%a, %w, %bias, %c) {onnxc.kernel = {bytes = 960 : i64, flops = 1024 : i64, nodes = "mul, act",
                                                   operators = "Gemm, Relu", work = "gemm 8x16 by 4"}} : ...
    ```
  }];
}

def RecordSchedule : Pass<"onnxc-record-schedule", "mlir::ModuleOp"> {
  let summary = "Notes the kernels in their order and the temporaries that live beside each";
  let description = [{
    The calls of kernels in `@main` that `onnxc-describe-kernels` has noted, and the temporaries
    that live while each runs, become the module's attribute `onnxc.schedule`. `first` and `last`
    are steps, `weights` and `alive` bytes.

    ```mlir
    module {
      func.func @main(...) {
        %t = memref.view %arena[%offset][] {onnxc.buffer = 0 : i64} : memref<4096xi8> to memref<8x16xf32>
        call @gemm(%x, %w, %t) {onnxc.kernel = {bytes = 960 : i64, ...}} : ...
    // becomes
    module attributes {onnxc.schedule = {
        steps = [{nodes = "mul", operators = "Gemm", work = "gemm 8x16 by 4", flops = 1024 : i64, bytes = 960 : i64,
                  kernel = "gemm", output = "8x16 f32", weights = 256 : i64, alive = 512 : i64}],
        buffers = [{bytes = 512 : i64, offset = 0 : i64, first = 0 : i64, last = 0 : i64, type = "8x16 f32", nodes = "mul"}]}} {
    ```
  }];
  let options = [
    Option<"keepNotes", "keep-notes", "bool", "true", "Keep the notes of the calls">,
  ];
}

def ProfileKernels : Pass<"onnxc-profile-kernels", "mlir::ModuleOp"> {
  let summary = "Measures the time of each call that onnxc-describe-kernels has noted";
  let description = [{
    `@main` writes counters after its temporaries, into an arena that grows by them: calls and
    ticks of each call in its body, and of the whole run. `onnxc.profile_offset` says where,
    `onnxc.profile` what each is: the noted attribute, and the kernel's name. On a machine without a
    clock that programs can read, a function `@onnxc_clock` of the program is called.

    ```mlir
    call @f(%x) {onnxc.kernel = {flops = 2 : i64, nodes = "a"}} : (memref<4xf32>) -> ()
    // becomes, in a module with onnxc.profile = [{flops = 2 : i64, kernel = "f", nodes = "a"} ],
    %t0 = llvm.call_intrinsic "llvm.readcyclecounter"() : () -> i64
    call @f(%x) : (memref<4xf32>) -> ()
    %t1 = llvm.call_intrinsic "llvm.readcyclecounter"() : () -> i64
    %ticks = arith.subi %t1, %t0 : i64
    memref.store %ticks, %counters[%c0, %c1] : memref<2x2xi64>
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::LLVM::LLVMDialect",
                           "mlir::arith::ArithDialect", "mlir::memref::MemRefDialect"];
}

def FuseBands : Pass<"onnxc-fuse-bands", "mlir::func::FuncOp"> {
  let summary = "Computes chains of kernels by bands of rows that stay in the cache";
  let description = [{
    Where a kernel writes a buffer that only the next kernel reads, row by row, and that is too
    large for the cache, or for the memory of a microcontroller, a loop over bands of rows computes
    as many rows of each kernel as the next one needs for its own. The buffer then has room for one
    band, and for the rows that a band shares with the one before, which are computed once. Each
    element is computed as before. With threads, the loop is a `scf.forall` over chunks of bands,
    where each chunk computes what its first band shares with the chunk before.

    ```mlir
    kernel.conv {...} ins(%x, %v : memref<1x66x66x16xf32>, ...) outs(%inner : memref<1x64x64x32xf32>)  // %inner lies in %padded
    kernel.conv {...} ins(%padded, %w : memref<1x66x66x32xf32>, ...) outs(%y : memref<1x64x64x16xf32>)
    // becomes, for bands of eight rows,
    %band = memref.alloc() : memref<1x10x66x32xf32>
    ...  // two rows before the first band
    scf.for %i = %c0 to %c8 step %c1 {
      kernel.conv {...} ins(%..., %v : ...) outs(%new : memref<1x8x64x32xf32, strided<...>>)  // %new lies in %band
      kernel.conv {...} ins(%band, %w : memref<1x10x66x32xf32>, ...) outs(%rows : memref<1x8x64x16xf32, strided<...>>)
      memref.copy %kept, %halo : ...  // the two last rows of %band to its beginning
    }
    ```
  }];
  let options = [
    Option<"threads", "threads", "bool", "false", "Make chunks of bands that threads can take">,
  ];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::linalg::LinalgDialect", "mlir::memref::MemRefDialect",
                           "mlir::scf::SCFDialect"];
}

def PadStrides : Pass<"onnxc-pad-strides", "mlir::func::FuncOp"> {
  let summary = "Moves pixels apart that would evict one another from the cache";
  let description = [{
    A tile of a kernel reads a few numbers of each of its pixels at a time. Where pixels lie at
    multiples of 4 KiB, say, these share a set of the first cache, which has not as many places. A
    buffer of such pixels gets some bytes between them, if everything that uses it can handle that.

    ```mlir
    %a = memref.alloc() : memref<28x1024xf32>
    kernel.gemm {...} ins(%a, %w : memref<28x1024xf32>, memref<32768xf32>) outs(%c : memref<28x32xf32>)
    // becomes
    %all = memref.alloc() : memref<28x1040xf32>
    %a = memref.subview %all[0, 0] [28, 1024] [1, 1] : memref<28x1040xf32> to memref<28x1024xf32, strided<[1040, 1]>>
    kernel.gemm {...} ins(%a, %w : memref<28x1024xf32, strided<[1040, 1]>>, memref<32768xf32>) outs(%c : memref<28x32xf32>)
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::memref::MemRefDialect"];
}

def SplitKernels : Pass<"onnxc-split-kernels", "mlir::func::FuncOp"> {
  let summary = "Splits kernels into chunks that threads can take";
  let description = [{
    A kernel becomes a `scf.forall` of equal parts of itself along one dimension of its result,
    which a second size may follow for what is left. Parts have static shapes and compute each
    element as the whole kernel does; those of a loop over rows have temporaries of their own.
    A cost model chooses the dimension and the size of chunks so that the threads, from two to
    eight if their number is not known, are busy alike and read little twice; a kernel for which
    handing out chunks takes about as long as they save stays whole.

    ```mlir
    kernel.conv {...} ins(%x, %w : memref<1x130x130x16xf32>, memref<4608xf32>) outs(%y : memref<1x64x64x32xf32>)
    // becomes, with strides of 2 and two rows of the result for each of 32 chunks,
    scf.forall (%chunk) in (32) {
      %begin = arith.muli %chunk, %c2 : index
      %first = arith.muli %begin, %c2 : index
      %rows = memref.subview %x[0, %first, 0, 0] [1, 5, 130, 16] [1, 1, 1, 1] : ...
      %part = memref.subview %y[0, %begin, 0, 0] [1, 2, 64, 32] [1, 1, 1, 1] : ...
      kernel.conv {...} ins(%rows, %w : ...) outs(%part : ...)
    }
    ```
  }];
  let options = [
    Option<"threads", "threads", "int64_t", "0",
           "How many threads share a run; 0 if that is not known">,
    Option<"slowness", "slowness", "int64_t", "1",
           "Kernels are taken for so many times slower: tests split small ones">,
  ];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect"];
}

def OutlineTasks : Pass<"onnxc-outline-tasks", "mlir::ModuleOp"> {
  let summary = "Makes the body of each parallel loop of @main a function";
  let description = [{
    The function, with the attribute `onnxc.task`, takes the arguments of `@main` and the number
    of a chunk; the buffers of its kernels are found again from there. A call of it, with the
    number of chunks in this place, stands for the loop: `onnxc-dispatch-tasks` makes it a call
    that threads can share. The module gets the attribute `onnxc.threads`.

    ```mlir
    scf.forall (%chunk) in (4) {
      %begin = arith.muli %chunk, %c16 : index
      func.call @kernel_exp(%x, %y, %begin) : (memref<64xf32>, memref<64xf32>, index) -> ()
    }
    // becomes
    %chunks = arith.constant 4 : index
    call @task_exp(%x, %arena, %chunks) : (memref<64xf32>, memref<512xi8>, index) -> ()
    ...
    func.func private @task_exp(%x: memref<64xf32>, %arena: memref<512xi8>, %chunk: index) attributes {onnxc.task} {
      %y = memref.view %arena[%c256][] : memref<512xi8> to memref<64xf32>
      %begin = arith.muli %chunk, %c16 : index
      call @kernel_exp(%x, %y, %begin) : (memref<64xf32>, memref<64xf32>, index) -> ()
      return
    }
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::func::FuncDialect"];
}

def LowerContractions : Pass<"onnxc-lower-contractions", "mlir::func::FuncOp"> {
  let summary = "Lowers sums of products to loops that keep a tile of results in registers";
  let description = [{
    Matrix products and convolutions are `linalg.generic` operations that multiply and add. One
    loop becomes the lanes of a vector, another the rows of a tile of sums that stay in
    registers during all reduction loops. Remainders have tiles of their own.

    ```mlir
    linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%a, %b : memref<12x64xf32>, memref<64x16xf32>) outs(%c : memref<12x16xf32>) {...}  // %c += %a * %b
    // becomes, with tiles of six rows by two vectors,
    scf.for %m = %c0 to %c12 step %c6 {
      %sums:12 = scf.for %k = %c0 to %c64 step %c1 iter_args(%s0 = %zeros, ...) -> (vector<8xf32>, ...) {
        %0 = vector.load %b[%k, %c0] : memref<64x16xf32>, vector<8xf32>
        %1 = vector.load %b[%k, %c8] : memref<64x16xf32>, vector<8xf32>
        %2 = memref.load %a[%m, %k] : memref<12x64xf32>
        %3 = vector.broadcast %2 : f32 to vector<8xf32>
        %4 = math.fma %3, %0, %s0 : vector<8xf32>
        %5 = math.fma %3, %1, %s1 : vector<8xf32>
        ...  // and five more rows
      }
      vector.store %sums#0, %c[%m, %c0] : memref<12x16xf32>, vector<8xf32>
      ...
    }
    ```
  }];
  let options = [
    Option<"reassociate", "reassociate", "bool", "true",
           "Let the order of sums follow from the target's vectors">,
  ];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect", "mlir::LLVM::LLVMDialect",
                           "mlir::math::MathDialect", "mlir::memref::MemRefDialect",
                           "mlir::scf::SCFDialect", "mlir::vector::VectorDialect"];
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
    Operations that add to it would each need a copy. The same holds for empty tensors: what
    computes with the result of a contraction gets one of its own, as it must not write where the
    contraction, with which it is to be one kernel, reads.

    ```mlir
    %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
    %0 = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zeros : tensor<4x8xf32>) -> tensor<4x8xf32>
    %1 = kernel.gemm ins(%0, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zeros : tensor<4x8xf32>) -> tensor<4x8xf32>
    // becomes
    %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
    %0 = kernel.gemm ins(%a, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zeros : tensor<4x8xf32>) -> tensor<4x8xf32>
    %more = linalg.fill ins(%zero : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
    %1 = kernel.gemm ins(%0, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%more : tensor<4x8xf32>) -> tensor<4x8xf32>
    ```
  }];
}

def KeepSums : Pass<"onnxc-keep-sums", "mlir::func::FuncOp"> {
  let summary = "Keeps sums in registers that only their epilogue reads";
  let description = [{
    A contraction whose result is written elsewhere, as i8 for sums of i32, needs no memory for its
    sums: each tile of them ends in registers. A buffer that nothing else uses becomes a
    `memref.alloca` inside of the kernel, which lowering never stores to, and no place in the arena.

    ```mlir
    %sums = memref.alloc() : memref<1x8x8x16xi32>
    scf.execute_region no_inline {
      linalg.fill ins(%zero : i32) outs(%sums : memref<1x8x8x16xi32>)
      kernel.conv {...} ins(%x, %w : ...) outs(%sums : memref<1x8x8x16xi32>)
      linalg.generic ... ins(%sums : memref<1x8x8x16xi32>) outs(%y : memref<1x8x8x16xi8>)
    }
    // becomes
    scf.execute_region no_inline {
      %sums = memref.alloca() : memref<1x8x8x16xi32>
      ...
    ```
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

def PackWeights : Pass<"onnxc-pack-weights", "mlir::func::FuncOp"> {
  let summary = "Chooses the tiles of kernels and packs their weights";
  let description = [{
    The tile of an operation of the `kernel` dialect follows from its shape and the target's
    registers; its constant weights become panels in the order in which the kernel reads them.

    ```mlir
    %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
    %0 = kernel.gemm ins(%a, %w : tensor<1x2xf32>, tensor<2x3xf32>) outs(%c : tensor<1x3xf32>) -> tensor<1x3xf32>
    // becomes, with vectors of two lanes,
    %w = arith.constant dense<[1.0, 2.0, 3.0, 0.0, 4.0, 5.0, 6.0, 0.0]> : tensor<8xf32>
    %0 = kernel.gemm {tile = #kernel.tile<rows = 6, columns = 4, lanes = 2>}
         ins(%a, %w : tensor<1x2xf32>, tensor<8xf32>) outs(%c : tensor<1x3xf32>) -> tensor<1x3xf32>
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def ChooseWinograd : Pass<"onnxc-choose-winograd", "mlir::func::FuncOp"> {
  let summary = "Computes convolutions by Winograd's method where that is faster";
  let description = [{
    A convolution of f32 by three by three taps, with strides of 1, becomes a
    `kernel.winograd_conv` with transformed weights, for squares of 2x2 or 4x4 outputs, or stays as
    it is, whichever a model of the time of products, transformations and weights from memory says
    is fastest. Weights are transformed in double precision.

    So does one of bytes where products of i16 are what the machine has for them. Its matrices are
    of integers, modulo 2^32, and its result the same to the bit: not where the weights allow sums
    that are too large for that. Its weights stay bytes.

    ```mlir
    %w = arith.constant dense<1.0> : tensor<64x64x3x3xf32>
    %0 = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, kernel = array<i64: 3, 3>}
         ins(%x, %w : tensor<1x58x58x64xf32>, tensor<64x64x3x3xf32>) outs(%s : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
    // becomes
    %0 = kernel.winograd_conv {block = 33 : i64, output_tile = 4 : i64, tile = #kernel.tile<rows = 14, columns = 32, lanes = 16>}
         ins(%x, %transformed : tensor<1x58x58x64xf32>, tensor<147456xf32>) outs(%s : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def SplitDepth : Pass<"onnxc-split-depth", "mlir::func::FuncOp"> {
  let summary = "Splits contractions with many products in each sum";
  let description = [{
    All panels of weights are multiplied by the same input. Where the input of a matrix product is
    too large for the cache, the product becomes several, each of some columns of the input and rows
    of the weights, which add to the sums of the one before, in the same order. So does a convolution
    of which one panel of weights is too large: several, each of some input channels.

    ```mlir
    %w = arith.constant dense<2.0> : tensor<1024x16xf32>
    %r = kernel.gemm ins(%a, %w : tensor<64x1024xf32>, tensor<1024x16xf32>) outs(%c : tensor<64x16xf32>) -> tensor<64x16xf32>
    // becomes, with a cache of 128 KiB,
    %w0 = arith.constant {onnxc.weight_part} dense<2.0> : tensor<256x16xf32>
    %a0 = tensor.extract_slice %a[0, 0] [64, 256] [1, 1] : tensor<64x1024xf32> to tensor<64x256xf32>
    %s0 = kernel.gemm ins(%a0, %w0 : tensor<64x256xf32>, tensor<256x16xf32>) outs(%c : tensor<64x16xf32>) -> tensor<64x16xf32>
    %a1 = tensor.extract_slice %a[0, 256] [64, 256] [1, 1] : tensor<64x1024xf32> to tensor<64x256xf32>
    %s1 = kernel.gemm ins(%a1, %w1 : tensor<64x256xf32>, tensor<256x16xf32>) outs(%s0 : tensor<64x16xf32>) -> tensor<64x16xf32>
    ...
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::tensor::TensorDialect"];
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

def LowerWinograd : Pass<"onnxc-lower-winograd", "mlir::func::FuncOp"> {
  let summary = "Lowers Winograd's convolutions to transformations and matrix products";
  let description = [{
    Blocks of squares are transformed into matrices in the scratch buffer, each matrix is multiplied
    by weights in a `kernel.gemm`, and the products are transformed back, with the elementwise
    operations around the convolution. Squares at the lower and right edge of the image read within
    the image, and write what exists.

    ```mlir
    kernel.winograd_conv {output_tile = 2, block = 4, tile = #kernel.tile<rows = 4, columns = 16, lanes = 8>}
      ins(%x, %w : memref<1x6x6x16xf32>, memref<4096xf32>) outs(%s : memref<1x4x4x16xf32>) scratch(%scratch : memref<2560xf32>)
    // becomes
    ...  // for each square and eight channels: 16 pixels loaded, transformed, and stored to 16 matrices
    scf.for %i = %c0 to %c16 step %c1 {
      %input = memref.reinterpret_cast %scratch to offset: [%0], sizes: [4, 16], strides: [16, 1] : ...
      %weights = memref.reinterpret_cast %w to offset: [%1], sizes: [256], strides: [1] : ...
      %products = memref.reinterpret_cast %scratch to offset: [%2], sizes: [4, 16], strides: [16, 1] : ...
      linalg.fill ins(%zero : f32) outs(%products : ...)
      kernel.gemm {...} ins(%input, %weights : ...) outs(%products : ...)
    }
    ...  // 16 products of each square and channel become 4 pixels
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect", "mlir::linalg::LinalgDialect",
                           "mlir::LLVM::LLVMDialect", "mlir::math::MathDialect",
                           "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect",
                           "mlir::vector::VectorDialect"];
}

def LowerKernels : Pass<"onnxc-lower-kernels", "mlir::func::FuncOp"> {
  let summary = "Lowers contractions with packed weights to loops over tiles: the kernel generator";
  let description = [{
    A tile of pixels by output channels stays in registers during all products. Each product
    loads a vector of weights for each vector of output channels, and multiplies it by an
    element of each pixel. Elementwise operations around the contraction are computed on the tile.
    Remainders have tiles of their own; where the number of rows is known at run time only, these
    have powers of two below that of a whole tile.

    ```mlir
    linalg.fill ins(%zero : f32) outs(%c : memref<2x16xf32>)
    kernel.gemm {tile = #kernel.tile<rows = 2, columns = 16, lanes = 8>}
      ins(%a, %w : memref<2x64xf32>, memref<1024xf32>) outs(%c : memref<2x16xf32>)
    // becomes
    %sums:4 = scf.for %k = %c0 to %c64 step %c1 iter_args(%s0 = %zeros, %s1 = %zeros, %s2 = %zeros, %s3 = %zeros)
        -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>) {
      %w0 = vector.load %w[%0] : memref<1024xf32>, vector<8xf32>
      %w1 = vector.load %w[%1] : memref<1024xf32>, vector<8xf32>
      %a0 = memref.load %a[%c0, %k] : memref<2x64xf32>
      %b0 = vector.broadcast %a0 : f32 to vector<8xf32>
      %n0 = math.fma %b0, %w0, %s0 : vector<8xf32>
      %n1 = math.fma %b0, %w1, %s1 : vector<8xf32>
      ...  // and the second row
      scf.yield %n0, %n1, %n2, %n3 : vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>
    }
    vector.store %sums#0, %c[%c0, %c0] : memref<2x16xf32>, vector<8xf32>
    ...
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect", "mlir::LLVM::LLVMDialect",
                           "mlir::math::MathDialect", "mlir::memref::MemRefDialect",
                           "mlir::scf::SCFDialect", "mlir::vector::VectorDialect"];
}

def UseMaximum : Pass<"onnxc-use-maximum", "mlir::func::FuncOp"> {
  let summary = "Chooses the larger or smaller of a value and a constant by one operation";
  let description = [{
    Activations compare and select, which keeps NaN and is one instruction on x86. Other machines
    have an instruction for `maximumf` (the fact `maximum`): there it replaces both.

    ```mlir
    %less = arith.cmpf olt, %x, %c : f32
    %y = arith.select %less, %c, %x : f32
    // becomes
    %y = arith.maximumf %x, %c : f32
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect"];
}

def DistributeStrides : Pass<"onnxc-distribute-strides", "mlir::LLVM::LLVMFuncOp"> {
  let summary = "Takes constant distances out of products with strides";
  let description = [{
    The rows of a tile lie at constant distances from its first one. Once these are summands of their
    own, neighbours share the address of the first row, and the distances become offsets of loads and
    stores. LLVM does so for sums of one use only.

    ```mlir
    %next = llvm.add %i, %three : i64
    %at = llvm.mul %next, %stride : i64  // %stride is 8
    // becomes
    %0 = llvm.mul %i, %stride : i64
    %1 = llvm.mlir.constant(24 : i64) : i64
    %at = llvm.add %0, %1 : i64
    ```
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

def ExpandMath : Pass<"onnxc-expand-math"> {
  let summary = "Expands math functions into branch-free arithmetic";
  let description = [{
    Polynomials and bit operations that LLVM's loop vectorizer takes on every target, in place
    of calls of libm. What a target has instructions for stays: absf and copysign always, the
    rest as the machine says. Numbers of 16 bits are computed in f32. Only remainders, integer
    powers and square roots become loops.

    ```mlir
    %y = math.ceil %x : f32
    // becomes, for a machine without that instruction,
    %0 = math.absf %x : f32
    %1 = arith.addf %0, %limit : f32  // 2^23: what is larger is whole
    %2 = arith.subf %1, %limit : f32
    %3 = math.copysign %2, %x : f32
    %4 = arith.cmpf olt, %3, %x : f32
    %5 = arith.select %4, %one, %zero : f32
    %6 = arith.addf %3, %5 : f32
    ...  // the sign of a zero, and numbers beyond the limit
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::math::MathDialect", "mlir::scf::SCFDialect",
                           "mlir::vector::VectorDialect"];
}

def GroupKernels : Pass<"onnxc-group-kernels", "mlir::func::FuncOp"> {
  let summary = "Groups a contraction with the elementwise operations around it";
  let description = [{
    What fills the sums before a contraction (zeros or a bias) and what computes with them after
    it (an activation, a residual) share a `scf.execute_region`, which becomes one kernel. It must
    be one before the arena is planned: all its buffers are live at once.

    ```mlir
    linalg.generic {...} ins(%bias : memref<16xf32>) outs(%c : memref<8x16xf32>) {...}
    kernel.gemm {...} ins(%a, %w : memref<8x4xf32>, memref<64xf32>) outs(%c : memref<8x16xf32>)
    linalg.generic {...} ins(%c : memref<8x16xf32>) outs(%c : memref<8x16xf32>) {...}
    // becomes
    scf.execute_region no_inline {
      linalg.generic {...} ins(%bias : memref<16xf32>) outs(%c : memref<8x16xf32>) {...}
      kernel.gemm {...} ins(%a, %w : memref<8x4xf32>, memref<64xf32>) outs(%c : memref<8x16xf32>)
      linalg.generic {...} ins(%c : memref<8x16xf32>) outs(%c : memref<8x16xf32>) {...}
      scf.yield
    }
    ```
  }];
  let dependentDialects = ["mlir::scf::SCFDialect"];
}

def ExpandFloatConversions : Pass<"onnxc-expand-float-conversions"> {
  let summary = "Converts small floats by integer arithmetic and computes them in f32";
  let description = [{
    f16 and bf16 arithmetic becomes f32 arithmetic between conversions. Conversions that the
    target has no instruction for, and those of 8-bit and smaller formats, become integer
    arithmetic, which rounds to nearest even.

    ```mlir
    %s = arith.addf %x, %y : f16
    // becomes, on a machine that converts f16,
    %0 = arith.extf %x : f16 to f32
    %1 = arith.extf %y : f16 to f32
    %2 = arith.addf %0, %1 : f32
    %s = arith.truncf %2 : f32 to f16
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::math::MathDialect"];
}

#endif
