// Operators that draw random numbers.
#include "compiler/Import/Normalizers.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

uint32_t onnxc::importer::makeSeed(const Node &node) {
  std::string name;
  if (auto named = dyn_cast<NameLoc>(node.loc))
    name = named.getName().str();
  // All integers below 2^24 are floats, as which most of these operators have their seed.
  return llvm::xxh3_64bits(name) & 0xffffff;
}

static LogicalResult setSeed(Node &node) {
  if (!node.has("seed"))
    node.attributes.set("seed", node.builder.getF32FloatAttr(float(makeSeed(node))));
  return success();
}

void onnxc::importer::addRandomNormalizers(NormalizerMap &map) {
  for (StringRef type : {"Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike",
                         "RandomUniform", "RandomUniformLike"})
    map[type] = setSeed;
}
