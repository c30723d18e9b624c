#ifndef ONNXC_TEST_KERNELS_CASEBUILDER_H
#define ONNXC_TEST_KERNELS_CASEBUILDER_H

#include "test/kernels/KernelCase.h"
#include "test/kernels/Random.h"
#include "test/kernels/Reference.h"

namespace onnxc::test {

/// A value of the model, and what it is.
struct Operand {
  GraphValue value;
  BoundedTensor tensor;

  DataType type() const { return value.type; }
  const Shape &shape() const { return value.shape; }
};

/// In which steps a tensor is quantized: its type, one or several scales, and the zero point.
struct Quantization {
  DataType type;
  std::vector<float> scales;
  int64_t zeroPoint = 0;
};

struct QuantizedOperand {
  Operand elements;
  Quantization quantization;
};

/// Builds a model node by node and computes what it computes.
class CaseBuilder {
public:
  explicit CaseBuilder(Random &random)
      : random(random), graph(*result.model.mutable_graph(), "v") {}

  /// Random elements up to `scale`: integers for an integer type.
  Operand addInput(DataType type, llvm::ArrayRef<int64_t> shape, double scale = 1);
  Operand addConstant(DataType type, llvm::ArrayRef<int64_t> shape, double scale = 1);
  /// A constant of these numbers.
  Operand addNumbers(DataType type, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> numbers);
  /// A constant, or in one of some cases an input.
  Operand addWeight(DataType type, llvm::ArrayRef<int64_t> shape, double scale);

  Operand addConv(const Operand &x, const Operand &w, const Operand *bias, const Window &window);
  Operand addConvTranspose(const Operand &x, const Operand &w, const Operand *bias,
                           const Window &window);
  /// ConvInteger, with zero points for all of x and all of w.
  Operand addConvInteger(const Operand &x, const Operand &w, const Operand &xZero,
                         const Operand &wZero, const Window &window);
  /// QLinearConv; `w` has one zero point, and a scale for each filter. The bias may be absent.
  Operand addQLinearConv(const QuantizedOperand &x, const QuantizedOperand &w, const Operand *bias,
                         const Quantization &y, const Window &window);
  /// The same as a quantizer writes it: between DequantizeLinear and QuantizeLinear, perhaps with a
  /// Relu.
  Operand addQuantizedConv(const QuantizedOperand &x, const QuantizedOperand &w,
                           const Operand *bias, const Quantization &y, const Window &window,
                           bool hasRelu);
  Operand addMatMul(const Operand &a, const Operand &b);
  Operand addMatMulInteger(const Operand &a, const Operand &b, const Operand &aZero,
                           const Operand &bZero);
  Operand addGemm(const Operand &a, const Operand &b, const Operand *c, bool transA, bool transB,
                  float alpha, float beta);
  Operand addEinsum(llvm::ArrayRef<Operand> inputs, llvm::ArrayRef<std::string> labels,
                    const std::string &output);

  Operand addSum(const Operand &a, const Operand &b);
  Operand addProduct(const Operand &a, const Operand &b);
  Operand addRelu(const Operand &x);
  Operand addClip(const Operand &x, float low, float high);
  Operand addSigmoid(const Operand &x);
  Operand addTanh(const Operand &x);
  Operand addCastToFloat(const Operand &x);
  Operand addTranspose(const Operand &x, llvm::ArrayRef<int64_t> permutation);
  Operand addGlobalAveragePool(const Operand &x);
  Operand addMaxPool(const Operand &x, const Window &window);
  Operand addAveragePool(const Operand &x, const Window &window, bool countsPadding);
  /// Zeros around the image, for each dimension of space.
  Operand addPad(const Operand &x, llvm::ArrayRef<int64_t> begins, llvm::ArrayRef<int64_t> ends);
  /// A reduction by `op` (ReduceSum, ...) over no axes.
  Operand addReduceNothing(llvm::StringRef op, const Operand &x);

  void addOutput(const Operand &x);
  KernelCase finish(const CaseOptions &options) &&;

private:
  std::pair<Operand, Operand> addParameters(const Quantization &quantization);
  Operand addDequantize(const QuantizedOperand &x);
  CaseInput makeElements(DataType type, llvm::ArrayRef<int64_t> shape, double scale,
                         BoundedTensor &tensor);
  Operand addResult(proto::NodeProto &node, DataType type, BoundedTensor tensor);
  proto::NodeProto &addNode(llvm::StringRef op, llvm::ArrayRef<const Operand *> inputs);

  Random &random;
  KernelCase result;
  GraphBuilder graph;
};

} // namespace onnxc::test

#endif
