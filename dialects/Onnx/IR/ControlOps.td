// Operators with subgraphs, and what ends a subgraph.
#ifndef ONNXC_DIALECTS_ONNX_IR_CONTROLOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_CONTROLOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

def Onnx_YieldOp : Onnx_Op<"yield", [Pure, Terminator]> {
  let summary = "The outputs of a subgraph";
  let details = [{
    ```mlir
    %y = onnx.If %cond : (tensor<i1>) -> tensor<2xf32> {
      %a = onnx.Exp %x : (tensor<2xf32>) -> tensor<2xf32>
      onnx.yield %a : tensor<2xf32>
    }, {
      onnx.yield %x : tensor<2xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

// An operator with subgraphs, which see the values around them. Each ends in `onnx.yield`.
class Onnx_ControlOp<string name, list<Trait> traits>
    : Onnx_Op<name, !listconcat(traits, [RecursiveMemoryEffects, SingleBlock,
                                         InferTypeOpAdaptor])> {
  let assemblyFormat = [{
    operands attr-dict `:` functional-type(operands, results) regions
  }];
  let hasVerifier = 1;
}

def Onnx_IfOp : Onnx_ControlOp<"If", [NoRegionArguments]> {
  let summary = "One subgraph or the other";
  let details = [{
    ```mlir
    %y = onnx.If %cond : (tensor<i1>) -> tensor<2xf32> {
      onnx.yield %a : tensor<2xf32>
    }, {
      onnx.yield %b : tensor<2xf32>
    }
    ```
  }];
  let arguments = (ins Onnx_BoolTensor:$cond);
  let results = (outs Variadic<Onnx_AnyTensor>:$outputs);
  let regions = (region SizedRegion<1>:$then_branch, SizedRegion<1>:$else_branch);
  let hasCanonicalizer = 1;
}

def Onnx_LoopOp : Onnx_ControlOp<"Loop", [AttrSizedOperandSegments]> {
  let summary = "A subgraph again and again, at most `M` times and while a condition holds";
  let details = [{
    The subgraph gets the iteration number, the condition and the state; it yields the
    condition, the next state and elements of the scan outputs, which are their results one
    after the other.
  }];
  let arguments = (ins Optional<Onnx_I64Tensor>:$M, Optional<Onnx_BoolTensor>:$cond,
      Variadic<Onnx_AnyTensor>:$v_initial);
  let results = (outs Variadic<Onnx_AnyTensor>:$v_final_and_scan_outputs);
  let regions = (region SizedRegion<1>:$body);
  code opDeclarations = [{
    mlir::Operation *getYield() { return getBody().front().getTerminator(); }
    /// Whether only `M` ends the loop.
    bool isCounted();
    /// The number of iterations, if it is constant.
    std::optional<int64_t> getTripCount();
  }];
}

def Onnx_ScanOp : Onnx_ControlOp<"Scan", []> {
  let summary = "A subgraph for each slice of the last `num_scan_inputs` inputs, with state";
  let details = [{
    The subgraph gets the state and one slice of each scan input; it yields the next state and
    one slice of each scan output. Axes are 0 if absent; direction 1 is backwards.

    Before operator set 9, the importer takes the dimension of a batch of 1 away, and gives it back
    to the results.
  }];
  let arguments = (ins Variadic<Onnx_AnyTensor>:$initial_state_and_scan_inputs,
      I64Attr:$num_scan_inputs,
      OptionalAttr<DenseI64ArrayAttr>:$scan_input_axes,
      OptionalAttr<DenseI64ArrayAttr>:$scan_input_directions,
      OptionalAttr<DenseI64ArrayAttr>:$scan_output_axes,
      OptionalAttr<DenseI64ArrayAttr>:$scan_output_directions);
  let results = (outs Variadic<Onnx_AnyTensor>:$final_state_and_scan_outputs);
  let regions = (region SizedRegion<1>:$body);
  code opDeclarations = [{
    mlir::Operation *getYield() { return getBody().front().getTerminator(); }
    int64_t getNumStates() {
      return getInitialStateAndScanInputs().size() - getNumScanInputs();
    }
    /// Where scan input or output `i` is walked along, from 0 on, and whether backwards.
    struct Walk { int64_t axis; bool backwards; };
    Walk getInputWalk(int64_t i);
    Walk getOutputWalk(int64_t i);
    /// The length of the scan inputs; dynamic if none is known.
    int64_t getLength();
  }];
}

#endif
