#ifndef ONNXC_DIALECTS_KERNEL_IR_KERNELOP_TD
#define ONNXC_DIALECTS_KERNEL_IR_KERNELOP_TD

include "dialects/Kernel/IR/KernelDialect.td"
include "dialects/Kernel/IR/SplittableOpInterface.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

// What all operations have: they work on tensors or buffers, and write to destinations. Results are
// these as they are afterwards, of tensors only.
class Kernel_Op<string mnemonic, list<Trait> traits = []>
    : Op<Kernel_Dialect, mnemonic,
         !listconcat([DestinationStyleOpInterface,
                      DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
                      DeclareOpInterfaceMethods<Kernel_SplittableOpInterface>], traits)> {
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let hasFolder = 1;
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::fold(FoldAdaptor,
                                          ::llvm::SmallVectorImpl<::mlir::OpFoldResult> &) {
      return foldCasts(*this);
    }
  }];
}

def Kernel_Data : AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>;

#endif
