#include "compiler/Import/Attributes.h"

#include "compiler/Import/onnx.pb.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;
using proto::AttributeProto;

/// The type of an attribute; models of IR version 1 do not say it, but set one field.
static AttributeProto::AttributeType getType(const AttributeProto &attribute) {
  if (attribute.type() != AttributeProto::UNDEFINED)
    return attribute.type();
  if (attribute.has_f())
    return AttributeProto::FLOAT;
  if (attribute.has_i())
    return AttributeProto::INT;
  if (attribute.has_s())
    return AttributeProto::STRING;
  if (attribute.has_t())
    return AttributeProto::TENSOR;
  if (attribute.has_g())
    return AttributeProto::GRAPH;
  if (attribute.floats_size())
    return AttributeProto::FLOATS;
  if (attribute.strings_size())
    return AttributeProto::STRINGS;
  return AttributeProto::INTS;
}

bool importer::isGraph(const AttributeProto &attribute) {
  return getType(attribute) == AttributeProto::GRAPH;
}

FailureOr<Attribute> importer::takeAttribute(AttributeProto &attribute, ExternalFiles &files,
                                             const TensorPlace &place) {
  Builder builder(place.loc.getContext());
  switch (getType(attribute)) {
  case AttributeProto::FLOAT:
    return Attribute(builder.getF32FloatAttr(attribute.f()));
  case AttributeProto::INT:
    return Attribute(builder.getI64IntegerAttr(attribute.i()));
  case AttributeProto::STRING:
    return Attribute(builder.getStringAttr(attribute.s()));
  case AttributeProto::FLOATS:
    return Attribute(
        builder.getDenseF32ArrayAttr({attribute.floats().data(), size_t(attribute.floats_size())}));
  case AttributeProto::INTS:
    return Attribute(
        builder.getDenseI64ArrayAttr({attribute.ints().data(), size_t(attribute.ints_size())}));
  case AttributeProto::STRINGS:
    return Attribute(builder.getStrArrayAttr(
        SmallVector<StringRef>(attribute.strings().begin(), attribute.strings().end())));
  case AttributeProto::TENSOR: {
    FailureOr<ElementsAttr> value = takeConstant(*attribute.mutable_t(), files, place);
    return failed(value) ? FailureOr<Attribute>() : FailureOr<Attribute>(*value);
  }
  case AttributeProto::SPARSE_TENSOR: {
    FailureOr<ElementsAttr> value =
        takeSparseConstant(*attribute.mutable_sparse_tensor(), files, place);
    return failed(value) ? FailureOr<Attribute>() : FailureOr<Attribute>(*value);
  }
  case AttributeProto::TYPE_PROTO:
    // Only Optional without an input has one, of what it could hold.
    return Attribute(builder.getUnitAttr());
  default:
    emitError(place.loc) << place.what << " is of a kind that is not supported";
    return failure();
  }
}
