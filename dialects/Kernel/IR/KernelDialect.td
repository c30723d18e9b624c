#ifndef ONNXC_DIALECTS_KERNEL_IR_KERNELDIALECT_TD
#define ONNXC_DIALECTS_KERNEL_IR_KERNELDIALECT_TD

include "mlir/IR/OpBase.td"

def Kernel_Dialect : Dialect {
  let name = "kernel";
  let cppNamespace = "::onnxc::kernel";
  let summary = "What the kernel generator takes: contractions with constant weights, and selection";
  let description = [{
    Operations work on tensors and, after bufferization, on buffers.

    Each contraction adds to the sums that it finds in its destination. Activations have their
    channels last. Of floats, input and sums have one type; weights may be of a smaller one, and
    are extended when they are loaded. Of integers, sums are i32, which wraps, input and weights
    i8 or i16, signed but for an i8 input that is `unsigned_input`; they need not have one type.

    Weights come as ONNX has them, until a `tile` is chosen: from then on they are packed for it.
    A panel holds `columns` output channels, next to one another for each product, in the order
    in which the products are summed; where a step sums several products (`dot`), the weights of
    one channel for them stand side by side. The last panel of a group is as wide as what is left,
    rounded up to whole vectors of `lanes` channels; what is filled up is zero.

    After the steps of a panel stand its `extraSteps`: first the weights of each, as of any step,
    then for each as many bytes as the panel has columns, of which the first four are the number of
    the product, in little endian, whose inputs the step takes again.

    Weights of floats may come as small numbers with scales (`blocks`), which are computed when they
    are loaded. Each output channel then has one row of bytes, in the order of the products: the
    scales of its blocks, their zero points, the numbers. A panel has these rows side by side.
  }];
  let useDefaultAttributePrinterParser = 1;
}

#endif
