#ifndef ONNXC_DIALECTS_KERNEL_IR_KERNELDIALECT_TD
#define ONNXC_DIALECTS_KERNEL_IR_KERNELDIALECT_TD

include "mlir/IR/OpBase.td"

def Kernel_Dialect : Dialect {
  let name = "kernel";
  let cppNamespace = "::onnxc::kernel";
  let summary = "What is no loop nest of linalg: contractions with constant weights, and selection";
  let description = [{
    Operations work on tensors and, after bufferization, on buffers.

    Each contraction adds to the sums that it finds in its destination. Activations have their
    channels last. Input and sums are of one type of floats; weights may be of a smaller one, and
    are extended when they are loaded.

    Weights come as ONNX has them, until a `tile` is chosen: from then on they are packed for it.
    A panel holds `columns` output channels, next to one another for each product, in the order
    in which the products are summed. The last panel of a group is as wide as what is left,
    rounded up to whole vectors of `lanes` channels; what it has too much is zero.
  }];
  let useDefaultAttributePrinterParser = 1;
}

#endif
