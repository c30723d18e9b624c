#include "compiler/Import/Tensors.h"

#include "compiler/Import/DataTypes.h"
#include "compiler/Import/ValueTypes.h"
#include "compiler/Import/onnx.pb.h"
#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "dialects/Onnx/IR/TypeInference.h"
#include "mlir/IR/AsmState.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;
using proto::TensorProto;

static_assert(llvm::endianness::native == llvm::endianness::little,
              "the format's raw data is little-endian and used in place");

namespace {
/// The bytes of a tensor: its own, or part of a mapped file.
struct Elements {
  std::string own;
  MappedBytes mapped;

  ArrayRef<char> bytes() const {
    return mapped.file ? mapped.bytes : ArrayRef<char>(own.data(), own.size());
  }
  void makeOwn() {
    if (mapped.file)
      own.assign(mapped.bytes.begin(), mapped.bytes.end());
    mapped = {};
  }
};
} // namespace

static InFlightDiagnostic emitAt(const TensorPlace &place) {
  return emitError(place.loc) << place.what << " ";
}

static FailureOr<RankedTensorType> getType(const google::protobuf::RepeatedField<int64_t> &dims,
                                           int64_t dataType, const TensorPlace &place) {
  MLIRContext *context = place.loc.getContext();
  Type elementType = getElementType(dataType, context);
  if (!elementType) {
    emitAt(place) << "has elements of " << getDataTypeName(dataType) << ", which is not supported";
    return failure();
  }
  for (int64_t dim : dims)
    if (dim < 0) {
      emitAt(place) << "has dimension " << dim;
      return failure();
    }
  auto type = RankedTensorType::get({dims.data(), size_t(dims.size())}, elementType);
  if (!onnx::isAddressable(type)) {
    emitAt(place) << "has more dimensions or elements than a tensor can have";
    return failure();
  }
  return type;
}

//===-- Bytes --------------------------------------------------------------===//

static unsigned getBits(Type elementType) {
  return elementType.isInteger(1) ? 8 : elementType.getIntOrFloatBitWidth();
}

/// What the format spends on the elements: two or four of the small types share a byte.
static uint64_t getPackedSize(RankedTensorType type) {
  return llvm::divideCeil(type.getNumElements() * getBits(type.getElementType()), 8);
}

static FailureOr<Elements> takeExternalBytes(const TensorProto &tensor, uint64_t size,
                                             ExternalFiles &files, const TensorPlace &place) {
  StringRef location;
  uint64_t offset = 0, length = size;
  for (const proto::StringStringEntryProto &entry : tensor.external_data()) {
    StringRef key = entry.key(), value = entry.value();
    if (key == "location") {
      location = value;
    } else if ((key == "offset" && value.getAsInteger(10, offset)) ||
               (key == "length" && value.getAsInteger(10, length))) {
      emitAt(place) << "has '" << value << "' as " << key << " of its external data";
      return failure();
    }
  }
  if (length != size) {
    emitAt(place) << "needs " << size << " bytes, but its external data has " << length;
    return failure();
  }
  auto mapped = files.map(location, offset, length, place.loc, place.what);
  if (failed(mapped))
    return failure();
  return Elements{"", *mapped};
}

/// Stores each value of a typed list, cut to the element's size.
template <typename T, typename List> static std::string packList(const List &list) {
  std::string bytes(list.size() * sizeof(T), 0);
  for (auto [i, value] : llvm::enumerate(list)) {
    T narrow = static_cast<T>(value);
    std::memcpy(bytes.data() + i * sizeof(T), &narrow, sizeof(T));
  }
  return bytes;
}

static std::string packTypedData(const TensorProto &tensor, Type elementType) {
  switch (tensor.data_type()) {
  case TensorProto::FLOAT:
    return packList<float>(tensor.float_data());
  case TensorProto::DOUBLE:
    return packList<double>(tensor.double_data());
  case TensorProto::INT64:
    return packList<int64_t>(tensor.int64_data());
  case TensorProto::UINT64:
    return packList<uint64_t>(tensor.uint64_data());
  case TensorProto::UINT32:
    return packList<uint32_t>(tensor.uint64_data());
  default:
    break;
  }
  switch (llvm::divideCeil(getBits(elementType), 8)) {
  case 1:
    return packList<uint8_t>(tensor.int32_data());
  case 2:
    return packList<uint16_t>(tensor.int32_data());
  default:
    return packList<int32_t>(tensor.int32_data());
  }
}

static FailureOr<Elements> takePackedBytes(TensorProto &tensor, RankedTensorType type,
                                           ExternalFiles &files, const TensorPlace &place) {
  uint64_t size = getPackedSize(type);
  if (tensor.data_location() == TensorProto::EXTERNAL)
    return takeExternalBytes(tensor, size, files, place);
  Elements elements;
  if (tensor.has_raw_data())
    elements.own = std::move(*std::unique_ptr<std::string>(tensor.release_raw_data()));
  else
    elements.own = packTypedData(tensor, type.getElementType());
  if (elements.own.size() != size) {
    emitAt(place) << "has " << elements.own.size() << " bytes of data, but its type " << type
                  << " needs " << size;
    return failure();
  }
  return elements;
}

/// Gives each element of fewer than 8 bits a byte of its own.
static std::string unpack(ArrayRef<char> packed, int64_t count, unsigned bits) {
  std::string bytes(count, 0);
  unsigned perByte = 8 / bits;
  for (int64_t i = 0; i < count; ++i)
    bytes[i] = (packed[i / perByte] >> (i % perByte * bits)) & ((1 << bits) - 1);
  return bytes;
}

static bool isTruth(char byte) { return byte == 0 || byte == 1; }

/// The elements as ConstantTensor.h wants them in memory.
static FailureOr<Elements> takeElements(TensorProto &tensor, RankedTensorType type,
                                        ExternalFiles &files, const TensorPlace &place) {
  FailureOr<Elements> elements = takePackedBytes(tensor, type, files, place);
  if (failed(elements))
    return failure();
  Type elementType = type.getElementType();
  unsigned bits = getBits(elementType);
  if (bits < 8)
    return Elements{unpack(elements->bytes(), type.getNumElements(), bits), {}};
  if (elementType.isInteger(1) && !llvm::all_of(elements->bytes(), isTruth)) {
    elements->makeOwn();
    for (char &byte : elements->own)
      byte = byte != 0;
  }
  if (reinterpret_cast<uintptr_t>(elements->bytes().data()) % (bits / 8) != 0)
    elements->makeOwn();
  return elements;
}

//===-- Constants ----------------------------------------------------------===//

/// A constant that keeps the elements, if they are many, where they lie.
static ElementsAttr makeConstant(RankedTensorType type, Elements elements, StringRef name) {
  auto owner = std::make_unique<Elements>(std::move(elements));
  ArrayRef<char> bytes = owner->bytes();
  AsmResourceBlob blob(
      bytes, onnx::getElementBytes(type.getElementType()),
      [owner = std::move(owner)](void *, size_t, size_t) {}, /*dataIsMutable=*/false);
  return onnx::makeConstant(type, std::move(blob), name.empty() ? "constant" : name);
}

static LogicalResult checkStringCount(const TensorProto &tensor, RankedTensorType type,
                                      const TensorPlace &place) {
  if (tensor.string_data_size() == type.getNumElements())
    return success();
  emitAt(place) << "has " << tensor.string_data_size() << " strings, but its type " << type
                << " needs " << type.getNumElements();
  return failure();
}

static FailureOr<ElementsAttr> takeStrings(const TensorProto &tensor, RankedTensorType type,
                                           const TensorPlace &place) {
  if (failed(checkStringCount(tensor, type, place)))
    return failure();
  SmallVector<StringRef> strings(tensor.string_data().begin(), tensor.string_data().end());
  return cast<ElementsAttr>(DenseStringElementsAttr::get(type, strings));
}

FailureOr<ElementsAttr> importer::takeConstant(TensorProto &tensor, ExternalFiles &files,
                                               const TensorPlace &place) {
  auto type = getType(tensor.dims(), tensor.data_type(), place);
  if (failed(type))
    return failure();
  if (tensor.data_type() == TensorProto::STRING)
    return takeStrings(tensor, *type, place);
  FailureOr<Elements> elements = takeElements(tensor, *type, files, place);
  if (failed(elements))
    return failure();
  return makeConstant(*type, std::move(*elements), tensor.name());
}

FailureOr<HostTensor> importer::takeHostTensor(TensorProto &tensor, ExternalFiles &files,
                                               const TensorPlace &place) {
  auto type = getType(tensor.dims(), tensor.data_type(), place);
  if (failed(type))
    return failure();
  if (tensor.data_type() == TensorProto::STRING) {
    if (failed(checkStringCount(tensor, *type, place)))
      return failure();
    return HostTensor{*type, {}, {tensor.string_data().begin(), tensor.string_data().end()}};
  }
  FailureOr<Elements> elements = takeElements(tensor, *type, files, place);
  if (failed(elements))
    return failure();
  ArrayRef<char> bytes = elements->bytes();
  HostTensor host{*type, {bytes.begin(), bytes.end()}};
  Type elementType = type->getElementType();
  if (unsigned bits = getBits(elementType); bits < 8 && elementType.isSignlessInteger())
    for (char &byte : host.bytes)
      byte = llvm::SignExtend32(byte, bits);
  return host;
}

//===-- Sparse constants ---------------------------------------------------===//

/// The linear position of each value; fails if one lies outside.
static FailureOr<SmallVector<int64_t>> getPositions(const onnx::ConstantTensor &indices,
                                                    RankedTensorType type, int64_t count,
                                                    const TensorPlace &place) {
  int64_t rank = type.getRank();
  bool linear = indices.type.getRank() == 1;
  bool matrix = indices.type.getRank() == 2 && indices.type.getDimSize(1) == rank;
  if ((!linear && !matrix) || indices.type.getDimSize(0) != count) {
    emitAt(place) << "has indices of type " << indices.type << " for " << count
                  << " values of a tensor of rank " << rank;
    return failure();
  }
  SmallVector<int64_t> positions;
  for (int64_t i = 0; i < count; ++i) {
    int64_t position = linear ? indices.ints[i] : 0;
    bool inside = !linear || (position >= 0 && position < type.getNumElements());
    for (int64_t d = 0; d < rank && matrix; ++d) {
      int64_t index = indices.ints[i * rank + d];
      inside &= index >= 0 && index < type.getDimSize(d);
      position = inside ? position * type.getDimSize(d) + index : 0;
    }
    if (!inside) {
      emitAt(place) << "has an index outside of " << type;
      return failure();
    }
    positions.push_back(position);
  }
  return positions;
}

FailureOr<ElementsAttr> importer::takeSparseConstant(proto::SparseTensorProto &tensor,
                                                     ExternalFiles &files,
                                                     const TensorPlace &place) {
  auto type = getType(tensor.dims(), tensor.values().data_type(), place);
  if (failed(type))
    return failure();
  Type elementType = type->getElementType();
  // A sparse tensor may be small in the file and huge in memory.
  if (!elementType.isIntOrFloat() ||
      type->getNumElements() > int64_t(onnx::getElementBytes(elementType)) << 28) {
    emitAt(place) << "is a sparse tensor of type " << *type << ", which is not supported";
    return failure();
  }
  auto values = takeConstant(*tensor.mutable_values(), files, place);
  auto indices = takeConstant(*tensor.mutable_indices(), files, place);
  if (failed(values) || failed(indices))
    return failure();
  auto valueTensor = onnx::ConstantTensor::get(*values);
  auto indexTensor = onnx::ConstantTensor::get(*indices);
  if (!valueTensor || !indexTensor || indexTensor->isFloat() || valueTensor->type.getRank() != 1) {
    emitAt(place) << "is a sparse tensor without a list of values and integer indices";
    return failure();
  }
  auto positions = getPositions(*indexTensor, *type, valueTensor->size(), place);
  if (failed(positions))
    return failure();
  onnx::ConstantTensor dense(*type);
  for (auto [i, position] : llvm::enumerate(*positions))
    dense.copyElement(position, *valueTensor, i);
  return dense.toAttr();
}
