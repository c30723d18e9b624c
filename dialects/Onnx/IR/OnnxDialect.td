#ifndef ONNXC_DIALECTS_ONNX_IR_ONNXDIALECT_TD
#define ONNXC_DIALECTS_ONNX_IR_ONNXDIALECT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"

def Onnx_Dialect : Dialect {
  let name = "onnx";
  let cppNamespace = "::onnxc::onnx";
  let summary = "The operators of ONNX, each in its newest form";
  let description = [{
    Operators keep ONNX's names, operand order and meaning. The importer removes the
    differences between operator sets, so each operator has one form here, that of the
    newest operator set. Operators of other domains carry a prefix: `onnx.ml.` for
    `ai.onnx.ml`, `onnx.ms.` for `com.microsoft`, `onnx.training.` for
    `ai.onnx.preview.training`. A lower-case name is an operation of our own.

    Tensors are ranked. ONNX's bool is `i1`; unsigned integers are `uiN`, signed ones
    signless `iN`, as arith has them; strings are `!onnx.string`.
  }];
  let hasConstantMaterializer = 1;
  let useDefaultTypePrinterParser = 1;
  let extraClassDeclaration = [{
    void registerTypes();
    // One for each family of operators, defined in the source file of the family.
    void registerAttentionOps();
    void registerContractionOps();
    void registerControlOps();
    void registerGatherOps();
    void registerLayoutOps();
    void registerLossOps();
    void registerMathOps();
    void registerMlOps();
    void registerNormalizationOps();
    void registerPoolingOps();
    void registerQuantizationOps();
    void registerRandomOps();
    void registerRecurrentOps();
    void registerReductionOps();
    void registerScatterOps();
    void registerSequenceOps();
    void registerSignalOps();
    void registerSliceOps();
    void registerTensorOps();
    void registerTrainingOps();
  }];
}

class Onnx_Type<string name, string typeMnemonic> : TypeDef<Onnx_Dialect, name> {
  let mnemonic = typeMnemonic;
}

def Onnx_StringType : Onnx_Type<"String", "string"> {
  let summary = "ONNX's string element type";
  let description = [{A UTF-8 string as the element of a tensor.}];
  let extraClassDeclaration = "";
}

def Onnx_SequenceType : Onnx_Type<"Sequence", "sequence">,
                        BuildableType<"$_builder.getType<::onnxc::onnx::SequenceType>()"> {
  let summary = "A sequence of tensors";
}

#endif
