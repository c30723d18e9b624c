#include "dialects/Onnx/Transforms/Decompose/Decompose.h"

#include "dialects/Onnx/Transforms/Decompose/DecomposeEinsum.h"
#include "dialects/Onnx/Transforms/Decompose/DecomposeElementwise.h"
#include "dialects/Onnx/Transforms/Decompose/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace onnxc::onnx {
#define GEN_PASS_DEF_DECOMPOSE
#include "dialects/Onnx/Transforms/Decompose/Passes.h.inc"
} // namespace onnxc::onnx

namespace {
struct DecomposePass : onnxc::onnx::impl::DecomposeBase<DecomposePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    onnxc::onnx::populateDecomposeAttention(patterns);
    onnxc::onnx::populateDecomposeContraction(patterns);
    onnxc::onnx::populateDecomposeEinsum(patterns);
    onnxc::onnx::populateDecomposeElementwise(patterns);
    onnxc::onnx::populateDecomposeGather(patterns);
    onnxc::onnx::populateDecomposeConvTranspose(patterns);
    onnxc::onnx::populateDecomposeLinearAttention(patterns);
    onnxc::onnx::populateDecomposeLoss(patterns);
    onnxc::onnx::populateDecomposeMl(patterns);
    onnxc::onnx::populateDecomposeNormalization(patterns);
    onnxc::onnx::populateDecomposePooling(patterns);
    onnxc::onnx::populateDecomposeQuantization(patterns);
    onnxc::onnx::populateDecomposeRandom(patterns);
    onnxc::onnx::populateDecomposeRecurrent(patterns);
    onnxc::onnx::populateDecomposeReduction(patterns);
    onnxc::onnx::populateDecomposeRotaryEmbedding(patterns);
    onnxc::onnx::populateDecomposeSignal(patterns);
    onnxc::onnx::populateDecomposeSlice(patterns);
    onnxc::onnx::populateDecomposeTensor(patterns);
    onnxc::onnx::populateDecomposeTraining(patterns);
    onnxc::onnx::populateWidenOperators(patterns);
    // Chains of any length.
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
