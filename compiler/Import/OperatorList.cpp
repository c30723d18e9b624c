#include "compiler/Import/OperatorList.h"

#include "compiler/Import/GraphImporter.h"
#include "compiler/Import/Model.h"
#include "compiler/Import/NodeBuilder.h"
#include "compiler/Import/Normalize.h"
#include "dialects/Onnx/IR/OnnxOps.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

namespace {
/// An operation of the dialect, and the elements that TableGen says of an operand or result.
struct OperationTypes {
  StringLiteral operation, description;
};

/// What TableGen calls element types.
struct Wording {
  StringLiteral description;
  ElementTypes types;
};
} // namespace

static constexpr OperationTypes kOperationTypes[] = {
#include "compiler/Import/ElementTypes.inc"
};

static constexpr StringLiteral kFloats[] = {"float16", "bfloat16", "float", "double"};
static constexpr StringLiteral kSmallFloats[] = {"float8e4m3fn",   "float8e4m3fnuz", "float8e5m2",
                                                 "float8e5m2fnuz", "float8e8m0",     "float4e2m1"};
static constexpr StringLiteral kInts[] = {"int2", "int4", "int8", "int16", "int32", "int64"};
static constexpr StringLiteral kUInts[] = {"uint2", "uint4", "uint8", "uint16", "uint32", "uint64"};
static constexpr StringLiteral kBool[] = {"bool"}, kString[] = {"string"}, kFloat32[] = {"float"},
                               kInt32[] = {"int32"}, kInt64[] = {"int64"}, kUInt8[] = {"uint8"};

static const ElementTypes kElementTypes[] = {{"float", kFloats}, {"float8", kSmallFloats},
                                             {"int", kInts},     {"uint", kUInts},
                                             {"bool", kBool},    {"string", kString}};

static const Wording kWordings[] = {{"float", kElementTypes[0]},
                                    {"8-bit or smaller float", kElementTypes[1]},
                                    {"signed integer", kElementTypes[2]},
                                    {"unsigned integer", kElementTypes[3]},
                                    {"bool", kElementTypes[4]},
                                    {"string", kElementTypes[5]},
                                    {"32-bit float", {"float32", kFloat32}},
                                    {"32-bit signless integer", {"int32", kInt32}},
                                    {"64-bit signless integer", {"int64", kInt64}},
                                    {"8-bit unsigned integer", {"uint8", kUInt8}}};

bool importer::isSupported(StringRef domain, StringRef type, MLIRContext *context) {
  return isRewritten(domain, type) ||
         llvm::is_contained(getInlinedOperators(), std::pair(domain, type)) ||
         isKnownOperation(domain, getNewestName(domain, type), context);
}

std::set<OperatorName> onnxc::listOperators(MLIRContext *context) {
  context->loadDialect<onnx::OnnxDialect>();
  std::set<OperatorName> operators;
  auto add = [&](StringRef domain, StringRef type) {
    if (isSupported(domain, type, context))
      operators.insert({domain.empty() ? "ai.onnx" : domain.str(), type.str()});
  };
  constexpr StringLiteral domains[] = {"", "ai.onnx.ml", "com.microsoft",
                                       "ai.onnx.preview.training"};
  for (RegisteredOperationName operation : context->getRegisteredOperationsByDialect("onnx")) {
    StringRef name = operation.getStringRef(), type = name.rsplit('.').second;
    for (StringRef domain : domains)
      if (getOperationName(domain, type) == name)
        add(domain, type);
  }
  forEachRewritten(add);
  for (auto [domain, type] : getInlinedOperators())
    add(domain, type);
  return operators;
}

ArrayRef<ElementTypes> onnxc::listElementTypes() { return kElementTypes; }

/// Adds what one part of a description means, of which `or` separates the parts.
static bool addTypes(StringRef description, SmallVectorImpl<ElementTypes> &types) {
  auto wording = llvm::find_if(kWordings, [&](const Wording &w) {
    return description == w.description ||
           (description.starts_with(w.description) &&
            description.substr(w.description.size()).starts_with(" or "));
  });
  if (wording == std::end(kWordings))
    return false;
  types.push_back(wording->types);
  description = description.drop_front(wording->description.size());
  return !description.consume_front(" or ") || addTypes(description, types);
}

static size_t countNames(ArrayRef<ElementTypes> types) {
  size_t count = 0;
  for (const ElementTypes &each : types)
    count += each.names.size();
  return count;
}

SmallVector<ElementTypes> onnxc::getElementTypes(const OperatorName &name) {
  StringRef domain = normalizeDomain(name.domain);
  std::string operation = getOperationName(domain, getNewestName(domain, name.type));
  SmallVector<ElementTypes> most;
  for (const OperationTypes &row : kOperationTypes) {
    SmallVector<ElementTypes> types;
    if (row.operation == operation && addTypes(row.description, types) &&
        countNames(types) > countNames(most))
      most = types;
  }
  return most;
}
