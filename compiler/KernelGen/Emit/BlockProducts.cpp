#include "compiler/KernelGen/Emit/BlockProducts.h"

using namespace mlir;
using namespace onnxc;

Values BlockProducts::emit(Value first, int64_t count, Values sums) {
  int64_t size = view.blocks.getSize();
  if (!view.kernel.empty() || size >= count)
    return emitBlock(index(0), first, index(0), count, sums);
  int64_t whole = count / size;
  sums = buildSumLoop(b, 0, whole, 1, sums, [&](Value block, Values carried) {
    Value begin = scale(block, size);
    return emitBlock(block, begin, begin, size, carried);
  });
  if (count % size == 0)
    return sums;
  Value begin = index(whole * size);
  return emitBlock(index(whole), begin, begin, count % size, sums);
}

/// `count` products of one block: product `first` is that with input channel `channel`. A step
/// takes the numbers of a byte, and as many elements of the input as one load brings.
Values BlockProducts::emitBlock(Value block, Value first, Value channel, int64_t count,
                                Values sums) {
  int64_t perByte = view.blocks.getPerByte(), step = std::max(perByte, atOnce);
  Value firstByte = arith::DivUIOp::create(b, first, index(perByte));
  BlockWeights::Parameters parameters = weights.loadParameters(block);
  int64_t steps = count / step;
  if (steps > 0)
    sums = buildSumLoop(b, 0, steps, 1, sums, [&](Value iv, Values carried) {
      addProducts(parameters, add(firstByte, scale(iv, step / perByte)),
                  add(channel, scale(iv, step)), step, atOnce, carried);
      return carried;
    });
  addProducts(parameters, add(firstByte, steps * step / perByte), add(channel, steps * step),
              count % step, /*atOnce=*/1, sums);
  return sums;
}

void BlockProducts::addProducts(const BlockWeights::Parameters &parameters, Value firstByte,
                                Value channel, int64_t count, int64_t atOnce, Values &sums) {
  int64_t perByte = view.blocks.getPerByte();
  Values bytes, inputs;
  for (int64_t i = 0; i < count; ++i) {
    if (i % perByte == 0)
      bytes = weights.loadBytes(add(firstByte, i / perByte));
    if (i % atOnce == 0)
      inputs = tile.loadInputs(add(channel, i), atOnce);
    tile.addGroup(inputs, i % atOnce, weights.unpack(bytes, i % perByte, parameters), sums);
  }
}
