// MurmurHash3 of ONNX Runtime: MurmurHash3_x86_32 of the bytes of each element.
#include "compiler/Import/NodeFormula.h"
#include "compiler/Import/Normalizers.h"

using namespace mlir;
using namespace onnxc;
using namespace onnxc::importer;

namespace {
/// Arithmetic on hashes, which are uint32.
class HashFormula {
public:
  HashFormula(Node &node, NodeFormula &f)
      : node(node), f(f), type(node.builder.getIntegerType(32, /*isSigned=*/false)) {}

  Value number(uint32_t value) { return node.makeScalar(type, double(value)); }
  Value multiply(Value a, uint32_t b) { return f.mul(a, number(b)); }
  Value exclusiveOr(Value a, Value b) { return f.build("BitwiseXor", {a, b}); }
  Value shift(Value a, uint32_t bits, StringRef direction) {
    return f.build("BitShift", {a, number(bits)}, f.with("direction", direction));
  }
  Value rotate(Value a, uint32_t bits) {
    return f.build("BitwiseOr", {shift(a, bits, "LEFT"), shift(a, 32 - bits, "RIGHT")});
  }

  /// The hash after four more bytes.
  Value mix(Value hash, Value block) {
    Value scrambled = multiply(rotate(multiply(block, 0xcc9e2d51), 15), 0x1b873593);
    return f.add(multiply(rotate(exclusiveOr(hash, scrambled), 13), 5), number(0xe6546b64));
  }
  /// The end, after `bytes` bytes.
  Value finish(Value hash, uint32_t bytes) {
    hash = exclusiveOr(hash, number(bytes));
    auto fold = [&](uint32_t bits) { hash = exclusiveOr(hash, shift(hash, bits, "RIGHT")); };
    fold(16);
    hash = multiply(hash, 0x85ebca6b);
    fold(13);
    hash = multiply(hash, 0xc2b2ae35);
    fold(16);
    return hash;
  }

private:
  Node &node;
  NodeFormula &f;
  Type type;
};
} // namespace

/// The bits of each element as one or two uint32, the lower ones first.
static SmallVector<Value> getBlocks(Node &node, NodeFormula &f, unsigned bits) {
  Type narrow = node.builder.getIntegerType(32, /*isSigned=*/false),
       wide = node.builder.getIntegerType(64, /*isSigned=*/false);
  if (bits == 32)
    return {f.build("BitCast", {node.inputs[0]}, f.with("to", narrow))};
  Value whole = f.build("BitCast", {node.inputs[0]}, f.with("to", wide));
  auto number = [&](double value) { return node.makeScalar(wide, value); };
  Value high = f.build("BitShift", {whole, number(32)}, f.with("direction", "RIGHT"));
  Value low = f.build("BitwiseAnd", {whole, number(4294967295.0)});
  return {f.castTo(low, narrow), f.castTo(high, narrow)};
}

static LogicalResult normalizeMurmurHash3(Node &node) {
  NodeFormula f(node);
  if (failed(checkInputs(node, 0, 1)))
    return failure();
  Type type = node.getInputType(0).getElementType();
  unsigned bits = type.isIntOrFloat() ? type.getIntOrFloatBitWidth() : 0;
  if (bits != 32 && bits != 64)
    return node.emitError() << "takes elements of 32 or 64 bits, but got " << type;
  HashFormula h(node, f);
  Value hash = h.number(uint32_t(node.getInt("seed", 0)));
  for (Value block : getBlocks(node, f, bits))
    hash = h.mix(hash, block);
  hash = h.finish(hash, bits / 8);
  if (node.getInt("positive", 1) == 0)
    hash = f.build("BitCast", {hash}, f.with("to", Type(node.builder.getI32Type())));
  return f.finish({hash});
}

void importer::addHashNormalizers(NormalizerMap &map) {
  map["com.microsoft.MurmurHash3"] = normalizeMurmurHash3;
}
