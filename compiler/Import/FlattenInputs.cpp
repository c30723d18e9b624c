#include "compiler/Import/FlattenInputs.h"

#include "dialects/Onnx/IR/TypeInference.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

std::string importer::getElementName(StringRef sequence, size_t i) {
  return (sequence + "_" + Twine(i)).str();
}

namespace {
class InputFlattener {
public:
  InputFlattener(Model &model, ImportOptions &options) : model(model), options(options) {}

  LogicalResult run() {
    google::protobuf::RepeatedPtrField<proto::ValueInfoProto> inputs;
    inputs.Swap(model.proto.mutable_graph()->mutable_input());
    for (proto::ValueInfoProto &input : inputs)
      if (failed(flatten(input)))
        return failure();
    return success();
  }

private:
  LogicalResult flatten(const proto::ValueInfoProto &input) {
    if (input.type().has_optional_type())
      return flattenOptional(input);
    const proto::TypeProto &element = input.type().sequence_type().elem_type();
    if (element.has_tensor_type())
      return flattenSequence(input, element);
    addInput(input.name(), input.type());
    return success();
  }

  LogicalResult flattenOptional(const proto::ValueInfoProto &input) {
    auto size = options.dims.find(input.name());
    if (size != options.dims.end() && size->second == 0) {
      options.dims.erase(size);
      model.absentInputs.push_back(input.name());
      return success();
    }
    proto::ValueInfoProto present = input;
    *present.mutable_type() = input.type().optional_type().elem_type();
    if (!present.type().has_tensor_type())
      return flatten(present);
    addInput(input.name(), present.type());
    if (size != options.dims.end())
      options.dims.erase(size);
    return success();
  }

  LogicalResult flattenSequence(const proto::ValueInfoProto &input,
                                const proto::TypeProto &element) {
    auto length = options.dims.find(input.name());
    if (length == options.dims.end())
      return emitError(model.loc) << "input '" << input.name()
                                  << "' is a sequence; give its length with --dim " << input.name()
                                  << "=<length>";
    if (length->second < 0 || length->second > onnx::kMaxPieces)
      return emitError(model.loc) << "input '" << input.name() << "' is given the length "
                                  << length->second << ", which is not in [0, " << onnx::kMaxPieces
                                  << "]";
    for (int64_t i = 0; i < length->second; ++i)
      addElement(getElementName(input.name(), i), element);
    model.sequenceInputs.emplace_back(input.name(), length->second);
    options.dims.erase(length);
    return success();
  }

  /// Where shapes are given, elements need not agree on the dimensions that the model names.
  void addElement(const std::string &name, proto::TypeProto type) {
    if (type.tensor_type().has_shape() && options.shapes.count(name))
      for (auto &dim : *type.mutable_tensor_type()->mutable_shape()->mutable_dim())
        dim.clear_dim_param();
    addInput(name, type);
  }

  void addInput(StringRef name, const proto::TypeProto &type) {
    proto::ValueInfoProto *input = model.proto.mutable_graph()->add_input();
    input->set_name(name.str());
    *input->mutable_type() = type;
  }

  Model &model;
  ImportOptions &options;
};
} // namespace

LogicalResult importer::flattenInputs(Model &model, ImportOptions &options) {
  return InputFlattener(model, options).run();
}
