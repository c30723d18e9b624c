#ifndef ONNXC_DIALECTS_KERNEL_IR_TILEATTR_TD
#define ONNXC_DIALECTS_KERNEL_IR_TILEATTR_TD

include "dialects/Kernel/IR/KernelDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

// How sums grow by products. Each is a file of the kernel generator.
def Kernel_DotKind : I32EnumAttr<"DotKind", "What adds products to sums", [
  I32EnumAttrCase<"MultiplyAdd", 0, "multiply_add">,
  I32EnumAttrCase<"MaddWords", 1, "madd_words">,
  I32EnumAttrCase<"Vnni", 2, "vnni">,
  I32EnumAttrCase<"DotProd", 3, "dotprod">,
  I32EnumAttrCase<"SmullPairs", 4, "smull_pairs">,
  I32EnumAttrCase<"Smlad", 5, "smlad">,
  I32EnumAttrCase<"Vmladava", 6, "vmladava">,
  I32EnumAttrCase<"MaddBytes", 7, "madd_bytes">,
  I32EnumAttrCase<"Smmla", 8, "smmla">,
]> {
  let cppNamespace = "::onnxc::kernel";
  let genSpecializedAttr = 0;
}

def Kernel_TileAttr : AttrDef<Kernel_Dialect, "Tile"> {
  let mnemonic = "tile";
  let summary = "The sums that a kernel keeps in registers";
  let description = [{
    `rows` pixels by `columns` output channels, as vectors of `lanes` channels, to each of which
    `dot` adds products:

    - `multiply_add`: one, of any type.
    - `madd_words`: two, of i16 inputs (x86 `pmaddwd`).
    - `madd_bytes`: four, of unsigned bytes and signed weights, in pairs of 16 bits (x86 `pmaddubsw`),
      which saturate: where the weights of a pair could make them do so, a part of both weights is
      left to an extra step.
    - `vnni`: four, of unsigned bytes and signed weights (x86 `vpdpbusd`).
    - `dotprod`: four, of signed bytes (AArch64 `sdot`).
    - `smmla`: eight, of bytes and signed weights, where a vector of sums is of two rows and half as
      many channels (AArch64 `smmla`, `usmmla`).
    - `smull_pairs`: four, of signed bytes, in pairs of 16 bits (NEON `smull`, `smlal`, `sadalp`); weights
      of one pair stand side by side for all lanes.
    - `smlad`: four, of bytes, to a sum in a general register (Armv7E-M).
    - `vmladava`: sixteen, of signed bytes, to a sum in a general register (Helium).

    ```mlir
    #kernel.tile<rows = 6, columns = 16, lanes = 8>
    #kernel.tile<rows = 4, columns = 32, lanes = 16, dot = vnni>
    ```
  }];
  let parameters = (ins "int64_t":$rows, "int64_t":$columns, "int64_t":$lanes,
                        DefaultValuedParameter<"DotKind", "DotKind::MultiplyAdd">:$dot,
                        DefaultValuedParameter<"int64_t", "0">:$extraSteps);
  let assemblyFormat = "`<` struct(params) `>`";
}

#endif
