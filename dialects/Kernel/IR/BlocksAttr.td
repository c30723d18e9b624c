#ifndef ONNXC_DIALECTS_KERNEL_IR_BLOCKSATTR_TD
#define ONNXC_DIALECTS_KERNEL_IR_BLOCKSATTR_TD

include "dialects/Kernel/IR/KernelDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Kernel_BlocksAttr : AttrDef<Kernel_Dialect, "Blocks"> {
  let mnemonic = "blocks";
  let summary = "Weights that are `(number - zero point) * scale`";
  let description = [{
    Numbers are unsigned and have `bits` bits (2, 4 or 8); those of a byte begin with the lowest
    bits. Each `size` products in a row share a scale and a zero point. `scale` is the float type in
    which each block has its own, or a float: the one of all blocks. With `zeros`, each block has
    a zero point of `bits` bits; else `zero` is that of all.

    ```mlir
    #kernel.blocks<bits = 4, size = 32, scale = f16, zeros = true>
    #kernel.blocks<bits = 8, size = 256, scale = 5.000000e-01 : f32, zero = 128>
    ```
  }];
  let parameters = (ins "int64_t":$bits, "int64_t":$size, "::mlir::Attribute":$scale,
                        DefaultValuedParameter<"int64_t", "0">:$zero,
                        DefaultValuedParameter<"bool", "false">:$zeros);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// How many numbers a byte holds.
    int64_t getPerByte() const { return 8 / getBits(); }
  }];
}

#endif
