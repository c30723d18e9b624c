#ifndef ONNXC_COMPILER_TRANSFORMS_PASSES_TD
#define ONNXC_COMPILER_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def AddResiduals : Pass<"onnxc-add-residuals", "mlir::func::FuncOp"> {
  let summary = "Lets sums begin with what is added to them";
  let description = [{
    A tensor that is added to the result of a contraction is what its sums begin with, beside a
    bias. Where it is used no more, the result takes its place in memory, which then is read and
    written once.
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
  }];
  let dependentDialects = ["mlir::linalg::LinalgDialect", "mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect", "mlir::tensor::TensorDialect"];
}

def FuseRows : Pass<"onnxc-fuse-rows", "mlir::func::FuncOp"> {
  let summary = "Carries out a reduction and all around it for a block of rows at a time";
  let description = [{
    Softmax, normalizations and attention are chains of reductions and elementwise operations, in
    which each row of the result needs only the same row of all that is computed before. A loop
    over blocks of rows carries out the whole chain, and only what one block needs is in memory:
    it stays in the nearest cache, and a score matrix is never there as a whole. The loop is
    marked with `onnxc.rows`, and becomes one kernel.
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
  }];
  let dependentDialects = ["mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def PlaceParts : Pass<"onnxc-place-parts", "mlir::func::FuncOp"> {
  let summary = "Lets buffers that are copied into a part of another one lie there";
  let description = [{
    The operands of a `tensor.concat` are copied into its buffer, and so is a tensor that is padded.
    Where nothing else uses that part meanwhile, it is the operand's buffer from the beginning.
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

def ReuseOperands : Pass<"onnxc-reuse-operands", "mlir::func::FuncOp"> {
  let summary = "Writes elementwise results over an operand that nobody reads any more";
  let description = [{
    One-shot bufferization gives each `tensor.empty` a buffer of its own. An elementwise
    operation that is the last to read an operand of its result's type takes this operand as
    its destination instead, so both share a buffer.
  }];
}

def ProtectInputs : Pass<"onnxc-protect-inputs", "mlir::func::FuncOp"> {
  let summary = "Marks the arguments as not writable for bufferization";
}

def PlaceLoopState : Pass<"onnxc-place-loop-state", "mlir::func::FuncOp"> {
  let summary = "Gives the state of loops and the results of branches buffers of their own";
  let description = [{
    A buffer that a loop passes to its next iteration, or that a branch yields, becomes one that
    is allocated outside: the body writes it in place where nothing reads the old state any
    more, and is followed by a copy elsewhere. Afterwards no region yields a buffer, so each
    buffer lives inside the block that allocates it, and one place is enough for all
    iterations.
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect", "mlir::scf::SCFDialect"];
}

def PlaceResults : Pass<"onnxc-place-results", "mlir::func::FuncOp"> {
  let summary = "Turns results into arguments that are written in place";
  let description = [{
    Each returned buffer becomes an argument behind the inputs. An allocation that is returned,
    also behind reshapes, is replaced by a view of that argument; other buffers (inputs,
    constants, buffers that are returned twice) are copied.
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

def PlaceWeights : Pass<"onnxc-place-weights", "mlir::ModuleOp"> {
  let summary = "Lays out all constants in one section";
  let description = [{
    Each `memref.global` becomes a view of a new last argument of `@main`, at a constant offset
    that is a multiple of 64; equal constants are stored once. Attributes of the module say
    what lies where: `onnxc.weights_size`, `onnxc.weight_values` and `onnxc.weight_offsets`.
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::memref::MemRefDialect"];
}

def PlanArena : Pass<"onnxc-plan-arena", "mlir::func::FuncOp"> {
  let summary = "Gives every temporary buffer a constant offset in one arena";
  let description = [{
    Buffers whose lifetimes do not overlap share memory. The arena becomes a new argument, and
    the function gets the attributes `onnxc.arena_size`, `onnxc.arena_align` and
    `onnxc.arena_lower_bound`: the largest sum of buffers that are live at once, which no plan
    for this order of operations can undercut. `onnxc.peak_buffers` lists the largest of these, with
    the nodes that make them.
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::memref::MemRefDialect"];
}

def LowerToLoops : Pass<"onnxc-lower-to-loops", "mlir::func::FuncOp"> {
  let summary = "Lowers linalg operations and copies to loops";
  let description = [{
    The loops are ordered so that the innermost one walks through memory with stride one in as
    many operands as possible, for LLVM's loop vectorizer.
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
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect",
                           "mlir::vector::VectorDialect"];
}

def RelaxFloats : Pass<"onnxc-relax-floats", "mlir::func::FuncOp"> {
  let summary = "Lets zeros have either sign, and be what would be denormal";
  let description = [{
    Sets the flag `nsz` on the larger and the smaller of two numbers, which then may be either
    zero, and `afn` on exponentials, so that they are zero where they would be denormal. Nothing
    that would round the result of a node in another way: `contract` stands where a contraction is
    made, quotients stay quotients, and the order of sums is made, not left to LLVM. Runs before
    math functions are expanded: their arithmetic is rounded as it is written.
  }];
  let dependentDialects = ["mlir::arith::ArithDialect"];
}

def OutlineKernels : Pass<"onnxc-outline-kernels", "mlir::ModuleOp"> {
  let summary = "Makes each operation on buffers a function of its own";
  let description = [{
    `@main` becomes a list of calls. Buffers are arguments, `noalias` where they share no
    byte with one another, which pointers into one arena could not tell LLVM; identical kernels
    can be merged.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::func::FuncDialect"];
}

def CountMultiplyAdds : Pass<"onnxc-count-multiply-adds", "mlir::ModuleOp"> {
  let summary = "Counts the multiplications of contractions";
  let description = [{
    `onnxc.multiply_adds` is the number that one run takes, each with its addition, as the model has
    them: Winograd's convolutions take fewer. In a loop whose trips are not known they count once.
  }];
}

def DescribeKernels : Pass<"onnxc-describe-kernels", "mlir::ModuleOp"> {
  let summary = "Notes at each call of a kernel what it stands for";
  let description = [{
    The attribute `onnxc.kernel` of a call has the names of the ONNX nodes, their operators (if
    `onnx-record-operators` noted them), the main loop nest in words, the arithmetic of its
    contractions, with a multiplication and its addition counted as two, and the bytes that it
    reads and writes. Runs before equal kernels are merged, which keeps the calls apart.
  }];
}

def ProfileKernels : Pass<"onnxc-profile-kernels", "mlir::ModuleOp"> {
  let summary = "Measures the time of each call that onnxc-describe-kernels has noted";
  let description = [{
    `@main` writes counters behind its temporaries, into an arena that grows by them: calls and
    ticks of each call in its body, and of the whole run. `onnxc.profile_offset` says where,
    `onnxc.profile` what each is: the noted attribute, and the kernel's name. On a machine without a
    clock that programs can read, a function `@onnxc_clock` of the program is called.
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::LLVM::LLVMDialect",
                           "mlir::arith::ArithDialect", "mlir::memref::MemRefDialect"];
}

def FuseBands : Pass<"onnxc-fuse-bands", "mlir::func::FuncOp"> {
  let summary = "Computes chains of kernels by bands of rows that stay in the cache";
  let description = [{
    Where a kernel writes a buffer that only the next kernel reads, row by row, and that is too
    large for the cache, or for the memory of a microcontroller, a loop over bands of rows computes as many rows of each kernel as the next
    one needs for its own. The buffer then has room for one band, and for the rows that a band
    shares with the one before, which are computed once. Each element is computed as before. With threads, the loop is a `scf.forall` over
    chunks of bands, where each chunk computes what its first band shares with the chunk before.
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
    buffer with such pixels gets some bytes between them, if all that uses it can do with that.
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
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::func::FuncDialect"];
}

def LowerContractions : Pass<"onnxc-lower-contractions", "mlir::func::FuncOp"> {
  let summary = "Lowers sums of products to loops that keep a tile of results in registers";
  let description = [{
    Matrix products and convolutions are `linalg.generic` operations that multiply and add. One
    loop becomes the lanes of a vector, another the rows of a tile of sums that stay in
    registers during all reduction loops. Remainders have tiles of their own.
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
    operands transposed, which meets the transposition behind another kernel or ends at an
    input of the model. What still reads a transposition reads what it transposes, by other
    indexing maps. Matrix products keep their rows contiguous.
  }];
  let dependentDialects = ["mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def DropEmpty : Pass<"onnxc-drop-empty", "mlir::func::FuncOp"> {
  let summary = "Drops what is computed from or for tensors without elements";
  let description = [{
    MLIR knows no strides of a memref<2x0x4xf32>, so that it is no argument of a function in the
    LLVM dialect. Inputs and results without elements become tensors of one dimension, and what
    goes through no elements leaves its start value as it is.
  }];
  let dependentDialects = ["mlir::tensor::TensorDialect"];
}

def SeparateInits : Pass<"onnxc-separate-inits", "mlir::func::FuncOp"> {
  let summary = "Gives each operation a start value of its own";
  let description = [{
    Zeros and biases of one shape are one tensor after common subexpressions were eliminated.
    Operations that add to it would each need a copy. So are empty tensors: what computes with the
    result of a contraction gets one of its own, as it must not write where the contraction, with
    which it is to be one kernel, reads.
  }];
}

def KeepFloats : Pass<"onnxc-keep-floats", "mlir::func::FuncOp"> {
  let summary = "Dequantizes what has just been quantized without a way through integers";
  let description = [{
    Where a number is rounded, kept in 8 bits and made a float again in one body, the float that
    rounding has made is taken: one subtraction, where packing to bytes and unpacking them takes
    eight instructions. Bounds tell that the byte is the number.
  }];
  let dependentDialects = ["mlir::arith::ArithDialect"];
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
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def ChooseWinograd : Pass<"onnxc-choose-winograd", "mlir::func::FuncOp"> {
  let summary = "Does convolutions by Winograd's method where that is faster";
  let description = [{
    A convolution of f32 by three by three taps, with strides of 1, becomes a
    `kernel.winograd_conv` with transformed weights, for squares of 2x2 or 4x4 outputs, or stays as
    it is, whichever a model of the time of products, transformations and weights from memory says
    is fastest. Weights are transformed in double precision.

    So does one of bytes where products of i16 are what the machine has for them. Its matrices are
    of integers, modulo 2^32, and its result the same to the bit: not where the weights allow sums
    that are too large for that. Its weights stay bytes.
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
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

def LowerWinograd : Pass<"onnxc-lower-winograd", "mlir::func::FuncOp"> {
  let summary = "Winograd's convolutions to transformations and matrix products";
  let description = [{
    Blocks of squares are transformed into matrices in the scratch buffer, each matrix is multiplied
    by weights in a `kernel.gemm`, and the products are transformed back, with the elementwise
    operations around the convolution. Squares at the lower and right edge of the image read within
    the image, and write what exists.
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect", "mlir::linalg::LinalgDialect",
                           "mlir::LLVM::LLVMDialect", "mlir::math::MathDialect",
                           "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect",
                           "mlir::vector::VectorDialect"];
}

def LowerKernels : Pass<"onnxc-lower-kernels", "mlir::func::FuncOp"> {
  let summary = "The kernel generator: contractions with packed weights to loops over tiles";
  let description = [{
    A tile of pixels by output channels stays in registers during all products. Each product
    loads a vector of weights for each vector of output channels, and multiplies it by an
    element of each pixel. Elementwise operations around the contraction are carried out on the
    tile. Remainders have tiles of their own: where the number of rows is known at run time only,
    of the powers of two below that of a whole tile.
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect", "mlir::LLVM::LLVMDialect",
                           "mlir::math::MathDialect", "mlir::memref::MemRefDialect",
                           "mlir::scf::SCFDialect", "mlir::vector::VectorDialect"];
}

def UseMaximum : Pass<"onnxc-use-maximum", "mlir::func::FuncOp"> {
  let summary = "Chooses the larger or smaller of a value and a number by one operation";
  let description = [{
    Activations compare and select, which keeps NaN and is one instruction on x86. Other machines
    have one for `maximumf` (the fact `maximum`): on these it takes the place of both.
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect"];
}

def DistributeStrides : Pass<"onnxc-distribute-strides", "mlir::LLVM::LLVMFuncOp"> {
  let summary = "Takes constant distances out of products with strides";
  let description = [{
    The rows of a tile lie at constant distances from its first one. Once these are summands of their
    own, neighbours share the address of the first row, and the distances become offsets of loads and
    stores. LLVM does so for sums of one use only.
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
  }];
  let dependentDialects = ["mlir::scf::SCFDialect"];
}

def ExpandFloatConversions : Pass<"onnxc-expand-float-conversions"> {
  let summary = "Converts small floats by integer arithmetic and computes them in f32";
  let description = [{
    f16 and bf16 arithmetic becomes f32 arithmetic between conversions. Conversions that the
    target has no instruction for, and those of 8-bit and smaller formats, become integer
    arithmetic, which rounds to nearest even.
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect", "mlir::arith::ArithDialect",
                           "mlir::math::MathDialect"];
}

#endif
