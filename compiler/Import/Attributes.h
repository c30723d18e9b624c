// Attributes of nodes.
#ifndef ONNXC_COMPILER_IMPORT_ATTRIBUTES_H
#define ONNXC_COMPILER_IMPORT_ATTRIBUTES_H

#include "compiler/Import/Tensors.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace onnxc::proto {
class AttributeProto;
}

namespace onnxc::importer {

/// Whether the attribute is a subgraph.
bool isGraph(const proto::AttributeProto &attribute);

/// The attribute as the dialect has it: int -> i64, float -> f32, string, ints, floats,
/// strings, tensor (dense or sparse). Takes the bytes out of a tensor; `place` names the
/// attribute in errors.
mlir::FailureOr<mlir::Attribute> takeAttribute(proto::AttributeProto &attribute,
                                               ExternalFiles &files, const TensorPlace &place);

} // namespace onnxc::importer

#endif
