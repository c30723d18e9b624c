// Pooling, resizing and sampling of images.
#ifndef ONNXC_DIALECTS_ONNX_IR_POOLINGOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_POOLINGOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

//===-- Pools --------------------------------------------------------------===//

// A window of `kernel_shape`, with one stride and one dilation for each spatial dimension; pads
// are all begins, then all ends. The importer resolves `auto_pad` and the defaults.
defvar Onnx_PoolAttrs = (ins DenseI64ArrayAttr:$kernel_shape, DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$pads, DenseI64ArrayAttr:$dilations,
    DefaultValuedAttr<I64Attr, "0">:$ceil_mode);

def Onnx_MaxPoolOp : Onnx_Op<"MaxPool", [Pure, InferTypeOpAdaptor]> {
  let summary = "Largest element of each window";
  let details = [{
    `indices` are the positions of these elements in the flattened input; with `storage_order`
    1, the spatial dimensions are counted column by column.
    ```mlir
    %y, %i = onnx.MaxPool %x {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 2, 2>,
                              pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>}
       : (tensor<1x3x8x8xf32>) -> (tensor<1x3x4x4xf32>, tensor<1x3x4x4xi64>)
    ```

    The importer resolves `auto_pad` and absent strides, dilations and pads.
  }];
  let arguments = !con((ins Onnx_NumberTensor:$input), Onnx_PoolAttrs,
      (ins DefaultValuedAttr<I64Attr, "0">:$storage_order));
  let results = (outs Onnx_NumberTensor:$output, Onnx_I64Tensor:$indices);
}

def Onnx_AveragePoolOp : Onnx_Op<"AveragePool", [Pure, InferTypeOpAdaptor]> {
  let summary = "Mean of each window";
  let details = [{
    Elements of the padding count as zeros if `count_include_pad` is 1, else not at all.

    The importer resolves `auto_pad` and absent strides, dilations and pads.
  }];
  let arguments = !con((ins Onnx_FloatTensor:$input), Onnx_PoolAttrs,
      (ins DefaultValuedAttr<I64Attr, "0">:$count_include_pad));
  let results = (outs Onnx_FloatTensor:$output);
}

def Onnx_LpPoolOp : Onnx_Op<"LpPool", [Pure, InferTypeOpAdaptor]> {
  let summary = "The p-norm of each window";
  let details = [{
    The importer resolves `auto_pad` and absent strides, dilations and pads; a `p` of operator set 1
    is a float there.
  }];
  let arguments = !con((ins Onnx_FloatTensor:$input), Onnx_PoolAttrs,
      (ins DefaultValuedAttr<I64Attr, "2">:$p));
  let results = (outs Onnx_FloatTensor:$output);
}

class Onnx_GlobalPoolOp<string name, Type tensor, dag parameters = (ins)>
    : Onnx_Op<name, [Pure, InferTypeOpAdaptor]> {
  let arguments = !con((ins tensor:$input), parameters);
  let results = (outs tensor:$output);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(::mlir::MLIRContext *,
        std::optional<::mlir::Location> loc, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::inferGlobalPool(loc, adaptor.getInput(), types);
    }
  }];
}
def Onnx_GlobalAveragePoolOp : Onnx_GlobalPoolOp<"GlobalAveragePool", Onnx_FloatTensor> {
  let summary = "Mean of each channel";
}
def Onnx_GlobalMaxPoolOp : Onnx_GlobalPoolOp<"GlobalMaxPool", Onnx_NumberTensor> {
  let summary = "Largest element of each channel";
}
def Onnx_GlobalLpPoolOp : Onnx_GlobalPoolOp<"GlobalLpPool", Onnx_FloatTensor,
                                            (ins DefaultValuedAttr<I64Attr, "2">:$p)> {
  let summary = "The p-norm of each channel";
  let details = [{
    The importer makes an integer of the `p` of operator set 1, a float there.
  }];
}

def Onnx_MaxUnpoolOp : Onnx_Op<"MaxUnpool", [Pure, InferTypeOpAdaptor]> {
  let summary = "Zeros, and each element where MaxPool found it";
  let details = [{
    `indices` are positions in the tensor that MaxPool with these attributes had as its input;
    a larger `output_shape` adds zeros after it.

    The importer resolves absent strides and pads.
  }];
  let arguments = (ins Onnx_NumberTensor:$input, Onnx_I64Tensor:$indices,
      Optional<Onnx_I64Tensor>:$output_shape, DenseI64ArrayAttr:$kernel_shape,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads);
  let results = (outs Onnx_NumberTensor:$output);
  let opDeclarations = [{
    /// The shape that `indices` count in.
    llvm::SmallVector<int64_t> getUnpooledShape();
  }];
}

//===-- Regions of interest -------------------------------------------------===//

def Onnx_MaxRoiPoolOp : Onnx_Op<"MaxRoiPool", [Pure, InferTypeOpAdaptor]> {
  let summary = "Largest elements of `pooled_shape` parts of each region of interest";
  let details = [{
    Each region is a row (batch, x1, y1, x2, y2).
  }];
  let arguments = (ins Onnx_FloatTensor:$input, Onnx_FloatTensor:$rois,
      DenseI64ArrayAttr:$pooled_shape, DefaultValuedAttr<F32Attr, "1.0f">:$spatial_scale);
  let results = (outs Onnx_FloatTensor:$output);
}

def Onnx_RoiAlignOp : Onnx_Op<"RoiAlign", [Pure, InferTypeOpAdaptor]> {
  let summary = "Interpolated samples of parts of each region of interest, averaged or maximized";
  let details = [{
    Each region is a row (x1, y1, x2, y2) of image `batch_indices`. A part has `sampling_ratio`
    squared samples or, if that is 0, as many as its size in pixels, rounded up.

    Before operator set 16, the importer sets `coordinate_transformation_mode` to output_half_pixel.
  }];
  let arguments = (ins Onnx_FloatTensor:$input, Onnx_FloatTensor:$rois,
      Onnx_I64Tensor:$batch_indices,
      DefaultValuedStrAttr<StrAttr, "half_pixel">:$coordinate_transformation_mode,
      DefaultValuedStrAttr<StrAttr, "avg">:$mode, DefaultValuedAttr<I64Attr, "1">:$output_height,
      DefaultValuedAttr<I64Attr, "1">:$output_width,
      DefaultValuedAttr<I64Attr, "0">:$sampling_ratio,
      DefaultValuedAttr<F32Attr, "1.0f">:$spatial_scale);
  let results = (outs Onnx_FloatTensor:$output);
  let hasVerifier = 1;
}

//===-- Resizing and sampling -----------------------------------------------===//

def Onnx_ResizeOp : Onnx_Op<"Resize", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "Samples each dimension at positions that `scales` or `sizes` say";
  let details = [{
    The importer makes it of Upsample, too, and takes operands without elements for absent.
    Positions of Upsample and of operator set 10 have the `coordinate_transformation_mode`
    asymmetric and the `nearest_mode` floor_or_ceil, a name of our own: the position before where
    the image grows, the one after where it shrinks.
  }];
  let arguments = (ins Onnx_ValueTensor:$input, Optional<Onnx_FloatTensor>:$roi,
      Optional<Onnx_FloatTensor>:$scales, Optional<Onnx_I64Tensor>:$sizes,
      DefaultValuedAttr<I64Attr, "0">:$antialias, OptionalAttr<DenseI64ArrayAttr>:$axes,
      DefaultValuedStrAttr<StrAttr, "half_pixel">:$coordinate_transformation_mode,
      DefaultValuedAttr<F32Attr, "-0.75f">:$cubic_coeff_a,
      DefaultValuedAttr<I64Attr, "0">:$exclude_outside,
      DefaultValuedAttr<F32Attr, "0.0f">:$extrapolation_value,
      DefaultValuedStrAttr<StrAttr, "stretch">:$keep_aspect_ratio_policy,
      DefaultValuedStrAttr<StrAttr, "nearest">:$mode,
      DefaultValuedStrAttr<StrAttr, "round_prefer_floor">:$nearest_mode);
  let results = (outs Onnx_ValueTensor:$output);
  let hasVerifier = 1;
  let opDeclarations = [{
    /// The dimensions that `roi`, `scales` and `sizes` speak of, in their order.
    llvm::SmallVector<int64_t> getResizedAxes();
  }];
}

def Onnx_GridSampleOp : Onnx_Op<"GridSample", [Pure, InferTypeOpAdaptor]> {
  let summary = "Samples an image at the positions of a grid, given as (x, y) or (x, y, z) from -1 to 1";
  let details = [{
    The importer renames the modes of operator set 16: bilinear is linear, bicubic cubic.
  }];
  let arguments = (ins Onnx_ValueTensor:$input, Onnx_FloatTensor:$grid,
      DefaultValuedAttr<I64Attr, "0">:$align_corners,
      DefaultValuedStrAttr<StrAttr, "linear">:$mode,
      DefaultValuedStrAttr<StrAttr, "zeros">:$padding_mode);
  let results = (outs Onnx_ValueTensor:$output);
  let hasVerifier = 1;
}

def Onnx_AffineGridOp : Onnx_Op<"AffineGrid", [Pure, InferTypeOpAdaptor]> {
  let summary = "The grid for GridSample that an affine transformation of positions gives";
  let arguments = (ins Onnx_FloatTensor:$theta, Onnx_I64Tensor:$size,
      DefaultValuedAttr<I64Attr, "0">:$align_corners);
  let results = (outs Onnx_FloatTensor:$grid);
}

def Onnx_DeformConvOp : Onnx_Op<"DeformConv",
    [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "Convolution whose taps are moved by `offset` and scaled by `mask`";
  let details = [{
    For each of `offset_group` groups of channels and each tap, `offset` has a channel for y and
    one for x, `mask` one factor.

    The importer resolves absent attributes, and drops `kernel_shape`, which is the weight's.
  }];
  let arguments = (ins Onnx_FloatTensor:$input, Onnx_FloatTensor:$weight,
      Onnx_FloatTensor:$offset, Optional<Onnx_FloatTensor>:$bias,
      Optional<Onnx_FloatTensor>:$mask, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads,
      DenseI64ArrayAttr:$dilations, DefaultValuedAttr<I64Attr, "1">:$group,
      DefaultValuedAttr<I64Attr, "1">:$offset_group);
  let results = (outs Onnx_FloatTensor:$output);
}

def Onnx_DeformColumnsOp : Onnx_Op<"deform_columns", [Pure, InferTypeOpAdaptor]> {
  let summary = "What DeformConv multiplies by its weight: interpolated elements for each tap";
  let details = [{
    From an input (N, C, height, width) to columns (N, C, taps, pixels of the result).

    ```mlir
    %columns = onnx.deform_columns %x, %offset {dilations = array<i64: 1, 1>, kernel_shape = array<i64: 3, 3>,
                                                pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
       : (tensor<1x4x8x8xf32>, tensor<1x18x8x8xf32>) -> tensor<1x4x9x64xf32>
    ```
  }];
  let arguments = (ins Onnx_FloatTensor:$input, Onnx_FloatTensor:$offset,
      Optional<Onnx_FloatTensor>:$mask, DenseI64ArrayAttr:$kernel_shape,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads, DenseI64ArrayAttr:$dilations,
      DefaultValuedAttr<I64Attr, "1">:$offset_group);
  let results = (outs Onnx_FloatTensor:$output);
}

#endif
