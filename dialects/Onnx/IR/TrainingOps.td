// Steps of training (domain ai.onnx.preview.training).
#ifndef ONNXC_DIALECTS_ONNX_IR_TRAININGOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_TRAININGOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

class Onnx_OptimizerOp<string name, int groups, dag attributes>
    : Onnx_Op<"training." # name, [Pure, InferTypeOpAdaptor]> {
  let details = [{
    `tensors` are all parameters, then all their gradients, then the optimizer's state of each; the
    results are the new parameters, then their new state.
  }];
  let arguments = !con((ins Onnx_FloatTensor:$rate, Onnx_I64Tensor:$step,
                            Variadic<Onnx_FloatTensor>:$tensors), attributes);
  let results = (outs Variadic<Onnx_FloatTensor>:$updated);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(::mlir::MLIRContext *,
        std::optional<::mlir::Location> loc, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::inferOptimizer(loc, {adaptor.getRate(), adaptor.getStep()}, adaptor.getTensors(),
                              }] # groups # [{, types);
    }
  }];
  let opDeclarations = [{
    /// Tensor `group` (0 parameter, 1 gradient, 2 and more state) of parameter `i`.
    ::mlir::Value getTensor(size_t group, size_t i) {
      return getTensors()[group * (getTensors().size() / }] # groups # [{) + i];
    }
    size_t getNumParameters() { return getTensors().size() / }] # groups # [{; }
  }];
}

def Onnx_MomentumOp : Onnx_OptimizerOp<"Momentum", 3, (ins F32Attr:$alpha, F32Attr:$beta,
    StrAttr:$mode, F32Attr:$norm_coefficient)> {
  let summary = "A step of stochastic gradient descent with momentum";
  let hasVerifier = 1;
}
def Onnx_AdagradOp : Onnx_OptimizerOp<"Adagrad", 3, (ins
    DefaultValuedAttr<F32Attr, "0.0f">:$decay_factor, DefaultValuedAttr<F32Attr, "1e-6f">:$epsilon,
    DefaultValuedAttr<F32Attr, "0.0f">:$norm_coefficient)> {
  let summary = "A step of the adaptive gradient method";
}
def Onnx_AdamOp : Onnx_OptimizerOp<"Adam", 4, (ins
    DefaultValuedAttr<F32Attr, "0.9f">:$alpha, DefaultValuedAttr<F32Attr, "0.999f">:$beta,
    DefaultValuedAttr<F32Attr, "1e-6f">:$epsilon,
    DefaultValuedAttr<F32Attr, "0.0f">:$norm_coefficient,
    DefaultValuedAttr<F32Attr, "0.0f">:$norm_coefficient_post)> {
  let summary = "A step of Adam";
}

#endif
