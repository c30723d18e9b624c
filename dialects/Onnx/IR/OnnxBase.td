// What all operator families share: the base class, and the classes of tensors.
#ifndef ONNXC_DIALECTS_ONNX_IR_ONNXBASE_TD
#define ONNXC_DIALECTS_ONNX_IR_ONNXBASE_TD

include "dialects/Onnx/IR/OnnxDialect.td"
include "dialects/Onnx/IR/OnnxInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

//===-- Tensors ------------------------------------------------------------===//

def Onnx_SignedInt : AnyTypeOf<[I<2>, I<4>, I8, I16, I32, I64], "signed integer">;
def Onnx_UnsignedInt : AnyTypeOf<[UI<2>, UI<4>, UI8, UI16, UI32, UI64], "unsigned integer">;
def Onnx_Bool : TypeAlias<I1, "bool">;
def Onnx_Float : AnyTypeOf<[F16, BF16, F32, F64], "float">;
def Onnx_SmallFloat : AnyTypeOf<[F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F8E8M0FNU, F4E2M1FN],
                                "8-bit or smaller float">;
def Onnx_String : AnyTypeOf<[Onnx_StringType], "string">;

def Onnx_IntTensor : RankedTensorOf<[Onnx_SignedInt, Onnx_UnsignedInt]>;
def Onnx_FloatTensor : RankedTensorOf<[Onnx_Float]>;
def Onnx_NumberTensor : RankedTensorOf<[Onnx_Float, Onnx_SignedInt, Onnx_UnsignedInt]>;
def Onnx_BoolTensor : RankedTensorOf<[Onnx_Bool]>;
def Onnx_I64Tensor : RankedTensorOf<[I64]>;
def Onnx_IndexTensor : RankedTensorOf<[I32, I64]>;
// Everything a graph without strings computes with.
def Onnx_ValueTensor : RankedTensorOf<[Onnx_Float, Onnx_SmallFloat, Onnx_SignedInt,
                                       Onnx_UnsignedInt, Onnx_Bool]>;
def Onnx_StringTensor : RankedTensorOf<[Onnx_String]>;
def Onnx_AnyTensor : RankedTensorOf<[Onnx_Float, Onnx_SmallFloat, Onnx_SignedInt,
                                     Onnx_UnsignedInt, Onnx_Bool, Onnx_String]>;

//===-- Operators ----------------------------------------------------------===//

def Onnx_BroadcastsOperands : NativeOpTrait<"BroadcastsOperands"> {
  let cppNamespace = "::onnxc::onnx";
}

// What NodeInterface says of an argument, if it is an attribute.
class Onnx_AttributeKind<Constraint argument, string name> {
  string storage = !if(!isa<Attr>(argument), !cast<Attr>(argument).storageType, "");
  string kind = !if(!isa<Attr>(argument), name # ":" # !cond(
      !ge(!find(storage, "IntegerAttr"), 0) : "i",
      !ge(!find(storage, "FloatAttr"), 0) : "f",
      !ge(!find(storage, "StringAttr"), 0) : "s",
      !ge(!find(storage, "TypeAttr"), 0) : "t",
      !ge(!find(storage, "DenseI64ArrayAttr"), 0) : "I",
      !ge(!find(storage, "DenseF32ArrayAttr"), 0) : "F",
      !ge(!find(storage, "::ArrayAttr"), 0) : "S",
      !ge(!find(storage, "::ElementsAttr"), 0) : "T",
      true : "x") #
      !if(!or(!cast<Attr>(argument).isOptional,
              !initialized(!cast<Attr>(argument).defaultValue)), "?", "") # ",", "");
}

// The page that specifies an operator; an operation of our own, in lower case, has none.
class Onnx_Specification<string name> {
  string pages = "https://onnx.ai/onnx/operators/onnx_";
  string url = !cond(
      !eq(!find(name, "ml."), 0) : pages # !subst("ml.", "aionnxml_", name) # ".html",
      !eq(!find(name, "training."), 0)
        : pages # !subst("training.", "aionnxpreviewtraining_", name) # ".html",
      !eq(!find(name, "ms."), 0) : "https://github.com/microsoft/onnxruntime/blob/main/docs/"
                                   # "ContribOperators.md#" # !subst("ms.", "com.microsoft.", name),
      !eq(!tolower(name), name) : "",
      true : pages # "_" # name # ".html");
  string line = !if(!empty(url), "", "\n    [Specification](" # url # ")\n");
}

// An operator. The fields are resolved when the record is complete, so the letters of
// NodeInterface follow from `arguments` and `results`.
class Onnx_Op<string name, list<Trait> traits = []>
    : Op<Onnx_Dialect, name, !listconcat(traits, [Onnx_NodeInterface])> {
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";

  // What the description says beside the link to the specification.
  string details = "";
  let description = details # Onnx_Specification<name>.line;

  // Declarations of one operator, beside those of all.
  code opDeclarations = "";

  string operandKinds = !foldl("", !range(!size(arguments)), kinds, i,
      kinds # !cond(
          !isa<Optional>(!getdagarg<Constraint>(arguments, i)) : "o",
          !isa<Variadic>(!getdagarg<Constraint>(arguments, i)) : "v",
          !isa<TypeConstraint>(!getdagarg<Constraint>(arguments, i)) : "r",
          true : ""));
  string resultKinds = !foldl("", !range(!size(results)), kinds, i,
      kinds # !if(!isa<Variadic>(!getdagarg<Constraint>(results, i)), "v", "r"));

  string attributeKinds = !foldl("", !range(!size(arguments)), kinds, i,
      kinds # Onnx_AttributeKind<!getdagarg<Constraint>(arguments, i),
                                 !getdagname(arguments, i)>.kind);
  string regionNames = !foldl("", !range(!size(regions)), names, i,
      names # !getdagname(regions, i) # ",");

  let extraClassDeclaration = [{
    static llvm::StringRef getOperandKinds() { return "}] # operandKinds # [{"; }
    static llvm::StringRef getResultKinds() { return "}] # resultKinds # [{"; }
    static llvm::StringRef getAttributeKinds() { return "}] # attributeKinds # [{"; }
    static llvm::StringRef getRegionNames() { return "}] # regionNames # [{"; }
    // A declared type may know more dimensions than inference does.
    static bool isCompatibleReturnTypes(::mlir::TypeRange inferred, ::mlir::TypeRange actual) {
      return ::onnxc::onnx::areCompatibleTypes(inferred, actual);
    }
  }] # opDeclarations;
}

#endif
