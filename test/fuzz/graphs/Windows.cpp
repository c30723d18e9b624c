#include "test/fuzz/graphs/GraphContext.h"

using namespace onnxc;
using namespace onnxc::fuzz;

namespace {

std::optional<Operand> pickPicture(GraphContext &context) {
  return context.pick([](const Operand &x) {
    return isFloat(x.type) && (x.getRank() == 3 || x.getRank() == 4) && x.shape.back() > 1;
  });
}

bool makePool(GraphContext &context) {
  std::optional<Operand> x = pickPicture(context);
  if (!x)
    return false;
  int64_t spatial = x->getRank() - 2;
  bool ceil = context.random.percent(20);
  Shape kernel, strides, pads(2 * spatial), shape{x->shape[0], x->shape[1]};
  for (int64_t i = 0; i < spatial; ++i) {
    int64_t size = context.random.between(1, 3), stride = context.random.between(1, 2);
    for (int64_t side : {i, i + spatial})
      pads[side] = context.random.percent(50) ? 0 : context.random.below(size);
    int64_t room = x->shape[2 + i] + pads[i] + pads[i + spatial] - size;
    // ceil_mode drops windows that begin in the padding: kept out by taking whole strides.
    if (room < 0 || (ceil && room % stride != 0))
      return false;
    kernel.push_back(size);
    strides.push_back(stride);
    shape.push_back(room / stride + 1);
  }
  const char *name = context.random.pick({"MaxPool", "MaxPool", "AveragePool", "LpPool"});
  int64_t includePad = context.random.below(2);
  auto set = [&](Attributes &attributes) {
    attributes.set("kernel_shape", kernel).set("strides", strides).set("pads", pads);
    attributes.set("ceil_mode", int64_t(ceil));
    if (llvm::StringRef(name) == "AveragePool")
      attributes.set("count_include_pad", includePad);
  };
  return context.add(name, *x, x->type, shape, x->bound * 9, set).has_value();
}

bool makeGlobalPool(GraphContext &context) {
  std::optional<Operand> x = pickPicture(context);
  if (!x)
    return false;
  Shape shape(x->shape);
  std::fill(shape.begin() + 2, shape.end(), 1);
  const char *name =
      context.random.pick({"GlobalAveragePool", "GlobalAveragePool", "GlobalMaxPool"});
  std::optional<Operand> pooled = context.add(name, *x, x->type, shape, x->bound);
  // Channel attention.
  if (pooled && context.random.percent(50))
    context.add("Mul", {*x, *pooled}, x->type, x->shape, x->bound * pooled->bound);
  return pooled.has_value();
}

bool makeResize(GraphContext &context) {
  std::optional<Operand> x =
      context.pick([](const Operand &x) { return isFloat(x.type) && x.getRank() == 4; });
  if (!x)
    return false;
  const char *mode = context.random.pick({"nearest", "nearest", "linear", "cubic"});
  const char *coordinates =
      context.random.pick({"half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"});
  const char *nearest = context.random.pick({"floor", "round_prefer_floor", "ceil"});
  Shape shape(x->shape);
  for (int64_t axis : {2, 3})
    shape[axis] =
        context.random.percent(50) ? 2 * shape[axis] : context.random.between(1, 2 * shape[axis]);
  auto set = [&](Attributes &attributes) {
    attributes.set("mode", mode).set("coordinate_transformation_mode", coordinates);
    attributes.set("nearest_mode", nearest);
  };
  test::GraphValue absent;
  Operand none{absent};
  return context
      .add("Resize", {*x, none, none, context.addInts(shape)}, x->type, shape, 3 * x->bound, set)
      .has_value();
}

constexpr Maker makers[] = {{12, makePool}, {8, makeGlobalPool}, {6, makeResize}};

} // namespace

llvm::ArrayRef<Maker> fuzz::getWindowMakers() { return makers; }
