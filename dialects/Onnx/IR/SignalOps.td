// Windows, Fourier transforms and generators.
#ifndef ONNXC_DIALECTS_ONNX_IR_SIGNALOPS_TD
#define ONNXC_DIALECTS_ONNX_IR_SIGNALOPS_TD

include "dialects/Onnx/IR/OnnxBase.td"

//===-- Windows ------------------------------------------------------------===//

class Onnx_WindowOp<string name> : Onnx_Op<name, [Pure, InferTypeOpAdaptor]> {
  let arguments = (ins Onnx_IndexTensor:$size, OptionalAttr<TypeAttr>:$output_datatype,
      DefaultValuedAttr<I64Attr, "1">:$periodic);
  let results = (outs Onnx_NumberTensor:$output);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(::mlir::MLIRContext *context,
        std::optional<::mlir::Location> loc, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::inferWindow(context, loc, adaptor.getSize(), adaptor.getOutputDatatype(), types);
    }
  }];
}
def Onnx_HannWindowOp : Onnx_WindowOp<"HannWindow"> {
  let summary = "The Hann window of `size` samples";
}
def Onnx_HammingWindowOp : Onnx_WindowOp<"HammingWindow"> {
  let summary = "The Hamming window of `size` samples";
}
def Onnx_BlackmanWindowOp : Onnx_WindowOp<"BlackmanWindow"> {
  let summary = "The Blackman window of `size` samples";
}

//===-- Fourier transforms --------------------------------------------------===//

def Onnx_DFTOp : Onnx_Op<"DFT", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "Discrete Fourier transform along one axis";
  let details = [{
    The last dimension holds the real and, if it is 2, the imaginary part. A signal of another
    length than `dft_length` is cut or filled with zeros. With `onesided`, the redundant half of
    a real signal's spectrum is left out; its inverse is real.

    The importer makes the attribute `axis` of operator sets before 20 an operand, 1 if it is
    absent.
  }];
  let arguments = (ins Onnx_FloatTensor:$input, Optional<Onnx_IndexTensor>:$dft_length,
      Optional<Onnx_I64Tensor>:$axis, DefaultValuedAttr<I64Attr, "0">:$inverse,
      DefaultValuedAttr<I64Attr, "0">:$onesided);
  let results = (outs Onnx_FloatTensor:$output);
}

def Onnx_STFTOp : Onnx_Op<"STFT", [Pure, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "Fourier transforms of frames of a signal, one every `frame_step` samples";
  let details = [{
    From a signal (batch, samples, 1 or 2) to spectra (batch, frames, bins, 2). The window, or
    else `frame_length`, says how long a frame is.

    The importer gives a signal of two dimensions its last one, of size 1.
  }];
  let arguments = (ins Onnx_FloatTensor:$signal, Onnx_IndexTensor:$frame_step,
      Optional<Onnx_FloatTensor>:$window, Optional<Onnx_IndexTensor>:$frame_length,
      DefaultValuedAttr<I64Attr, "1">:$onesided);
  let results = (outs Onnx_FloatTensor:$output);
}

def Onnx_MelWeightMatrixOp : Onnx_Op<"MelWeightMatrix", [Pure, InferTypeOpAdaptor]> {
  let summary = "The matrix that turns spectra into mel spectra: a triangle for each mel bin";
  let arguments = (ins Onnx_IndexTensor:$num_mel_bins, Onnx_IndexTensor:$dft_length,
      Onnx_IndexTensor:$sample_rate, Onnx_FloatTensor:$lower_edge_hertz,
      Onnx_FloatTensor:$upper_edge_hertz, OptionalAttr<TypeAttr>:$output_datatype);
  let results = (outs Onnx_NumberTensor:$output);
}

#endif
