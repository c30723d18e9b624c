#include "compiler/Conversion/ToLLVM/ToLLVM.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace onnxc {
#define GEN_PASS_DEF_CONVERTALLTOLLVM
#include "compiler/Conversion/ToLLVM/Passes.h.inc"
} // namespace onnxc

/// Marks `function` as one that only this module calls, that never unwinds (so it has no unwind
/// table), and whose loops are not replaced by calls of the C library.
static void makeInternal(LLVM::LLVMFuncOp function) {
  function.setLinkage(LLVM::Linkage::Internal);
  function.setNoUnwind(true);
  SmallVector<Attribute> passthrough;
  if (ArrayAttr present = function.getPassthroughAttr())
    passthrough.append(present.begin(), present.end());
  passthrough.push_back(StringAttr::get(function.getContext(), "no-builtins"));
  function.setPassthroughAttr(ArrayAttr::get(function.getContext(), passthrough));
}

/// Conversions carry what is said of a loop to its last branch under the loop's name for it, which
/// the translation to LLVM IR does not read.
static void takeLoopAnnotation(LLVM::BrOp branch) {
  if (Attribute annotation = branch->removeDiscardableAttr("llvm.loop_annotation"))
    branch.setLoopAnnotationAttr(cast<LLVM::LoopAnnotationAttr>(annotation));
}

namespace {
/// A constant of a float type that becomes an integer type.
struct ConvertFloatBits : ConvertOpToLLVMPattern<arith::ConstantOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult matchAndRewrite(arith::ConstantOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Type from = getElementTypeOrSelf(op.getType());
    Type type = getTypeConverter()->convertType(op.getType());
    Type to = type ? getElementTypeOrSelf(type) : Type();
    if (!isa<FloatType>(from) || !isa_and_nonnull<IntegerType>(to))
      return failure();
    if (auto number = dyn_cast<FloatAttr>(op.getValue())) {
      auto bits = rewriter.getIntegerAttr(to, number.getValue().bitcastToAPInt());
      rewriter.replaceOpWithNewOp<LLVM::ConstantOp>(op, to, bits);
      return success();
    }
    auto numbers = dyn_cast<DenseElementsAttr>(op.getValue());
    if (!numbers)
      return failure();
    rewriter.replaceOpWithNewOp<LLVM::ConstantOp>(op, type, numbers.bitcast(to));
    return success();
  }
};

/// An integer that is wider than an index, as the nearest index: cut, numbers that lie outside of
/// any tensor would become others that lie inside.
struct ConvertWideIndexCast : ConvertOpToLLVMPattern<arith::IndexCastOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult matchAndRewrite(arith::IndexCastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Value wide = adaptor.getIn();
    Type type = getTypeConverter()->convertType(op.getType());
    unsigned from = getElementTypeOrSelf(wide.getType()).getIntOrFloatBitWidth(),
             to = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
    if (from <= to)
      return failure();
    Location loc = op.getLoc();
    auto constant = [&](Type of, const APInt &value) -> Value {
      auto number = rewriter.getIntegerAttr(getElementTypeOrSelf(of), value);
      if (auto vector = dyn_cast<VectorType>(of))
        return LLVM::ConstantOp::create(rewriter, loc, of, DenseElementsAttr::get(vector, number));
      return LLVM::ConstantOp::create(rewriter, loc, of, number);
    };
    Value cut = LLVM::TruncOp::create(rewriter, loc, type, wide);
    Value back = LLVM::SExtOp::create(rewriter, loc, wide.getType(), cut);
    Value fits = LLVM::ICmpOp::create(rewriter, loc, LLVM::ICmpPredicate::eq, back, wide);
    // The sign, in all bits, turns the largest index into the least.
    Value sign =
        LLVM::AShrOp::create(rewriter, loc, wide, constant(wide.getType(), APInt(from, from - 1)));
    Value limit =
        LLVM::XOrOp::create(rewriter, loc, LLVM::TruncOp::create(rewriter, loc, type, sign),
                            constant(type, APInt::getSignedMaxValue(to)));
    rewriter.replaceOpWithNewOp<LLVM::SelectOp>(op, fits, cut, limit);
    return success();
  }
};

struct ConvertAllToLLVMPass : onnxc::impl::ConvertAllToLLVMBase<ConvertAllToLLVMPass> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    machine = onnxc::kernel::getMachine(getOperation());
    LowerToLLVMOptions options(context);
    options.useBarePtrCallConv = true;
    options.overrideIndexBitwidth(machine.getPointerBits());
    LLVMTypeConverter types(context, options);
    addIntegerTypes(types);
    RewritePatternSet patterns(context);
    patterns.add<ConvertFloatBits, ConvertWideIndexCast>(types, /*benefit=*/2);
    populateAffineToStdConversionPatterns(patterns);
    populateSCFToControlFlowConversionPatterns(patterns);
    arith::populateArithToLLVMConversionPatterns(types, patterns);
    populateVectorToLLVMConversionPatterns(types, patterns, /*reassociateFPReductions=*/false,
                                           /*force32BitVectorIndices=*/machine.getPointerBits() ==
                                               32);
    populateMathToLLVMConversionPatterns(types, patterns);
    populateFinalizeMemRefToLLVMConversionPatterns(types, patterns);
    populateFuncToLLVMConversionPatterns(types, patterns);
    cf::populateControlFlowToLLVMConversionPatterns(types, patterns);
    index::populateIndexToLLVMConversionPatterns(types, patterns);
    ub::populateUBToLLVMConversionPatterns(types, patterns);

    LLVMConversionTarget target(*context);
    target.addLegalOp<ModuleOp>();
    if (failed(applyFullConversion(getOperation(), target, std::move(patterns))))
      return signalPassFailure();
    getOperation()->walk(takeLoopAnnotation);
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>())
      if (!function.isExternal())
        makeInternal(function);
  }

private:
  bool becomesInteger(Type type) const {
    return (type.isF16() && !machine.getF16() && !machine.getF16Conversion()) ||
           (type.isBF16() && !machine.getBf16Conversion());
  }

  void addIntegerTypes(LLVMTypeConverter &types) const {
    Type i16 = IntegerType::get(&types.getContext(), 16);
    types.addConversion([=](FloatType type) -> std::optional<Type> {
      return becomesInteger(type) ? std::optional(i16) : std::nullopt;
    });
    types.addConversion([=, &types](VectorType type) -> std::optional<Type> {
      if (!becomesInteger(type.getElementType()))
        return std::nullopt;
      return types.convertType(type.clone(i16));
    });
  }

  onnxc::kernel::MachineAttr machine;
};
} // namespace
