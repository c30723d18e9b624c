#include "compiler/Support/Npy.h"

#include "dialects/Onnx/IR/OnnxDialect.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace onnxc;
using llvm::Error;
using llvm::Expected;
using llvm::formatv;

namespace {

constexpr llvm::StringLiteral magic("\x93NUMPY");

Error makeError(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

/// What the header of an .npy file says.
struct NpyHeader {
  StringRef descr;
  bool fortranOrder = false;
  SmallVector<int64_t> shape;
};

/// The text after `'key':` in the Python dictionary `dict`.
Expected<StringRef> getEntry(StringRef dict, StringRef key) {
  for (StringRef quote : {"'", "\""}) {
    size_t at = dict.find((quote + key + quote).str());
    if (at == StringRef::npos)
      continue;
    StringRef rest = dict.substr(at + key.size() + 2).ltrim();
    if (rest.consume_front(":"))
      return rest.ltrim();
  }
  return makeError("npy header has no entry '" + key + "'");
}

Expected<StringRef> parseDescr(StringRef dict) {
  Expected<StringRef> text = getEntry(dict, "descr");
  if (!text)
    return text.takeError();
  if (!text->starts_with("'") && !text->starts_with("\""))
    return makeError("npy file holds records, not one element type");
  char quote = text->front();
  return text->drop_front().take_until([&](char c) { return c == quote; });
}

Expected<SmallVector<int64_t>> parseShape(StringRef dict) {
  Expected<StringRef> text = getEntry(dict, "shape");
  if (!text)
    return text.takeError();
  if (!text->consume_front("("))
    return makeError("npy header has no shape");
  SmallVector<int64_t> shape;
  StringRef list = text->take_until([](char c) { return c == ')'; });
  while (!list.trim().empty()) {
    auto [dim, rest] = list.split(',');
    int64_t size;
    if (dim.trim().getAsInteger(10, size) || size < 0)
      return makeError(formatv("npy header has the dimension '{0}'", dim.trim()));
    shape.push_back(size);
    list = rest;
  }
  return shape;
}

Expected<NpyHeader> parseHeader(StringRef dict) {
  NpyHeader header;
  if (Error error = parseDescr(dict).moveInto(header.descr))
    return std::move(error);
  if (Error error = parseShape(dict).moveInto(header.shape))
    return std::move(error);
  StringRef order;
  if (Error error = getEntry(dict, "fortran_order").moveInto(order))
    return std::move(error);
  header.fortranOrder = order.starts_with("True");
  return header;
}

/// Splits `contents` into the header's dictionary and the data.
Expected<std::pair<StringRef, StringRef>> splitNpy(StringRef contents) {
  if (!contents.consume_front(magic) || contents.size() < 4)
    return makeError("not an npy file");
  unsigned lengthBytes = contents[0] == 1 ? 2 : 4;
  contents = contents.drop_front(2);
  if (contents.size() < lengthBytes)
    return makeError("npy file ends in its header");
  uint64_t length = lengthBytes == 2 ? llvm::support::endian::read16le(contents.data())
                                     : llvm::support::endian::read32le(contents.data());
  contents = contents.drop_front(lengthBytes);
  if (contents.size() < length)
    return makeError("npy file ends in its header");
  return std::pair(contents.take_front(length), contents.drop_front(length));
}

Expected<Type> parseElementType(StringRef descr, MLIRContext *context) {
  Builder builder(context);
  unsigned size;
  StringRef kind = descr.ltrim("<>|=");
  if (kind.size() >= 2 && !kind.drop_front().getAsInteger(10, size) && size <= 16) {
    unsigned bits = 8 * size;
    bool isInteger = llvm::is_contained({1u, 2u, 4u, 8u}, size);
    if (kind.front() == 'b' && size == 1)
      return builder.getI1Type();
    if (kind.front() == 'i' && isInteger)
      return builder.getIntegerType(bits);
    if (kind.front() == 'u' && isInteger)
      return builder.getIntegerType(bits, /*isSigned=*/false);
    if (kind.front() == 'f' && size == 2)
      return builder.getF16Type();
    if (kind.front() == 'f' && size == 4)
      return builder.getF32Type();
    if (kind.front() == 'f' && size == 8)
      return builder.getF64Type();
    if (kind.front() == 'c' && (size == 8 || size == 16))
      return ComplexType::get(size == 8 ? Type(builder.getF32Type()) : builder.getF64Type());
    if (kind.front() == 'V' && size == 2)
      return builder.getBF16Type();
  }
  return makeError("npy element type '" + descr + "' is not supported");
}

//===-- Strings ------------------------------------------------------------===//

/// The bytes of each element of strings, of UTF-32 ('U') or of bytes ('S'); 0 if they are none.
int64_t getStringBytes(StringRef descr) {
  StringRef kind = descr.ltrim("<>|=");
  uint32_t size;
  if (kind.size() < 2 || (kind.front() != 'U' && kind.front() != 'S') ||
      kind.drop_front().getAsInteger(10, size))
    return 0;
  return int64_t(size) * (kind.front() == 'U' ? 4 : 1);
}

uint32_t readCharacter(const char *data, bool isBig) {
  return isBig ? llvm::support::endian::read32be(data) : llvm::support::endian::read32le(data);
}

/// What numpy fills elements up with, zeros at their end, belongs to none.
std::string decodeString(StringRef data, bool isWide, bool isBig) {
  if (!isWide)
    return data.rtrim('\0').str();
  std::string text;
  size_t count = data.size() / 4;
  while (count > 0 && readCharacter(data.data() + 4 * (count - 1), isBig) == 0)
    --count;
  for (size_t i = 0; i < count; ++i) {
    char bytes[UNI_MAX_UTF8_BYTES_PER_CODE_POINT], *end = bytes;
    if (llvm::ConvertCodePointToUTF8(readCharacter(data.data() + 4 * i, isBig), end))
      text.append(bytes, end);
  }
  return text;
}

std::vector<std::string> decodeStrings(StringRef data, int64_t size, StringRef descr) {
  std::vector<std::string> strings;
  for (; !data.empty(); data = data.drop_front(size))
    strings.push_back(
        decodeString(data.take_front(size), descr.contains('U'), descr.starts_with(">")));
  return strings;
}

/// The characters of a text; a byte that is not UTF-8 is the replacement character.
std::vector<llvm::UTF32> toCharacters(StringRef text) {
  std::vector<llvm::UTF32> characters(text.size());
  const auto *from = reinterpret_cast<const llvm::UTF8 *>(text.begin());
  llvm::UTF32 *to = characters.data();
  llvm::ConvertUTF8toUTF32(&from, reinterpret_cast<const llvm::UTF8 *>(text.end()), &to,
                           characters.data() + characters.size(), llvm::lenientConversion);
  characters.resize(to - characters.data());
  return characters;
}

/// Reverses the bytes of each scalar.
void swapBytes(HostTensor &tensor) {
  int64_t size = getHostElementSize(tensor.type.getElementType());
  if (isa<ComplexType>(tensor.type.getElementType()))
    size /= 2;
  for (char *at = tensor.bytes.data(), *end = at + tensor.bytes.size(); at != end; at += size)
    std::reverse(at, at + size);
}

/// `data` is column-major; returns it row-major.
std::vector<char> toRowMajor(StringRef data, ArrayRef<int64_t> shape, int64_t elementSize) {
  std::vector<char> result(data.size());
  SmallVector<int64_t> index(shape.size(), 0);
  for (int64_t source = 0, count = data.size() / elementSize; source < count; ++source) {
    int64_t target = 0;
    for (auto [i, size] : llvm::zip_equal(index, shape))
      target = target * size + i;
    std::memcpy(&result[target * elementSize], data.data() + source * elementSize, elementSize);
    for (size_t dim = 0; dim < shape.size() && ++index[dim] == shape[dim]; ++dim)
      index[dim] = 0;
  }
  return result;
}

std::string getDescr(Type type) {
  char order = llvm::sys::IsLittleEndianHost ? '<' : '>';
  int64_t size = onnxc::getHostElementSize(type);
  char kind = 'V';
  if (type.isInteger(1))
    kind = 'b';
  else if (type.isUnsignedInteger())
    kind = 'u';
  else if (isa<IntegerType>(type))
    kind = 'i';
  else if (isa<ComplexType>(type))
    kind = 'c';
  else if (isa<Float16Type, Float32Type, Float64Type>(type))
    kind = 'f';
  return formatv("{0}{1}{2}", size == 1 ? '|' : order, kind, size);
}

} // namespace

Expected<onnxc::HostTensor> onnxc::parseNpy(StringRef contents, MLIRContext *context) {
  std::pair<StringRef, StringRef> parts;
  if (Error error = splitNpy(contents).moveInto(parts))
    return std::move(error);
  NpyHeader header;
  if (Error error = parseHeader(parts.first).moveInto(header))
    return std::move(error);
  int64_t stringBytes = getStringBytes(header.descr);
  Type elementType;
  if (stringBytes) {
    context->loadDialect<onnx::OnnxDialect>();
    elementType = onnx::StringType::get(context);
  } else if (Error error = parseElementType(header.descr, context).moveInto(elementType)) {
    return std::move(error);
  }

  StringRef data = parts.second;
  int64_t elementSize = stringBytes ? stringBytes : getHostElementSize(elementType);
  int64_t size = elementSize;
  for (int64_t dim : header.shape)
    if (llvm::MulOverflow(size, dim, size))
      return makeError("npy header claims a huge shape");
  if (data.size() != static_cast<uint64_t>(size))
    return makeError(
        formatv("npy file has {0} bytes of data, but its shape needs {1}", data.size(), size));

  HostTensor tensor{RankedTensorType::get(header.shape, elementType), {}};
  if (header.fortranOrder && header.shape.size() > 1)
    tensor.bytes = toRowMajor(data, header.shape, elementSize);
  else
    tensor.bytes.assign(data.begin(), data.end());
  if (stringBytes) {
    tensor.strings = decodeStrings(StringRef(tensor.bytes.data(), tensor.bytes.size()), stringBytes,
                                   header.descr);
    tensor.bytes.clear();
    return tensor;
  }
  if (header.descr.starts_with(llvm::sys::IsLittleEndianHost ? ">" : "<"))
    swapBytes(tensor);
  return tensor;
}

Expected<onnxc::HostTensor> onnxc::readNpy(StringRef path, MLIRContext *context) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return makeError(path + ": " + buffer.getError().message());
  Expected<HostTensor> tensor = parseNpy((*buffer)->getBuffer(), context);
  if (!tensor)
    return makeError(path + ": " + llvm::toString(tensor.takeError()));
  return tensor;
}

void onnxc::writeNpy(llvm::raw_ostream &os, const HostTensor &tensor) {
  std::string shape;
  for (int64_t dim : tensor.type.getShape())
    shape += formatv("{0}, ", dim);
  // One dimension keeps its comma: "(3,)" is a tuple in Python, "(3)" is not.
  StringRef dims = StringRef(shape).rtrim(' ');
  if (tensor.type.getRank() > 1)
    dims = dims.rtrim(',');
  std::vector<std::vector<llvm::UTF32>> texts;
  size_t longest = 1;
  for (const std::string &text : tensor.strings) {
    texts.push_back(toCharacters(text));
    longest = std::max(longest, texts.back().size());
  }
  bool isText = isString(tensor.type.getElementType());
  std::string descr =
      isText ? formatv("<U{0}", longest).str() : getDescr(tensor.type.getElementType());
  std::string header =
      formatv("{{'descr': '{0}', 'fortran_order': False, 'shape': ({1}), }", descr, dims);
  // The data starts at a multiple of 64 bytes, after the magic, the version and the length.
  header.resize(llvm::alignTo(magic.size() + 4 + header.size() + 1, 64) - magic.size() - 4 - 1,
                ' ');
  header += '\n';

  char prefix[4] = {1, 0};
  llvm::support::endian::write16le(prefix + 2, header.size());
  os << magic << StringRef(prefix, 4) << header
     << StringRef(tensor.bytes.data(), tensor.bytes.size());
  for (std::vector<llvm::UTF32> &text : texts) {
    text.resize(longest);
    for (llvm::UTF32 character : text) {
      char bytes[4];
      llvm::support::endian::write32le(bytes, character);
      os << StringRef(bytes, 4);
    }
  }
}
