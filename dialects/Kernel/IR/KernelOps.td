#ifndef ONNXC_DIALECTS_KERNEL_IR_KERNELOPS_TD
#define ONNXC_DIALECTS_KERNEL_IR_KERNELOPS_TD

include "dialects/Kernel/IR/KernelDialect.td"
include "dialects/Kernel/IR/MachineAttr.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Kernel_TileAttr : AttrDef<Kernel_Dialect, "Tile"> {
  let mnemonic = "tile";
  let summary = "The sums that a kernel keeps in registers";
  let description = [{
    `rows` pixels by `columns` output channels, as vectors of `lanes` channels, to each of which
    `dot` adds products:

    - `multiply_add`: one, of any type.
    - `madd_words`: two, of i16 inputs (x86 `pmaddwd`).
    - `madd_bytes`: four, of unsigned bytes and signed weights, in pairs of 16 bits (x86 `pmaddubsw`),
      which saturate: where the weights of a pair could make them do so, a part of both weights is
      left to an extra step.
    - `vnni`: four, of unsigned bytes and signed weights (x86 `vpdpbusd`).
    - `dotprod`: four, of signed bytes (AArch64 `sdot`).
    - `smull_pairs`: four, of signed bytes, in pairs of 16 bits (NEON `smull`, `smlal`, `sadalp`); weights
      of one pair stand side by side for all lanes.
    - `smlad`: four, of bytes, to a sum in a general register (Armv7E-M).
    - `vmladava`: sixteen, of signed bytes, to a sum in a general register (Helium).

    ```mlir
    #kernel.tile<rows = 6, columns = 16, lanes = 8>
    #kernel.tile<rows = 4, columns = 32, lanes = 16, dot = vnni>
    ```
  }];
  let parameters = (ins "int64_t":$rows, "int64_t":$columns, "int64_t":$lanes,
                        DefaultValuedParameter<"DotKind", "DotKind::MultiplyAdd">:$dot,
                        DefaultValuedParameter<"int64_t", "0">:$extraSteps);
  let assemblyFormat = "`<` struct(params) `>`";
}

def Kernel_BlocksAttr : AttrDef<Kernel_Dialect, "Blocks"> {
  let mnemonic = "blocks";
  let summary = "Weights that are `(number - zero point) * scale`";
  let description = [{
    Numbers are unsigned and have `bits` bits (2, 4 or 8); those of a byte begin with the lowest
    bits. Each `size` products in a row share a scale and a zero point. `scale` is the float type in
    which each block has its own, or a float: the one of all blocks. With `zeros`, each block has
    a zero point of `bits` bits; else `zero` is that of all.

    ```mlir
    #kernel.blocks<bits = 4, size = 32, scale = f16, zeros = true>
    #kernel.blocks<bits = 8, size = 256, scale = 5.000000e-01 : f32, zero = 128>
    ```
  }];
  let parameters = (ins "int64_t":$bits, "int64_t":$size, "::mlir::Attribute":$scale,
                        DefaultValuedParameter<"int64_t", "0">:$zero,
                        DefaultValuedParameter<"bool", "false">:$zeros);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// How many numbers a byte holds.
    int64_t getPerByte() const { return 8 / getBits(); }
  }];
}

class Kernel_ContractionOp<string mnemonic>
    : Op<Kernel_Dialect, mnemonic,
         [DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let hasFolder = 1;
  let hasVerifier = 1;
  let assemblyFormat = [{
    attr-dict `ins` `(` $input `,` $weights `:` type($input) `,` type($weights) `)`
    `outs` `(` $sums `:` type($sums) `)` (`->` type($results)^)?
  }];
  let extraClassDeclaration = [{
    mlir::MutableOperandRange getDpsInitsMutable() { return getSumsMutable(); }
  }];
}

def Kernel_GemmOp : Kernel_ContractionOp<"gemm"> {
  let summary = "sums[m, n] += input[m, k] * weights[k, n]";
  let description = [{
    ONNX MatMul and Gemm with constant weights: K x N, or N x K if `transposed`. The number of rows
    M may be known at run time only, of input and sums alike; K and N are static.

    ```mlir
    %r = kernel.gemm {tile = #kernel.tile<rows = 6, columns = 16, lanes = 8>}
         ins(%a, %w : tensor<128x64xf32>, tensor<2048xf32>) outs(%c : tensor<128x32xf32>)
         -> tensor<128x32xf32>
    ```
  }];
  let arguments = (ins AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$input,
                       AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$weights,
                       AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$sums,
                       UnitAttr:$transposed, UnitAttr:$unsigned_input,
                       OptionalAttr<Kernel_TileAttr>:$tile,
                       OptionalAttr<Kernel_BlocksAttr>:$blocks);
}

def Kernel_ConvOp : Kernel_ContractionOp<"conv"> {
  let summary = "A convolution of an input that is already padded";
  let description = [{
    ONNX Conv with constant weights, channels last: input N D... C, sums N O... F, weights as ONNX
    has them, F C/groups K.... Output position o reads input positions
    `o * stride + k * dilation`, all of which lie inside of the input.

    ```mlir
    %r = kernel.conv {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1, kernel = array<i64: 3, 3>}
         ins(%x, %w : tensor<1x10x10x16xf32>, tensor<32x16x3x3xf32>)
         outs(%bias : tensor<1x8x8x32xf32>) -> tensor<1x8x8x32xf32>
    ```
  }];
  let arguments = (ins AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$input,
                       AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$weights,
                       AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$sums,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
                       I64Attr:$groups, DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$kernel,
                       UnitAttr:$unsigned_input, OptionalAttr<Kernel_TileAttr>:$tile,
                       OptionalAttr<Kernel_BlocksAttr>:$blocks);
}

def Kernel_WinogradConvOp
    : Op<Kernel_Dialect, "winograd_conv",
         [DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "A convolution by three by three taps with few multiplications";
  let description = [{
    `kernel.conv` of two dimensions, strides and dilations of 1 and one group. The output is cut
    into squares of `output_tile` by `output_tile` pixels (2 or 4), each of which needs (output_tile +
    2)^2 products for each pair of channels instead of 9 output_tile^2. The last squares may reach
    beyond the image.

    A block of `block` squares is transformed into (output_tile + 2)^2 matrices of squares by input
    channels. Each is multiplied by a matrix of transformed weights, and the products are
    transformed back, for one group of output channels after the other. On buffers, `scratch` holds
    both kinds of matrices, the weights come group by group; in a group matrix by matrix, each
    packed for a `kernel.gemm` with `tile`.

    Of integers, the input is i16, of which all values fit 8 bits, and the sums are i32. Weights are
    i8 and not transformed yet: panel by panel, for each pair of input channels the nine taps, each
    with the weights of both channels for all output channels of the panel. Their matrices, of i16,
    are made in `scratch`, which counts bytes, for one group after the other.

    ```mlir
    %r = kernel.winograd_conv {output_tile = 4, block = 49, tile = #kernel.tile<rows = 6, columns = 64, lanes = 16>}
         ins(%x, %w : tensor<1x58x58x64xf32>, tensor<147456xf32>)
         outs(%bias : tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32>
    ```
  }];
  let arguments = (ins AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$input,
                       AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$weights,
                       AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$sums,
                       Optional<AnyStridedMemRef>:$scratch,
                       I64Attr:$output_tile, I64Attr:$block, Kernel_TileAttr:$tile);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let hasFolder = 1;
  let hasVerifier = 1;
  let assemblyFormat = [{
    attr-dict `ins` `(` $input `,` $weights `:` type($input) `,` type($weights) `)`
    `outs` `(` $sums `:` type($sums) `)` (`scratch` `(` $scratch^ `:` type($scratch) `)`)?
    (`->` type($results)^)?
  }];
  let extraClassDeclaration = [{
    mlir::MutableOperandRange getDpsInitsMutable() { return getSumsMutable(); }

    /// How many matrices there are.
    int64_t getMatrices() { return (getOutputTile() + 2) * (getOutputTile() + 2); }

    int64_t getChannels();
    int64_t getFilters();

    /// Whether integers are multiplied.
    bool hasIntegers();

    /// The weights of each pair of an input and an output channel: of all matrices, or taps.
    int64_t getWeightsOfPair() { return hasIntegers() ? 9 : getMatrices(); }

    /// The squares along dimension `dim` of the output, which is 1 or 2, and all of the batch.
    int64_t getSquares(unsigned dim);
    int64_t getSquares();

    /// The output channels that are computed at a time.
    int64_t getGroupColumns();

    /// The elements from one matrix to the next in the scratch buffer: of the transformed input,
    /// which comes first, of weights where those are transformed, too, and of the products. One
    /// cache line is between matrices, so that their equal elements do not compete for one set of
    /// the cache.
    int64_t getInputMatrixSize();
    int64_t getWeightMatrixSize();
    int64_t getProductMatrixSize();
    int64_t getScratchSize();
    mlir::Type getScratchElementType();
  }];
}

def Kernel_TopKOp
    : Op<Kernel_Dialect, "top_k",
         [DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "The largest elements of each row, with their positions";
  let description = [{
    The elements come in order, the largest first (the smallest first if `smallest`), and equal
    ones in the order of their positions. Integers are signed unless `is_unsigned`. NaN counts as
    larger than all numbers, as for NumPy and PyTorch, and zeros of both signs are equal.

    ```mlir
    %r:2 = kernel.top_k ins(%x : tensor<4x1000xf32>) outs(%v, %i : tensor<4x5xf32>, tensor<4x5xi64>)
         -> tensor<4x5xf32>, tensor<4x5xi64>
    ```
  }];
  let arguments = (ins AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$input,
                       AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$values,
                       AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>:$indices,
                       UnitAttr:$smallest, UnitAttr:$is_unsigned);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let hasFolder = 1;
  let hasVerifier = 1;
  let assemblyFormat = [{
    attr-dict `ins` `(` $input `:` type($input) `)`
    `outs` `(` $values `,` $indices `:` type($values) `,` type($indices) `)` (`->` type($results)^)?
  }];
  let extraClassDeclaration = [{
    mlir::MutableOperandRange getDpsInitsMutable() { return {getOperation(), 1, 2}; }
  }];
}

#endif
