#ifndef ONNXC_COMPILER_KERNELGEN_EMIT_PASSES_TD
#define ONNXC_COMPILER_KERNELGEN_EMIT_PASSES_TD

include "mlir/Pass/PassBase.td"

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
  let summary = "Lowers sums, products and extremes of floats to loops of a fixed order";
  let description = [{
    The order in which terms are summed follows from the loops that are summed over and from how
    operands lie in memory, not from the target, the size of the result, or LLVM. Where terms lie
    side by side, every sixteenth goes to the same of sixteen sums, which are lanes of vectors;
    else the results are lanes, and each sums in order. A sum of more than 64 terms is one of sums
    of 64, and so on, which keeps rounding errors small. So it is with products, and with the least
    or the greatest term that a comparison finds; several results of the same terms have one loop.

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

#endif
