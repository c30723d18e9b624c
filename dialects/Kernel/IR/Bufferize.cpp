#include "dialects/Kernel/IR/KernelOps.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace onnxc;

/// Behind the analysis, for which what is written there means nothing.
static Value allocateScratch(OpBuilder &builder, kernel::WinogradConvOp op) {
  auto type = MemRefType::get({op.getScratchSize()},
                              cast<ShapedType>(op.getSums().getType()).getElementType());
  return memref::AllocOp::create(builder, op.getLoc(), type);
}

namespace {
/// All operands are read: the sums are added to.
template <typename Op>
struct BufferizeContraction
    : DstBufferizableOpInterfaceExternalModel<BufferizeContraction<Op>, Op> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &, const AnalysisState &) const {
    return true;
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options, BufferizationState &state) const {
    SmallVector<Value> buffers;
    for (Value operand : op->getOperands()) {
      FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    Value sums = buffers.back();
    if (auto winograd = dyn_cast<kernel::WinogradConvOp>(op))
      buffers.push_back(allocateScratch(rewriter, winograd));
    OperationState onBuffers(op->getLoc(), op->getName(), buffers, TypeRange{}, op->getAttrs());
    rewriter.create(onBuffers);
    replaceOpWithBufferizedValues(rewriter, op, sums);
    return success();
  }
};
} // namespace

void kernel::registerBufferizableOpInterfaceModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, kernel::KernelDialect *) {
    GemmOp::attachInterface<BufferizeContraction<GemmOp>>(*context);
    WinogradConvOp::attachInterface<BufferizeContraction<WinogradConvOp>>(*context);
    ConvOp::attachInterface<BufferizeContraction<ConvOp>>(*context);
  });
}
