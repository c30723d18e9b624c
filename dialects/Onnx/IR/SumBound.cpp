#include "dialects/Onnx/IR/SumBound.h"

#include "dialects/Onnx/IR/ConstantTensor.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace onnxc::onnx;

/// Of all int32.
static constexpr double kMost = 0x1p31;
/// Of the difference of two bytes of one type.
static constexpr double kMostOfBytes = 255;

/// The sum of the magnitudes of the weights of an output channel, at most. Channels are slices
/// along `axis`; a zero point is one for all, or one for each channel.
static double getMostOfWeights(Value weights, Value zeroPoint, int64_t axis) {
  std::optional<ConstantTensor> tensor = ConstantTensor::get(weights);
  std::optional<SmallVector<int64_t>> zeroPoints(SmallVector<int64_t>{0});
  if (zeroPoint)
    zeroPoints = getConstantInts(zeroPoint);
  if (!tensor || !zeroPoints || zeroPoints->empty() || tensor->size() == 0)
    return kMost;
  int64_t channels = tensor->type.getDimSize(axis), inner = 1;
  for (int64_t size : tensor->type.getShape().drop_front(axis + 1))
    inner *= size;
  std::vector<double> sums(channels);
  for (auto [i, value] : llvm::enumerate(tensor->ints)) {
    int64_t channel = int64_t(i) / inner % channels;
    sums[channel] += std::abs(double(value - (*zeroPoints)[channel % zeroPoints->size()]));
  }
  return *llvm::max_element(sums);
}

static double getMostOfConstant(ConstantOp constant) {
  std::optional<SmallVector<int64_t>> values = getConstantInts(constant.getResult());
  if (!values)
    return kMost;
  double most = 0;
  for (int64_t value : *values)
    most = std::max(most, std::abs(double(value)));
  return most;
}

static double getMostOfSum(ReduceSumOp sum) {
  RankedTensorType input = getTensorType(sum.getData()), type = getTensorType(sum);
  if (!input.hasStaticShape() || !type.hasStaticShape() || type.getNumElements() == 0)
    return kMost;
  return getSumBound(sum.getData()) * double(input.getNumElements() / type.getNumElements());
}

double onnxc::onnx::getSumBound(Value sums) {
  Operation *op = sums.getDefiningOp();
  if (!op)
    return kMost;
  double bound =
      llvm::TypeSwitch<Operation *, double>(op)
          .Case([](ConvIntegerOp conv) {
            return kMostOfBytes *
                   getMostOfWeights(conv.getWeight(), conv.getWeightZeroPoint(), /*axis=*/0);
          })
          .Case([](MatMulIntegerOp product) {
            int64_t rank = getTensorType(product.getB()).getRank();
            return rank != 2 ? kMost
                             : kMostOfBytes * getMostOfWeights(product.getB(),
                                                               product.getBZeroPoint(), /*axis=*/1);
          })
          // Of others, chains would be followed along all their branches.
          .Case([](AddOp add) {
            bool isBias = getConstant(add.getA()) || getConstant(add.getB());
            return isBias ? getSumBound(add.getA()) + getSumBound(add.getB()) : kMost;
          })
          .Case([](CastOp cast) {
            return getTensorType(cast.getInput()).getElementType().isInteger(8) ? kMostOfBytes
                                                                                : kMost;
          })
          .Case([](ReduceSumOp sum) { return getMostOfSum(sum); })
          .Case([](ConstantOp constant) { return getMostOfConstant(constant); })
          .Default([](Operation *) { return kMost; });
  return std::min(bound, kMost);
}
