#ifndef ONNXC_DIALECTS_KERNEL_IR_WINOGRADOPS_TD
#define ONNXC_DIALECTS_KERNEL_IR_WINOGRADOPS_TD

include "dialects/Kernel/IR/KernelOp.td"
include "dialects/Kernel/IR/TileAttr.td"

def Kernel_WinogradConvOp : Kernel_Op<"winograd_conv"> {
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
  let arguments = (ins Kernel_Data:$input, Kernel_Data:$weights, Kernel_Data:$sums,
                       Optional<AnyStridedMemRef>:$scratch,
                       I64Attr:$output_tile, I64Attr:$block, Kernel_TileAttr:$tile);
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

#endif
