#include "test/fuzz/graphs/TensorData.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/Support/ErrorHandling.h"

using namespace onnxc;
using namespace onnxc::fuzz;
using onnxc::proto::TensorProto;
using onnxc::test::DataType;

bool fuzz::isFloat(DataType type) {
  return type == TensorProto::FLOAT || type == TensorProto::FLOAT16 || type == TensorProto::DOUBLE;
}

size_t fuzz::getElementSize(DataType type) {
  switch (type) {
  case TensorProto::BOOL:
  case TensorProto::INT8:
  case TensorProto::UINT8:
    return 1;
  case TensorProto::FLOAT16:
    return 2;
  case TensorProto::FLOAT:
  case TensorProto::INT32:
    return 4;
  case TensorProto::DOUBLE:
  case TensorProto::INT64:
    return 8;
  default:
    llvm_unreachable("no random graph has tensors of this type");
  }
}

double fuzz::getNoise(DataType type) {
  switch (type) {
  case TensorProto::FLOAT16:
    return 4e-3;
  case TensorProto::DOUBLE:
    return 1e-14;
  default:
    return 1e-6;
  }
}

template <typename T> static std::string toBytes(T value) {
  return {reinterpret_cast<const char *>(&value), sizeof(value)};
}

std::string fuzz::encode(DataType type, double value) {
  switch (type) {
  case TensorProto::FLOAT16: {
    llvm::APFloat half(value);
    bool losesInfo;
    half.convert(llvm::APFloat::IEEEhalf(), llvm::APFloat::rmNearestTiesToEven, &losesInfo);
    return toBytes(static_cast<uint16_t>(half.bitcastToAPInt().getZExtValue()));
  }
  case TensorProto::FLOAT:
    return toBytes(static_cast<float>(value));
  case TensorProto::DOUBLE:
    return toBytes(value);
  case TensorProto::BOOL:
    return toBytes(static_cast<uint8_t>(value != 0));
  case TensorProto::UINT8:
    return toBytes(static_cast<uint8_t>(std::abs(value)));
  case TensorProto::INT8:
    return toBytes(static_cast<int8_t>(value));
  case TensorProto::INT32:
    return toBytes(static_cast<int32_t>(value));
  case TensorProto::INT64:
    return toBytes(static_cast<int64_t>(value));
  default:
    llvm_unreachable("no random graph has tensors of this type");
  }
}

std::string fuzz::makeTensorData(Random &random, DataType type, int64_t count) {
  enum { Whole, Halves, Any, SomeZeros } style = random.pick({Whole, Halves, Any, Any, SomeZeros});
  std::string bytes;
  for (int64_t i = 0; i < count; ++i) {
    double value = random.real(-largestDatum, largestDatum);
    if (type == TensorProto::BOOL)
      value = random.below(2);
    else if (style == Whole || !isFloat(type))
      value = std::trunc(value);
    else if (style == Halves)
      value = std::trunc(value * 2) / 2;
    else if (style == SomeZeros && random.percent(30))
      value = random.percent(50) ? 0.0 : -0.0;
    bytes += encode(type, value);
  }
  return bytes;
}
