// Operators that compute each element of the result from the elements at the same place,
// with NumPy broadcasting where there are several operands.
#ifndef ONNXC_DIALECTS_ONNX_IR_MATHOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_MATHOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

//===-- One operand --------------------------------------------------------===//

class Onnx_UnaryOp<string name, Type tensor>
    : Onnx_Op<name, [Pure, SameOperandsAndResultType]> {
  let arguments = (ins tensor:$input);
  let results = (outs tensor:$output);
  let hasFolder = 1;
  let extraClassDefinition = [{
    ::mlir::OpFoldResult $cppClass::fold(FoldAdaptor adaptor) {
      return ::onnxc::onnx::foldElementwise(getOperation(), adaptor.getOperands());
    }
  }];
}

def Onnx_AbsOp : Onnx_UnaryOp<"Abs", Onnx_NumberTensor> {
  let summary = "Absolute value";
}
def Onnx_NegOp : Onnx_UnaryOp<"Neg", Onnx_NumberTensor> {
  let summary = "Negation";
}
def Onnx_SignOp : Onnx_UnaryOp<"Sign", Onnx_NumberTensor> {
  let summary = "-1, 0 or 1 by sign";
}
def Onnx_ReluOp : Onnx_UnaryOp<"Relu", Onnx_NumberTensor> {
  let summary = "max(x, 0)";
}
def Onnx_NotOp : Onnx_UnaryOp<"Not", Onnx_BoolTensor> {
  let summary = "Logical not";
}
def Onnx_BitwiseNotOp : Onnx_UnaryOp<"BitwiseNot", Onnx_IntTensor> {
  let summary = "Inverted bits";
}
def Onnx_SqrtOp : Onnx_UnaryOp<"Sqrt", Onnx_FloatTensor> {
  let summary = "Square root";
}
def Onnx_ExpOp : Onnx_UnaryOp<"Exp", Onnx_FloatTensor> {
  let summary = "e to the power of x";
}
def Onnx_LogOp : Onnx_UnaryOp<"Log", Onnx_FloatTensor> {
  let summary = "Natural logarithm";
}
def Onnx_SinOp : Onnx_UnaryOp<"Sin", Onnx_FloatTensor> {
  let summary = "Sine of radians";
}
def Onnx_CosOp : Onnx_UnaryOp<"Cos", Onnx_FloatTensor> {
  let summary = "Cosine of radians";
}
def Onnx_TanOp : Onnx_UnaryOp<"Tan", Onnx_FloatTensor> {
  let summary = "Tangent of radians";
}
def Onnx_AsinOp : Onnx_UnaryOp<"Asin", Onnx_FloatTensor> {
  let summary = "Arcsine";
}
def Onnx_AcosOp : Onnx_UnaryOp<"Acos", Onnx_FloatTensor> {
  let summary = "Arccosine";
}
def Onnx_AtanOp : Onnx_UnaryOp<"Atan", Onnx_FloatTensor> {
  let summary = "Arctangent";
}
def Onnx_SinhOp : Onnx_UnaryOp<"Sinh", Onnx_FloatTensor> {
  let summary = "Hyperbolic sine";
}
def Onnx_CoshOp : Onnx_UnaryOp<"Cosh", Onnx_FloatTensor> {
  let summary = "Hyperbolic cosine";
}
def Onnx_TanhOp : Onnx_UnaryOp<"Tanh", Onnx_FloatTensor> {
  let summary = "Hyperbolic tangent";
}
def Onnx_AsinhOp : Onnx_UnaryOp<"Asinh", Onnx_FloatTensor> {
  let summary = "Inverse hyperbolic sine";
}
def Onnx_AcoshOp : Onnx_UnaryOp<"Acosh", Onnx_FloatTensor> {
  let summary = "Inverse hyperbolic cosine";
}
def Onnx_AtanhOp : Onnx_UnaryOp<"Atanh", Onnx_FloatTensor> {
  let summary = "Inverse hyperbolic tangent";
}
def Onnx_SigmoidOp : Onnx_UnaryOp<"Sigmoid", Onnx_FloatTensor> {
  let summary = "1 / (1 + exp(-x))";
}
def Onnx_ErfOp : Onnx_UnaryOp<"Erf", Onnx_FloatTensor> {
  let summary = "Gauss error function";
}
def Onnx_CeilOp : Onnx_UnaryOp<"Ceil", Onnx_FloatTensor> {
  let summary = "Rounds up";
}
def Onnx_FloorOp : Onnx_UnaryOp<"Floor", Onnx_FloatTensor> {
  let summary = "Rounds down";
}
def Onnx_RoundOp : Onnx_UnaryOp<"Round", Onnx_FloatTensor> {
  let summary = "Rounds to nearest, halves to even";
}
def Onnx_ReciprocalOp : Onnx_UnaryOp<"Reciprocal", Onnx_FloatTensor> {
  let summary = "1 / x";
}
def Onnx_SoftplusOp : Onnx_UnaryOp<"Softplus", Onnx_FloatTensor> {
  let summary = "log(exp(x) + 1)";
}
def Onnx_SoftsignOp : Onnx_UnaryOp<"Softsign", Onnx_FloatTensor> {
  let summary = "x / (1 + |x|)";
}
def Onnx_HardSwishOp : Onnx_UnaryOp<"HardSwish", Onnx_FloatTensor> {
  let summary = "x * max(0, min(1, x / 6 + 0.5))";
}
def Onnx_MishOp : Onnx_UnaryOp<"Mish", Onnx_FloatTensor> {
  let summary = "x * tanh(softplus(x))";
}

// Activations with constant parameters; the defaults are ONNX's.
class Onnx_ActivationOp<string name, dag parameters, Type tensor = Onnx_FloatTensor>
    : Onnx_UnaryOp<name, tensor> {
  let arguments = !con((ins tensor:$input), parameters);
}
def Onnx_EluOp : Onnx_ActivationOp<"Elu", (ins DefaultValuedAttr<F32Attr, "1.0f">:$alpha)> {
  let summary = "x if x > 0, else alpha * (exp(x) - 1)";
}
def Onnx_CeluOp : Onnx_ActivationOp<"Celu", (ins DefaultValuedAttr<F32Attr, "1.0f">:$alpha)> {
  let summary = "max(0, x) + min(0, alpha * (exp(x / alpha) - 1))";
}
def Onnx_LeakyReluOp : Onnx_ActivationOp<"LeakyRelu", (ins DefaultValuedAttr<F32Attr, "0.01f">:$alpha)> {
  let summary = "x if x >= 0, else alpha * x";
}
def Onnx_SeluOp : Onnx_ActivationOp<"Selu", (ins DefaultValuedAttr<F32Attr, "1.67326319f">:$alpha, DefaultValuedAttr<F32Attr, "1.05070102f">:$gamma)> {
  let summary = "gamma * (x if x > 0, else alpha * (exp(x) - 1))";
  let details = [{
    Before operator set 6, the importer gives absent attributes their defaults of that time, 1.6732
    and 1.0507.
  }];
}
def Onnx_ThresholdedReluOp : Onnx_ActivationOp<"ThresholdedRelu", (ins DefaultValuedAttr<F32Attr, "1.0f">:$alpha)> {
  let summary = "x if x > alpha, else 0";
}
def Onnx_HardSigmoidOp : Onnx_ActivationOp<"HardSigmoid", (ins DefaultValuedAttr<F32Attr, "0.2f">:$alpha, DefaultValuedAttr<F32Attr, "0.5f">:$beta)> {
  let summary = "max(0, min(1, alpha * x + beta))";
}
def Onnx_SwishOp : Onnx_ActivationOp<"Swish", (ins DefaultValuedAttr<F32Attr, "1.0f">:$alpha)> {
  let summary = "x * sigmoid(alpha * x)";
}
def Onnx_ShrinkOp : Onnx_ActivationOp<"Shrink",
    (ins DefaultValuedAttr<F32Attr, "0.5f">:$lambd, DefaultValuedAttr<F32Attr, "0.0f">:$bias),
    Onnx_NumberTensor> {
  let summary = "x + bias below -lambd, x - bias above lambd, else 0";
}
def Onnx_GeluOp : Onnx_ActivationOp<"Gelu", (ins DefaultValuedStrAttr<StrAttr, "none">:$approximate)> {
  let summary = "x times the normal distribution function of x; `approximate` is none or tanh";
}

//===-- Several operands, broadcast -----------------------------------------===//

// An operator whose result has the broadcast shape and, if `toBool`, ONNX's bool elements;
// else the element type of operand `elementOf`. From that one on, operands have one element type,
// unless they are `mixed`.
class Onnx_BroadcastOp<string name, dag operands, Type resultTensor, bit toBool = 0,
                       int elementOf = 0, bit mixed = 0>
    : Onnx_Op<name, [Pure, InferTypeOpAdaptor, Onnx_BroadcastsOperands]> {
  let arguments = operands;
  let results = (outs resultTensor:$output);
  let hasFolder = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(::mlir::MLIRContext *,
        std::optional<::mlir::Location> loc, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::onnxc::onnx::inferBroadcastType(loc, adaptor.getOperands(), }] #
        !if(toBool, "true", "false") # ", " # elementOf # ", " # !if(mixed, "true", "false") # [{, types);
    }
    ::mlir::OpFoldResult $cppClass::fold(FoldAdaptor adaptor) {
      return ::onnxc::onnx::foldElementwise(getOperation(), adaptor.getOperands());
    }
  }];
}
class Onnx_BinaryOp<string name, Type tensor, dag parameters = (ins)>
    : Onnx_BroadcastOp<name, !con((ins tensor:$a, tensor:$b), parameters), tensor> ;
class Onnx_CompareOp<string name, Type tensor>
    : Onnx_BroadcastOp<name, (ins tensor:$a, tensor:$b), Onnx_BoolTensor, /*toBool=*/1>;
class Onnx_VariadicOp<string name, Type tensor>
    : Onnx_BroadcastOp<name, (ins Variadic<tensor>:$inputs), tensor>;

defvar Onnx_OldBroadcast = [{
    Before operator set 7, the importer gives B the dimensions that `axis` asks for.
  }];

def Onnx_AddOp : Onnx_BinaryOp<"Add", Onnx_NumberTensor> {
  let summary = "a + b";
  let details = Onnx_OldBroadcast;
}
def Onnx_SubOp : Onnx_BinaryOp<"Sub", Onnx_NumberTensor> {
  let summary = "a - b";
  let details = Onnx_OldBroadcast;
}
def Onnx_MulOp : Onnx_BinaryOp<"Mul", Onnx_NumberTensor> {
  let summary = "a * b";
  let details = Onnx_OldBroadcast;
}
def Onnx_DivOp : Onnx_BinaryOp<"Div", Onnx_NumberTensor> {
  let summary = "a / b; integers are truncated toward zero";
  let details = Onnx_OldBroadcast;
}
def Onnx_PowOp : Onnx_BroadcastOp<"Pow", (ins Onnx_NumberTensor:$a, Onnx_NumberTensor:$b),
                                 Onnx_NumberTensor, /*toBool=*/0, /*elementOf=*/0, /*mixed=*/1> {
  let summary = "a to the power of b, in the element type of a";
  let details = Onnx_OldBroadcast;
}
def Onnx_ModOp : Onnx_BinaryOp<"Mod", Onnx_NumberTensor, (ins DefaultValuedAttr<I64Attr, "0">:$fmod)> {
  let summary = "Remainder with the sign of b or, if `fmod` is 1, of a";
}
def Onnx_PReluOp : Onnx_BinaryOp<"PRelu", Onnx_NumberTensor> {
  let summary = "a if a >= 0, else b * a";
  let details = [{
    Before operator set 7, the importer lays the slope along the channels.
  }];
}
def Onnx_SwiGLUOp : Onnx_Op<"SwiGLU", [Pure, SameOperandsAndResultType]> {
  let summary = "a * sigmoid(alpha * a) * b, without broadcasting";
  let arguments = (ins Onnx_FloatTensor:$a, Onnx_FloatTensor:$b,
      DefaultValuedAttr<F32Attr, "1.0f">:$alpha);
  let results = (outs Onnx_FloatTensor:$output);
}
def Onnx_BitShiftOp : Onnx_BinaryOp<"BitShift", Onnx_IntTensor, (ins StrAttr:$direction)> {
  let summary = "a shifted by b bits; `direction` is LEFT or RIGHT";
}
def Onnx_BitwiseAndOp : Onnx_BinaryOp<"BitwiseAnd", Onnx_IntTensor> {
  let summary = "Bits set in both";
}
def Onnx_BitwiseOrOp : Onnx_BinaryOp<"BitwiseOr", Onnx_IntTensor> {
  let summary = "Bits set in either";
}
def Onnx_BitwiseXorOp : Onnx_BinaryOp<"BitwiseXor", Onnx_IntTensor> {
  let summary = "Bits that differ";
}
def Onnx_AndOp : Onnx_BinaryOp<"And", Onnx_BoolTensor> {
  let summary = "Logical and";
  let details = Onnx_OldBroadcast;
}
def Onnx_OrOp : Onnx_BinaryOp<"Or", Onnx_BoolTensor> {
  let summary = "Logical or";
  let details = Onnx_OldBroadcast;
}
def Onnx_XorOp : Onnx_BinaryOp<"Xor", Onnx_BoolTensor> {
  let summary = "Logical exclusive or";
  let details = Onnx_OldBroadcast;
}
def Onnx_EqualOp : Onnx_CompareOp<"Equal", Onnx_AnyTensor> {
  let summary = "a = b";
  let details = Onnx_OldBroadcast;
}
def Onnx_GreaterOp : Onnx_CompareOp<"Greater", Onnx_NumberTensor> {
  let summary = "a > b";
  let details = Onnx_OldBroadcast;
}
def Onnx_GreaterOrEqualOp : Onnx_CompareOp<"GreaterOrEqual", Onnx_NumberTensor> {
  let summary = "a >= b";
}
def Onnx_LessOp : Onnx_CompareOp<"Less", Onnx_NumberTensor> {
  let summary = "a < b";
  let details = Onnx_OldBroadcast;
}
def Onnx_LessOrEqualOp : Onnx_CompareOp<"LessOrEqual", Onnx_NumberTensor> {
  let summary = "a <= b";
}
def Onnx_MaxOp : Onnx_VariadicOp<"Max", Onnx_NumberTensor> {
  let summary = "Largest of all operands";
}
def Onnx_MinOp : Onnx_VariadicOp<"Min", Onnx_NumberTensor> {
  let summary = "Smallest of all operands";
}
def Onnx_SumOp : Onnx_VariadicOp<"Sum", Onnx_FloatTensor> {
  let summary = "Sum of all operands";
}
def Onnx_MeanOp : Onnx_VariadicOp<"Mean", Onnx_FloatTensor> {
  let summary = "Mean of all operands";
}
def Onnx_WhereOp : Onnx_BroadcastOp<"Where",
    (ins Onnx_BoolTensor:$condition, Onnx_AnyTensor:$x, Onnx_AnyTensor:$y), Onnx_AnyTensor,
    /*toBool=*/0, /*elementOf=*/1> {
  let summary = "x where the condition holds, else y";
}

//===-- Others -------------------------------------------------------------===//

def Onnx_ClipOp : Onnx_Op<"Clip", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "min(max(x, min), max) with scalar bounds, of which either may be absent";
  let details = [{
    The importer makes the attributes `min` and `max` of operator sets before 11 operands.
  }];
  let arguments = (ins Onnx_NumberTensor:$input, Optional<Onnx_NumberTensor>:$min,
      Optional<Onnx_NumberTensor>:$max);
  let results = (outs Onnx_NumberTensor:$output);
  let hasFolder = 1;
}
def Onnx_CastOp : Onnx_Op<"Cast", [Pure, InferTypeOpAdaptor]> {
  let summary = "Each element converted to the element type `to`";
  let details = [{
    `saturate` holds for conversions to 8-bit floats only. `round_mode` (up, down, nearest)
    holds for conversions to float8e8m0 only. Floats become integers by truncation.

    Text of floats is the shortest that is read as the same number, as Python writes it, with `NaN`,
    `INF` and `-INF`; that of bool is `0` and `1`. Text that is not a number ends a run.

    The importer makes a type of the name that `to` is before operator set 6.
  }];
  let arguments = (ins Onnx_AnyTensor:$input, TypeAttr:$to,
      DefaultValuedAttr<I64Attr, "1">:$saturate, DefaultValuedStrAttr<StrAttr, "up">:$round_mode);
  let results = (outs Onnx_AnyTensor:$output);
  let hasFolder = 1;
}
class Onnx_FloatTestOp<string name, dag parameters> : Onnx_Op<name, [Pure, InferTypeOpAdaptor]> {
  let details = [{
    The importer tests floats that are smaller than f16 as f32.
  }];
  let arguments = !con((ins Onnx_FloatTensor:$input), parameters);
  let results = (outs Onnx_BoolTensor:$output);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(::mlir::MLIRContext *,
        std::optional<::mlir::Location> loc, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::onnxc::onnx::inferBroadcastType(loc, adaptor.getOperands(), true, 0, false, types);
    }
  }];
}
def Onnx_IsNaNOp : Onnx_FloatTestOp<"IsNaN", (ins)> {
  let summary = "Whether x is not a number";
}
def Onnx_IsInfOp : Onnx_FloatTestOp<"IsInf",
    (ins DefaultValuedAttr<I64Attr, "1">:$detect_negative, DefaultValuedAttr<I64Attr, "1">:$detect_positive)> {
  let summary = "Whether x is an infinity of a sign that is looked for";
}

#endif
