// From the `onnx` dialect to linalg on tensors. One source file for each family of operators.
#ifndef ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_ONNXTOLINALG_H
#define ONNXC_COMPILER_CONVERSION_ONNXTOLINALG_ONNXTOLINALG_H

#include "compiler/Conversion/OnnxToLinalg/Builders/ElementTypes.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/DialectConversion.h"

namespace onnxc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Conversion/OnnxToLinalg/Passes.h.inc"

// The patterns of each family of operators.
void populateContractionToKernel(const mlir::TypeConverter &types,
                                 mlir::RewritePatternSet &patterns);
void populateContractionToLinalg(const mlir::TypeConverter &types,
                                 mlir::RewritePatternSet &patterns);
void populateControlToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateCumulativeToLinalg(const mlir::TypeConverter &types,
                                mlir::RewritePatternSet &patterns);
void populateDeterminantToLinalg(const mlir::TypeConverter &types,
                                 mlir::RewritePatternSet &patterns);
void populateElementwiseToLinalg(const mlir::TypeConverter &types,
                                 mlir::RewritePatternSet &patterns);
void populateEmptyToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateGatherToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateIntegerContractionToKernel(const mlir::TypeConverter &types,
                                        mlir::RewritePatternSet &patterns);
void populateLayoutToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateMlToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populatePoolingToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateQuantizationToLinalg(const mlir::TypeConverter &types,
                                  mlir::RewritePatternSet &patterns);
void populateReductionToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateResizeToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateSamplingToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateScatterToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateTopKToKernel(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateSelectionToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateSignalToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateSliceToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);
void populateTensorToLinalg(const mlir::TypeConverter &types, mlir::RewritePatternSet &patterns);

} // namespace onnxc

#endif
