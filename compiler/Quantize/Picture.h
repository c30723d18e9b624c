// Pictures as inputs of a model.
#ifndef ONNXC_COMPILER_QUANTIZE_PICTURE_H
#define ONNXC_COMPILER_QUANTIZE_PICTURE_H

#include "compiler/Support/HostTensor.h"
#include "compiler/Support/ModelSignature.h"

namespace onnxc::quantize {

/// What a model takes for a picture.
struct PictureFormat {
  enum class Layout { Automatic, ChannelsFirst, ChannelsLast };
  /// Where channels stand; by default where there are one or three of them.
  Layout layout = Layout::Automatic;
  /// Of values from 0 to 1, for each channel or all: subtracted first, then a divisor. Empty: 0, 1.
  std::vector<double> mean, deviation;
};

/// Whether the suffix of `path` is that of a picture: .png, .jpg, .jpeg, .ppm, .pgm.
bool isPicture(llvm::StringRef path);

/// Reads a picture as `input`, of f32 or uint8, has it: with one channel or three, in its height
/// and width, or the picture's where those are open.
mlir::FailureOr<HostTensor> readPicture(llvm::StringRef path, const ModelValue &input,
                                        const PictureFormat &format, mlir::MLIRContext *context);

} // namespace onnxc::quantize

#endif
