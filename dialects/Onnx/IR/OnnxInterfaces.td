#ifndef ONNXC_DIALECTS_ONNX_IR_ONNXINTERFACES_TD
#define ONNXC_DIALECTS_ONNX_IR_ONNXINTERFACES_TD

include "mlir/IR/OpBase.td"

def Onnx_NodeInterface : OpInterface<"NodeInterface"> {
  let description = [{
    What the importer asks about an operator to build it from a node: it needs no
    code of its own per operator. `onnxc` implements it for every operator of the
    dialect from its TableGen arguments.
  }];
  let cppNamespace = "::onnxc::onnx";
  let methods = [
    StaticInterfaceMethod<
      [{One letter per operand: `r` required, `o` optional, `v` variadic.}],
      "llvm::StringRef", "getOperandKinds", (ins)>,
    StaticInterfaceMethod<
      [{One letter per result: `r` required, `v` variadic. A result that a node
        leaves out stays without use.}],
      "llvm::StringRef", "getResultKinds", (ins)>,
    StaticInterfaceMethod<
      [{The attributes as `name:kind,`, where kind is `i` int, `f` float, `s` string, `t`
        element type, `I` ints, `F` floats, `S` strings, `T` tensor or `x` what no node gives, and `?` follows if
        the attribute may be left out.}],
      "llvm::StringRef", "getAttributeKinds", (ins)>,
    StaticInterfaceMethod<
      [{The names of the regions as `name,`.}],
      "llvm::StringRef", "getRegionNames", (ins)>,
  ];
}

#endif
