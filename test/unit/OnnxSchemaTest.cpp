// Compares the dialect with the operator definitions that ship with ONNX. Debian's are those of
// operator set 17: operators that later sets changed may have more operands and attributes, and
// operators that came later are not compared.
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"
#include <onnx/defs/schema.h>

#include <map>
#include <set>

using namespace mlir;
using ::onnx::AttributeProto;
using ::onnx::OpSchema;

namespace {

/// Attributes that the importer resolves, by operator; `*` stands for all operators.
const std::set<std::pair<std::string, std::string>> kResolved = {
    {"*", "auto_pad"},
    {"Conv", "kernel_shape"},
    {"ConvInteger", "kernel_shape"},
    {"ConvTranspose", "kernel_shape"},
    {"ConvTranspose", "output_shape"},
    // Inputs since a later operator set than the installed definitions.
    {"DFT", "axis"},
    {"ReduceL1", "axes"},
    {"ReduceL2", "axes"},
    {"ReduceLogSum", "axes"},
    {"ReduceLogSumExp", "axes"},
    {"ReduceMax", "axes"},
    {"ReduceMean", "axes"},
    {"ReduceMin", "axes"},
    {"ReduceProd", "axes"},
    {"ReduceSumSquare", "axes"},
    {"Dropout", "seed"},
    {"QLinearConv", "kernel_shape"},
};

/// Attributes that are lists by rank: the importer always gives them.
const std::set<std::string> kAlwaysGiven = {"dilations", "output_padding", "pads", "strides"};

std::string getKinds(const std::vector<OpSchema::FormalParameter> &parameters) {
  std::string kinds;
  for (const OpSchema::FormalParameter &parameter : parameters)
    kinds += parameter.GetOption() == OpSchema::Optional   ? 'o'
             : parameter.GetOption() == OpSchema::Variadic ? 'v'
                                                           : 'r';
  return kinds;
}

std::string getKind(AttributeProto::AttributeType type) {
  switch (type) {
  case AttributeProto::INT:
    return "i";
  case AttributeProto::FLOAT:
    return "f";
  case AttributeProto::STRING:
    return "s";
  case AttributeProto::INTS:
    return "I";
  case AttributeProto::FLOATS:
    return "F";
  case AttributeProto::STRINGS:
    return "S";
  case AttributeProto::TENSOR:
    return "T";
  default:
    return "";
  }
}

std::map<std::string, std::string> getAttributeKinds(StringRef text) {
  std::map<std::string, std::string> kinds;
  SmallVector<StringRef> specs;
  text.split(specs, ',', -1, /*KeepEmpty=*/false);
  for (StringRef spec : specs)
    kinds[spec.split(':').first.str()] = spec.split(':').second.str();
  return kinds;
}

const OpSchema *findSchema(StringRef name) {
  name.consume_front("onnx.");
  std::string domain;
  if (name.consume_front("ml."))
    domain = "ai.onnx.ml";
  else if (name.consume_front("training."))
    domain = "ai.onnx.preview.training";
  return ::onnx::OpSchemaRegistry::Schema(name.str(), domain);
}

/// Calls `check` for each operator of the dialect that has a definition.
void forEachOperator(
    function_ref<void(const onnxc::onnx::NodeInterface::Concept &operation, const OpSchema &schema)>
        check) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<onnxc::onnx::OnnxDialect>();
  for (RegisteredOperationName name : context.getRegisteredOperationsByDialect("onnx"))
    if (const OpSchema *schema = findSchema(name.getStringRef()))
      if (const auto *operation = name.getInterface<onnxc::onnx::NodeInterface>())
        check(*operation, *schema);
}

TEST(OnnxSchemaTest, OperandsAndResultsAreOnnxs) {
  forEachOperator([](const auto &operation, const OpSchema &schema) {
    StringRef operands = operation.getOperandKinds();
    EXPECT_TRUE(operands.starts_with(getKinds(schema.inputs())))
        << schema.Name() << " has operands " << operands.str() << ", but ONNX "
        << getKinds(schema.inputs());
    StringRef results = operation.getResultKinds();
    // A result that a node may leave out always exists.
    std::string expected = getKinds(schema.outputs());
    std::replace(expected.begin(), expected.end(), 'o', 'r');
    // How large one is may follow as another one.
    EXPECT_TRUE(results.starts_with(expected))
        << schema.Name() << " has results " << results.str() << ", but ONNX " << expected;
  });
}

TEST(OnnxSchemaTest, AttributesAreOnnxs) {
  forEachOperator([](const auto &operation, const OpSchema &schema) {
    std::map<std::string, std::string> ours = getAttributeKinds(operation.getAttributeKinds());
    SmallVector<StringRef> regions;
    operation.getRegionNames().split(regions, ',', -1, /*KeepEmpty=*/false);
    for (const auto &[name, attribute] : schema.attributes()) {
      // The forms of Constant are one here.
      if (kResolved.count({"*", name}) || kResolved.count({schema.Name(), name}) ||
          schema.Name() == "Constant")
        continue;
      if (attribute.type == AttributeProto::GRAPH) {
        EXPECT_TRUE(llvm::is_contained(regions, name)) << schema.Name() << ": " << name;
        continue;
      }
      std::string kind = ours[name];
      EXPECT_FALSE(kind.empty()) << schema.Name() << " lacks attribute " << name;
      if (kind.empty())
        continue;
      bool isElementType = attribute.type == AttributeProto::INT && kind[0] == 't';
      EXPECT_TRUE(isElementType || kind.substr(0, 1) == getKind(attribute.type))
          << schema.Name() << ": attribute " << name << " is " << kind;
      if (!kAlwaysGiven.count(name))
        EXPECT_EQ(kind.size() == 1, attribute.required) << schema.Name() << ": attribute " << name;
    }
  });
}

} // namespace
