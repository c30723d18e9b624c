#ifndef ONNXC_COMPILER_TRANSFORMS_KERNELS_PASSES_TD
#define ONNXC_COMPILER_TRANSFORMS_KERNELS_PASSES_TD

include "mlir/Pass/PassBase.td"

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
    them: Winograd's convolutions take fewer. In a loop whose trips are not known they count once,
    and those of which a run settles a size not at all.

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
    reads and writes. A size that a run settles is `?`, and what has it is not counted. Runs before
    equal kernels are merged, which keeps the calls apart.

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
                  kernel = "gemm", output = memref<8x16xf32>, weights = 256 : i64, alive = 512 : i64} ],
        buffers = [{bytes = 512 : i64, offset = 0 : i64, first = 0 : i64, last = 0 : i64, type = memref<8x16xf32>, nodes = "mul"} ]}} {
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

def KeepFloats : Pass<"onnxc-keep-floats", "mlir::func::FuncOp"> {
  let summary = "Dequantizes what has just been quantized without a way through integers";
  let description = [{
    Where a number is rounded, kept in 8 bits and made a float again in one body, the float that
    rounding has made is taken: one subtraction, where packing to bytes and unpacking them takes
    eight instructions. Bounds tell that the byte is the number.

    ```mlir
    // %bounded is in [-3, 252], %large is 1.5 * 2^23, %zero its bits' negative and the zero point 3
    %rounded = arith.addf %bounded, %large : f32
    %bits = arith.bitcast %rounded : f32 to i32
    %sum = arith.addi %bits, %zero : i32
    %byte = arith.trunci %sum : i32 to i8
    %wide = arith.extui %byte : i8 to i32
    %number = arith.subi %wide, %c5_i32 : i32
    %float = arith.sitofp %number : i32 to f32
    // becomes
    %rounded = arith.addf %bounded, %large : f32
    %float = arith.subf %rounded, %base : f32
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect"];
}

def KeepSums : Pass<"onnxc-keep-sums", "mlir::func::FuncOp"> {
  let summary = "Keeps sums in registers that only their epilogue reads";
  let description = [{
    A contraction whose result is written elsewhere, as i8 for sums of i32, needs no memory for its
    sums: each tile of them ends in registers. A buffer that nothing else uses becomes a
    `memref.alloca`, which lowering never stores to, and no place in the arena.

    ```mlir
    %sums = memref.alloc() : memref<1x8x8x16xi32>
    kernel.group {
      linalg.fill ins(%zero : i32) outs(%sums : memref<1x8x8x16xi32>)
      kernel.conv {...} ins(%x, %w : ...) outs(%sums : memref<1x8x8x16xi32>)
    } epilogue {
      linalg.generic ... ins(%sums : memref<1x8x8x16xi32>) outs(%y : memref<1x8x8x16xi8>)
    }
    // becomes
    %sums = memref.alloca() : memref<1x8x8x16xi32>
    kernel.group {
      ...
    ```
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

def GroupKernels : Pass<"onnxc-group-kernels", "mlir::func::FuncOp"> {
  let summary = "Groups a contraction with the elementwise operations around it";
  let description = [{
    What fills the sums before a contraction (zeros or a bias) and what computes with them after
    it (an activation, a residual), its epilogue, share a `kernel.group`, which becomes one kernel. It
    must be one before the arena is planned: all its buffers are live at once.

    ```mlir
    linalg.generic {...} ins(%bias : memref<16xf32>) outs(%c : memref<8x16xf32>) {...}
    kernel.gemm {...} ins(%a, %w : memref<8x4xf32>, memref<64xf32>) outs(%c : memref<8x16xf32>)
    linalg.generic {...} ins(%c : memref<8x16xf32>) outs(%c : memref<8x16xf32>) {...}
    // becomes
    kernel.group {
      linalg.generic {...} ins(%bias : memref<16xf32>) outs(%c : memref<8x16xf32>) {...}
      kernel.gemm {...} ins(%a, %w : memref<8x4xf32>, memref<64xf32>) outs(%c : memref<8x16xf32>)
    } epilogue {
      linalg.generic {...} ins(%c : memref<8x16xf32>) outs(%c : memref<8x16xf32>) {...}
    }
    ```
  }];
  let dependentDialects = ["onnxc::kernel::KernelDialect"];
}

#endif
