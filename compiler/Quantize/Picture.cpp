#include "compiler/Quantize/Picture.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <memory>

#ifdef ONNXC_HAS_STB
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_ONLY_PNM
#include <stb/stb_image.h>
#if __has_include(<stb/stb_image_resize2.h>)
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#define STB_IMAGE_RESIZE_STATIC
#include <stb/stb_image_resize2.h>
#else
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#define STB_IMAGE_RESIZE_STATIC
#include <stb/stb_image_resize.h>
#endif
#endif

using namespace mlir;
using namespace onnxc;
using namespace onnxc::quantize;

bool quantize::isPicture(StringRef path) {
  return llvm::StringSwitch<bool>(llvm::sys::path::extension(path).lower())
      .Cases({".png", ".jpg", ".jpeg", ".ppm", ".pgm"}, true)
      .Default(false);
}

static InFlightDiagnostic emitAt(StringRef path, MLIRContext *context) {
  return emitError(UnknownLoc::get(context)) << path << ": ";
}

//===-- Where pixels stand ---------------------------------------------------===//

namespace {
/// The dimensions of an input that takes a picture.
struct Frame {
  bool channelsFirst = true;
  int64_t channels = 0, height = 0, width = 0;
};
} // namespace

static FailureOr<Frame> getFrame(StringRef path, const ModelValue &input,
                                 PictureFormat::Layout layout, MLIRContext *context) {
  using Layout = PictureFormat::Layout;
  auto isFew = [](int64_t size) { return size == 1 || size == 3; };
  ArrayRef<int64_t> shape = input.type ? input.type.getShape() : ArrayRef<int64_t>();
  ArrayRef<int64_t> image = shape.take_back(3);
  bool isBatch = shape.size() == 4 && (shape[0] == 1 || ShapedType::isDynamic(shape[0]));
  if (shape.size() == 3 || isBatch) {
    if (layout != Layout::ChannelsLast && isFew(image[0]))
      return Frame{true, image[0], image[1], image[2]};
    if (layout != Layout::ChannelsFirst && isFew(image[2]))
      return Frame{false, image[2], image[0], image[1]};
  }
  auto error = emitAt(path, context) << "is a picture, but input '" << input.name << "'";
  if (input.type)
    error << ", " << input.type << ",";
  error << " has no dimension of one channel or three where they are to stand";
  return failure();
}

//===-- Pixels ---------------------------------------------------------------===//

#ifdef ONNXC_HAS_STB
namespace {
/// Bytes, row by row, channels last.
struct Pixels {
  int64_t width = 0, height = 0;
  std::vector<unsigned char> bytes;
};
} // namespace

static FailureOr<Pixels> decode(StringRef path, int64_t channels, MLIRContext *context) {
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> file = llvm::MemoryBuffer::getFile(path);
  if (!file) {
    emitAt(path, context) << file.getError().message();
    return failure();
  }
  int width = 0, height = 0, stored = 0;
  std::unique_ptr<stbi_uc, void (*)(void *)> decoded(
      stbi_load_from_memory(reinterpret_cast<const stbi_uc *>((*file)->getBufferStart()),
                            int((*file)->getBufferSize()), &width, &height, &stored, int(channels)),
      stbi_image_free);
  if (!decoded) {
    emitAt(path, context) << "is no picture that can be read: " << stbi_failure_reason();
    return failure();
  }
  Pixels pixels{width, height, {}};
  pixels.bytes.assign(decoded.get(), decoded.get() + int64_t(width) * height * channels);
  return pixels;
}

static Pixels resize(const Pixels &from, int64_t height, int64_t width, int64_t channels) {
  Pixels to{width, height, std::vector<unsigned char>(height * width * channels)};
#if __has_include(<stb/stb_image_resize2.h>)
  stbir_resize_uint8_linear(from.bytes.data(), int(from.width), int(from.height), 0,
                            to.bytes.data(), int(width), int(height), 0,
                            channels == 1 ? STBIR_1CHANNEL : STBIR_RGB);
#else
  stbir_resize_uint8(from.bytes.data(), int(from.width), int(from.height), 0, to.bytes.data(),
                     int(width), int(height), 0, int(channels));
#endif
  return to;
}

/// Writes the pixels in the order of `frame`, each as `convert` has it.
template <typename Element, typename Convert>
static void write(const Pixels &pixels, const Frame &frame, HostTensor &tensor, Convert convert) {
  auto *to = reinterpret_cast<Element *>(tensor.bytes.data());
  int64_t plane = frame.height * frame.width;
  for (int64_t i = 0; i < plane; ++i)
    for (int64_t channel = 0; channel < frame.channels; ++channel)
      to[frame.channelsFirst ? channel * plane + i : i * frame.channels + channel] =
          convert(pixels.bytes[i * frame.channels + channel], channel);
}

FailureOr<HostTensor> quantize::readPicture(StringRef path, const ModelValue &input,
                                            const PictureFormat &format, MLIRContext *context) {
  FailureOr<Frame> frame = getFrame(path, input, format.layout, context);
  if (failed(frame))
    return failure();
  Type element = input.type.getElementType();
  bool isFloat = element.isF32(), isScaled = !format.mean.empty() || !format.deviation.empty();
  if (!isFloat && (!element.isUnsignedInteger(8) || isScaled)) {
    emitAt(path, context) << "is a picture, but input '" << input.name << "' is of " << element
                          << (isScaled ? ", which takes neither mean nor deviation" : "");
    return failure();
  }
  for (const std::vector<double> &numbers : {format.mean, format.deviation})
    if (numbers.size() > 1 && int64_t(numbers.size()) != frame->channels) {
      emitAt(path, context) << "input '" << input.name << "' has " << frame->channels
                            << " channels, but there are means or deviations for "
                            << numbers.size();
      return failure();
    }
  FailureOr<Pixels> pixels = decode(path, frame->channels, context);
  if (failed(pixels))
    return failure();
  for (auto [size, own] :
       {std::pair(&frame->height, pixels->height), {&frame->width, pixels->width}})
    if (ShapedType::isDynamic(*size))
      *size = own;
  if (pixels->height != frame->height || pixels->width != frame->width)
    pixels = resize(*pixels, frame->height, frame->width, frame->channels);

  SmallVector<int64_t> shape = {frame->height, frame->width};
  shape.insert(frame->channelsFirst ? shape.begin() : shape.end(), frame->channels);
  if (input.type.getRank() == 4)
    shape.insert(shape.begin(), 1);
  HostTensor tensor = makeHostTensor(RankedTensorType::get(shape, element));
  auto getNumber = [](const std::vector<double> &numbers, int64_t channel, double otherwise) {
    return numbers.empty() ? otherwise : numbers[numbers.size() == 1 ? 0 : channel];
  };
  if (isFloat)
    write<float>(*pixels, *frame, tensor, [&](unsigned char value, int64_t channel) {
      return float((value / 255.0 - getNumber(format.mean, channel, 0)) /
                   getNumber(format.deviation, channel, 1));
    });
  else
    write<unsigned char>(*pixels, *frame, tensor,
                         [](unsigned char value, int64_t) { return value; });
  return tensor;
}
#else
FailureOr<HostTensor> quantize::readPicture(StringRef path, const ModelValue &,
                                            const PictureFormat &, MLIRContext *context) {
  emitAt(path, context) << "is a picture, which this build of onnxc cannot read: it was made "
                           "without stb";
  return failure();
}
#endif
