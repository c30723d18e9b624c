// Contractions and pools of ONNX Runtime: with transpositions, an activation or channels in the
// last dimension.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"
#include "dialects/Onnx/IR/ConstantTensor.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

//===-- Activations --------------------------------------------------------===//

namespace {
/// An activation that is an operator of ai.onnx, and its attributes.
struct Activation {
  StringRef type;
  SmallVector<StringRef> parameters;
};
} // namespace

static const Activation kActivations[] = {
    {"Elu", {"alpha"}}, {"HardSigmoid", {"alpha", "beta"}},
    {"HardSwish", {}},  {"LeakyRelu", {"alpha"}},
    {"Relu", {}},       {"Sigmoid", {}},
    {"Softplus", {}},   {"Softsign", {}},
    {"Tanh", {}},       {"ThresholdedRelu", {"alpha"}},
};

/// The activation `type` of `value`; `parameters` are its attributes in the order of the table, or
/// for Clip the least and the largest number.
static Value buildActivation(NodeFormula &f, Value value, StringRef type,
                             ArrayRef<float> parameters) {
  if (type == "Clip" && parameters.size() == 2)
    return f.build("Clip", {value, f.scalar(value, parameters[0]), f.scalar(value, parameters[1])});
  const auto *found = llvm::find_if(
      kActivations, [&](const Activation &activation) { return activation.type == type; });
  if (found == std::end(kActivations) || parameters.size() > found->parameters.size()) {
    f.fail() << "has " << parameters.size() << " parameters for the activation '" << type << "'";
    return {};
  }
  SmallVector<NamedAttribute> attributes;
  for (auto [name, parameter] : llvm::zip(found->parameters, parameters))
    attributes.push_back(f.withFloat(name, parameter));
  return f.build(type, {value}, attributes);
}

/// The activation that the attribute `activation` names, if it does; its parameters are a list.
static Value activate(Node &node, NodeFormula &f, Value value) {
  std::string type = node.getString("activation", "");
  if (type.empty() || f.isBroken())
    return value;
  auto parameters = dyn_cast_or_null<DenseF32ArrayAttr>(node.attributes.get("activation_params"));
  return buildActivation(f, value, type, parameters ? parameters.asArrayRef() : ArrayRef<float>());
}

/// As above, where the parameters are attributes of their own.
static Value activateByNames(Node &node, NodeFormula &f, Value value) {
  std::string type = node.getString("activation", "");
  if (type.empty() || f.isBroken())
    return value;
  SmallVector<float> parameters;
  for (StringRef name : {"activation_alpha", "activation_beta", "activation_gamma"})
    if (node.has(name))
      parameters.push_back(float(node.getFloat(name, 0)));
  return buildActivation(f, value, type, parameters);
}

/// The node's attributes without those of the activation.
static NamedAttrList getOtherAttributes(Node &node) {
  NamedAttrList attributes;
  for (NamedAttribute attribute : node.attributes)
    if (!attribute.getName().getValue().starts_with("activation"))
      attributes.push_back(attribute);
  return attributes;
}

//===-- Products -----------------------------------------------------------===//

/// Input `i` as a factor of MatMul. `transBatch` says that its first dimension is that of the rows,
/// in front of those of the batch, `trans` that rows and columns are exchanged then.
static Value getFactor(Node &node, NodeFormula &f, size_t i, StringRef trans,
                       StringRef transBatch) {
  Value factor = node.inputs[i];
  int64_t rank = node.getInputType(i).getRank();
  SmallVector<int64_t> perm = llvm::to_vector(llvm::seq(rank));
  if (rank > 2 && node.getInt(transBatch, 0))
    std::rotate(perm.begin(), perm.begin() + 1, perm.end() - 1);
  if (rank > 1 && node.getInt(trans, 0))
    std::swap(perm[rank - 1], perm[rank - 2]);
  return llvm::is_sorted(perm) ? factor : f.transpose(factor, perm);
}

/// FusedMatMul, TransposeMatMul, SparseToDenseMatMul: alpha * A' * B'. Sparse constants are
/// imported as dense ones.
static LogicalResult normalizeFusedMatMul(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  double alpha = node.getFloat("alpha", 1);
  Value product = f.matMul(getFactor(node, f, 0, "transA", "transBatchA"),
                           getFactor(node, f, 1, "transB", "transBatchB"));
  if (alpha != 1)
    product = f.mul(product, f.scalar(product, alpha));
  return f.finish({activateByNames(node, f, product)});
}

/// FusedGemm: Gemm and an activation.
static LogicalResult normalizeFusedGemm(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  Value y = f.build("Gemm", {node.inputs[0], node.inputs[1], node.getInput(2)},
                    SmallVector<NamedAttribute>(getOtherAttributes(node).getAttrs()));
  return f.finish({activateByNames(node, f, y)});
}

/// GemmFastGelu: Gelu by tanh of A * B + bias.
static LogicalResult normalizeGemmFastGelu(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  Value sum = f.addIf(f.matMul(node.inputs[0], node.inputs[1]), node.getInput(2));
  return f.finish({f.build("Gelu", {sum}, f.with("approximate", "tanh"))});
}

/// MatMulInteger16: a product of int16 in int32.
static LogicalResult normalizeMatMulInteger16(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  Type i32 = node.builder.getI32Type();
  return f.finish({f.matMul(f.castTo(node.inputs[0], i32), f.castTo(node.inputs[1], i32))});
}

//===-- Windows ------------------------------------------------------------===//

/// The operator set whose meaning the attributes of these operators have.
static constexpr int64_t kOperatorSet = 13;

/// FusedConv: an activation of Conv + Z.
static LogicalResult normalizeFusedConv(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  Value y = f.buildVersion(kOperatorSet, "Conv", {node.inputs[0], node.inputs[1], node.getInput(2)},
                           getOtherAttributes(node));
  return f.finish({activate(node, f, f.addIf(y, node.getInput(3)))});
}

/// NhwcFusedConv, NhwcConv: the same with channels in the last dimension of the tensors, but not
/// of the weights.
static LogicalResult normalizeNhwcConv(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  Value x = f.moveChannels(node.inputs[0], /*toLast=*/false);
  Value y = f.buildVersion(kOperatorSet, "Conv", {x, node.inputs[1], node.getInput(2)},
                           getOtherAttributes(node));
  y = f.addIf(f.moveChannels(y, /*toLast=*/true), node.getInput(3));
  return f.finish({activate(node, f, y)});
}

/// NhwcMaxPool: MaxPool with channels in the last dimension.
static LogicalResult normalizeNhwcMaxPool(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  Value x = f.moveChannels(node.inputs[0], /*toLast=*/false);
  Value y = f.buildVersion(kOperatorSet, "MaxPool", {x}, node.attributes);
  return f.finish({f.moveChannels(y, /*toLast=*/true)});
}

/// ConvTransposeWithDynamicPads: ConvTranspose with the pads as an input.
static LogicalResult normalizeDynamicPads(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 2)))
    return failure();
  NamedAttrList attributes = node.attributes;
  if (Value input = node.getInput(2)) {
    std::optional<SmallVector<int64_t>> pads = onnx::getConstantInts(input);
    if (!pads)
      return node.emitError() << "expects Pads that are known when it is compiled";
    attributes.set("pads", node.builder.getDenseI64ArrayAttr(*pads));
  }
  return f.finish({f.buildVersion(kOperatorSet, "ConvTranspose",
                                  {node.inputs[0], node.inputs[1], node.getInput(3)}, attributes)});
}

void importer::addFusedContractionNormalizers(NormalizerMap &map) {
  map["com.microsoft.ConvTransposeWithDynamicPads"] = normalizeDynamicPads;
  map["com.microsoft.FusedConv"] = normalizeFusedConv;
  map["com.microsoft.FusedGemm"] = normalizeFusedGemm;
  map["com.microsoft.FusedMatMul"] = normalizeFusedMatMul;
  map["com.microsoft.FusedMatMulActivation"] = normalizeFusedMatMul;
  map["com.microsoft.GemmFastGelu"] = normalizeGemmFastGelu;
  map["com.microsoft.MatMulInteger16"] = normalizeMatMulInteger16;
  map["com.microsoft.NhwcConv"] = normalizeNhwcConv;
  map["com.microsoft.NhwcFusedConv"] = normalizeNhwcConv;
  map["com.microsoft.NhwcMaxPool"] = normalizeNhwcMaxPool;
  map["com.microsoft.SparseToDenseMatMul"] = normalizeFusedMatMul;
  map["com.microsoft.TransposeMatMul"] = normalizeFusedMatMul;
}
