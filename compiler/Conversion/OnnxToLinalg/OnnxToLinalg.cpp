#include "compiler/Conversion/OnnxToLinalg/OnnxToLinalg.h"

#include "compiler/Conversion/OnnxToLinalg/Leftovers.h"
#include "compiler/Conversion/OnnxToLinalg/Text.h"
#include "dialects/Kernel/IR/KernelOps.h"
#include "dialects/Onnx/IR/OnnxOps.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace onnxc;

namespace onnxc {
#define GEN_PASS_DEF_CONVERTONNXTOLINALG
#include "compiler/Conversion/OnnxToLinalg/Passes.h.inc"
} // namespace onnxc

namespace {
struct ConvertOnnxToLinalgPass : onnxc::impl::ConvertOnnxToLinalgBase<ConvertOnnxToLinalgPass> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    TextTable texts(getOperation());
    openTexts(getOperation(), texts);
    StorageTypeConverter types;
    // Beside operators that no pattern knew, which are reported below by their names.
    auto leaveCast = [](OpBuilder &builder, Type type, ValueRange values, Location loc) -> Value {
      return UnrealizedConversionCastOp::create(builder, loc, type, values).getResult(0);
    };
    types.addSourceMaterialization(leaveCast);
    types.addTargetMaterialization(leaveCast);
    RewritePatternSet patterns(context);
    populateContractionToKernel(types, patterns);
    populateContractionToLinalg(types, patterns);
    populateControlToLinalg(types, patterns);
    populateCumulativeToLinalg(types, patterns);
    populateDeterminantToLinalg(types, patterns);
    populateElementwiseToLinalg(types, patterns);
    populateEmptyToLinalg(types, patterns);
    populateGatherToLinalg(types, patterns);
    populateIntegerContractionToKernel(types, patterns);
    populateLayoutToLinalg(types, patterns);
    populateMlToLinalg(types, patterns);
    populatePoolingToLinalg(types, patterns);
    populateQuantizationToLinalg(types, patterns);
    populateReductionToLinalg(types, patterns);
    populateResizeToLinalg(types, patterns);
    populateSamplingToLinalg(types, patterns);
    populateScatterToLinalg(types, patterns);
    populateSelectionToLinalg(types, patterns);
    populateSignalToLinalg(types, patterns);
    populateSliceToLinalg(types, patterns);
    populateTensorToLinalg(types, patterns);
    populateTextToLinalg(types, texts, patterns);
    populateTopKToKernel(types, patterns);
    populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns, types);
    populateReturnOpTypeConversionPattern(patterns, types);

    ConversionTarget target(*context);
    target.addLegalDialect<affine::AffineDialect, arith::ArithDialect, kernel::KernelDialect,
                           linalg::LinalgDialect, math::MathDialect, scf::SCFDialect,
                           tensor::TensorDialect>();
    target.addDynamicallyLegalOp<func::FuncOp>([&](func::FuncOp function) {
      return types.isSignatureLegal(function.getFunctionType()) &&
             types.isLegal(&function.getBody());
    });
    target.addDynamicallyLegalOp<func::ReturnOp>(
        [&](func::ReturnOp op) { return types.isLegal(op); });
    scf::populateSCFStructuralTypeConversionsAndLegality(types, patterns, target);
    Leftovers leftovers(getOperation());
    // A partial conversion, so that what is left can be reported all at once.
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))) ||
        failed(leftovers.report(getOperation())))
      signalPassFailure();
  }
};
} // namespace
