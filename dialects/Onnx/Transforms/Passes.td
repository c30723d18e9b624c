#ifndef ONNXC_DIALECTS_ONNX_TRANSFORMS_PASSES_TD
#define ONNXC_DIALECTS_ONNX_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def FuseAffine : Pass<"onnx-fuse-affine", "mlir::func::FuncOp"> {
  let summary = "Moves constant factors and summands after a contraction into its weights";
  let description = [{
    A BatchNormalization is, once decomposed, a multiplication and an addition per channel;
    so are scales and biases that exporters write as operators of their own. After Conv,
    ConvTranspose, Gemm and MatMul they become weights and bias. The new weights are written
    as operators on constants, which `onnx-fold-constants` computes.

    ```mlir
    %c = onnx.Conv %x, %w, %b {...} : (tensor<1x1x8xf32>, tensor<2x1x1xf32>, tensor<2xf32>) -> tensor<1x2x8xf32>
    %s = onnx.Mul %c, %factor : (tensor<1x2x8xf32>, tensor<2x1xf32>) -> tensor<1x2x8xf32>
    %y = onnx.Add %s, %summand : (tensor<1x2x8xf32>, tensor<f32>) -> tensor<1x2x8xf32>
    // becomes, with %v = %w * %factor and %d = %b * %factor + %summand,
    %y = onnx.Conv %x, %v, %d {...} : (tensor<1x1x8xf32>, tensor<2x1x1xf32>, tensor<2xf32>) -> tensor<1x2x8xf32>
    ```
  }];
  let dependentDialects = ["onnxc::onnx::OnnxDialect"];
}

def InferShapes : Pass<"onnx-infer-shapes", "mlir::ModuleOp"> {
  let summary = "Infers types again where operands have become constants or static";
  let description = [{
    Exporters compute shapes by operators of their own. What folds to a constant there tells
    inference more than it knew when the model was imported, which lets more fold. What a model
    declares of a value holds for the operands of the same shape, too. Sizes only become known;
    the function's results and `onnx.outputs` follow. Declared sizes that inference contradicts
    are replaced, with a warning.

    ```mlir
    %shape = onnx.Constant dense<[6, -1]> : tensor<2xi64>
    %y = onnx.Reshape %x, %shape : (tensor<2x3x4xf32>, tensor<2xi64>) -> tensor<?x?xf32>
    // becomes
    %y = onnx.Reshape %x, %shape : (tensor<2x3x4xf32>, tensor<2xi64>) -> tensor<6x4xf32>
    ```
  }];
  let dependentDialects = ["onnxc::onnx::OnnxDialect"];
}

def TrackSizes : Pass<"onnx-track-sizes", "mlir::ModuleOp"> {
  let summary = "Finds the sizes that only a run settles, and makes the model tell them";
  let description = [{
    Types are static, but how many rows a Loop, NonZero or a Slice makes may depend on data. Where
    operands leave the size of a dimension open, the type says how much room there is: what the
    model declares or, if nothing, a bound that follows from the operands. This pass computes beside
    it how large it is in a run, and follows it through operators that keep it. Sums, maxima, TopK
    and the like ignore what lies after, and Concat closes the gaps; where another operator reads
    it, it must be as large as its room. The model gets one more result, an int64
    list: how many sizes do not fit (0 in a good run), then the size of each dimension that `open`
    lists in `onnx.outputs`. Beyond these sizes, outputs are zero (rows of NonMaxSuppression -1).

    ```mlir
    module attributes {onnx.outputs = [{name = "y", type = tensor<4x3xf32>} ]} {
      func.func @main(%n: tensor<i64>, %x: tensor<3xf32>) -> tensor<4x3xf32> {
        %y = onnx.Loop %n {...} : (tensor<i64>) -> tensor<4x3xf32> {...}  // a row in each iteration
        return %y : tensor<4x3xf32>
    // becomes
    module attributes {onnx.outputs = [{name = "y", open = array<i64: 0>, type = tensor<4x3xf32>} ], onnx.returns_sizes} {
      func.func @main(%n: tensor<i64>, %x: tensor<3xf32>) -> (tensor<4x3xf32>, tensor<2xi64>) {
        %y = onnx.Loop %n {...} : (tensor<i64>) -> tensor<4x3xf32> {...}
        %count = onnx.Max %n, %zero : (tensor<i64>, tensor<i64>) -> tensor<i64>
        %misfits = ...  // whether %count is more than 4
        %sizes = onnx.Concat %misfits, %count {axis = 0 : i64} : ...
        return %y, %sizes : tensor<4x3xf32>, tensor<2xi64>
    ```
  }];
  let dependentDialects = ["onnxc::onnx::OnnxDialect"];
}

def FoldConstants : Pass<"onnx-fold-constants"> {
  let summary = "Evaluates operators whose operands are constants, of any size";
  let description = [{
    Folding hooks stop at kMaxFoldElements; this pass computes weights as well: transposed, cast,
    scaled, joined, cut. It leaves an operator alone where its constant would be much larger
    than those that become superfluous, as with Expand, Tile or Gather.

    ```mlir
    %0 = onnx.Mul %w, %two : (tensor<300x512xf32>, tensor<f32>) -> tensor<300x512xf32>
    %1 = onnx.Transpose %0 : (tensor<300x512xf32>) -> tensor<512x300xf32>
    %y = onnx.MatMul %x, %1 : (tensor<2x512xf32>, tensor<512x300xf32>) -> tensor<2x300xf32>
    // becomes, where %w is a constant,
    %1 = onnx.Constant dense_resource<...> : tensor<512x300xf32>
    %y = onnx.MatMul %x, %1 : (tensor<2x512xf32>, tensor<512x300xf32>) -> tensor<2x300xf32>
    ```
  }];
  let dependentDialects = ["onnxc::onnx::OnnxDialect"];
}

def EvaluateConstants : Pass<"onnx-evaluate-constants", "mlir::ModuleOp"> {
  let summary = "Runs operators whose operands are constants";
  let description = [{
    What no fold can compute is compiled and run in this process: all groups of such operators at
    once, as a model of their own, on a target that is the same on every machine of one
    architecture. Types are inferred again from the values, until nothing more is known. A group
    is left for run time where its results are more than 4 KiB larger than the constants it
    makes superfluous, where a value has more than 2^24 elements, where a loop may run more than
    65,536 times, and where it does not compile.

    Without a `ConstantEvaluator` in the context, nothing happens.

    ```mlir
    %steps = onnx.Constant dense<[3, -2, 2, -3, 1]> : tensor<5xi64>
    %y = onnx.CumSum %steps, %axis : (tensor<5xi64>, tensor<i64>) -> tensor<5xi64>
    // becomes
    %y = onnx.Constant dense<[3, 1, 3, 0, 1]> : tensor<5xi64>
    ```
  }];
  let dependentDialects = ["onnxc::onnx::OnnxDialect"];
}

def FoldPad : Pass<"onnx-fold-pad", "mlir::func::FuncOp"> {
  let summary = "Moves zero padding into the convolution that reads it";
  let description = [{
    Exporters of other frameworks write the padding of a convolution as a Pad of its own, which
    would be a copy of the input.

    ```mlir
    %pads = onnx.Constant dense<[0, 0, 1, 1, 0, 0, 1, 1]> : tensor<8xi64>
    %p = onnx.Pad %x, %pads {...} : (tensor<1x3x6x6xf32>, tensor<8xi64>) -> tensor<1x3x8x8xf32>
    %y = onnx.Conv %p, %w {..., pads = array<i64: 0, 0, 0, 0>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
    // becomes
    %y = onnx.Conv %x, %w {..., pads = array<i64: 1, 1, 1, 1>} : (tensor<1x3x6x6xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
    ```
  }];
  let dependentDialects = ["onnxc::onnx::OnnxDialect"];
}

def DropTaps : Pass<"onnx-drop-taps", "mlir::func::FuncOp"> {
  let summary = "Removes what convolutions multiply by padding only";
  let description = [{
    Where a dilation is as large as the image, as in the pyramids of segmentation networks, the outer
    taps of a convolution meet nothing but padding. Without them, there is less to multiply, and less
    or no padding. The new weights are written as operators on constants, which
    `onnx-fold-constants` computes.

    ```mlir
    %y = onnx.Conv %x, %w {dilations = array<i64: 8>, pads = array<i64: 8, 8>, strides = array<i64: 1>}
       : (tensor<1x1x8xf32>, tensor<2x1x3xf32>) -> tensor<1x2x8xf32>
    // becomes, with the middle third of the weights,
    %v = onnx.Slice %w, %starts, %ends, %axes {...} : (tensor<2x1x3xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<2x1x1xf32>
    %y = onnx.Conv %x, %v {dilations = array<i64: 8>, pads = array<i64: 0, 0>, strides = array<i64: 1>}
       : (tensor<1x1x8xf32>, tensor<2x1x1xf32>) -> tensor<1x2x8xf32>
    ```
  }];
  let dependentDialects = ["onnxc::onnx::OnnxDialect"];
}

def RecordOperators : Pass<"onnx-record-operators", "mlir::ModuleOp"> {
  let summary = "Notes the operator of each node, for profiles";
  let description = [{
    Locations keep the names of nodes through all stages, but not their operators. The module's
    attribute `onnxc.operators` has one string for each node of the ONNX file, in its order;
    nodes that are gone already have an empty one.

    ```mlir
    module {
      func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
        %0 = onnx.Relu %x : (tensor<2xf32>) -> tensor<2xf32>
        %1 = onnx.Neg %0 : (tensor<2xf32>) -> tensor<2xf32>
    // becomes
    module attributes {onnxc.operators = ["Relu", "Neg"]} {
    ```
  }];
}

#endif
