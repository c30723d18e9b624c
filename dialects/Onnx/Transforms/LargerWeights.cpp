#include "dialects/Onnx/Transforms/LargerWeights.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/IntegerContraction.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "dialects/Onnx/IR/QuantizedWeights.h"

using namespace mlir;
using namespace onnxc::onnx;

/// Fewer elements are no weights to speak of.
static constexpr int64_t kFewElements = 1024;

/// Whether all that read the integers of `constant` take them as they are packed.
static bool isPacked(ConstantOp constant) {
  return llvm::all_of(constant->getUsers(), [](Operation *user) {
    auto dequantize = dyn_cast<DequantizeLinearOp>(user);
    return dequantize && staysQuantized(dequantize.getOutput());
  });
}

/// Integers of less than 8 bits take a byte each where no kernel unpacks them.
static void warnOfBytes(ConstantOp constant) {
  auto type = dyn_cast<IntegerType>(getTensorType(constant).getElementType());
  if (!type || type.getWidth() == 1 || type.getWidth() >= 8 || isPacked(constant))
    return;
  for (Operation *user : constant->getUsers())
    user->emitWarning() << "its constant of " << type.getWidth()
                        << "-bit integers is stored with a byte for each";
}

/// Filters less their zero points may be no bytes.
static void warnOfWords(ConvIntegerOp conv) {
  if (!hasConstantWeights(conv) || !conv.getWeightZeroPoint())
    return;
  ConstantTensor weights = *ConstantTensor::get(conv.getWeight());
  SmallVector<int64_t> zeros = *getConstantInts(conv.getWeightZeroPoint());
  int64_t inner = weights.size() / weights.type.getDimSize(0);
  for (auto [i, weight] : llvm::enumerate(weights.ints)) {
    int64_t value = weight - zeros[int64_t(i) / inner % zeros.size()];
    if (value >= -128 && value <= 127)
      continue;
    conv.emitWarning("its weights less their zero point do not fit 8 bits, and are stored with 16");
    return;
  }
}

void onnxc::onnx::warnOfLargerWeights(ModuleOp module) {
  module.walk([](Operation *op) {
    if (auto constant = dyn_cast<ConstantOp>(op);
        constant && getTensorType(constant).getNumElements() >= kFewElements)
      warnOfBytes(constant);
    if (auto conv = dyn_cast<ConvIntegerOp>(op);
        conv && getTensorType(conv.getWeight()).getNumElements() >= kFewElements)
      warnOfWords(conv);
  });
}
