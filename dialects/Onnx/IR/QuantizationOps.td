// Quantization, and operators on quantized tensors.
#ifndef ONNXC_DIALECTS_ONNX_IR_QUANTIZATIONOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_QUANTIZATIONOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

//===-- To and from quantized numbers ---------------------------------------===//

// A scale (and zero point) is one for the tensor, one for each slice along `axis`, or, in the
// rank of the tensor, one for each `block_size` elements along `axis`.
defvar Onnx_ScaleAttrs = (ins DefaultValuedAttr<I64Attr, "1">:$axis,
    DefaultValuedAttr<I64Attr, "0">:$block_size);

def Onnx_QuantizeLinearOp : Onnx_Op<"QuantizeLinear", [Pure, InferTypeOpAdaptor]> {
  let summary = "saturate(round_half_even(x / scale) + zero_point)";
  let details = [{
    The result has the type of the zero point, else `output_dtype`, else uint8. `precision` is
    the type to divide in; `saturate` holds for 8-bit floats only.

    The importer makes it of the operator of com.microsoft, too, which has one scale if its `axis`
    is absent.
  }];
  let arguments = !con((ins Onnx_NumberTensor:$input, Onnx_ValueTensor:$scale,
      Optional<Onnx_ValueTensor>:$zero_point), Onnx_ScaleAttrs,
      (ins OptionalAttr<TypeAttr>:$output_dtype, OptionalAttr<TypeAttr>:$precision,
      DefaultValuedAttr<I64Attr, "1">:$saturate));
  let results = (outs Onnx_ValueTensor:$output);
  let hasVerifier = 1;
}

def Onnx_DequantizeLinearOp : Onnx_Op<"DequantizeLinear", [Pure, InferTypeOpAdaptor]> {
  let summary = "(x - zero_point) * scale";
  let details = [{
    The result has the type `output_dtype`, else that of the scale.

    The importer makes it of the operator of com.microsoft, too, which has one scale if its `axis`
    is absent.
  }];
  let arguments = !con((ins Onnx_ValueTensor:$input, Onnx_ValueTensor:$scale,
      Optional<Onnx_ValueTensor>:$zero_point), Onnx_ScaleAttrs,
      (ins OptionalAttr<TypeAttr>:$output_dtype));
  let results = (outs Onnx_FloatTensor:$output);
  let hasVerifier = 1;
}

def Onnx_DynamicQuantizeLinearOp : Onnx_Op<"DynamicQuantizeLinear", [Pure, InferTypeOpAdaptor]> {
  let summary = "Quantization to uint8 with the scale that the range of the elements needs";
  let arguments = (ins RankedTensorOf<[F32]>:$input);
  let results = (outs RankedTensorOf<[UI8]>:$output, RankedTensorOf<[F32]>:$scale,
      RankedTensorOf<[UI8]>:$zero_point);
}

def Onnx_RequantizeOp : Onnx_Op<"requantize", [Pure, InferTypeOpAdaptor]> {
  let summary = "saturate(round_half_even(x * scale) + zero_point), of int32 sums";
  let details = [{
    The end of an operator on quantized tensors. `scale` and `zero_point` broadcast to the
    input, as NumPy does; the result has the type of the zero point.

    ```mlir
    %y = onnx.requantize %sums, %scale, %zero
       : (tensor<1x8x4x4xi32>, tensor<8x1x1xf32>, tensor<ui8>) -> tensor<1x8x4x4xui8>
    ```
  }];
  let arguments = (ins RankedTensorOf<[I32]>:$input, Onnx_FloatTensor:$scale,
      Onnx_IntTensor:$zero_point);
  let results = (outs Onnx_IntTensor:$output);
}

//===-- Operators on quantized tensors --------------------------------------===//

def Onnx_QLinearConvOp : Onnx_Op<"QLinearConv", [Pure, InferTypeOpAdaptor]> {
  let summary = "Convolution of quantized tensors";
  let details = [{
    `w_scale` and `w_zero_point` are scalars or have one value for each filter; the bias is
    int32, in steps of `x_scale * w_scale`.

    The importer resolves `auto_pad` and absent attributes, and drops `kernel_shape`, which is the
    weight's.
  }];
  let arguments = (ins Onnx_IntTensor:$x, Onnx_FloatTensor:$x_scale, Onnx_IntTensor:$x_zero_point,
      Onnx_IntTensor:$w, Onnx_FloatTensor:$w_scale, Onnx_IntTensor:$w_zero_point,
      Onnx_FloatTensor:$y_scale, Onnx_IntTensor:$y_zero_point,
      Optional<RankedTensorOf<[I32]>>:$bias, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads,
      DenseI64ArrayAttr:$dilations, DefaultValuedAttr<I64Attr, "1">:$group);
  let results = (outs Onnx_IntTensor:$output);
}

def Onnx_QLinearMatMulOp : Onnx_Op<"QLinearMatMul", [Pure, InferTypeOpAdaptor]> {
  let summary = "Matrix product of quantized tensors";
  let details = [{
    `a_scale` is a scalar or has one value for each row of A, `b_scale` one for each column
    of B; so do the zero points.
  }];
  let arguments = (ins Onnx_IntTensor:$a, Onnx_FloatTensor:$a_scale, Onnx_IntTensor:$a_zero_point,
      Onnx_IntTensor:$b, Onnx_FloatTensor:$b_scale, Onnx_IntTensor:$b_zero_point,
      Onnx_FloatTensor:$y_scale, Onnx_IntTensor:$y_zero_point);
  let results = (outs Onnx_IntTensor:$output);
}

//===-- com.microsoft -------------------------------------------------------===//

def Onnx_MsQGemmOp : Onnx_Op<"ms.QGemm", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "alpha * A * B + C of quantized matrices";
  let details = [{
    `b_scale` and `b_zero_point` are scalars or have one value for each column of the product; C
    is int32, in steps of `alpha * a_scale * b_scale`. Without `y_scale`, the result is of floats.
  }];
  let arguments = (ins Onnx_IntTensor:$a, Onnx_FloatTensor:$a_scale, Onnx_IntTensor:$a_zero_point,
      Onnx_IntTensor:$b, Onnx_FloatTensor:$b_scale, Onnx_IntTensor:$b_zero_point,
      Optional<RankedTensorOf<[I32]>>:$c, Optional<Onnx_FloatTensor>:$y_scale,
      Optional<Onnx_IntTensor>:$y_zero_point, DefaultValuedAttr<F32Attr, "1.0f">:$alpha,
      DefaultValuedAttr<I64Attr, "0">:$transA, DefaultValuedAttr<I64Attr, "0">:$transB);
  let results = (outs Onnx_NumberTensor:$output);
}

#endif
