#include "compiler/Import/DataTypes.h"

#include "compiler/Import/onnx.pb.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;
using onnxc::proto::TensorProto;

static Type getIntegerType(MLIRContext *context, unsigned width, bool isSigned) {
  return IntegerType::get(context, width, isSigned ? IntegerType::Signless : IntegerType::Unsigned);
}

Type onnxc::importer::getElementType(int64_t dataType, MLIRContext *context) {
  switch (dataType) {
  case TensorProto::FLOAT:
    return Float32Type::get(context);
  case TensorProto::DOUBLE:
    return Float64Type::get(context);
  case TensorProto::FLOAT16:
    return Float16Type::get(context);
  case TensorProto::BFLOAT16:
    return BFloat16Type::get(context);
  case TensorProto::FLOAT8E4M3FN:
    return Float8E4M3FNType::get(context);
  case TensorProto::FLOAT8E4M3FNUZ:
    return Float8E4M3FNUZType::get(context);
  case TensorProto::FLOAT8E5M2:
    return Float8E5M2Type::get(context);
  case TensorProto::FLOAT8E5M2FNUZ:
    return Float8E5M2FNUZType::get(context);
  case TensorProto::FLOAT8E8M0:
    return Float8E8M0FNUType::get(context);
  case TensorProto::FLOAT4E2M1:
    return Float4E2M1FNType::get(context);
  case TensorProto::BOOL:
    return IntegerType::get(context, 1);
  case TensorProto::INT2:
    return getIntegerType(context, 2, true);
  case TensorProto::INT4:
    return getIntegerType(context, 4, true);
  case TensorProto::INT8:
    return getIntegerType(context, 8, true);
  case TensorProto::INT16:
    return getIntegerType(context, 16, true);
  case TensorProto::INT32:
    return getIntegerType(context, 32, true);
  case TensorProto::INT64:
    return getIntegerType(context, 64, true);
  case TensorProto::UINT2:
    return getIntegerType(context, 2, false);
  case TensorProto::UINT4:
    return getIntegerType(context, 4, false);
  case TensorProto::UINT8:
    return getIntegerType(context, 8, false);
  case TensorProto::UINT16:
    return getIntegerType(context, 16, false);
  case TensorProto::UINT32:
    return getIntegerType(context, 32, false);
  case TensorProto::UINT64:
    return getIntegerType(context, 64, false);
  case TensorProto::STRING:
    return onnx::StringType::get(context);
  default:
    return {};
  }
}

std::string onnxc::importer::getDataTypeName(int64_t dataType) {
  if (dataType > 0 && dataType <= TensorProto::DataType_MAX &&
      TensorProto::DataType_IsValid(static_cast<int>(dataType)))
    return TensorProto::DataType_Name(static_cast<int>(dataType));
  return "type " + std::to_string(dataType);
}

int64_t onnxc::importer::getDataTypeByName(StringRef name) {
  TensorProto::DataType type = TensorProto::UNDEFINED;
  TensorProto::DataType_Parse(name.upper(), &type);
  return type;
}
