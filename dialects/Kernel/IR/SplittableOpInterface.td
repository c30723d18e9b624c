#ifndef ONNXC_DIALECTS_KERNEL_IR_SPLITTABLEOPINTERFACE_TD
#define ONNXC_DIALECTS_KERNEL_IR_SPLITTABLEOPINTERFACE_TD

include "mlir/IR/OpBase.td"

def Kernel_SplittableOpInterface : OpInterface<"SplittableOpInterface"> {
  let cppNamespace = "::onnxc::kernel";
  let description = [{
    An operation on buffers of static shapes that can be computed part by part, in any order or at
    one time, where a part is the same operation on views of its operands and gives what the whole
    one gives there, bit by bit. Bands and chunks for threads are made of such parts. The
    operations of this dialect have the interface, and so have linalg's and `memref.copy`.

    `kernel.top_k`, say, splits along dimension 0 of its result, of which each row needs a row of
    all operands:

    ```mlir
    kernel.top_k ins(%x : memref<512x4096xf32>) outs(%v, %i : memref<512x8xf32>, memref<512x8xi64>)
    // from row %begin on, 64 rows
    %rows = memref.subview %x[%begin, 0] [64, 4096] [1, 1] : ...
    %values = memref.subview %v[%begin, 0] [64, 8] [1, 1] : ...
    %indices = memref.subview %i[%begin, 0] [64, 8] [1, 1] : ...
    kernel.top_k ins(%rows : ...) outs(%values, %indices : ...)
    ```
  }];
  let methods = [
    InterfaceMethod<[{
        How the operation splits along dimension `dim` of its result: the number of steps, at which
        of them parts may begin, and what a part reads and writes of each operand. Nothing if it
        does not, or the result has no such dimension.
      }], "std::optional<::onnxc::kernel::Split>", "getSplit", (ins "unsigned":$dim)>,
    InterfaceMethod<[{
        Lets the operation, a part that begins at step `begin` of dimension `dim`, see the indices
        that the whole one sees there.
      }], "void", "moveIndices", (ins "unsigned":$dim, "::mlir::Value":$begin),
      /*methodBody=*/"", /*defaultImplementation=*/[{ (void)dim, (void)begin; }]>,
  ];
}

#endif
