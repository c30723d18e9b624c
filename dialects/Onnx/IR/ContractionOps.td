// Matrix products and convolutions.
#ifndef ONNXC_DIALECTS_ONNX_IR_CONTRACTIONOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_CONTRACTIONOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_MatMulOp : Onnx_Op<"MatMul", [Pure, InferTypeOpAdaptor]> {
  let summary = "Matrix product of the last two dimensions, as NumPy's matmul";
  let arguments = (ins Onnx_NumberTensor:$a, Onnx_NumberTensor:$b);
  let results = (outs Onnx_NumberTensor:$output);
}

def Onnx_GemmOp : Onnx_Op<"Gemm", [Pure, InferTypeOpAdaptor]> {
  let summary = "alpha * A' * B' + beta * C, where A' and B' may be transposed";
  let details = [{
    The importer drops the `broadcast` of operator sets before 7: C always broadcasts.
  }];
  let arguments = (ins Onnx_NumberTensor:$a, Onnx_NumberTensor:$b,
      Optional<Onnx_NumberTensor>:$c,
      DefaultValuedAttr<F32Attr, "1.0f">:$alpha, DefaultValuedAttr<F32Attr, "1.0f">:$beta,
      DefaultValuedAttr<I64Attr, "0">:$transA, DefaultValuedAttr<I64Attr, "0">:$transB);
  let results = (outs Onnx_NumberTensor:$output);
}

def Onnx_MatMulIntegerOp : Onnx_Op<"MatMulInteger",
    [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "Matrix product of 8-bit integers less their zero points, in int32";
  let details = [{
    `a_zero_point` is a scalar or has one value for each row of A, `b_zero_point` a scalar or
    one for each column of B.
  }];
  let arguments = (ins Onnx_IntTensor:$a, Onnx_IntTensor:$b,
      Optional<Onnx_IntTensor>:$a_zero_point, Optional<Onnx_IntTensor>:$b_zero_point);
  let results = (outs RankedTensorOf<[I32]>:$output);
}

def Onnx_EinsumOp : Onnx_Op<"Einsum", [Pure, InferTypeOpAdaptor]> {
  let summary = "Einstein summation by `equation`";
  let arguments = (ins Variadic<Onnx_NumberTensor>:$inputs, StrAttr:$equation);
  let results = (outs Onnx_NumberTensor:$output);
}

// Window attributes: one stride and one dilation for each spatial dimension; pads are all
// begins, then all ends. The importer resolves `auto_pad` and the defaults, and the kernel's
// shape is the weight's.
defvar Onnx_WindowAttrs = (ins DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads,
    DenseI64ArrayAttr:$dilations, DefaultValuedAttr<I64Attr, "1">:$group);

def Onnx_ConvOp : Onnx_Op<"Conv", [Pure, InferTypeOpAdaptor]> {
  let summary = "Convolution of NCHW input with OIHW weight, of any number of spatial dimensions";
  let details = [{
    `strides` and `dilations` have one entry per spatial dimension, `pads` all begins, then all
    ends.
    ```mlir
    %y = onnx.Conv %x, %w {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
       : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x8x8xf32>
    ```

    The importer resolves `auto_pad` and absent attributes, and drops `kernel_shape`, which is the
    weight's.
  }];
  let arguments = !con((ins Onnx_NumberTensor:$input, Onnx_NumberTensor:$weight,
      Optional<Onnx_NumberTensor>:$bias), Onnx_WindowAttrs);
  let results = (outs Onnx_NumberTensor:$output);
  let hasVerifier = 1;
}

def Onnx_CausalConvWithStateOp
    : Onnx_Op<"CausalConvWithState", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "Depthwise convolution along the length, of the past followed by the input";
  let details = [{
    Input [batch, channels, length], weight [channels, 1, kernel] and state [batch, channels,
    kernel - 1]: what precedes the input, or zeros. The next state is the end of both together.
    `activation` is none, or silu, which swish is another name of.
  }];
  let arguments = (ins Onnx_FloatTensor:$input, Onnx_FloatTensor:$weight,
      Optional<Onnx_FloatTensor>:$bias, Optional<Onnx_FloatTensor>:$past_state,
      DefaultValuedStrAttr<StrAttr, "none">:$activation);
  let results = (outs Onnx_FloatTensor:$output, Onnx_FloatTensor:$present_state);
}

def Onnx_ConvIntegerOp : Onnx_Op<"ConvInteger",
    [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "Convolution of 8-bit integers less their zero points, in int32";
  let details = [{
    The importer resolves `auto_pad` and absent attributes, and drops `kernel_shape`, which is the
    weight's.
  }];
  let arguments = !con((ins Onnx_IntTensor:$input, Onnx_IntTensor:$weight,
      Optional<Onnx_IntTensor>:$input_zero_point, Optional<Onnx_IntTensor>:$weight_zero_point),
      Onnx_WindowAttrs);
  let results = (outs RankedTensorOf<[I32]>:$output);
}

def Onnx_ConvTransposeOp : Onnx_Op<"ConvTranspose", [Pure, InferTypeOpAdaptor]> {
  let summary = "Transposed convolution (gradient of Conv) of NCHW input with IOHW weight";
  let details = [{
    Each input element adds its weighted kernel to the output at stride times its position.
    The importer resolves `auto_pad` and `output_shape` to `pads`.
  }];
  let arguments = !con((ins Onnx_FloatTensor:$input, Onnx_FloatTensor:$weight,
      Optional<Onnx_FloatTensor>:$bias), Onnx_WindowAttrs,
      (ins DenseI64ArrayAttr:$output_padding));
  let results = (outs Onnx_FloatTensor:$output);
  let hasVerifier = 1;
}

#endif
