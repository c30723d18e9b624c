#include "dialects/Onnx/Transforms/ReshapedSizes.h"

#include "dialects/Onnx/IR/TypeInference.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace onnxc::onnx;

//===-- Products -----------------------------------------------------------===//

static bool isBefore(Value a, Value b) { return a.getAsOpaquePointer() < b.getAsOpaquePointer(); }

static bool operator==(const Extent &a, const Extent &b) {
  return a.factor == b.factor && a.counts == b.counts;
}

static Extent operator*(Extent a, const Extent &b) {
  a.factor = multiplySizes(a.factor, b.factor);
  llvm::append_range(a.counts, b.counts);
  llvm::sort(a.counts, isBefore);
  return a;
}

/// What times `divisor` is `product`.
static std::optional<Extent> divide(const Extent &product, const Extent &divisor) {
  if (divisor.factor == 0 || product.factor % divisor.factor != 0)
    return std::nullopt;
  Extent quotient = product;
  quotient.factor /= divisor.factor;
  for (Value count : divisor.counts) {
    auto at = llvm::find(quotient.counts, count);
    if (at == quotient.counts.end())
      return std::nullopt;
    quotient.counts.erase(at);
  }
  return quotient;
}

static Extent multiply(ArrayRef<Extent> extents) {
  Extent product;
  for (const Extent &extent : extents)
    product = product * extent;
  return product;
}

Extent onnxc::onnx::getProduct(ArrayRef<OpenDim> dims) {
  Extent product;
  for (const OpenDim &dim : dims)
    product = product * dim.extent;
  return product;
}

//===-- Dimensions that belong together ------------------------------------===//

/// Puts what lacks in the place of the -1.
static std::optional<SmallVector<Extent>> resolve(const Extent &all, ArrayRef<TargetDim> target) {
  SmallVector<Extent> known, resolved;
  for (const TargetDim &dim : target)
    if (dim)
      known.push_back(*dim);
  std::optional<Extent> rest = divide(all, multiply(known));
  if (!rest || target.size() > known.size() + 1)
    return std::nullopt;
  for (const TargetDim &dim : target)
    resolved.push_back(dim.value_or(*rest));
  return multiply(resolved) == all ? std::optional(resolved) : std::nullopt;
}

/// How many of `input` and of `target` make the next product that they have in common.
static std::optional<std::pair<size_t, size_t>> takeGroup(ArrayRef<Extent> input,
                                                          ArrayRef<Extent> target) {
  size_t i = std::min<size_t>(1, input.size()), k = std::min<size_t>(1, target.size());
  while (true) {
    Extent a = multiply(input.take_front(i)), b = multiply(target.take_front(k));
    if (a == b)
      return std::pair(i, k);
    if (i < input.size() && divide(b, a))
      ++i;
    else if (k < target.size() && divide(a, b))
      ++k;
    else if (i < input.size() && k < target.size())
      ++i, ++k;
    else
      return std::nullopt;
  }
}

/// The steps after the first dimension that has more than one; nothing if a run settles them.
static std::optional<int64_t> getInnerSize(ArrayRef<Extent> group) {
  ArrayRef<Extent> rest = group.drop_while([](const Extent &extent) { return extent == Extent(); });
  Extent inner = multiply(rest.empty() ? rest : rest.drop_front());
  return inner.isOpen() ? std::nullopt : std::optional(inner.factor);
}

/// The rooms of `target`, dimensions that are `input` in another form.
static std::optional<SmallVector<int64_t>>
fitRooms(ArrayRef<int64_t> inputRooms, ArrayRef<Extent> input, ArrayRef<Extent> target) {
  SmallVector<int64_t> rooms;
  for (const Extent &extent : target)
    rooms.push_back(extent.factor);
  auto open = llvm::find_if(target, [](const Extent &extent) { return extent.isOpen(); });
  if (open == target.end())
    return rooms;
  std::optional<int64_t> from = getInnerSize(input), to = getInnerSize(target);
  int64_t room = 1;
  for (int64_t size : inputRooms)
    room = multiplySizes(room, size);
  if (!from || !to || *to == 0 || room % *to != 0)
    return std::nullopt;
  rooms[open - target.begin()] = room / *to;
  return rooms;
}

std::optional<SmallVector<OpenDim>> onnxc::onnx::reshapeSizes(ArrayRef<OpenDim> input,
                                                              ArrayRef<TargetDim> target) {
  SmallVector<Extent> from;
  SmallVector<int64_t> inputRooms;
  for (const OpenDim &dim : input) {
    from.push_back(dim.extent);
    inputRooms.push_back(dim.room);
  }
  std::optional<SmallVector<Extent>> to = resolve(multiply(from), target);
  if (!to)
    return std::nullopt;
  SmallVector<OpenDim> result;
  ArrayRef<Extent> left = from, ahead = *to;
  ArrayRef<int64_t> rooms = inputRooms;
  while (!left.empty() || !ahead.empty()) {
    std::optional<std::pair<size_t, size_t>> group = takeGroup(left, ahead);
    if (!group)
      return std::nullopt;
    auto [i, k] = *group;
    std::optional<SmallVector<int64_t>> fitted =
        fitRooms(rooms.take_front(i), left.take_front(i), ahead.take_front(k));
    if (!fitted)
      return std::nullopt;
    for (auto [room, extent] : llvm::zip_equal(*fitted, ahead.take_front(k)))
      result.push_back({room, extent});
    left = left.drop_front(i);
    rooms = rooms.drop_front(i);
    ahead = ahead.drop_front(k);
  }
  return result;
}
