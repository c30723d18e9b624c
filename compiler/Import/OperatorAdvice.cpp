#include "compiler/Import/OperatorAdvice.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace mlir;
using namespace onnxc;

namespace {
/// Advice on an operator, or if `type` is empty, on all others of its domain.
struct Advice {
  StringLiteral domain, type, text;
};
} // namespace

static constexpr StringLiteral kMaps =
    "computes with maps: leave it out of the exported pipeline, and give the model the "
    "numbers that it makes";
static constexpr StringLiteral kDecoder =
    "runs a decoder once for each token that it chooses: compile its graph 'decoder' as a model of "
    "its own, which the program runs for each token";
static constexpr StringLiteral kOrder =
    "works on tensors in the order of one make of GPU: quantize the model from before with "
    "QuantizeLinear and DequantizeLinear";
static constexpr StringLiteral kLayout = "is written by ONNX Runtime for the machine that "
                                         "optimizes a model: take the model from before, "
                                         "or optimize it with ORT_ENABLE_EXTENDED at most";
static constexpr StringLiteral kTorchScript =
    "is an operator that torch.onnx has left as PyTorch has it: export with "
    "operator_export_type=OperatorExportTypes.ONNX, a newer opset_version, or dynamo=True";
static constexpr StringLiteral kExtensions =
    "is of ONNX Runtime Extensions: export the network without what prepares its inputs and reads "
    "its outputs, and leave that to the program";
static constexpr StringLiteral kMm =
    "is of OpenMMLab's packages, which bring it as a plugin: export with ONNX's own operators, or "
    "store it as a function of the model";

static constexpr Advice kAdvice[] = {
    {"", "ImageDecoder",
     "reads files of pictures: leave that to the program, and give the model the pixels"},
    {"ai.onnx.ml", "CastMap", kMaps},
    {"ai.onnx.ml", "DictVectorizer", kMaps},
    {"ai.onnx.preview.training", "Gradient",
     "stands for derivatives, which tools for training write out as operators: compile the graph "
     "that they write"},
    {"ai.onnx.preview.training", "", "trains a model: export it for inference"},
    {"ai.onnx.training", "", "trains a model: export it for inference"},
    {"ai.onnx.contrib", "", kExtensions},
    {"com.microsoft.extensions", "", kExtensions},
    {"com.microsoft.nchwc", "", kLayout},
    {"com.ms.internal.nhwc", "", kLayout},
    {"com.microsoft", "BeamSearch", kDecoder},
    {"com.microsoft", "GreedySearch", kDecoder},
    {"com.microsoft", "Sampling", kDecoder},
    {"com.microsoft", "WhisperBeamSearch", kDecoder},
    {"com.microsoft", "DequantizeWithOrder", kOrder},
    {"com.microsoft", "QOrderedAttention", kOrder},
    {"com.microsoft", "QOrderedGelu", kOrder},
    {"com.microsoft", "QOrderedLayerNormalization", kOrder},
    {"com.microsoft", "QOrderedLongformerAttention", kOrder},
    {"com.microsoft", "QOrderedMatMul", kOrder},
    {"com.microsoft", "QuantizeWithOrder", kOrder},
    {"com.microsoft", "PagedAttention",
     "reads pages that a server hands out to many requests: with GroupQueryAttention, each of the "
     "batch has one buffer"},
    {"com.microsoft", "EPContext",
     "holds what ONNX Runtime has compiled for another device: take the model from before"},
    {"com.microsoft", "",
     "is of ONNX Runtime, whose optimizer writes most operators of this domain: the model from "
     "before has those of ONNX in its place"},
    {"org.pytorch.aten", "", kTorchScript},
    {"aten", "", kTorchScript},
    {"prim", "", kTorchScript},
    {"pkg.onnxscript.torch_lib", "",
     "is a function of PyTorch's exporter that the model has lost: export it again"},
    {"mmdeploy", "", kMm},
    {"mmcv", "", kMm},
    {"TRT", "",
     "is a plugin of TensorRT: export for ONNX Runtime, where ONNX's own operators do its work"},
};

/// The advice of the table; empty if it has none.
static StringRef findAdvice(StringRef domain, StringRef type) {
  for (const Advice &advice : kAdvice)
    if (advice.domain == domain && advice.type == type)
      return advice.text;
  return "";
}

static StringRef spellDomain(StringRef domain) { return domain.empty() ? "ai.onnx" : domain; }

/// An operator of this name in another domain.
static std::string findElsewhere(StringRef type, const std::set<OperatorName> &supported) {
  for (const OperatorName &other : supported)
    if (other.type == type)
      return other.domain;
  return "";
}

/// The operator of the domain whose name differs only in the case of letters, or in one or two of
/// many letters.
static std::string findSimilar(StringRef domain, StringRef type,
                               const std::set<OperatorName> &supported) {
  std::string similar;
  unsigned best = std::min<size_t>(2, type.size() / 4) + 1;
  for (const OperatorName &other : supported) {
    if (other.domain != spellDomain(domain))
      continue;
    if (type.equals_insensitive(other.type))
      return other.type;
    unsigned distance = type.edit_distance(other.type, /*AllowReplacements=*/true, best);
    if (distance < best) {
      best = distance;
      similar = other.type;
    }
  }
  return similar;
}

/// On an operator of a domain of which the compiler has others.
static std::string adviseInKnownDomain(StringRef domain, StringRef type,
                                       const std::set<OperatorName> &supported) {
  if (std::string similar = findSimilar(domain, type, supported); !similar.empty())
    return "has nearly the name of '" + similar + "', which is supported";
  if (std::string other = findElsewhere(type, supported); !other.empty())
    return "is an operator of domain '" + other + "', but its nodes have '" +
           spellDomain(domain).str() + "'";
  return findAdvice(domain, "").str();
}

/// On an operator of a domain that only the program knows which wrote the model.
static std::string adviseInForeignDomain(StringRef domain, StringRef type,
                                         const std::set<OperatorName> &supported) {
  std::string text = "is of domain '" + domain.str() +
                     "', which is neither ONNX's nor ONNX Runtime's: a function of this name in "
                     "the model (onnx.helper.make_function) would say what it means";
  if (std::string other = findElsewhere(type, supported); !other.empty())
    text += ", or if it means the same, domain '" + other + "'";
  return text;
}

std::string importer::adviseOnOperator(StringRef domain, StringRef type,
                                       const std::set<OperatorName> &supported) {
  if (StringRef advice = findAdvice(domain, type); !advice.empty())
    return advice.str();
  if (type.ends_with("_TRT"))
    return findAdvice("TRT", "").str();
  if (llvm::any_of(supported,
                   [&](const auto &other) { return other.domain == spellDomain(domain); }))
    return adviseInKnownDomain(domain, type, supported);
  if (StringRef advice = findAdvice(domain, ""); !advice.empty())
    return advice.str();
  return adviseInForeignDomain(domain, type, supported);
}
