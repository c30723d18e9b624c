#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Kernel/IR/TextOp.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace onnxc;

/// After the analysis, for which what is written there means nothing.
static Value allocateScratch(OpBuilder &builder, kernel::WinogradConvOp op) {
  auto type = MemRefType::get({op.getScratchSize()}, op.getScratchElementType());
  return memref::AllocOp::create(builder, op.getLoc(), type);
}

/// `buffer` or, if its elements do not lie side by side, a copy of it.
static Value makeDense(OpBuilder &builder, Location loc, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  if (type.getStridesAndOffset().first == SmallVector<int64_t>{1})
    return buffer;
  Value copy = memref::AllocOp::create(builder, loc,
                                       MemRefType::get(type.getShape(), type.getElementType()));
  memref::CopyOp::create(builder, loc, buffer, copy);
  return copy;
}

namespace {
/// All operands are read, the sums of contractions too: they are added to.
template <typename Op>
struct BufferizeKernel : DstBufferizableOpInterfaceExternalModel<BufferizeKernel<Op>, Op> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand, const AnalysisState &) const {
    return kernel::getContraction(op) || !cast<Op>(op).isDpsInit(&operand);
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
    SmallVector<Value> inits(ArrayRef(buffers).take_back(op->getNumResults()));
    if (auto text = dyn_cast<kernel::TextOp>(op))
      for (Value &buffer : MutableArrayRef(buffers).take_front(text.getInputs().size()))
        buffer = makeDense(rewriter, op->getLoc(), buffer);
    if (auto winograd = dyn_cast<kernel::WinogradConvOp>(op))
      buffers.push_back(allocateScratch(rewriter, winograd));
    OperationState onBuffers(op->getLoc(), op->getName(), buffers, TypeRange{}, op->getAttrs());
    rewriter.create(onBuffers);
    replaceOpWithBufferizedValues(rewriter, op, inits);
    return success();
  }
};
} // namespace

void kernel::registerBufferizableOpInterfaceModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, kernel::KernelDialect *) {
    GemmOp::attachInterface<BufferizeKernel<GemmOp>>(*context);
    WinogradConvOp::attachInterface<BufferizeKernel<WinogradConvOp>>(*context);
    ConvOp::attachInterface<BufferizeKernel<ConvOp>>(*context);
    TextOp::attachInterface<BufferizeKernel<TextOp>>(*context);
    TopKOp::attachInterface<BufferizeKernel<TopKOp>>(*context);
  });
}
